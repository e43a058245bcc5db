//! Whom a provider means: an account that it has named before, that has the address, or a new one.

use store::{AccountId, Constraint, ResultExt, SystemTx, TenantTx, accounts};

use super::Admit;
use crate::Error;
use crate::members::check_email;
use crate::openid::Refusal;
use crate::sign_in::Account;

/// Whom the claims are about.
pub(super) enum Whom {
    /// The provider has named them before.
    Known(accounts::Record),
    /// There is an account of the address.
    Found(accounts::Record),
    /// There is none.
    Nobody { email: String },
}

impl Admit {
    /// Finds out who it is; writes nothing.
    pub(super) async fn whom(
        &self,
        tx: &SystemTx,
        scope: &TenantTx,
    ) -> Result<Result<Whom, Refusal>, Error> {
        let issuer = &self.provider.connection.issuer;
        let identities = scope.identities();
        let known = identities.account(issuer, &self.claims.subject).await?;
        let whom = match known {
            Some(id) => Whom::Known(tx.account(id).await?.ok_or(Error::NotFound)?),
            None => match self.by_address(tx).await? {
                Ok(whom) => whom,
                Err(refusal) => return Ok(Err(refusal)),
            },
        };
        let (Whom::Known(account) | Whom::Found(account)) = &whom else {
            return Ok(Ok(whom));
        };
        // Nobody but whoever runs the server says who runs it.
        if account.operator_since.is_some() {
            return Ok(Err(Refusal::Operator));
        }
        let member = scope.admins().by_account(account.id).await?;
        if member.is_some_and(|member| member.disabled_at.is_some()) {
            return Ok(Err(Refusal::Disabled));
        }
        // An address that was given to another person does not bring the first one's account.
        let other =
            matches!(whom, Whom::Found(_)) && scope.identities().knows(issuer, account.id).await?;
        Ok(if other {
            Err(Refusal::OtherSubject)
        } else {
            Ok(whom)
        })
    }

    async fn by_address(&self, tx: &SystemTx) -> Result<Result<Whom, Refusal>, Error> {
        if self.claims.email_verified == Some(false) {
            return Ok(Err(Refusal::EmailUnverified));
        }
        let email = self.claims.email.as_deref().unwrap_or_default();
        let Ok(email) = check_email(email) else {
            return Ok(Err(Refusal::NoEmail));
        };
        let found = tx.account_by_email(&scim::fold(&email)).await?;
        Ok(Ok(match found {
            Some(account) => Whom::Found(account),
            None => Whom::Nobody { email },
        }))
    }

    /// The account, made without a password where there is none, and known by its subject from
    /// now on.
    pub(super) async fn account(
        &self,
        tx: &SystemTx,
        scope: &TenantTx,
        whom: Whom,
    ) -> Result<Account, Error> {
        let now = self.directory.now();
        let (id, email) = match whom {
            Whom::Known(account) => return Ok(plain(account.id, account.email)),
            Whom::Found(account) => (account.id, account.email),
            Whom::Nobody { email } => {
                let id = self.directory.clockwork().id();
                let key = scim::fold(&email);
                let made = tx.insert_account(id, &email, &key, None, now).await;
                made.on_constraint(Constraint::Email, at_once)?;
                (id, email)
            }
        };
        let issuer = &self.provider.connection.issuer;
        let identities = scope.identities();
        let insert = identities.insert(issuer, &self.claims.subject, id, now);
        insert.await?;
        Ok(plain(id, email))
    }
}

pub(super) async fn is_member(scope: &TenantTx, whom: &Whom) -> Result<bool, Error> {
    match whom {
        Whom::Nobody { .. } => Ok(false),
        Whom::Known(account) | Whom::Found(account) => {
            Ok(scope.admins().by_account(account.id).await?.is_some())
        }
    }
}

/// An account that runs no server.
fn plain(id: AccountId, email: String) -> Account {
    Account {
        id,
        email,
        operates: false,
        second_factor: false,
    }
}

fn at_once() -> Error {
    Error::Conflict {
        attribute: "email",
        detail: "This account was made at this very moment.".to_owned(),
    }
}
