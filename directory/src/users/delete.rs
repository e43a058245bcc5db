//! `DELETE /Users/{id}`.

use scim::Resource;
use store::{TenantTx, UseCase, UserId};

use super::subject;
use crate::Error;
use crate::answer::{Answer, Precondition};
use crate::audit::{Draft, Operation};
use crate::directory::Call;

pub(crate) struct Delete {
    pub(super) call: Call,
    pub(super) id: UserId,
    pub(super) precondition: Precondition,
}

impl UseCase for Delete {
    type Output = Answer;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<Answer, Error> {
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
        if !tx.users().delete(self.id).await? {
            return Err(Error::NotFound);
        }
        let resource = Resource::from_map(current.document.clone());
        let mut changes = scim::diff(&self.call.kind, &resource, &Resource::default());
        changes.extend(crate::groups::left(&left));
        let draft = Draft::new(Operation::UserDelete)
            .status(204)
            .subject(subject(&current))
            .changes(changes);
        self.call.record(tx, draft).await?;
        Ok(Answer::empty(204, None, None))
    }
}
