//! Users and groups as they were.

use super::Instant;
use super::event::Change;
use super::user::AttributeSection;

/// An instant of the past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Then {
    /// A time.
    At(Instant),
    /// When the event of that number had just happened.
    After(u64),
}

/// What is shown as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    User,
    Group,
}

/// `/t/<slug>/users/<id>?at=`, and the same of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThenPage {
    pub kind: Kind,
    pub id: String,
    /// What it was called.
    pub name: String,
    /// Whether a user was active.
    pub active: Option<bool>,
    /// `at`, as it was asked.
    pub at: String,
    pub then: Then,
    pub version: u64,
    /// When this version was made, and by which event.
    pub made: Instant,
    pub event: Option<String>,
    pub sections: Vec<AttributeSection>,
    /// A user's groups, or a group's first members.
    pub related: Vec<Related>,
    pub related_total: u64,
    pub since: Since,
}

/// A group of a user, or a member of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    pub id: String,
    /// What it was called then.
    pub name: String,
    pub is_group: bool,
}

/// What has become of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Since {
    /// It is not there any more.
    Gone,
    /// These attributes are others now; none when nothing has changed.
    Changed(Vec<Change>),
}
