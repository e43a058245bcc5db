//! A second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for the day on
//! which the app is lost. It belongs to the account, wherever that is a member, and is asked for
//! after the right password. A tenant can demand one of its members: see
//! [`SecondFactor`](crate::tenants::SecondFactor).

mod change;
mod given;
mod take;
mod totp;

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use store::{AccountId, SystemTx, SystemUseCase, accounts, second_factors};

use self::change::{Act, Change};
pub use self::given::Given;
use self::take::{By, TakeAway};
use self::totp::Totp;
use crate::audit::{Draft, Operation, Outcome};
use crate::members::Whom;
use crate::proof::fresh;
use crate::sign_in::Account;
use crate::tenants::SecondFactor;
use crate::{Caller, Channel, Directory, Error, Permission, Request};

/// Recovery codes of one account.
const CODES: usize = 10;

/// What an authenticator app is to be given, to be shown once.
#[derive(Debug)]
pub struct Enrolment {
    /// Address and secret as apps read them from a picture (`otpauth:`).
    pub uri: SecretString,
    /// The secret in base 32, for typing.
    pub key: SecretString,
}

/// What a person has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// Since when codes are asked for; `None` where none are.
    pub since: Option<DateTime<Utc>>,
    /// Recovery codes that have not been used.
    pub codes_left: u64,
}

/// The use cases on second factors.
pub struct SecondFactors<'d>(pub(crate) &'d Directory);

impl SecondFactors<'_> {
    /// What an account has.
    pub async fn state(&self, account: AccountId) -> Result<State, Error> {
        let found = self.account(account).await?;
        Ok(State {
            since: found.factor.and_then(|factor| factor.since),
            codes_left: self.0.store().system().recovery_codes_left(account).await?,
        })
    }

    /// Makes a secret for a person's app. Nothing is asked for until [`Self::confirm`].
    ///
    /// # Errors
    /// [`Error::Conflict`] at `code` for who has a second factor; [`Error::ProofNeeded`].
    pub async fn begin(
        &self,
        account: &Account,
        proved_at: DateTime<Utc>,
    ) -> Result<Enrolment, Error> {
        fresh(proved_at, self.0.now())?;
        let totp = Totp::generate();
        let begin = Begin {
            account: account.id,
            secret: totp.encrypt(self.0.secret_key(), account.id)?,
        };
        self.0.store().write_system(begin).await?;
        totp.enrolment(&account.email, self.0.public_url())
    }

    /// The secret that was begun, again: a first code was wrong.
    ///
    /// # Errors
    /// [`Error::NotFound`] where nothing was begun; [`Error::ProofNeeded`].
    pub async fn begun(
        &self,
        account: &Account,
        proved_at: DateTime<Utc>,
    ) -> Result<Enrolment, Error> {
        fresh(proved_at, self.0.now())?;
        let found = self.account(account.id).await?;
        let begun = found.factor.filter(|factor| factor.since.is_none());
        let totp = self.totp(account.id, &begun.ok_or(Error::NotFound)?)?;
        totp.enrolment(&account.email, self.0.public_url())
    }

    /// Turns the second factor on, once a code shows that the app has the secret. Ends every other
    /// session, which was begun without. Answers the recovery codes, to be shown once.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `code`; [`Error::NotFound`] where nothing was begun;
    /// [`Error::Limited`]; [`Error::ProofNeeded`].
    pub async fn confirm(
        &self,
        account: &Account,
        code: &str,
        keep_session: &str,
        proved_at: DateTime<Utc>,
        request: &Request,
    ) -> Result<Vec<SecretString>, Error> {
        fresh(proved_at, self.0.now())?;
        self.attempt(account, request)?;
        let found = self.account(account.id).await?;
        let begun = found.factor.filter(|factor| factor.since.is_none());
        let begun = begun.ok_or(Error::NotFound)?;
        let totp = self.totp(account.id, &begun)?;
        let step = totp.check(code, self.0.now()).ok_or_else(wrong_code)?;
        self.succeeded(account);
        self.change(
            account,
            request,
            Act::Confirm {
                secret: begun.secret,
                step,
                keep_session: keep_session.to_owned(),
            },
        )
        .await
    }

    /// Makes new recovery codes; the old ones are nothing any more.
    ///
    /// # Errors
    /// As for [`Self::remove`].
    pub async fn renew_codes(
        &self,
        account: &Account,
        given: &Given,
        proved_at: DateTime<Utc>,
        request: &Request,
    ) -> Result<Vec<SecretString>, Error> {
        fresh(proved_at, self.0.now())?;
        self.check(account, given, request).await?;
        self.change(account, request, Act::RenewCodes).await
    }

    /// Turns the second factor off.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `code` or `recovery`; [`Error::Conflict`] at `code` where a tenant of
    /// the person demands one; [`Error::Limited`]; [`Error::ProofNeeded`].
    pub async fn remove(
        &self,
        account: &Account,
        given: &Given,
        proved_at: DateTime<Utc>,
        request: &Request,
    ) -> Result<(), Error> {
        fresh(proved_at, self.0.now())?;
        if let Some(tenant) = self.demanded_by(account.id).await? {
            let detail = format!("{tenant} demands a second factor of its members: it stays on.");
            return Err(Error::Conflict {
                attribute: "code",
                detail,
            });
        }
        self.check(account, given, request).await?;
        self.change(account, request, Act::Remove).await.map(drop)
    }

    /// The name of a tenant of the account that demands a second factor, if one does.
    pub async fn demanded_by(&self, account: AccountId) -> Result<Option<String>, Error> {
        let memberships = self.0.store().system().memberships(account).await?;
        for (tenant, member) in memberships {
            if member.disabled_at.is_none() && SecondFactor::of(&tenant)? == SecondFactor::Required
            {
                return Ok(Some(tenant.name().to_owned()));
            }
        }
        Ok(None)
    }

    /// Takes away the second factor of a member who lost app and codes, and ends their sessions.
    /// Who may do so is who may make a link to another password for them.
    ///
    /// # Errors
    /// As for [`crate::password_resets::PasswordResets::for_member`].
    pub async fn remove_of_member(&self, caller: &Caller, whom: Whom<'_>) -> Result<(), Error> {
        caller.require(Permission::ManageMembers)?;
        caller.require_proof(self.0.now())?;
        let take = TakeAway {
            directory: self.0.clone(),
            by: By::Member {
                caller: caller.clone(),
                whom: whom.into_owned()?,
            },
        };
        self.0.store().write_system(take).await
    }

    /// The same for any account, on the operator's behalf.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an address without an account, and for one without a second factor.
    pub async fn remove_by_operator(&self, email: &str) -> Result<(), Error> {
        let take = TakeAway {
            directory: self.0.clone(),
            by: By::Operator {
                email_key: scim::fold(email.trim()),
                request: Request::local(self.0.request_id(), Channel::Cli),
            },
        };
        self.0.store().write_system(take).await
    }

    /// Checks what a person gave, and uses it up. Attempts of all addresses count together: whoever
    /// gets here knows the password.
    pub(crate) async fn check(
        &self,
        account: &Account,
        given: &Given,
        request: &Request,
    ) -> Result<(), Error> {
        self.attempt(account, request)?;
        let found = self.account(account.id).await?;
        let factor = found.factor.filter(|factor| factor.since.is_some());
        let factor = factor.ok_or(Error::NotFound)?;
        let now = self.0.now();
        let (using, wrong) = match given {
            Given::Code(code) => {
                let step = self.totp(account.id, &factor)?.check(code, now);
                (step.map(Using::Step), wrong_code as fn() -> Error)
            }
            Given::Recovery(_) => {
                let hash = given.recovery_hash(self.0.secret_key());
                (hash.map(Using::Recovery), wrong_recovery as fn() -> Error)
            }
        };
        let using = using.ok_or_else(wrong)?;
        let use_up = UseUp {
            account: account.id,
            using,
            now,
        };
        if !self.0.store().write_system(use_up).await? {
            return Err(wrong());
        }
        self.succeeded(account);
        Ok(())
    }

    fn attempt(&self, account: &Account, request: &Request) -> Result<(), Error> {
        let throttle = self.0.throttle();
        throttle.second_factor(&account.id.to_string(), request.ip, self.0.now())
    }

    fn succeeded(&self, account: &Account) {
        let throttle = self.0.throttle();
        throttle.second_factor_succeeded(&account.id.to_string());
    }

    fn totp(&self, account: AccountId, factor: &second_factors::Record) -> Result<Totp, Error> {
        Totp::decrypt(&factor.secret, self.0.secret_key(), account)
            .ok_or_else(|| Error::internal("a second factor cannot be read with this secret key"))
    }

    async fn account(&self, id: AccountId) -> Result<accounts::Record, Error> {
        let found = self.0.store().system().account(id).await?;
        found.ok_or(Error::NotFound)
    }

    async fn change(
        &self,
        account: &Account,
        request: &Request,
        act: Act,
    ) -> Result<Vec<SecretString>, Error> {
        let codes = match act {
            Act::Confirm { .. } | Act::RenewCodes => (0..CODES).map(|_| given::code()).collect(),
            Act::Remove => Vec::new(),
        };
        let change = Change {
            directory: self.0.clone(),
            account: account.clone(),
            request: request.clone(),
            codes,
            act,
        };
        self.0.store().write_system(change).await
    }
}

fn wrong_code() -> Error {
    let message =
        "This is not the code that your app shows now, or it was used: wait for the next one.";
    Error::invalid("code", message)
}

fn wrong_recovery() -> Error {
    let message = "This is none of your recovery codes, or it was used.";
    Error::invalid("recovery", message)
}

struct Begin {
    account: AccountId,
    secret: String,
}

impl SystemUseCase for Begin {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<(), Error> {
        if tx
            .second_factors()
            .begin(self.account, &self.secret)
            .await?
        {
            return Ok(());
        }
        Err(Error::Conflict {
            attribute: "code",
            detail: "You have a second factor: turn it off before you set up another.".to_owned(),
        })
    }
}

enum Using {
    Step(i64),
    Recovery(String),
}

struct UseUp {
    account: AccountId,
    using: Using,
    now: DateTime<Utc>,
}

impl SystemUseCase for UseUp {
    type Output = bool;
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<bool, Error> {
        let factors = tx.second_factors();
        Ok(match &self.using {
            Using::Step(step) => factors.use_step(self.account, *step).await?,
            Using::Recovery(hash) => factors.use_code(self.account, hash, self.now).await?,
        })
    }
}

/// The event of a second factor that was given wrongly, or rightly, after the password.
pub(crate) fn entered(right: bool) -> Draft {
    if right {
        return Draft::new(Operation::LoginSuccess).detail("with a second factor");
    }
    Draft::new(Operation::LoginFailure)
        .outcome(Outcome::Denied)
        .status(422)
        .detail("the password was right, the second factor was wrong")
}
