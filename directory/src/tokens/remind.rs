//! Reminding of tokens that are about to end: an event in the tenant's log 60, 30, 14, 7 days and
//! one day before, and counts for whoever runs the server.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use store::{TenantTx, UseCase, tokens};

use super::issue::subject;
use crate::audit::{Draft, Operation};
use crate::representation::timestamp;
use crate::{Caller, Channel, Directory, Error, Request, mail};

/// Days before its end of which a token is spoken, the earliest last.
pub const REMINDERS: [i32; 5] = [1, 7, 14, 30, 60];

/// How many live tokens end within each of [`REMINDERS`], as of the last look.
#[derive(Debug, Default)]
pub(crate) struct Ending([AtomicU64; REMINDERS.len()]);

impl Ending {
    pub(crate) fn counts(&self) -> [(i32, u64); REMINDERS.len()] {
        std::array::from_fn(|at| (REMINDERS[at], self.0[at].load(Ordering::Relaxed)))
    }

    fn note(&self, left: &[TimeDelta]) {
        for (at, count) in self.0.iter().enumerate() {
            let within = TimeDelta::days(i64::from(REMINDERS[at]));
            let found = left.iter().filter(|left| **left <= within).count();
            count.store(found as u64, Ordering::Relaxed);
        }
    }
}

/// Looks at all tokens that end within 60 days, and speaks of those that nobody spoke of yet.
pub(crate) async fn remind(directory: &Directory) -> Result<(), Error> {
    let now = directory.now();
    let furthest = now + TimeDelta::days(i64::from(REMINDERS[REMINDERS.len() - 1]));
    let ending = directory
        .store()
        .system()
        .tokens_ending(now, furthest)
        .await?;
    let left = ending.iter().filter_map(|(token, _)| token.expires_at);
    let left: Vec<_> = left.map(|end| end - now).collect();
    directory.ending().note(&left);
    for (token, tenant) in ending {
        let Some((days, end)) = due(&token, now) else {
            continue;
        };
        let request = Request::local(directory.request_id(), Channel::Job);
        let caller = Directory::operator(tenant, request);
        let remind = Remind {
            directory: directory.clone(),
            caller: caller.clone(),
            token,
            days,
            end,
        };
        directory.write(&caller, remind).await?;
    }
    Ok(())
}

/// Of how many days somebody has to be reminded now, and when the token ends.
///
/// A token that was made for less time than that is not worth the reminder: whoever made it knows.
fn due(token: &tokens::Record, now: DateTime<Utc>) -> Option<(i32, DateTime<Utc>)> {
    let end = token.expires_at?;
    let days = |days: i32| TimeDelta::days(i64::from(days));
    let due = REMINDERS
        .into_iter()
        .find(|within| end - now <= days(*within))?;
    let spoken_of = token.reminded_days.is_some_and(|last| last <= due);
    let short_lived = end - token.created_at <= days(due);
    (!spoken_of && !short_lived).then_some((due, end))
}

struct Remind {
    directory: Directory,
    caller: Caller,
    token: tokens::Record,
    days: i32,
    end: DateTime<Utc>,
}

impl UseCase for Remind {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<(), Error> {
        // Another server on this database may have been faster, or somebody ended the token: then
        // the row is not as it has to be for this.
        let token = &self.token;
        if !tx.tokens().remind(token.id, self.days).await? {
            return Ok(());
        }
        mail::token_ends(&self.directory, tx, token, self.end).await?;
        let days = match self.days {
            1 => "a day".to_owned(),
            days => format!("{days} days"),
        };
        let end = timestamp(self.end);
        let draft = Draft::new(Operation::TokenExpiring)
            .subject(subject(token))
            .detail(format!("the token ends within {days}, at {end}: rotate it"));
        let event = draft.finish(&self.caller, self.directory.clockwork());
        tx.audit().insert(&event).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use store::tokens::Record;

    use super::due;

    fn token(life: TimeDelta, reminded_days: Option<i32>) -> Record {
        let created_at = chrono::DateTime::from_timestamp(1_795_262_400, 0).unwrap();
        Record {
            id: store::Id::from_uuid(uuid::Uuid::nil()),
            name: "okta".to_owned(),
            public_id: String::new(),
            secret_hash: Vec::new(),
            last_four: String::new(),
            scope: "write".to_owned(),
            resource_type: None,
            allow_cidrs: Vec::new(),
            idp: None,
            created_at,
            created_by: String::new(),
            expires_at: Some(created_at + life),
            overlap_ends_at: None,
            revoked_at: None,
            last_used_at: None,
            last_used_ip: None,
            last_used_agent: None,
            use_count: 0,
            reminded_days,
        }
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
            let token = token(year, reminded);
            let now = token.expires_at.unwrap() - left;
            assert_eq!(due(&token, now).map(|(days, _)| days), expected, "{left}");
        }
    }

    #[test]
    fn a_token_that_was_made_for_a_short_time_needs_no_reminder_of_that() {
        let token = token(TimeDelta::days(10), None);
        let now = |left| token.expires_at.unwrap() - left;
        assert_eq!(due(&token, now(TimeDelta::days(10))), None);
        let due = due(&token, now(TimeDelta::days(6)));
        assert_eq!(due.map(|(days, _)| days), Some(7));
    }
}
