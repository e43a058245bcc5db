//! What one transaction of an erasure does, and the event that tells of it.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use store::audit::Field;
use store::versions::State;
use store::{EventId, TenantTx, UseCase, UserId};

use super::person::Person;
use super::refuse_under_hold;
use crate::audit::{Draft, Operation, Outcome, Subject};
use crate::{Caller, Directory, Error};

/// What was removed with a user.
pub(super) struct Removed {
    pub(super) was_there: bool,
    pub(super) memberships: u64,
    pub(super) views: u64,
}

/// Removes the user that is to be erased.
pub(super) struct Remove {
    pub(super) directory: Directory,
    pub(super) caller: Caller,
    pub(super) id: UserId,
    pub(super) person: Person,
}

impl UseCase for Remove {
    type Output = Removed;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<Removed, Error> {
        refuse_under_hold(tx).await?;
        let now: DateTime<Utc> = self.directory.now();
        tx.members().leave_all(self.id, now).await?;
        let was_there = tx.users().delete(self.id, now).await?;
        let memberships = tx.versions().erase_displays(self.id.as_uuid()).await?;
        if was_there {
            // Without what it was: that is about to be erased.
            let draft = Draft::new(Operation::UserDelete)
                .subject(subject(self.id))
                .outcome(Outcome::Success);
            let event = draft.finish(&self.caller, self.directory.clockwork());
            tx.audit().insert(&event).await?;
        }
        let views = self.remove_views(tx).await?;
        if memberships + views > 0 {
            let what = format!("the name in {memberships} memberships and {views} saved views");
            let draft = draft(self.id, &what);
            let event = draft.finish(&self.caller, self.directory.clockwork());
            tx.audit().insert(&event).await?;
        }
        Ok(Removed {
            was_there,
            memberships,
            views,
        })
    }
}

impl Remove {
    async fn remove_views(&self, tx: &TenantTx) -> Result<u64, Error> {
        let mut views = tx.saved_views().all().await?;
        views.retain(|view| {
            let target = format!("?{}", view.query);
            self.person.is_name(&view.name) || self.person.is_in_target(&target)
        });
        for view in &views {
            tx.saved_views().remove(view.id).await?;
        }
        Ok(views.len() as u64)
    }
}

/// Erases some of what names a person.
pub(super) struct Erase {
    pub(super) directory: Directory,
    pub(super) caller: Caller,
    pub(super) id: UserId,
    pub(super) versions: Vec<(State, Map<String, Value>)>,
    pub(super) events: Vec<(EventId, Vec<Field>)>,
}

impl UseCase for Erase {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<(), Error> {
        refuse_under_hold(tx).await?;
        for (state, document) in &self.versions {
            tx.versions().erase(state, document).await?;
        }
        for (id, fields) in &self.events {
            tx.audit().erase(*id, fields).await?;
        }
        let (versions, events) = (self.versions.len(), self.events.len());
        let what = if versions > 0 {
            format!("{versions} kept versions")
        } else {
            format!("fields of {events} events")
        };
        let event = draft(self.id, &what).finish(&self.caller, self.directory.clockwork());
        tx.audit().insert(&event).await?;
        Ok(())
    }
}

fn subject(id: UserId) -> Subject {
    Subject {
        kind: "User",
        id: Some(id.to_string()),
        ..Subject::default()
    }
}

fn draft(id: UserId, what: &str) -> Draft {
    Draft::new(Operation::AuditErase)
        .subject(subject(id))
        .outcome(Outcome::Success)
        .detail(format!("erased {what}"))
}
