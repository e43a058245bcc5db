//! Console members of a tenant: who may sign in, and as what.
//!
//! They are not the provisioned users: no attribute of a SCIM message ever leads here.

mod disable;
mod grant;

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;

pub(crate) use self::grant::{Person, join};

use crate::sign_in::check_password;
use crate::tokens::secret::{code_hash, one_time_code};
use crate::{Caller, Directory, Error, Permission, Role};

/// How long an invitation can be accepted.
const INVITATION_LIFETIME: TimeDelta = TimeDelta::hours(72);

/// A member as others see them.
#[derive(Clone, Debug)]
pub struct Member {
    /// Their e-mail address.
    pub email: String,
    /// Their role.
    pub role: Role,
    /// Since when they are a member.
    pub since: DateTime<Utc>,
    /// Since when they may not sign in, if so.
    pub disabled_at: Option<DateTime<Utc>>,
}

/// The use cases on members.
pub struct Members<'d>(pub(crate) &'d Directory);

impl Members<'_> {
    /// Makes somebody a member, with a password of the caller's choice.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `email` or `password`.
    pub async fn create(
        &self,
        caller: &Caller,
        email: &str,
        role: Role,
        password: &SecretString,
    ) -> Result<(), Error> {
        caller.require(needed(role))?;
        let email = check_email(email)?;
        check_password("password", password, &email)?;
        let hash = self.0.passwords().hash(password).await?;
        let grant = grant::Grant::member(self.0.clone(), caller.clone(), email, role, hash);
        self.0.store().write_system(grant).await
    }

    /// Invites somebody: whoever opens the one-time link within 72 hours chooses a password.
    /// Answers the code of the link, which is kept nowhere.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `email`.
    pub async fn invite(
        &self,
        caller: &Caller,
        email: &str,
        role: Role,
    ) -> Result<SecretString, Error> {
        caller.require(needed(role))?;
        let email = check_email(email)?;
        let code = one_time_code();
        let expires = self.0.now() + INVITATION_LIFETIME;
        let hash = code_hash(&code);
        let invite = grant::Invite::new(self.0.clone(), caller.clone(), email, role, hash, expires);
        self.0.store().write_system(invite).await?;
        Ok(SecretString::from(code))
    }

    /// All members, by address.
    pub async fn list(&self, caller: &Caller) -> Result<Vec<Member>, Error> {
        caller.require(Permission::ReadMembers)?;
        let records = self.0.store().read(caller.tenant()).admins().list().await?;
        records
            .into_iter()
            .map(|record| {
                Ok(Member {
                    role: record.role.parse().map_err(Error::internal)?,
                    email: record.email,
                    since: record.created_at,
                    disabled_at: record.disabled_at,
                })
            })
            .collect()
    }

    /// Shuts a member out, on their very next request.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an address that is no member's; [`Error::Conflict`] for the last
    /// owner.
    pub async fn disable(&self, caller: &Caller, email: &str) -> Result<(), Error> {
        caller.require(Permission::ManageMembers)?;
        let disable = disable::Disable {
            directory: self.0.clone(),
            caller: caller.clone(),
            email_key: scim::fold(email.trim()),
        };
        self.0.write(caller, disable).await
    }
}

/// Owners are made by owners; everybody else by admins too.
fn needed(role: Role) -> Permission {
    match role {
        Role::Owner => Permission::ManageOwners,
        Role::Admin | Role::Auditor => Permission::ManageMembers,
    }
}

/// An address that mail could reach: one `@` with something on both sides, no spaces.
pub(crate) fn check_email(text: &str) -> Result<String, Error> {
    let text = text.trim();
    let plain = text.len() <= 254 && !text.chars().any(|c| c.is_whitespace() || c.is_control());
    let parts: Vec<&str> = text.split('@').collect();
    let fine = plain && parts.len() == 2 && parts.iter().all(|part| !part.is_empty());
    if fine {
        Ok(text.to_owned())
    } else {
        Err(Error::invalid(
            "email",
            "Enter an e-mail address, such as ada@acme.com.",
        ))
    }
}
