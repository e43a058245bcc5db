//! Changing a member: another role, out and in again, the end of the membership.

use store::{TenantTx, UseCase, admins};

use super::hindrance::{Hindrance, Kind, Touched, hindrance};
use super::{Wanted, find, hand_on, subject};
use crate::audit::{Draft, Operation};
use crate::{Caller, Directory, Error, Role, mail};

/// What is to become of a member.
#[derive(Clone, Copy)]
pub(super) enum Act {
    Role(Role),
    Disable,
    Enable,
    Remove,
}

impl Act {
    fn operation(self) -> Operation {
        match self {
            Self::Role(_) => Operation::MemberRole,
            Self::Disable => Operation::MemberDisable,
            Self::Enable => Operation::MemberEnable,
            Self::Remove => Operation::MemberRemove,
        }
    }

    fn kind(self) -> Kind {
        match self {
            Self::Role(_) | Self::Disable | Self::Enable => Kind::Change,
            Self::Remove => Kind::Removal,
        }
    }

    /// The roles that it is about: the one that there is, and the one that is to be.
    fn roles(self, now: Role) -> [Role; 2] {
        match self {
            Self::Role(role) => [now, role],
            Self::Disable | Self::Enable | Self::Remove => [now, now],
        }
    }

    /// Why there is nothing to do, if so.
    fn is_done(self, member: &admins::Record) -> Option<&'static str> {
        let disabled = member.disabled_at.is_some();
        match self {
            Self::Role(role) => {
                (member.role == role.as_str()).then_some("the member had this role before")
            }
            Self::Disable => disabled.then_some("the member was disabled before"),
            Self::Enable => (!disabled).then_some("the member was not disabled"),
            Self::Remove => None,
        }
    }

    fn changes(self, member: &admins::Record) -> Vec<scim::Change> {
        match self {
            Self::Role(role) => vec![scim::Change::replaced("role", &*member.role, role.as_str())],
            Self::Disable => vec![scim::Change::replaced("disabled", false, true)],
            Self::Enable => vec![scim::Change::replaced("disabled", true, false)],
            Self::Remove => vec![
                scim::Change::removed("email", &*member.email),
                scim::Change::removed("role", &*member.role),
            ],
        }
    }
}

pub(super) struct Change {
    pub(super) directory: Directory,
    pub(super) caller: Caller,
    pub(super) whom: Wanted,
    pub(super) act: Act,
}

impl UseCase for Change {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<(), Error> {
        // Two owners who demote each other at once wait for each other: one of them is the last.
        tx.settings().get_for_update().await?;
        let member = find(tx, &self.whom).await?;
        let owners = tx.admins().count_owners().await?;
        let touched = Touched::of(&self.caller, &member, owners)?;
        let draft =
            Draft::new(self.act.operation()).subject(subject(member.account_id, &member.email));
        let done = self.act.is_done(&member);
        let hindrance = hindrance(&self.caller, &touched, self.act.kind());
        // That the last owner stays an owner is nothing to refuse.
        let stays = |hindrance: &Hindrance| done.is_some() && *hindrance == Hindrance::LastOwner;
        if let Some(hindrance) = hindrance.filter(|hindrance| !stays(hindrance)) {
            return Err(hindrance.error());
        }
        for role in self.act.roles(touched.role) {
            self.caller.require_proof_for(role, self.directory.now())?;
        }
        let draft = match done {
            Some(reason) => draft.changes(Vec::new()).detail(reason),
            None => self.carry_out(tx, &member, draft).await?,
        };
        let event = draft.finish(&self.caller, self.directory.clockwork());
        tx.audit().insert(&event).await?;
        Ok(())
    }
}

impl Change {
    async fn carry_out(
        &self,
        tx: &TenantTx,
        member: &admins::Record,
        draft: Draft,
    ) -> Result<Draft, Error> {
        let mut draft = draft.changes(self.act.changes(member));
        match self.act {
            Act::Role(role) => {
                tx.admins().set_role(member.id, role.as_str()).await?;
                let (directory, caller) = (&self.directory, &self.caller);
                mail::role_changed(directory, tx, caller, &member.email, role).await?;
                if role == Role::Owner {
                    let account = member.account_id;
                    mail::owner_made(directory, tx, caller, account, &member.email).await?;
                }
            }
            Act::Disable => {
                let now = self.directory.now();
                tx.admins().disable(member.id, now).await?;
            }
            Act::Enable => {
                tx.admins().enable(member.id).await?;
            }
            Act::Remove => {
                if let Some(told) = hand_on::shared_views(tx, &self.caller, member).await? {
                    draft = draft.detail(told);
                }
                tx.identities().forget(member.account_id).await?;
                tx.admins().remove(member.id).await?;
            }
        }
        Ok(draft)
    }
}
