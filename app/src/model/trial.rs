//! A refused request, tried again against the present.

use super::event::{Change, Target};
use super::explanation::Explanation;

/// What an event's page says of trying its request again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trial {
    /// It can be tried.
    Offered(Extent),
    /// It cannot.
    Impossible(Obstacle),
    /// It would be done now.
    Done {
        /// What would change.
        changes: Vec<Change>,
        /// How much was tried.
        extent: Extent,
    },
    /// It would be refused now.
    Refused(Box<StillRefused>),
    /// The bulk request would be taken; how many of its operations would be done, refused, and not
    /// begun.
    Taken { done: u64, refused: u64, left: u64 },
    /// The bulk request would give up before the operation.
    NotBegun,
}

/// How much of what was sent is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The request.
    Request,
    /// One operation of a bulk request, by itself.
    Operation,
    /// A bulk request as far as one of its operations, which depends on others, or was refused for
    /// its place in the request.
    InBulk,
    /// A whole bulk request.
    Bulk,
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
    /// How much was tried.
    pub extent: Extent,
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
    /// It can only be tried in its bulk request, which is not kept whole.
    Bulk,
    /// Its body was kept for a time, or was erased.
    NotKept,
    /// Its body was too large to keep.
    TooLarge,
    /// It had no body, or one that could not be read.
    NoBody,
    /// A value was struck out before storage.
    StruckOut,
    /// It takes longer than others can wait.
    TooLong,
}
