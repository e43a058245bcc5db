//! Inviting somebody, and taking that back.

use chrono::{DateTime, Utc};
use scim::Change;
use secrecy::SecretString;
use store::{InvitationId, MailId, SystemTx, SystemUseCase, TenantTx, UseCase, invitations};

use super::grant::already_member;
use super::hindrance::lacks;
use super::{INVITATION_LIFETIME, Invited, OpenInvitation, needed};
use crate::audit::{Draft, Operation, Subject};
use crate::mail::{Letter, Outgoing};
use crate::tokens::secret::{code_hash, one_time_code};
use crate::{Caller, Channel, Directory, Error, Role};

/// Open invitations of one tenant.
const MOST_OPEN: usize = 200;

/// Invites somebody.
#[derive(Clone)]
pub(crate) struct Invite {
    directory: Directory,
    caller: Caller,
    id: InvitationId,
    email: String,
    role: Role,
    code: String,
    /// Whose mail is sent while somebody waits; `None` where the link is shown.
    mail: Option<MailId>,
    now: DateTime<Utc>,
}

impl Invite {
    pub(crate) fn new(
        directory: Directory,
        caller: Caller,
        id: Option<InvitationId>,
        email: String,
        role: Role,
    ) -> Self {
        // The command line prints its links.
        let in_console = caller.request().channel == Channel::Console;
        let is_mailed = in_console && directory.mails().are_sent();
        Self {
            id: id.unwrap_or_else(|| directory.clockwork().id()),
            mail: is_mailed.then(|| directory.clockwork().id()),
            now: directory.now(),
            code: one_time_code(),
            directory,
            caller,
            email,
            role,
        }
    }

    pub(crate) fn invited(self) -> Invited {
        Invited {
            id: self.id,
            email: self.email,
            expires_at: self.now + INVITATION_LIFETIME,
            mail: self.mail,
            code: SecretString::from(self.code),
        }
    }

    fn invitation(&self) -> invitations::New {
        invitations::New {
            id: self.id,
            tenant_id: Some(self.caller.tenant().id()),
            email: Some(self.email.clone()),
            role: Some(self.role.as_str().to_owned()),
            kind: invitations::Kind::Invite,
            code_hash: code_hash(&self.code),
            created_at: self.now,
            expires_at: self.now + INVITATION_LIFETIME,
            invited_by: Some(self.caller.actor().name()),
        }
    }

    async fn write_mail(&self, scope: &TenantTx) -> Result<(), Error> {
        let Some(id) = self.mail else {
            return Ok(());
        };
        let until = self.now + INVITATION_LIFETIME;
        let letter = Letter::Invitation {
            tenant: self.caller.tenant().name().to_owned(),
            role: self.role.as_str().to_owned(),
            by: self.caller.actor().name(),
            link: format!("{}/invite/{}", self.directory.public_url(), self.code),
            until,
        };
        Outgoing::notice(&self.directory, &self.email, letter)
            .until(until)
            .about(self.id.as_uuid())
            .sent_now_as(id)
            .write(&self.directory, scope.mails())
            .await
    }

    async fn check(&self, scope: &TenantTx) -> Result<(), Error> {
        if scope.invitations().get(self.id).await?.is_some() {
            return Err(Error::Conflict {
                attribute: "id",
                detail: "This invitation was made already, and its link has been shown once."
                    .to_owned(),
            });
        }
        let key = scim::fold(&self.email);
        if scope.admins().by_email(&key).await?.is_some() {
            return Err(already_member());
        }
        if scope.invitations().open(self.now).await?.len() >= MOST_OPEN {
            let message = format!("There are {MOST_OPEN} open invitations: withdraw one first.");
            return Err(Error::invalid("email", message));
        }
        Ok(())
    }
}

impl SystemUseCase for Invite {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<(), Error> {
        let scope = tx.tenant(self.caller.tenant());
        scope
            .invitations()
            .forget(self.now - INVITATION_LIFETIME)
            .await?;
        self.check(&scope).await?;
        tx.insert_invitation(&self.invitation()).await?;
        self.write_mail(&scope).await?;
        let draft = Draft::new(Operation::MemberInvite)
            .subject(subject(self.id, &self.email))
            .changes(vec![
                Change::added("email", &*self.email),
                Change::added("role", self.role.as_str()),
            ]);
        let event = draft.finish(&self.caller, self.directory.clockwork());
        scope.audit().insert(&event).await?;
        Ok(())
    }
}

/// Takes an invitation back.
pub(super) struct Withdraw {
    pub(super) directory: Directory,
    pub(super) caller: Caller,
    pub(super) id: InvitationId,
}

impl UseCase for Withdraw {
    /// The address that was invited.
    type Output = String;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<String, Error> {
        let found = tx.invitations().get(self.id).await?;
        let found = found.filter(|invitation| invitation.is_open(self.directory.now()));
        let invitation = open(&self.caller, found.ok_or(Error::NotFound)?)?;
        self.caller.require(needed(invitation.role))?;
        // Somebody may accept it at this moment: whoever comes first.
        if !tx.invitations().withdraw(self.id).await? {
            return Err(Error::NotFound);
        }
        tx.mails().withdraw(self.id.as_uuid()).await?;
        let draft = Draft::new(Operation::MemberWithdraw)
            .subject(subject(self.id, &invitation.email))
            .changes(vec![
                Change::removed("email", &*invitation.email),
                Change::removed("role", invitation.role.as_str()),
            ]);
        let event = draft.finish(&self.caller, self.directory.clockwork());
        tx.audit().insert(&event).await?;
        Ok(invitation.email)
    }
}

/// An invitation as members see it.
pub(super) fn open(caller: &Caller, record: invitations::Record) -> Result<OpenInvitation, Error> {
    let (Some(email), Some(role)) = (record.email, record.role) else {
        return Err(Error::internal(
            "an invitation without an address or a role",
        ));
    };
    let role: Role = role.parse().map_err(Error::internal)?;
    Ok(OpenInvitation {
        id: record.id,
        withdrawal: lacks(caller, role),
        email,
        role,
        invited_by: record.invited_by,
        created_at: record.created_at,
        expires_at: record.expires_at,
    })
}

fn subject(id: InvitationId, email: &str) -> Subject {
    Subject::new("Invitation", id, None, email)
}
