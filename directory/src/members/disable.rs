//! Shutting a member out.

use scim::{Change, ChangeKind};
use store::{TenantTx, UseCase};

use crate::audit::{Draft, Operation, Subject};
use crate::{Caller, Directory, Error, Permission, Role};

pub(super) struct Disable {
    pub(super) directory: Directory,
    pub(super) caller: Caller,
    pub(super) email_key: String,
}

impl UseCase for Disable {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<(), Error> {
        let members = tx.admins().list().await?;
        let member = members
            .iter()
            .find(|member| scim::fold(&member.email) == self.email_key)
            .ok_or(Error::NotFound)?;
        let draft = Draft::new(Operation::MemberDisable).subject(Subject::new(
            "Member",
            member.account_id,
            None,
            &*member.email,
        ));
        if member.disabled_at.is_some() {
            let draft = draft
                .changes(Vec::new())
                .detail("the member was disabled before");
            tx.audit()
                .insert(&draft.finish(&self.caller, self.directory.clockwork()))
                .await?;
            return Ok(());
        }
        if member.role == Role::Owner.as_str() {
            self.caller.require(Permission::ManageOwners)?;
            if tx.admins().count_owners().await? <= 1 {
                return Err(last_owner());
            }
        }
        tx.admins().disable(member.id, self.directory.now()).await?;
        let change = Change {
            path: "disabled".to_owned(),
            op: ChangeKind::Replace,
            before: Some(false.into()),
            after: Some(true.into()),
        };
        let event = draft
            .changes(vec![change])
            .finish(&self.caller, self.directory.clockwork());
        tx.audit().insert(&event).await?;
        Ok(())
    }
}

fn last_owner() -> Error {
    Error::Conflict {
        attribute: "role",
        detail: "This is the last owner: make somebody else an owner first.".to_owned(),
    }
}
