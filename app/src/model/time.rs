//! Points in time, as text.

/// One point in time, formatted by the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Instant {
    /// RFC 3339 with milliseconds and `Z`, for the `datetime` attribute: `2026-11-21T02:14:07.123Z`.
    pub iso: String,
    /// For reading, always UTC, without the zone label: `2026-11-21 02:14:07`.
    pub utc: String,
    /// Relative to the moment of the answer: `just now`, `40 s ago`, `3 min ago`, `5 h ago`,
    /// `2 d ago`, then the date; for the future `in 6 days`.
    pub relative: String,
}

impl Instant {
    /// The date alone: `2026-11-21`.
    pub fn date(&self) -> &str {
        self.utc.split(' ').next().unwrap_or_default()
    }

    /// The time of day alone: `02:14:07`.
    pub fn clock(&self) -> &str {
        self.utc.split(' ').nth(1).unwrap_or_default()
    }

    /// To the minute: `2026-11-21 02:14`.
    pub fn minute(&self) -> &str {
        self.utc.get(..16).unwrap_or(&self.utc)
    }
}
