//! A refused request, tried again against the present.

use super::event::{Change, Target};
use super::explanation::Explanation;

/// What an event's page says of trying its request again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trial {
    /// It can be tried.
    Offered,
    /// It cannot.
    Impossible(Obstacle),
    /// It would be done now.
    Done {
        /// What would change.
        changes: Vec<Change>,
    },
    /// It would be refused now.
    Refused(Box<StillRefused>),
}

/// How it would be refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StillRefused {
    pub status: u16,
    pub scim_type: Option<String>,
    pub detail: String,
    pub explanation: Explanation,
    /// Who has the value that must be unique.
    pub holder: Option<Holder>,
}

/// A user or group that has a value which must be unique.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    pub target: Target,
    /// Whether it is a user without access.
    pub inactive: bool,
}

/// Why a request cannot be tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// It was refused because of who sent it.
    Sender,
    /// It belongs to a bulk request.
    Bulk,
    /// Its body was kept for a time, or was erased.
    NotKept,
    /// Its body was too large to keep.
    TooLarge,
    /// It had no body, or one that could not be read.
    NoBody,
    /// A value was struck out before storage.
    StruckOut,
}
