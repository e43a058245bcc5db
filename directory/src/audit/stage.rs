//! How far something has come that leaves the house while it is made: an export, an evidence pack.

use super::Outcome;

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Nobody has asked for the first of it.
    Unread,
    Begun,
    Failed,
    /// Its event is written.
    Recorded,
}

impl Stage {
    /// What became of it, and why, where it is let go of with a part of it taken: whoever took that
    /// part is in the log as well.
    pub(crate) fn broken_off(self) -> Option<(Outcome, &'static str)> {
        match self {
            Self::Unread | Self::Recorded => None,
            Self::Failed => Some((Outcome::ServerError, ": it failed before its end")),
            Self::Begun => Some((Outcome::ClientError, ": it was not taken to its end")),
        }
    }
}
