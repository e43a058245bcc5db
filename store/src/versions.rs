//! What users and groups were: each version with the event that made it, for any instant.
//!
//! Every change of a user or a group leaves its new version here, in the same transaction; see
//! [`crate::users`], [`crate::groups`] and [`crate::members`]. Versions are added and never
//! changed, but for a person that is erased from them.

mod erase;
mod members;
mod purge;
mod read;

use std::str::FromStr;

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;
use serde_json::{Map, Value};
use uuid::Uuid;

pub use self::erase::Write;
pub use self::purge::{Outdated, Part};
pub use self::read::{Place, Read};
use crate::entity::scim_version::{Column, Entity, Model};
use crate::error::Error;
use crate::id::{EventId, Id};
use crate::sql::dialect;
use crate::sql::filter::Kind;
use crate::tenant::TenantTx;
use crate::time;
use crate::unit;

/// An instant of the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// When everything had happened that happened up to this time, in milliseconds.
    Time(DateTime<Utc>),
    /// When the event with this number was the last one of the tenant's chain.
    Seq(i64),
}

impl FromStr for Moment {
    type Err = String;

    /// Reads RFC 3339, or the number of an event.
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if let Ok(seq) = text.parse() {
            return Ok(Self::Seq(seq));
        }
        // A plus sign that nobody escaped arrives as a blank.
        let escaped = match text.rsplit_once(' ') {
            Some((time, offset)) if time.contains('T') => format!("{time}+{offset}"),
            _ => text.to_owned(),
        };
        let time = DateTime::parse_from_rfc3339(&escaped);
        time.map(|time| Self::Time(time.to_utc())).map_err(|_| {
            "is no instant: give a time such as 2026-11-25T08:00:00Z, or the number of an event"
                .to_owned()
        })
    }
}

/// A user or a group as it was from one change to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// The id of the resource.
    pub id: Uuid,
    /// What it is.
    pub kind: Kind,
    /// Its version; rises with every change.
    pub version: i64,
    /// The event of the change; `None` where it happened before versions were kept.
    pub event: Option<EventId>,
    /// When it changed: `meta.lastModified`.
    pub time: DateTime<Utc>,
    /// `meta.created`.
    pub created_at: DateTime<Utc>,
    /// The resource without `id`, `meta`, `groups` and `members`; `None` once it was deleted.
    pub document: Option<Map<String, Value>>,
}

/// A version to be kept.
pub(crate) struct NewState<'a> {
    pub(crate) kind: Kind,
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) time: DateTime<Utc>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) document: Option<&'a Map<String, Value>>,
}

impl NewState<'_> {
    /// That a resource is no longer there. The row that was deleted tells its version and birth.
    pub(crate) fn gone(
        kind: Kind,
        id: impl Into<Uuid>,
        row: &QueryResult,
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let id = id.into();
        let (version, created_at): (i64, i64) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        Ok(Self {
            kind,
            id,
            version: version + 1,
            time: now,
            created_at: time::at(created_at).ok_or_else(|| wrong("created_at", id))?,
            document: None,
        })
    }

    /// Keeps it, with the event about this resource that is to come.
    pub(crate) fn keep(&self, tx: &TenantTx) -> Result<(), Error> {
        self.keep_for(tx, self.id)
    }

    /// Keeps it, with the event about another resource that is to come.
    pub(crate) fn keep_for(&self, tx: &TenantTx, subject: Uuid) -> Result<(), Error> {
        let row = tx
            .row::<Entity>()
            .set(Column::ResourceId, self.id)
            .set(Column::Version, self.version)
            .set(Column::Kind, self.kind.as_str())
            .time(Column::Time, self.time)
            .time(Column::CreatedAt, self.created_at)
            .json_if(Column::Document, self.document)?;
        tx.unit().keep(unit::Version { subject, row });
        Ok(())
    }
}

impl TryFrom<Model> for State {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        let wrong = |column| wrong(column, row.resource_id);
        let document = row.document.map(dialect::object);
        Ok(Self {
            id: row.resource_id,
            kind: match row.kind.as_str() {
                "User" => Kind::User,
                "Group" => Kind::Group,
                _ => return Err(wrong("kind")),
            },
            version: row.version,
            event: row.event_id.map(Id::from_uuid),
            time: time::at(row.time).ok_or_else(|| wrong("time"))?,
            created_at: time::at(row.created_at).ok_or_else(|| wrong("created_at"))?,
            document: match document {
                Some(None) => return Err(wrong("document")),
                document => document.flatten(),
            },
        })
    }
}

fn wrong(column: &'static str, row: Uuid) -> Error {
    Error::Inconsistent {
        table: "scim_version",
        column,
        row: row.to_string(),
    }
}
