//! Deleting a view, and taking that back.

use store::{Constraint, ResultExt, SavedViewId, TenantTx, UseCase, saved_views};

use super::{
    KEPT, check_room, check_shared_room, deleted, may_share, may_touch, member, name_taken,
    subject, visible,
};
use crate::audit::{Draft, Operation};
use crate::{Caller, Directory, Error};

pub(super) struct Delete {
    pub(super) directory: Directory,
    pub(super) caller: Caller,
    pub(super) id: SavedViewId,
}

impl UseCase for Delete {
    type Output = String;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<String, Error> {
        let now = self.directory.now();
        let me = member(tx, &self.caller).await?;
        let view = visible(tx, me, self.id).await?;
        may_touch(&self.caller, view.owner == me)?;
        tx.saved_views().forget(now - KEPT).await?;
        if !tx.saved_views().delete(self.id, now).await? {
            return Err(Error::NotFound);
        }
        record(
            &self.directory,
            &self.caller,
            tx,
            Operation::ViewDelete,
            &view,
        )
        .await?;
        Ok(view.name)
    }
}

pub(super) struct Restore {
    pub(super) directory: Directory,
    pub(super) caller: Caller,
    pub(super) id: SavedViewId,
}

impl UseCase for Restore {
    type Output = String;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<String, Error> {
        let me = member(tx, &self.caller).await?;
        let view = deleted(tx, me, self.id, self.directory.now()).await?;
        may_touch(&self.caller, view.owner == me)?;
        may_share(&self.caller, view.shared)?;
        check_room(tx, view.owner).await?;
        if view.shared {
            check_shared_room(tx).await?;
        }
        let restored = tx.saved_views().restore(self.id).await;
        if !restored.on_constraint(Constraint::SavedViewName, name_taken)? {
            return Err(Error::NotFound);
        }
        record(
            &self.directory,
            &self.caller,
            tx,
            Operation::ViewRestore,
            &view,
        )
        .await?;
        Ok(view.name)
    }
}

async fn record(
    directory: &Directory,
    caller: &Caller,
    tx: &TenantTx,
    operation: Operation,
    view: &saved_views::Record,
) -> Result<(), Error> {
    let draft = Draft::new(operation).subject(subject(view));
    let event = draft.finish(caller, directory.clockwork());
    tx.audit().insert(&event).await?;
    Ok(())
}
