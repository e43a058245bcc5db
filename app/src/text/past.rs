//! The past.

use crate::model::then::Kind;

pub const AT: &str = "As of (UTC)";
pub const AT_HINT: &str = "A time in UTC, or an event’s number";
pub const AT_EXAMPLE: &str = "2026-11-21T02:14";
pub const LOOK: &str = "Show";
pub const ABOUT: &str = "This is what was stored then.";
pub const PRESENT: &str = "Back to the present";
pub const AS_OF: &str = "As of";
pub const MADE: &str = "Made";
pub const VERSION: &str = "Version";
pub const EVENT: &str = "Event";
pub const BY_EVENT: &str = "Open the event";
pub const SINCE: &str = "Since then";
pub const UNCHANGED: &str = "Nothing has changed.";
pub const GONE: &str = "It was deleted.";
pub const WAS: &str = "Then";
pub const NO_GROUPS: &str = "In no group then.";
pub const NO_MEMBERS: &str = "No members then.";
pub const AFTER_EVENT: &str = "As it was after this event";
pub const BEFORE_EVENT: &str = "As it was before this event";

pub fn as_of_event(seq: u64) -> String {
    format!("As of event {}", super::number(seq))
}

pub fn more(shown: u64, total: u64, kind: Kind) -> String {
    let what = match kind {
        Kind::User => "groups",
        Kind::Group => "members",
    };
    format!(
        "The first {} of {} {what}.",
        super::number(shown),
        super::number(total)
    )
}
