//! One-time links with which somebody who forgot a password chooses another.
//!
//! An account can belong to several tenants, so that a link made in one of them could open another:
//! only the command line makes links for everybody, and mail to the address itself. What a tenant makes works while the account is in
//! no other one and runs no server, and with the role that whoever made it saw.

mod complete;
mod make;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;
use store::{MailId, PasswordResetId, Tenant, accounts, admins, password_resets as records};

use self::complete::Complete;
use self::make::{By, Make};
use crate::caller::Authority;
use crate::directory::reveal;
use crate::members::{Hindrance, Member, Whom, may_reset};
use crate::tokens::secret::{code_hash, one_time_code};
use crate::{Actor, ActorKind, Caller, Channel, Directory, Error, Permission, Request};

/// How long a link works.
const LIFETIME: TimeDelta = TimeDelta::minutes(30);
/// Links of one account that are open when it is asked for another at the sign-in page.
const MOST_OPEN: u64 = 3;
/// How long somebody waits when many have forgotten their passwords at once.
const BUSY: Duration = Duration::from_secs(30);
/// How long it is known that a link was made, so that a form that is sent twice is told so.
const KNOWN: TimeDelta = TimeDelta::days(1);

/// A link that was just made. The code exists nowhere else.
#[derive(Debug)]
pub struct ResetLink {
    /// Whose password it is about.
    pub email: String,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
    /// The mail that holds the link, for [`Mails::send_now`](crate::mail::Mails::send_now); `None`
    /// where none is sent.
    pub mail: Option<MailId>,
    /// The code of the link, to be shown once.
    pub code: SecretString,
}

/// The use cases on links to another password.
pub struct PasswordResets<'d>(pub(crate) &'d Directory);

impl PasswordResets<'_> {
    /// Makes a link for any account, on the operator's behalf; earlier ones of it end.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an address without an account.
    pub async fn by_operator(&self, email: &str) -> Result<ResetLink, Error> {
        let make = Make {
            directory: self.0.clone(),
            id: self.0.clockwork().id(),
            code: one_time_code(),
            mail: None,
            now: self.0.now(),
            by: By::Operator {
                email_key: scim::fold(email.trim()),
                request: Request::local(self.0.request_id(), Channel::Cli),
            },
        };
        self.0.store().write_system(make).await
    }

    /// Makes a link for a member of the caller's tenant; earlier ones of the account end.
    ///
    /// `id` is chosen beforehand by a form, so that sending it twice makes one link.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Forbidden`]; [`Error::Conflict`] at `password` for an account
    /// that is in another tenant too and for the caller's own, at `id` for a link that was made
    /// before.
    pub async fn for_member(
        &self,
        caller: &Caller,
        whom: Whom<'_>,
        id: PasswordResetId,
    ) -> Result<ResetLink, Error> {
        caller.require(Permission::ManageMembers)?;
        let make = Make {
            directory: self.0.clone(),
            id,
            code: one_time_code(),
            mail: self.0.mails().are_sent().then(|| self.0.clockwork().id()),
            now: self.0.now(),
            by: By::Member {
                caller: caller.clone(),
                whom: whom.into_owned()?,
            },
        };
        self.0.store().write_system(make).await
    }

    /// Has a link sent to an address, if it is an account's that has a password. Whether it is, is
    /// looked at later, so that neither the answer nor its time tells.
    ///
    /// # Errors
    /// [`Error::NotFound`] where no mail is sent; [`Error::Limited`] after too many attempts, for
    /// one address of mail or from one address of the network.
    pub fn forgotten(&self, email: &str, request: &Request) -> Result<(), Error> {
        if !self.0.mails().are_sent() {
            return Err(Error::NotFound);
        }
        let email_key = scim::fold(email.trim());
        let throttled = format!("forgotten by {email_key}");
        let throttle = self.0.throttle();
        throttle.attempt(&throttled, request.ip, self.0.now())?;
        let permit = Arc::clone(self.0.forgotten()).try_acquire_owned();
        let permit = permit.map_err(|_| Error::Limited { retry_after: BUSY })?;
        let make = Make {
            directory: self.0.clone(),
            id: self.0.clockwork().id(),
            code: one_time_code(),
            mail: Some(self.0.clockwork().id()),
            now: self.0.now(),
            by: By::Holder {
                email_key,
                request: request.clone(),
            },
        };
        let store = self.0.store().clone();
        tokio::spawn(async move {
            let outcome = store.write_system(make).await;
            drop(permit);
            match outcome {
                Ok(_) | Err(Error::NotFound) => {}
                Err(error) => {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(error, "a link to another password was not made");
                }
            }
        });
        Ok(())
    }

    /// Why the caller cannot make a link for a member.
    pub async fn hindrance(
        &self,
        caller: &Caller,
        member: &Member,
    ) -> Result<Option<Hindrance>, Error> {
        let system = self.0.store().system();
        let tenants = system.memberships(member.account).await?.len();
        let account = system.account(member.account).await?;
        let operates = account.is_some_and(|account| account.operator_since.is_some());
        Ok(may_reset(
            caller,
            member.account,
            member.role,
            tenants,
            operates,
            member.by_provider,
        )
        .err())
    }

    /// When the link of this id was made: what a form that was sent twice is told.
    ///
    /// # Errors
    /// [`Error::NotFound`] for one that is of another tenant or long over.
    pub async fn made_at(
        &self,
        caller: &Caller,
        id: PasswordResetId,
    ) -> Result<DateTime<Utc>, Error> {
        caller.require(Permission::ManageMembers)?;
        let found = self.0.store().system().password_reset_by_id(id).await?;
        let tenant = caller.tenant().id();
        found
            .filter(|link| link.made_in.as_ref().is_some_and(|(id, _)| *id == tenant))
            .map(|link| link.created_at)
            .ok_or(Error::NotFound)
    }

    /// Whose password a code is about, while it works.
    pub async fn check(&self, code: &str) -> Result<Option<String>, Error> {
        let account = self.account_of(code).await?;
        Ok(account.map(|account| account.email))
    }

    async fn account_of(&self, code: &str) -> Result<Option<accounts::Record>, Error> {
        let system = self.0.store().system();
        let Some(link) = system.password_reset(&code_hash(code)).await? else {
            return Ok(None);
        };
        let memberships = system.memberships(link.account_id).await?;
        let account = system.account(link.account_id).await?;
        let open = link.is_open(self.0.now());
        Ok(account.filter(|account| open && still_holds(&link, &memberships, account)))
    }

    /// Chooses another password and ends every session of the account.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a code that does not work; [`Error::Invalid`] at `password`.
    pub async fn complete(
        &self,
        code: &SecretString,
        password: &SecretString,
        request: &Request,
    ) -> Result<(), Error> {
        let account = self
            .account_of(reveal(code))
            .await?
            .ok_or(Error::NotFound)?;
        let email = account.email;
        self.0
            .check_password_of(account.id, password, &email)
            .await?;
        let complete = Complete {
            directory: self.0.clone(),
            request: request.clone(),
            code_hash: code_hash(reveal(code)),
            password_hash: self.0.passwords().hash(password).await?,
            email,
        };
        self.0.store().write_system(complete).await
    }
}

/// Whether the account is still where, and what, it was when a tenant made the link.
fn still_holds(
    link: &records::Record,
    memberships: &[(Tenant, admins::Record)],
    account: &accounts::Record,
) -> bool {
    match (&link.made_in, memberships) {
        (None, _) => true,
        (Some(_), _) if account.operator_since.is_some() => false,
        (Some((tenant, role)), [(only, member)]) => only.id() == *tenant && member.role == *role,
        (Some(_), _) => false,
    }
}

/// Whoever holds a link, or asks for one, in a tenant of the account.
fn holder(tenant: Tenant, email: &str, request: &Request) -> Caller {
    let actor = Actor {
        kind: ActorKind::Setup,
        id: None,
        label: Some(email.to_owned()),
        token_prefix: None,
    };
    Caller::new(tenant, actor, Authority::Operator, request.clone())
}
