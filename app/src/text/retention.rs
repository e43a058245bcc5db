//! For how long the audit log is kept.

pub const TITLE: &str = "Retention and masking";
pub const LEAD: &str = "Rollcall deletes what is older by itself, about once an hour; nobody deletes single events. The rest can still be verified: the hash of the last event that went is kept and signed.";
pub const EVENTS: &str = "Events kept";
pub const ALL_EVENTS: &str = "all so far";
pub const PAST: &str = "Directory history";
pub const SINCE: &str = "since";
pub const EVENT_DAYS: &str = "Days that events are kept";
pub const EVENT_DAYS_HINT: &str = "90 to 36500. For as many days it is known what users and groups were, and the log of a deleted tenant is kept.";
pub const BODY_DAYS: &str = "Days that bodies of SCIM requests and answers are kept";
pub const BODY_DAYS_HINT: &str =
    "1 up to the days of events. What changed, by whom and when stays without them.";
pub const MASKED: &str = "Attributes to be struck out of events";
pub const MASKED_HINT: &str = "Names with commas between, such as phoneNumbers, addresses. It holds for events to come. A search for an exact value still finds them.";
pub const LEGAL_HOLD: &str = "Legal hold";
pub const NO_HOLD: &str = "Off";
pub const NO_HOLD_HINT: &str = "What is older than these days is deleted.";
pub const HOLD: &str = "On";
pub const HOLD_HINT: &str = "Nothing is deleted, however old, and no person can be erased.";
pub const REFUSED: &str = "Only owners can change how long the log is kept.";
pub const WHOLE_DAYS: &str = "Enter a whole number of days.";
pub const SHOW: &str = "Retention and masking of the audit log";
pub const ABOUT: &str = "For how long events, bodies and the past of the directory are kept, legal hold, and attributes that are struck out of events.";

pub fn events_behind(last: &str) -> String {
    format!("those after number {last}")
}
