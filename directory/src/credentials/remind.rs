//! Reminding of tokens and OAuth clients that are about to end: an event in the tenant's log and mail
//! 60, 30, 14, 7 days and one day before, and counts for whoever runs the server.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use store::{TenantTx, UseCase};

use super::{CredentialKind, Faults, Held};
use crate::audit::{Draft, Operation};
use crate::representation::timestamp;
use crate::{Caller, Channel, Directory, Error, Request, mail};

/// Days before its end of which a token or an OAuth client is spoken, the earliest last.
pub const REMINDERS: [i32; 5] = [1, 7, 14, 30, 60];

/// How many live tokens and OAuth clients end within each of [`REMINDERS`], as of the last look.
#[derive(Debug, Default)]
pub(crate) struct Ending {
    tokens: Within,
    clients: Within,
}

type Within = [AtomicU64; REMINDERS.len()];

impl Ending {
    pub(crate) fn counts(&self, kind: CredentialKind) -> [(i32, u64); REMINDERS.len()] {
        let within = self.of(kind);
        std::array::from_fn(|at| (REMINDERS[at], within[at].load(Ordering::Relaxed)))
    }

    fn note(&self, kind: CredentialKind, left: &[TimeDelta]) {
        for (at, count) in self.of(kind).iter().enumerate() {
            let within = TimeDelta::days(i64::from(REMINDERS[at]));
            let found = left.iter().filter(|left| **left <= within).count();
            count.store(found as u64, Ordering::Relaxed);
        }
    }

    fn of(&self, kind: CredentialKind) -> &Within {
        match kind {
            CredentialKind::Token => &self.tokens,
            CredentialKind::Client => &self.clients,
        }
    }
}

/// Looks at everything that ends within 60 days, and speaks of what nobody spoke of yet. What fails
/// for one of them fails for it alone.
pub(super) async fn remind(directory: &Directory) -> Result<(), Error> {
    let now = directory.now();
    let furthest = now + TimeDelta::days(i64::from(REMINDERS[REMINDERS.len() - 1]));
    let ending = Held::ending(directory, now, furthest).await?;
    for kind in [CredentialKind::Token, CredentialKind::Client] {
        let of_kind = ending.iter().filter(|(held, _)| held.kind() == kind);
        let ends = of_kind.filter_map(|(held, _)| held.expires_at());
        let left: Vec<_> = ends.map(|end| end - now).collect();
        directory.ending().note(kind, &left);
    }
    let mut faults = Faults::default();
    for (held, tenant) in ending {
        let Some(end) = held.expires_at() else {
            continue;
        };
        let Some(days) = due(held.renewed_at(), end, held.reminded_days(), now) else {
            continue;
        };
        let id = tenant.id();
        let request = Request::local(directory.request_id(), Channel::Job);
        let caller = Directory::operator(tenant, request);
        let remind = Remind {
            directory: directory.clone(),
            caller: caller.clone(),
            held,
            days,
            end,
        };
        if let Err(error) = directory.write(&caller, remind).await {
            faults.note(id, error);
        }
    }
    faults.end()
}

/// Of how many days before the end somebody has to be reminded now.
///
/// What was made for less time than that is not worth the reminder: whoever made it knows.
fn due(
    created: DateTime<Utc>,
    end: DateTime<Utc>,
    reminded: Option<i32>,
    now: DateTime<Utc>,
) -> Option<i32> {
    let days = |days: i32| TimeDelta::days(i64::from(days));
    let due = REMINDERS
        .into_iter()
        .find(|within| end - now <= days(*within))?;
    let spoken_of = reminded.is_some_and(|last| last <= due);
    let short_lived = end - created <= days(due);
    (!spoken_of && !short_lived).then_some(due)
}

struct Remind {
    directory: Directory,
    caller: Caller,
    held: Held,
    days: i32,
    end: DateTime<Utc>,
}

impl Remind {
    fn operation(&self) -> Operation {
        match self.held.kind() {
            CredentialKind::Token => Operation::TokenExpiring,
            CredentialKind::Client => Operation::ClientExpiring,
        }
    }

    fn detail(&self) -> String {
        let days = match self.days {
            1 => "a day".to_owned(),
            days => format!("{days} days"),
        };
        let what = match self.held.kind() {
            CredentialKind::Token => "token",
            CredentialKind::Client => "OAuth client",
        };
        let act = if self.held.has_secret() {
            "rotate it"
        } else {
            "issue another one"
        };
        let end = timestamp(self.end);
        format!("the {what} ends within {days}, at {end}: {act}")
    }
}

impl UseCase for Remind {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<(), Error> {
        // Another server on this database may have been faster, or somebody ended it: then the row
        // is not as it has to be for this.
        if !self.held.remind(tx, self.days).await? {
            return Ok(());
        }
        mail::credential_ends(&self.directory, tx, &self.held, self.end).await?;
        let draft = Draft::new(self.operation())
            .subject(self.held.subject())
            .detail(self.detail());
        let event = draft.finish(&self.caller, self.directory.clockwork());
        tx.audit().insert(&event).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::due;

    /// What is due of something that was made for `life`, ends in `left`, and was spoken of so.
    #[track_caller]
    fn check(life: TimeDelta, left: TimeDelta, reminded: Option<i32>, expected: Option<i32>) {
        let created = DateTime::from_timestamp(1_795_262_400, 0).unwrap();
        let end = created + life;
        assert_eq!(due(created, end, reminded, end - left), expected, "{left}");
    }

    #[test]
    fn each_reminder_is_due_once() {
        let year = TimeDelta::days(365);
        for (left, reminded, expected) in [
            (TimeDelta::days(61), None, None),
            (TimeDelta::days(59), None, Some(60)),
            (TimeDelta::days(59), Some(60), None),
            (TimeDelta::days(29), Some(60), Some(30)),
            (TimeDelta::days(13), Some(30), Some(14)),
            (TimeDelta::days(6), Some(14), Some(7)),
            (TimeDelta::hours(20), Some(7), Some(1)),
            (TimeDelta::hours(20), Some(1), None),
            // The server stood still for a month: the latest one alone.
            (TimeDelta::hours(20), Some(60), Some(1)),
        ] {
            check(year, left, reminded, expected);
        }
    }

    #[test]
    fn what_was_made_for_a_short_time_needs_no_reminder_of_that() {
        let life = TimeDelta::days(10);
        check(life, TimeDelta::days(10), None, None);
        check(life, TimeDelta::days(6), None, Some(7));
    }
}
