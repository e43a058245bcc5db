//! For how long the audit log is kept.

pub const TITLE: &str = "Retention and masking";
pub const LEAD: &str = "What is older is let go about once an hour, by Rollcall itself: nobody deletes events here. The chain then begins behind the last event that went, whose hash is signed.";
pub const EVENTS: &str = "Events kept";
pub const ALL_EVENTS: &str = "all of them so far";
pub const PAST: &str = "The directory as it was";
pub const SINCE: &str = "since";
pub const EVENT_DAYS: &str = "Days that events are kept";
pub const EVENT_DAYS_HINT: &str = "90 to 36,500. What users and groups were is known for as long, and the log of a tenant that is deleted is kept for as long.";
pub const BODY_DAYS: &str = "Days that bodies of SCIM requests and answers are kept";
pub const BODY_DAYS_HINT: &str =
    "1 to the days of events. What changed, by whom and when is still there without them.";
pub const MASKED: &str = "Attributes that are struck out of events";
pub const MASKED_HINT: &str = "Names with commas between, such as phoneNumbers, addresses. It holds for events to come; they are found by the exact value all the same.";
pub const LEGAL_HOLD: &str = "Legal hold";
pub const NO_HOLD: &str = "Off";
pub const NO_HOLD_HINT: &str = "What is older than it is kept is let go.";
pub const HOLD: &str = "On";
pub const HOLD_HINT: &str = "Nothing is let go, however old, and no person can be erased.";
pub const REFUSED: &str = "Only owners can change for how long the log is kept.";
pub const WHOLE_DAYS: &str = "Enter a whole number of days.";
pub const SHOW: &str = "Retention and masking of the audit log";
pub const ABOUT: &str = "For how long events, bodies and the past of the directory are kept, legal hold, and attributes that are struck out of events.";

pub fn events_behind(last: &str) -> String {
    format!("those behind number {last}")
}
