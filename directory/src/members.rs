//! Console members of a tenant: who may sign in, and as what.
//!
//! They are not the provisioned users: no attribute of a SCIM message ever leads here. Who may
//! change whom is decided in [`hindrance`] alone, for the pages and for the change itself. Whatever
//! makes, touches or removes an owner is sensitive: see [`crate::proof`].

mod change;
mod grant;
mod hand_on;
mod hindrance;
mod invite;

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;
use store::{AccountId, InvitationId, MailId, MemberId, TenantRead, admins};

pub(crate) use self::grant::{Person, end_invitations, join, made_at_once};
pub use self::hindrance::Hindrance;

use self::change::{Act, Change};
pub(crate) use self::hindrance::may_reset;
use self::hindrance::{Touched, hindrance};
pub(crate) use self::invite::Invite;
use crate::audit::Subject;
use crate::sign_in::check_password;
use crate::{ActorKind, Caller, Directory, Error, Permission, Role};

/// How long an invitation can be accepted.
const INVITATION_LIFETIME: TimeDelta = TimeDelta::hours(72);

/// A member as others see them.
#[derive(Clone, Debug)]
pub struct Member {
    /// The membership's id.
    pub id: MemberId,
    /// Their account, which may have memberships elsewhere.
    pub account: AccountId,
    /// Their e-mail address.
    pub email: String,
    /// Their role.
    pub role: Role,
    /// Since when they are a member.
    pub since: DateTime<Utc>,
    /// When they were last in the tenant's console, to the day.
    pub last_seen: Option<DateTime<Utc>>,
    /// Whether a second factor is asked for when they sign in.
    pub second_factor: bool,
    /// Since when they may not sign in, if so.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Whether the tenant's OpenID Connect provider made them one: no password opens it.
    pub by_provider: bool,
    /// Whether it is the caller.
    pub is_caller: bool,
    /// Why the caller can neither change their role nor shut them out or let them in again.
    pub change: Option<Hindrance>,
    /// Why the caller cannot remove them.
    pub removal: Option<Hindrance>,
}

/// Which member is meant.
#[derive(Clone, Copy, Debug)]
pub enum Whom<'w> {
    /// By the membership's id.
    Id(&'w str),
    /// By address, in any letter case.
    Email(&'w str),
}

/// An invitation that can still be accepted.
#[derive(Clone, Debug)]
pub struct OpenInvitation {
    /// Its id.
    pub id: InvitationId,
    /// The address that was invited.
    pub email: String,
    /// The role there.
    pub role: Role,
    /// Who invited them; `None` where it was not noted.
    pub invited_by: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
    /// Why the caller cannot withdraw it.
    pub withdrawal: Option<Hindrance>,
}

/// An invitation that was just made. The code of its link exists nowhere else.
#[derive(Debug)]
pub struct Invited {
    /// Its id.
    pub id: InvitationId,
    /// The address that was invited.
    pub email: String,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
    /// The mail that holds the link, for [`Mails::send_now`](crate::mail::Mails::send_now); `None`
    /// where none is sent.
    pub mail: Option<MailId>,
    /// The code of the link, to be shown once.
    pub code: SecretString,
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
        caller.require_proof_for(role, self.0.now())?;
        let email = check_email(email)?;
        let names = [caller.tenant().name()];
        check_password("password", password, &email, &names)?;
        let hash = self.0.passwords().hash(password).await?;
        let grant = grant::Grant::member(self.0.clone(), caller.clone(), email, role, hash);
        self.0.store().write_system(grant).await
    }

    /// Invites somebody: whoever opens the one-time link within 72 hours chooses a password.
    ///
    /// `id` is chosen beforehand by a form, so that sending it twice invites once.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `email`; [`Error::Conflict`] at `id` when the invitation of this id
    /// was made before.
    pub async fn invite(
        &self,
        caller: &Caller,
        id: Option<InvitationId>,
        email: &str,
        role: Role,
    ) -> Result<Invited, Error> {
        caller.require(needed(role))?;
        caller.require_proof_for(role, self.0.now())?;
        let email = check_email(email)?;
        let invite = Invite::new(self.0.clone(), caller.clone(), id, email, role);
        self.0.store().write_system(invite.clone()).await?;
        Ok(invite.invited())
    }

    /// The invitations that can still be accepted, the newest first.
    pub async fn invitations(&self, caller: &Caller) -> Result<Vec<OpenInvitation>, Error> {
        caller.require(Permission::ReadMembers)?;
        let read = self.0.store().read(caller.tenant());
        let open = read.invitations().open(self.0.now()).await?;
        let shown = open.into_iter().map(|record| invite::open(caller, record));
        shown.collect()
    }

    /// One invitation, used, ended or open: what a form that was sent twice is told.
    ///
    /// # Errors
    /// [`Error::NotFound`] for one that was withdrawn, forgotten or of another tenant.
    pub async fn invitation(
        &self,
        caller: &Caller,
        id: InvitationId,
    ) -> Result<OpenInvitation, Error> {
        caller.require(Permission::ReadMembers)?;
        let read = self.0.store().read(caller.tenant());
        let found = read.invitations().get(id).await?;
        invite::open(caller, found.ok_or(Error::NotFound)?)
    }

    /// Takes an invitation back: its link is nothing any more. Answers the address.
    ///
    /// # Errors
    /// [`Error::NotFound`] for one that is not open.
    pub async fn withdraw(&self, caller: &Caller, id: &str) -> Result<String, Error> {
        caller.require(Permission::ManageMembers)?;
        let withdraw = invite::Withdraw {
            directory: self.0.clone(),
            caller: caller.clone(),
            id: InvitationId::parse(id).ok_or(Error::NotFound)?,
        };
        self.0.write(caller, withdraw).await
    }

    /// All members, by address.
    pub async fn list(&self, caller: &Caller) -> Result<Vec<Member>, Error> {
        caller.require(Permission::ReadMembers)?;
        let read = self.0.store().read(caller.tenant());
        let owners = read.admins().count_owners().await?;
        let records = read.admins().list().await?;
        let shown = records
            .into_iter()
            .map(|record| show(caller, record, owners));
        shown.collect()
    }

    /// One member.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, caller: &Caller, whom: Whom<'_>) -> Result<Member, Error> {
        caller.require(Permission::ReadMembers)?;
        let read = self.0.store().read(caller.tenant());
        let found = find(&read, &whom.into_owned()?).await?;
        show(caller, found, read.admins().count_owners().await?)
    }

    /// Gives a member another role, from their very next request on.
    ///
    /// # Errors
    /// [`Error::NotFound`] for who is no member; [`Error::Conflict`] for the last owner.
    pub async fn change_role(
        &self,
        caller: &Caller,
        whom: Whom<'_>,
        role: Role,
    ) -> Result<(), Error> {
        caller.require(needed(role))?;
        self.act(caller, whom, Act::Role(role)).await
    }

    /// Shuts a member out, on their very next request.
    ///
    /// # Errors
    /// As for [`Self::change_role`].
    pub async fn disable(&self, caller: &Caller, whom: Whom<'_>) -> Result<(), Error> {
        caller.require(Permission::ManageMembers)?;
        self.act(caller, whom, Act::Disable).await
    }

    /// Lets a member in again who was shut out.
    ///
    /// # Errors
    /// As for [`Self::change_role`].
    pub async fn enable(&self, caller: &Caller, whom: Whom<'_>) -> Result<(), Error> {
        caller.require(Permission::ManageMembers)?;
        self.act(caller, whom, Act::Enable).await
    }

    /// Ends a membership, with the saved views that nobody else saw; what they shared is handed
    /// on. Everybody may remove themselves.
    ///
    /// # Errors
    /// As for [`Self::change_role`].
    pub async fn remove(&self, caller: &Caller, whom: Whom<'_>) -> Result<(), Error> {
        caller.require(Permission::ReadMembers)?;
        self.act(caller, whom, Act::Remove).await
    }

    async fn act(&self, caller: &Caller, whom: Whom<'_>, act: Act) -> Result<(), Error> {
        let change = Change {
            directory: self.0.clone(),
            caller: caller.clone(),
            whom: whom.into_owned()?,
            act,
        };
        self.0.write(caller, change).await
    }
}

/// Which member is meant, for a transaction.
pub(crate) enum Wanted {
    Id(MemberId),
    EmailKey(String),
}

impl Whom<'_> {
    pub(crate) fn into_owned(self) -> Result<Wanted, Error> {
        match self {
            Self::Id(id) => MemberId::parse(id).map(Wanted::Id).ok_or(Error::NotFound),
            Self::Email(email) => Ok(Wanted::EmailKey(scim::fold(email.trim()))),
        }
    }
}

pub(crate) async fn find(read: &TenantRead, wanted: &Wanted) -> Result<admins::Record, Error> {
    let found = match wanted {
        Wanted::Id(id) => read.admins().get(*id).await?,
        Wanted::EmailKey(key) => read.admins().by_email(key).await?,
    };
    found.ok_or(Error::NotFound)
}

fn show(caller: &Caller, record: admins::Record, owners: u64) -> Result<Member, Error> {
    let touched = Touched::of(caller, &record, owners)?;
    Ok(Member {
        id: record.id,
        account: record.account_id,
        role: touched.role,
        is_caller: touched.is_caller,
        change: hindrance(caller, &touched, hindrance::Kind::Change),
        removal: hindrance(caller, &touched, hindrance::Kind::Removal),
        email: record.email,
        since: record.created_at,
        last_seen: record.last_seen_at,
        // What else the account has is no matter of a tenant that it did not choose.
        second_factor: record.factor_since.is_some() && !record.by_provider,
        disabled_at: record.disabled_at,
        by_provider: record.by_provider,
    })
}

/// The caller's account, when the caller is a member.
pub(crate) fn account_of(caller: &Caller) -> Option<AccountId> {
    let actor = caller.actor();
    let account = actor.id.as_deref().and_then(AccountId::parse);
    account.filter(|_| actor.kind == ActorKind::Member)
}

pub(crate) fn subject(account: AccountId, email: &str) -> Subject {
    Subject::new("Member", account, None, email)
}

/// Owners are made by owners; everybody else by admins too.
pub(crate) fn needed(role: Role) -> Permission {
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
