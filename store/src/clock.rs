//! Time: the one place that asks the machine what time it is.

use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, SubsecRound, Utc};

/// Where time comes from.
///
/// Every implementation answers in whole milliseconds: the databases keep no more, and a
/// resource must read back with the `meta.lastModified` it was created with.
pub trait Clock: Debug + Send + Sync + 'static {
    /// The present instant, in whole milliseconds.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place of Utc::now")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(3)
    }
}

/// A clock that stands still until a test moves it. Clones share their time.
#[derive(Clone, Debug)]
pub struct TestClock {
    millis: Arc<AtomicI64>,
}

impl TestClock {
    /// A clock that stands at `time`.
    pub fn at(time: DateTime<Utc>) -> Self {
        Self {
            millis: Arc::new(AtomicI64::new(time.timestamp_millis())),
        }
    }

    /// Moves the clock.
    pub fn advance(&self, by: Duration) {
        self.millis
            .fetch_add(by.num_milliseconds(), Ordering::SeqCst);
    }
}

impl Default for TestClock {
    /// Stands at 2026-11-21 12:00 UTC.
    fn default() -> Self {
        Self {
            millis: Arc::new(AtomicI64::new(1_795_262_400_000)),
        }
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.millis.load(Ordering::SeqCst)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_clock_answers_in_whole_milliseconds() {
        assert_eq!(SystemClock.now().timestamp_subsec_nanos() % 1_000_000, 0);
    }

    #[test]
    fn a_test_clock_moves_only_when_told() {
        let clock = TestClock::default();
        let before = clock.now();
        assert_eq!(clock.now(), before);
        clock.clone().advance(Duration::seconds(5));
        assert_eq!(clock.now(), before + Duration::seconds(5));
    }
}
