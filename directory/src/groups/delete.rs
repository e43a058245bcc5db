//! `DELETE /Groups/{id}`.

use scim::Resource;
use scim::membership::MembershipStep;
use store::members::Revision;
use store::{GroupId, TenantTx, UseCase};

use super::membership::Site;
use super::subject;
use crate::Error;
use crate::answer::{Answer, Precondition};
use crate::audit::{Draft, Operation};
use crate::call::Call;

pub(crate) struct Delete {
    pub(super) call: Call,
    pub(super) id: GroupId,
    pub(super) precondition: Precondition,
}

impl UseCase for Delete {
    type Output = Answer;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<Answer, Error> {
        let current = tx
            .groups()
            .get_for_update(self.id)
            .await?
            .ok_or(Error::NotFound)?;
        self.precondition.check(current.version)?;
        let now = self.call.directory.now();
        let revision = Revision {
            group: self.id,
            version: current.version + 1,
            at: now,
        };
        let site = Site { tx, revision };
        let delta = site.apply(&[MembershipStep::Clear]).await?;
        let left = tx.members().leave_all(self.id, now).await?;
        if !tx.groups().delete(self.id, now).await? {
            return Err(Error::NotFound);
        }
        let resource = Resource::from_map(current.document.clone());
        let mut changes = scim::diff(&self.call.kind, &resource, &Resource::default());
        changes.extend(delta.changes());
        changes.extend(super::left(&left));
        let draft = Draft::new(Operation::GroupDelete)
            .status(204)
            .subject(subject(&current))
            .changes(changes);
        self.call.record(tx, draft).await?;
        Ok(Answer::empty(204, None, None))
    }
}
