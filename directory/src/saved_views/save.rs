//! Saving a view.

use scim::Change;
use store::{Constraint, ResultExt, SavedViewId, TenantTx, UseCase, saved_views};

use super::{KEPT, NewSavedView, check_room, check_shared_room, member, name_taken, subject};
use crate::audit::{Draft, Operation};
use crate::{Caller, Directory, Error};

pub(super) struct Save {
    directory: Directory,
    caller: Caller,
    id: SavedViewId,
    wanted: NewSavedView,
}

impl Save {
    pub(super) fn new(directory: Directory, caller: Caller, wanted: NewSavedView) -> Self {
        Self {
            id: directory.clockwork().id(),
            directory,
            caller,
            wanted,
        }
    }
}

impl UseCase for Save {
    type Output = SavedViewId;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<SavedViewId, Error> {
        let (now, wanted) = (self.directory.now(), &self.wanted);
        let owner = member(tx, &self.caller).await?;
        tx.saved_views().forget(now - KEPT).await?;
        check_room(tx, owner).await?;
        if wanted.shared {
            check_shared_room(tx).await?;
        }
        let record = saved_views::Record {
            id: self.id,
            owner,
            name: wanted.name.clone(),
            query: wanted.query.clone(),
            shared: wanted.shared,
            created_at: now,
            updated_at: now,
        };
        let inserted = tx.saved_views().insert(&record).await;
        inserted.on_constraint(Constraint::SavedViewName, name_taken)?;
        let draft = Draft::new(Operation::ViewCreate)
            .subject(subject(&record))
            .changes(described(&record));
        let event = draft.finish(&self.caller, self.directory.clockwork());
        tx.audit().insert(&event).await?;
        Ok(record.id)
    }
}

/// All of a view, as what an event says was added.
fn described(record: &saved_views::Record) -> Vec<Change> {
    vec![
        Change::added("name", record.name.as_str()),
        Change::added("query", record.query.as_str()),
        Change::added("shared", record.shared),
    ]
}
