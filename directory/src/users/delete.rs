//! `DELETE /Users/{id}`: what it does is the tenant's choice.

use scim::Resource;
use store::members::GroupRef;
use store::schemas::Holder;
use store::{TenantTx, UseCase, UserId, users};

use super::{name_what_is_implied, subject};
use crate::Error;
use crate::answer::{Answer, Precondition};
use crate::audit::{Draft, Operation, Outcome};
use crate::call::Call;
use crate::tenants::Deletion;

pub(crate) struct Delete {
    pub(super) call: Call,
    pub(super) id: UserId,
    pub(super) precondition: Precondition,
}

impl UseCase for Delete {
    type Output = Answer;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<Answer, Error> {
        let deletion = self.call.caller.settings()?.delete;
        let current = tx
            .users()
            .get_for_update(self.id)
            .await?
            .ok_or(Error::NotFound)?;
        self.precondition.check(current.version)?;
        let left = tx
            .members()
            .leave_all(self.id, self.call.directory.now())
            .await?;
        let draft = match deletion {
            Deletion::Remove => self.remove(tx, &current, &left).await?,
            Deletion::Hide => self.hide(tx, &current, &left).await?,
        };
        self.call.record(tx, draft.status(204)).await?;
        Ok(Answer::empty(204, None, None))
    }
}

impl Delete {
    async fn remove(
        &self,
        tx: &TenantTx,
        current: &users::Record,
        left: &[GroupRef],
    ) -> Result<Draft, Error> {
        let now = self.call.directory.now();
        if !tx.users().delete(self.id, now).await? {
            return Err(Error::NotFound);
        }
        let resource = Resource::from_map(current.document.clone());
        let mut changes = scim::diff(&self.call.kind, &resource, &Resource::default());
        changes.extend(crate::groups::left(left));
        Ok(Draft::new(Operation::UserDelete)
            .subject(subject(current))
            .changes(changes))
    }

    async fn hide(
        &self,
        tx: &TenantTx,
        current: &users::Record,
        left: &[GroupRef],
    ) -> Result<Draft, Error> {
        let mut last = current.clone();
        last.active = false;
        last.document.insert("active".to_owned(), false.into());
        last.version += 1;
        last.updated_at = self.call.directory.now();
        let resource = |record: &users::Record| Resource::from_map(record.document.clone());
        let (before, after) = (resource(current), resource(&last));
        let comparison = self.call.comparison(&after);
        if !tx.users().hide(current, &last, &comparison).await? {
            return Err(Error::PreconditionFailed);
        }
        // Who is out of sight holds nothing: neither a schema nor a value that is unique.
        tx.schemas().release_all(Holder::User(last.id)).await?;
        let mut changes = scim::diff(&self.call.kind, &before, &after);
        name_what_is_implied(&mut changes);
        changes.extend(crate::groups::left(left));
        Ok(Draft::new(Operation::UserDelete)
            .subject(subject(&last))
            .detail("deactivated and kept out of sight: this tenant hides deleted users")
            .changes(changes)
            // Somebody inactive and in no group is gone now all the same.
            .outcome(Outcome::Success))
    }
}
