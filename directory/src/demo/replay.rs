//! The time of the demonstration.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use store::Clock;

/// A clock that plays the last day back: it moves on by a little with every request, more at some
/// hours than at others, and never beyond the present.
#[derive(Clone, Debug)]
pub(super) struct Replay {
    millis: Arc<AtomicI64>,
    present: i64,
}

impl Replay {
    /// Begins 23 hours ago.
    pub(super) fn until(present: DateTime<Utc>) -> Self {
        let start = (present - TimeDelta::hours(23)).timestamp_millis();
        let millis = Arc::new(AtomicI64::new(start));
        Self {
            millis,
            present: present.timestamp_millis(),
        }
    }

    /// Lets the time between two requests pass: a quarter of a minute, or a long pause.
    pub(super) fn pass(&self, request: usize) {
        let step = if request.is_multiple_of(11) {
            52 * 60_000
        } else {
            25_000
        };
        self.millis.fetch_add(step, Ordering::Relaxed);
    }
}

impl Clock for Replay {
    fn now(&self) -> DateTime<Utc> {
        let millis = self.millis.load(Ordering::Relaxed).min(self.present);
        DateTime::from_timestamp_millis(millis).unwrap_or_default()
    }
}
