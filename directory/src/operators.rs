//! Operators: whoever runs the server. They make, suspend, resume and delete tenants, and read and
//! change nothing inside of one.
//!
//! The command line is the operator's; beside it, people of the console can be appointed.

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use store::{AccountId, SystemTx, SystemUseCase, Tenant};

use crate::audit::{Draft, Operation};
use crate::caller::Authority;
use crate::mail;
use crate::members::{Person, check_email, subject};
use crate::proof;
use crate::sign_in::check_password;
use crate::{Actor, ActorKind, Caller, Channel, Directory, Error, Request};

/// An operator on one request: the proof that somebody may act on tenants. Only
/// [`Directory::operator_of`] makes one, and the command line.
#[derive(Clone, Debug)]
pub struct Operator {
    actor: Actor,
    request: Request,
    /// When they gave their password last; `None` on the command line, which is theirs.
    proved_at: Option<DateTime<Utc>>,
}

impl Operator {
    pub(crate) fn on_the_machine(request: Request) -> Self {
        let kind = match request.channel {
            Channel::Cli => ActorKind::Cli,
            Channel::Scim | Channel::Console | Channel::Job => ActorKind::System,
        };
        let actor = Actor {
            kind,
            id: None,
            label: None,
            token_prefix: None,
        };
        Self {
            actor,
            request,
            proved_at: None,
        }
    }

    /// Refuses with [`Error::ProofNeeded`] somebody in the console who has not given their password
    /// for [`proof::HOLDS`].
    pub(crate) fn require_proof(&self, now: DateTime<Utc>) -> Result<(), Error> {
        match self.proved_at {
            Some(at) if now - at >= proof::HOLDS => Err(Error::ProofNeeded),
            _ => Ok(()),
        }
    }

    /// The operator in the log of a tenant.
    pub(crate) fn in_tenant(&self, tenant: Tenant) -> Caller {
        Caller::new(
            tenant,
            self.actor.clone(),
            Authority::Operator,
            self.request.clone(),
        )
    }
}

/// Somebody who was appointed.
#[derive(Clone, Debug)]
pub struct Appointed {
    /// Their e-mail address.
    pub email: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// The use cases on operators. For the command line: nobody in the console appoints anybody.
pub struct Operators<'d>(pub(crate) &'d Directory);

impl Operators<'_> {
    /// Makes a person of the console an operator; with a password, also somebody who has no account
    /// yet. `false` when they were one.
    ///
    /// Nobody checks that an account's address is its holder's: whoever got an invitation for it
    /// could have chosen the password. A password that is given replaces that, and ends what is
    /// open of the account.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `email` or `password`.
    pub async fn appoint(
        &self,
        email: &str,
        password: Option<&SecretString>,
    ) -> Result<bool, Error> {
        let email = check_email(email)?;
        let password_hash = match password {
            Some(password) => {
                check_password("password", password, &email, &[])?;
                Some(self.0.passwords().hash(password).await?)
            }
            None => None,
        };
        let appoint = Appoint {
            directory: self.0.clone(),
            email,
            password_hash,
        };
        self.0.store().write_system(appoint).await
    }

    /// Makes an operator a person like others, from their next request on.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an address that is no operator's.
    pub async fn dismiss(&self, email: &str) -> Result<(), Error> {
        let email_key = scim::fold(email.trim());
        self.0.store().write_system(Dismiss { email_key }).await
    }

    /// All operators, by address.
    pub async fn list(&self) -> Result<Vec<Appointed>, Error> {
        let found = self.0.store().system().operators().await?;
        let appointed = |account: store::accounts::Record| {
            let email = account.email;
            account
                .operator_since
                .map(|since| Appointed { email, since })
        };
        Ok(found.into_iter().filter_map(appointed).collect())
    }
}

impl Directory {
    /// Lets a signed-in account act as an operator, who gave their password at that time.
    ///
    /// # Errors
    /// [`Error::NotFound`] for everybody else: nobody learns what there is for operators.
    pub async fn operator_of(
        &self,
        account: AccountId,
        proved_at: DateTime<Utc>,
        request: Request,
    ) -> Result<Operator, Error> {
        let found = self.store().system().account(account).await?;
        let found = found.filter(|account| account.operator_since.is_some());
        let account = found.ok_or(Error::NotFound)?;
        let actor = Actor {
            kind: ActorKind::Operator,
            id: Some(account.id.to_string()),
            label: Some(account.email),
            token_prefix: None,
        };
        Ok(Operator {
            actor,
            request,
            proved_at: Some(proved_at),
        })
    }
}

struct Appoint {
    directory: Directory,
    email: String,
    password_hash: Option<String>,
}

impl SystemUseCase for Appoint {
    type Output = bool;
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<bool, Error> {
        let found = tx.account_by_email(&scim::fold(&self.email)).await?;
        let account = match (&self.password_hash, found) {
            (_, Some(account)) if account.operator_since.is_some() => return Ok(false),
            (None, Some(account)) => account.id,
            (None, None) => {
                let message = "Nobody has an account with this address yet: give a password with --password-stdin.";
                return Err(Error::invalid("email", message));
            }
            (Some(password_hash), None) => {
                let email = &self.email;
                let person = Person {
                    email,
                    password_hash,
                };
                person.account(&self.directory, tx).await?.id
            }
            (Some(password_hash), Some(account)) => {
                self.replace_password(tx, account.id, password_hash).await?;
                account.id
            }
        };
        tx.set_operator(account, Some(self.directory.now())).await?;
        Ok(true)
    }
}

impl Appoint {
    async fn replace_password(
        &self,
        tx: &SystemTx,
        account: AccountId,
        hash: &str,
    ) -> Result<(), Error> {
        let now = self.directory.now();
        tx.set_password(account, hash, now).await?;
        tx.sessions().delete_of_account(account, None).await?;
        tx.password_resets().end_of_account(account, now).await?;
        let request = Request::local(self.directory.request_id(), Channel::Cli);
        mail::password_changed(&self.directory, tx, &self.email, &request).await?;
        for (tenant, _) in tx.memberships(account).await? {
            let caller = Directory::operator(tenant.clone(), request.clone());
            let draft = Draft::new(Operation::MemberPassword)
                .subject(subject(account, &self.email))
                .detail("by the operator; every session has ended");
            let event = draft.finish(&caller, self.directory.clockwork());
            tx.tenant(&tenant).audit().insert(&event).await?;
        }
        Ok(())
    }
}

struct Dismiss {
    email_key: String,
}

impl SystemUseCase for Dismiss {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<(), Error> {
        let found = tx.account_by_email(&self.email_key).await?;
        let found = found.filter(|account| account.operator_since.is_some());
        let account = found.ok_or(Error::NotFound)?;
        Ok(tx.set_operator(account.id, None).await?)
    }
}
