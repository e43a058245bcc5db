//! Instants as they are stored: milliseconds since the epoch.

use chrono::{DateTime, Utc};

/// The instant of a stored number; `None` when no calendar has it.
pub(crate) fn at(millis: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis(millis)
}
