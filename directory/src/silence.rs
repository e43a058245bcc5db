//! Identity providers that have stopped calling. A failure is in the log; that nothing comes is not.

use chrono::{DateTime, TimeDelta, Utc};
use store::audit::{Bucket, Query};

use crate::credentials::Credential;
use crate::{Caller, Directory, Error, Permission};

/// How far back is looked for how often somebody calls: two weekends.
const LEARNED: TimeDelta = TimeDelta::days(14);
/// Columns of that time, an hour each.
const COLUMNS: u32 = 14 * 24;
/// Hours with calls from which a habit can be told.
const HABIT: usize = 24;
/// Whoever has been silent for less is not.
pub(crate) const LEAST: TimeDelta = TimeDelta::hours(4);
/// Silent is who has not called for so many times the longest pause they made.
const TIMES: i32 = 2;

/// A token or an OAuth client that nobody uses any more, though it was used again and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Silence {
    /// The longest time between two calls in the two weeks before, in whole hours.
    pub longest: TimeDelta,
    /// The last call.
    pub since: DateTime<Utc>,
}

impl Directory {
    /// Whether whoever has a credential has fallen silent; `None` when they have not, or when too
    /// little is known of how often they call.
    ///
    /// # Errors
    /// Whoever may not read the log is refused.
    pub async fn silence(
        &self,
        caller: &Caller,
        credential: &Credential,
    ) -> Result<Option<Silence>, Error> {
        self.silence_since(caller, &credential.id, credential.last_used_at)
            .await
    }

    /// [`Self::silence`] of the credential with that id, which was used last at that time.
    pub(crate) async fn silence_since(
        &self,
        caller: &Caller,
        credential: &str,
        last_used_at: Option<DateTime<Utc>>,
    ) -> Result<Option<Silence>, Error> {
        caller.require(Permission::ReadAudit)?;
        let now = self.now();
        let Some(last) = last_used_at.filter(|last| now - *last >= LEAST) else {
            return Ok(None);
        };
        let query = Query {
            actor: Some(credential.to_owned()),
            from: Some(last - LEARNED),
            to: Some(last + TimeDelta::minutes(1)),
            reads: true,
            ..Query::default()
        };
        let buckets = self.audit().buckets(caller, &query, COLUMNS).await?;
        Ok(longest_pause(&buckets.buckets)
            .filter(|longest| now - last > *longest * TIMES)
            .map(|longest| Silence {
                longest,
                since: last,
            }))
    }
}

/// The longest time between two hours with calls; `None` where there are too few to tell a habit.
fn longest_pause(buckets: &[Bucket]) -> Option<TimeDelta> {
    let called = buckets
        .iter()
        .filter(|bucket| bucket.success + bucket.client_error + bucket.server_error > 0);
    let called: Vec<DateTime<Utc>> = called.map(|bucket| bucket.from).collect();
    if called.len() < HABIT {
        return None;
    }
    let pauses = called.windows(2).map(|pair| pair[1] - pair[0]);
    pauses.max().map(|pause| pause.max(TimeDelta::hours(1)))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use store::audit::Bucket;

    use super::longest_pause;

    /// Hours with a call, and the hours of the longest pause between them.
    fn check(hours: impl Iterator<Item = i64>, expected: Option<i64>) {
        let hour = |hour: i64| DateTime::UNIX_EPOCH + TimeDelta::hours(hour);
        let bucket = |at: i64, success| Bucket {
            from: hour(at),
            to: hour(at + 1),
            success,
            client_error: 0,
            server_error: 0,
        };
        let called: Vec<i64> = hours.collect();
        let all = 0..=called.last().copied().unwrap_or_default();
        let buckets: Vec<Bucket> = all
            .map(|at| bucket(at, u64::from(called.contains(&at))))
            .collect();
        let pause = longest_pause(&buckets).map(|pause| pause.num_hours());
        assert_eq!(pause, expected, "{called:?}");
    }

    #[test]
    fn a_habit_is_the_longest_pause_of_many() {
        check(0..48, Some(1));
        // Eight hours a day, five days a week: the pause is the weekend.
        let office = (0..14 * 24).filter(|hour| hour % 24 < 8 && hour / 24 % 7 < 5);
        check(office, Some(65));
        check((0..23).map(|day| day * 24), None);
        check(std::iter::empty(), None);
    }
}
