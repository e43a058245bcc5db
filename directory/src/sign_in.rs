//! Signing in to the console with a password.

mod password;
mod throttle;

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use store::{AccountId, SystemTx, SystemUseCase, Tenant, admins};

pub(crate) use self::password::{Passwords, check as check_password};
pub(crate) use self::throttle::Throttle;

use crate::audit::{Draft, Operation, Outcome};
use crate::caller::Authority;
use crate::second_factor::{self, Given};
use crate::{Actor, ActorKind, Caller, Directory, Error, Request, Role, mail};

/// A person who may use the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Its e-mail address, as it was given.
    pub email: String,
    /// Whether it is an operator's.
    pub operates: bool,
    /// Whether a second factor is asked for after the password.
    pub second_factor: bool,
}

impl From<store::accounts::Record> for Account {
    fn from(record: store::accounts::Record) -> Self {
        Self {
            id: record.id,
            email: record.email,
            operates: record.operator_since.is_some(),
            second_factor: record.factor.is_some_and(|factor| factor.since.is_some()),
        }
    }
}

/// A tenant that an account is a member of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The tenant's slug.
    pub slug: String,
    /// The tenant's name.
    pub name: String,
    /// The account's role there.
    pub role: Role,
    /// Whether the tenant is suspended.
    pub suspended: bool,
    /// When the tenant will be deleted, if so.
    pub deletion_due_at: Option<DateTime<Utc>>,
}

impl Membership {
    pub(crate) fn of(tenant: &Tenant, member: &admins::Record) -> Result<Self, Error> {
        Ok(Self {
            slug: tenant.slug().to_owned(),
            name: tenant.name().to_owned(),
            suspended: tenant.suspended_at().is_some(),
            deletion_due_at: tenant.deletion_due_at(),
            role: member.role.parse().map_err(Error::internal)?,
        })
    }
}

/// The use cases of signing in and out.
pub struct SignIn<'d>(pub(crate) &'d Directory);

impl SignIn<'_> {
    /// Checks an e-mail address and a password.
    ///
    /// Whether the account has a second factor is in the answer: nobody is in before
    /// [`Self::second_factor`] says so, too.
    ///
    /// An unknown address costs the same work and gets the same answer as a wrong password.
    ///
    /// # Errors
    /// [`Error::Invalid`] when they do not belong together; [`Error::Limited`] after too many
    /// attempts on one account from one address, or from one address on any account.
    pub async fn password(
        &self,
        email: &str,
        password: &SecretString,
        request: &Request,
    ) -> Result<Account, Error> {
        let email = email.trim();
        let key = scim::fold(email);
        self.0.throttle().attempt(&key, request.ip, self.0.now())?;
        let found = self.0.store().system().account_by_email(&key).await?;
        let hash = found
            .as_ref()
            .and_then(|account| account.password_hash.clone());
        let right = self.0.passwords().verify(password, hash).await?;
        let Some(account) = found else {
            tracing::info!(
                request.id = request.id,
                "a sign-in was refused: unknown account"
            );
            return Err(wrong());
        };
        let account = Account::from(account);
        if !right {
            self.record(&account, Operation::LoginFailure, request)
                .await?;
            return Err(wrong());
        }
        self.0.throttle().succeeded(&key, request.ip);
        if !account.second_factor {
            self.record(&account, Operation::LoginSuccess, request)
                .await?;
        }
        Ok(account)
    }

    /// Checks the second factor of somebody whose password was right.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `code` or `recovery`; [`Error::Limited`] after too many attempts from
    /// anywhere; [`Error::NotFound`] for who has none any more.
    pub async fn second_factor(
        &self,
        account: &Account,
        given: &Given,
        request: &Request,
    ) -> Result<(), Error> {
        let checked = self.0.second_factors().check(account, given, request).await;
        let right = match &checked {
            Ok(()) => true,
            Err(Error::Invalid(_)) => false,
            Err(_) => return checked,
        };
        for (tenant, member) in self.0.store().system().memberships(account.id).await? {
            let caller = acting(account, tenant, &member, request)?;
            let draft = second_factor::entered(right);
            self.0.audit().write(&caller, draft).await?;
        }
        checked
    }

    /// Notes that an account signed out.
    pub async fn signed_out(&self, account: &Account, request: &Request) -> Result<(), Error> {
        self.record(account, Operation::LoginEnd, request).await
    }

    /// Replaces a password by another, knowing it. The caller ends the account's other sessions.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `current` or `password`; [`Error::Limited`] after too many attempts.
    pub async fn change_password(
        &self,
        account: &Account,
        current: &SecretString,
        password: &SecretString,
        request: &Request,
    ) -> Result<(), Error> {
        let key = scim::fold(&account.email);
        self.0.throttle().attempt(&key, request.ip, self.0.now())?;
        let found = self
            .0
            .store()
            .system()
            .account(account.id)
            .await?
            .ok_or(Error::NotFound)?;
        if !self
            .0
            .passwords()
            .verify(current, found.password_hash)
            .await?
        {
            return Err(Error::invalid(
                "current",
                "This is not your current password.",
            ));
        }
        self.0
            .check_password_of(account.id, password, &account.email)
            .await?;
        let hash = self.0.passwords().hash(password).await?;
        self.0.throttle().succeeded(&key, request.ip);
        let set = SetPassword {
            directory: self.0.clone(),
            account: account.clone(),
            request: request.clone(),
            hash,
            now: self.0.now(),
        };
        self.0.store().write_system(set).await?;
        self.record(account, Operation::MemberPassword, request)
            .await
    }

    /// One event in the log of every tenant that the account belongs to.
    async fn record(
        &self,
        account: &Account,
        operation: Operation,
        request: &Request,
    ) -> Result<(), Error> {
        for (tenant, member) in self.0.store().system().memberships(account.id).await? {
            let caller = acting(account, tenant, &member, request)?;
            let mut draft = Draft::new(operation);
            if operation == Operation::LoginFailure {
                draft = draft
                    .outcome(Outcome::Denied)
                    .status(422)
                    .detail("the password was wrong");
            }
            if operation == Operation::LoginFailure {
                // Buffered: waiting for a commit would tell a known address from an unknown one.
                self.0.record_read(&caller, draft).await?;
            } else {
                self.0.audit().write(&caller, draft).await?;
            }
        }
        Ok(())
    }
}

/// A person, acting in one of their tenants.
pub(crate) fn acting(
    account: &Account,
    tenant: Tenant,
    member: &admins::Record,
    request: &Request,
) -> Result<Caller, Error> {
    let actor = Actor {
        kind: ActorKind::Member,
        id: Some(account.id.to_string()),
        label: Some(account.email.clone()),
        token_prefix: None,
    };
    let role = member.role.parse().map_err(Error::internal)?;
    Ok(Caller::new(
        tenant,
        actor,
        Authority::Role(role),
        request.clone(),
    ))
}

fn wrong() -> Error {
    Error::invalid(
        "password",
        "This e-mail address and password do not belong together.",
    )
}

impl Directory {
    /// Refuses a password that an account is to have, knowing the tenants that it is in.
    pub(crate) async fn check_password_of(
        &self,
        account: AccountId,
        password: &SecretString,
        email: &str,
    ) -> Result<(), Error> {
        let memberships = self.store().system().memberships(account).await?;
        let names: Vec<&str> = memberships
            .iter()
            .map(|(tenant, _)| tenant.name())
            .collect();
        check_password("password", password, email, &names)
    }

    /// An account, while it exists.
    pub async fn account(&self, id: AccountId) -> Result<Option<Account>, Error> {
        let found = self.store().system().account(id).await?;
        Ok(found.map(Account::from))
    }

    /// The tenants that an account may enter, by name.
    pub async fn memberships(&self, account: AccountId) -> Result<Vec<Membership>, Error> {
        let found = self.store().system().memberships(account).await?;
        let mut memberships = found
            .into_iter()
            .filter(|(_, member)| member.disabled_at.is_none())
            .map(|(tenant, member)| Membership::of(&tenant, &member))
            .collect::<Result<Vec<_>, Error>>()?;
        memberships.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(memberships)
    }
}

struct SetPassword {
    directory: Directory,
    account: Account,
    request: Request,
    hash: String,
    now: DateTime<Utc>,
}

impl SystemUseCase for SetPassword {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<(), Error> {
        tx.set_password(self.account.id, &self.hash, self.now)
            .await?;
        let (directory, email) = (&self.directory, &self.account.email);
        mail::password_changed(directory, tx, email, &self.request).await
    }
}
