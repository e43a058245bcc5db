//! Following the audit log.

pub const LIVE: &str = "Live";
pub const CONNECTED: &str = "Shows new events";
pub const BROKEN: &str = "Not connected, trying again";
pub const ENDED: &str = "Ended: refresh the page";

/// What waits while somebody reads the list.
pub fn paused(waiting: u32) -> String {
    "Paused, {n} new".replace("{n}", &waiting.to_string())
}

/// What came, for those who hear it.
pub fn came(events: u32, errors: u32) -> String {
    let sentence = match (events, errors) {
        (1, 0) => "1 new event",
        (1, _) => "1 new event, an error",
        (_, 0) => "{n} new events",
        (_, 1) => "{n} new events, 1 error",
        _ => "{n} new events, {errors} errors",
    };
    sentence
        .replace("{n}", &events.to_string())
        .replace("{errors}", &errors.to_string())
}
