//! Signing in to the console with a password.

mod password;
mod throttle;

use secrecy::SecretString;
use store::{AccountId, SystemTx, SystemUseCase, Tenant, admins};

pub(crate) use self::password::{Passwords, check as check_password};
pub(crate) use self::throttle::Throttle;

use crate::audit::{Draft, Operation, Outcome};
use crate::caller::Authority;
use crate::{Actor, ActorKind, Caller, Directory, Error, Request, Role};

/// A person who may use the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Its e-mail address, as it was given.
    pub email: String,
    /// Whether it is an operator's.
    pub operates: bool,
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
}

impl Membership {
    pub(crate) fn of(tenant: &Tenant, member: &admins::Record) -> Result<Self, Error> {
        Ok(Self {
            slug: tenant.slug().to_owned(),
            name: tenant.name().to_owned(),
            suspended: tenant.suspended_at().is_some(),
            role: member.role.parse().map_err(Error::internal)?,
        })
    }
}

/// The use cases of signing in and out.
pub struct SignIn<'d>(pub(crate) &'d Directory);

impl SignIn<'_> {
    /// Checks an e-mail address and a password.
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
        let account = Account {
            id: account.id,
            email: account.email,
            operates: account.operator_since.is_some(),
        };
        if !right {
            self.record(&account, Operation::LoginFailure, request)
                .await?;
            return Err(wrong());
        }
        self.0.throttle().succeeded(&key, request.ip);
        self.record(&account, Operation::LoginSuccess, request)
            .await?;
        Ok(account)
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
        check_password("password", password, &account.email)?;
        let hash = self.0.passwords().hash(password).await?;
        self.0.throttle().succeeded(&key, request.ip);
        let set = SetPassword {
            account: account.id,
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
    /// An account, while it exists.
    pub async fn account(&self, id: AccountId) -> Result<Option<Account>, Error> {
        let found = self.store().system().account(id).await?;
        Ok(found.map(|account| Account {
            id: account.id,
            email: account.email,
            operates: account.operator_since.is_some(),
        }))
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
    account: AccountId,
    hash: String,
    now: chrono::DateTime<chrono::Utc>,
}

impl SystemUseCase for SetPassword {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<(), Error> {
        Ok(tx.set_password(self.account, &self.hash, self.now).await?)
    }
}
