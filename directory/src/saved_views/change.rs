//! Renaming a view, and sharing it.

use scim::{Change as Changed, ChangeKind};
use serde_json::Value;
use store::{Constraint, ResultExt, SavedViewId, TenantTx, UseCase, saved_views};

use super::{check_shared_room, may_share, may_touch, member, name_taken, subject, visible};
use crate::audit::{Draft, Operation};
use crate::{Caller, Directory, Error};

pub(super) struct Change {
    pub(super) directory: Directory,
    pub(super) caller: Caller,
    pub(super) id: SavedViewId,
    pub(super) name: String,
    pub(super) shared: bool,
}

impl UseCase for Change {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<(), Error> {
        let me = member(tx, &self.caller).await?;
        let before = visible(tx, me, self.id).await?;
        may_touch(&self.caller, before.owner == me)?;
        may_share(&self.caller, self.shared)?;
        if self.shared && !before.shared {
            check_shared_room(tx).await?;
        }
        let after = saved_views::Record {
            name: self.name.clone(),
            shared: self.shared,
            updated_at: self.directory.now(),
            ..before.clone()
        };
        let changes = differences(&before, &after);
        if !changes.is_empty() {
            let updated = tx.saved_views().update(&after).await;
            updated.on_constraint(Constraint::SavedViewName, name_taken)?;
        }
        let draft = Draft::new(Operation::ViewUpdate)
            .subject(subject(&after))
            .changes(changes);
        let event = draft.finish(&self.caller, self.directory.clockwork());
        tx.audit().insert(&event).await?;
        Ok(())
    }
}

fn differences(before: &saved_views::Record, after: &saved_views::Record) -> Vec<Changed> {
    let replace = |path: &str, before: Value, after: Value| {
        (before != after).then(|| Changed {
            path: path.to_owned(),
            op: ChangeKind::Replace,
            before: Some(before),
            after: Some(after),
        })
    };
    let name = replace(
        "name",
        before.name.as_str().into(),
        after.name.as_str().into(),
    );
    let shared = replace("shared", before.shared.into(), after.shared.into());
    name.into_iter().chain(shared).collect()
}
