//! Who is in which group: one row per membership.
//!
//! Nothing here loads or counts a group's members to change one of them.

mod periods;
mod read;
mod search;
mod write;

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;
use uuid::Uuid;

pub use self::periods::Renamed;
pub use self::read::Read;
pub use self::write::{MOST_REPLACED, Write};
use crate::error::Error;
use crate::id::{GroupId, Id};

/// Ids in one `IN (…)`.
const PORTION: usize = 500;

/// What a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A provisioned user.
    User,
    /// A provisioned group.
    Group,
}

impl Kind {
    /// The `type` of a member (RFC 7643 §4.2).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
        }
    }
}

/// The version of a group with which members come or go.
#[derive(Clone, Copy, Debug)]
pub struct Revision {
    /// The group.
    pub group: GroupId,
    /// What its version becomes.
    pub version: i64,
    /// When.
    pub at: DateTime<Utc>,
}

/// A member to be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MemberRef {
    /// The id of the user or group.
    pub id: Uuid,
    /// Which of them it is.
    pub kind: Kind,
    /// What the client calls it, where that is not its own name.
    pub display: Option<String>,
}

/// A member of a group, with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The membership's own id: where the next page begins.
    pub row_id: Uuid,
    /// The id of the user or group.
    pub id: Uuid,
    /// Which of them it is.
    pub kind: Kind,
    /// Its `displayName`, or a user's `userName`.
    pub label: String,
    /// What the client calls it, where that is not its own name.
    pub display: Option<String>,
    /// A user's `userName`.
    pub user_name: Option<String>,
    /// Whether a user is active.
    pub active: Option<bool>,
    /// Since when it is a member.
    pub created_at: DateTime<Utc>,
}

impl Row {
    /// `display` of the member (RFC 7643 §2.4: immutable, so what a client said stays).
    pub fn display(&self) -> &str {
        self.display.as_deref().unwrap_or(&self.label)
    }
}

/// Which of a group's members are asked for.
#[derive(Clone, Debug, Default)]
pub struct Slice<'a> {
    /// Text to be found in names, e-mail addresses or external ids, in any case.
    pub search: Option<&'a str>,
    /// Only who joined after this membership.
    pub after: Option<Uuid>,
    /// Only who joined before this membership: the last ones of them.
    pub before: Option<Uuid>,
    /// How many at most.
    pub limit: u64,
}

/// A user or group that exists, with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// Its id.
    pub id: Uuid,
    /// Which of them it is.
    pub kind: Kind,
    /// Its `displayName`, or a user's `userName`.
    pub label: String,
}

/// A group that somebody is a direct member of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRef {
    /// The group's id.
    pub id: GroupId,
    /// The group's `displayName`.
    pub display_name: String,
}

fn member_id(row: &QueryResult, first: usize) -> Result<(Uuid, Kind), Error> {
    let user: Option<Uuid> = row.try_get_by_index(first)?;
    let group: Option<Uuid> = row.try_get_by_index(first + 1)?;
    match (user, group) {
        (Some(id), _) => Ok((id, Kind::User)),
        (None, Some(id)) => Ok((id, Kind::Group)),
        (None, None) => Err(inconsistent("user_id")),
    }
}

fn group(row: &QueryResult) -> Result<GroupRef, Error> {
    let id: Uuid = row.try_get_by_index(0)?;
    Ok(GroupRef {
        id: Id::from_uuid(id),
        display_name: row.try_get_by_index(1)?,
    })
}

fn inconsistent(column: &'static str) -> Error {
    Error::Inconsistent {
        table: "group_member",
        column,
        row: String::new(),
    }
}
