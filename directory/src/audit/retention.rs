//! For how long a tenant's log is kept.

use scim::Change;
use serde_json::Value;
use store::audit::Retention;
use store::{TenantTx, UseCase};

use super::{Audit, Draft, Operation, mask};
use crate::tenants::subject;
use crate::{Caller, Directory, Error, FieldError, Permission};

/// The fewest days that events are kept: what happened must still be there when it is noticed.
pub const LEAST_EVENT_DAYS: i64 = 90;
/// The most days; a hundred years.
pub const MOST_DAYS: i64 = 36_500;

/// What is to be chosen; `None` leaves it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetentionChange {
    /// Days that events are kept, and what users and groups were.
    pub event_days: Option<i64>,
    /// Days that the bodies of SCIM requests and answers are kept.
    pub body_days: Option<i64>,
    /// Whether nothing is purged or erased.
    pub legal_hold: Option<bool>,
    /// Attributes whose values are struck out of events to come; see [`mask`].
    pub masked: Option<Vec<String>>,
}

impl RetentionChange {
    fn apply(&self, before: &Retention) -> Result<Retention, Error> {
        let after = Retention {
            event_days: self.event_days.unwrap_or(before.event_days),
            body_days: self.body_days.unwrap_or(before.body_days),
            legal_hold: self.legal_hold.unwrap_or(before.legal_hold),
            ..before.clone()
        };
        let mut errors = Vec::new();
        if !(LEAST_EVENT_DAYS..=MOST_DAYS).contains(&after.event_days) {
            let message = format!("Enter {LEAST_EVENT_DAYS} to {MOST_DAYS} days.");
            errors.push(FieldError::new("event_days", message));
        }
        if !(1..=after.event_days.max(1)).contains(&after.body_days) {
            let message = "Enter 1 day at least, and no more than events are kept.";
            errors.push(FieldError::new("body_days", message));
        }
        if errors.is_empty() {
            Ok(after)
        } else {
            Err(Error::Invalid(errors))
        }
    }
}

impl Audit<'_> {
    /// For how long the log of the caller's tenant is kept, and how far it was purged.
    pub async fn retention(&self, caller: &Caller) -> Result<Retention, Error> {
        caller.require(Permission::ReadAudit)?;
        let read = self.0.store().read(caller.tenant());
        Ok(read.audit().retention().await?)
    }

    /// Changes for how long the log is kept; answers what holds then.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `event_days` or `body_days`.
    pub async fn keep_for(
        &self,
        caller: &Caller,
        change: RetentionChange,
    ) -> Result<Retention, Error> {
        caller.require(Permission::ManageTenant)?;
        caller.require_proof(self.0.now())?;
        let keep = KeepFor {
            directory: self.0.clone(),
            caller: caller.clone(),
            change,
        };
        self.0.write(caller, keep).await
    }
}

struct KeepFor {
    directory: Directory,
    caller: Caller,
    change: RetentionChange,
}

impl UseCase for KeepFor {
    type Output = Retention;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<Retention, Error> {
        let before = tx.audit().retention_for_update().await?;
        let after = self.change.apply(&before)?;
        let mut changes = changes(&before, &after);
        if !changes.is_empty() {
            tx.audit().keep_retention(&after).await?;
        }
        changes.extend(self.mask(tx).await?);
        let draft = Draft::new(Operation::SettingsUpdate)
            .subject(subject(self.caller.tenant()))
            .changes(changes);
        let event = draft.finish(&self.caller, self.directory.clockwork());
        tx.audit().insert(&event).await?;
        Ok(after)
    }
}

impl KeepFor {
    async fn mask(&self, tx: &TenantTx) -> Result<Option<Change>, Error> {
        let Some(masked) = &self.change.masked else {
            return Ok(None);
        };
        let masked = mask::checked(masked)?;
        let stored = tx.settings().get_for_update().await?;
        let mut stored = stored.ok_or(Error::NotFound)?;
        let before = mask::named(&stored);
        if before == masked {
            return Ok(None);
        }
        stored.insert(mask::KEY.to_owned(), masked.clone().into());
        tx.settings().replace(&stored).await?;
        Ok(Some(Change::replaced(mask::KEY, before, masked)))
    }
}

fn changes(before: &Retention, after: &Retention) -> Vec<Change> {
    let values = |retention: &Retention| -> [(&'static str, Value); 3] {
        [
            ("event_days", retention.event_days.into()),
            ("body_days", retention.body_days.into()),
            ("legal_hold", retention.legal_hold.into()),
        ]
    };
    let pairs = values(before).into_iter().zip(values(after));
    pairs
        .filter(|((_, before), (_, after))| before != after)
        .map(|((name, before), (_, after))| Change::replaced(name, before, after))
        .collect()
}
