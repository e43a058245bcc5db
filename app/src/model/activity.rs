//! The activity chart: what happened per slice of time.

use super::Instant;

/// Requests over time, oldest bucket first, at most 60 of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Activity {
    pub buckets: Vec<Bucket>,
    /// Only what happened since then is counted: there is too much before it.
    pub since: Option<Instant>,
}

/// One column: `[from, to)`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bucket {
    pub from: Instant,
    pub to: Instant,
    /// Successes that changed something, and successful reads when they are included.
    pub success: u64,
    pub no_change: u64,
    /// Client errors, server errors and denials together.
    pub errors: u64,
}

impl Bucket {
    pub fn total(&self) -> u64 {
        self.success + self.no_change + self.errors
    }
}

impl Activity {
    /// Successes with and without a change, and errors, over the whole span.
    pub fn sums(&self) -> (u64, u64, u64) {
        self.buckets
            .iter()
            .fold((0, 0, 0), |(success, no_change, errors), bucket| {
                (
                    success + bucket.success,
                    no_change + bucket.no_change,
                    errors + bucket.errors,
                )
            })
    }

    pub fn is_empty(&self) -> bool {
        self.buckets.iter().all(|bucket| bucket.total() == 0)
    }
}
