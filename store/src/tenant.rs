//! The isolation boundary: a tenant, and the only two ways to its rows.

mod read;
mod tx;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

pub use self::read::TenantRead;
pub use self::tx::TenantTx;
pub(crate) use self::tx::chunks;
use crate::entity::tenant;
use crate::error::Error;
use crate::id::{Id, TenantId};
use crate::sql::dialect;
use crate::time;

/// A customer, whose rows nobody else's queries can reach.
///
/// Only [`System`](crate::System) and [`SystemTx`](crate::SystemTx) make one: from a slug, a
/// token's row or a membership. There is no way from an id to a `Tenant`. Cheap to clone.
#[derive(Clone, Debug, PartialEq)]
pub struct Tenant(Arc<Facts>);

/// What is known of a tenant; shared, since every request carries it.
#[derive(Debug, PartialEq)]
struct Facts {
    id: TenantId,
    slug: String,
    name: String,
    settings: Map<String, Value>,
    created_at: DateTime<Utc>,
    suspended_at: Option<DateTime<Utc>>,
    deletion_due_at: Option<DateTime<Utc>>,
    schema_revision: i64,
}

impl Tenant {
    /// Its id.
    pub fn id(&self) -> TenantId {
        self.0.id
    }

    /// Its name in URLs.
    pub fn slug(&self) -> &str {
        &self.0.slug
    }

    /// Its name for people.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Its settings.
    pub fn settings(&self) -> &Map<String, Value> {
        &self.0.settings
    }

    /// When it was created.
    pub fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// Since when it is suspended, if it is.
    pub fn suspended_at(&self) -> Option<DateTime<Utc>> {
        self.0.suspended_at
    }

    /// When it will be deleted, if its owners want it so.
    pub fn deletion_due_at(&self) -> Option<DateTime<Utc>> {
        self.0.deletion_due_at
    }

    /// Rises with every change of its schemas.
    pub fn schema_revision(&self) -> i64 {
        self.0.schema_revision
    }

    /// Mints a tenant from its row: `system` alone selects these.
    pub(crate) fn from_row(row: tenant::Model) -> Result<Self, Error> {
        let wrong = |column| Error::Inconsistent {
            table: "tenant",
            column,
            row: row.id.to_string(),
        };
        Ok(Self(Arc::new(Facts {
            id: Id::from_uuid(row.id),
            slug: row.slug,
            name: row.name,
            settings: dialect::object(row.settings).ok_or_else(|| wrong("settings"))?,
            created_at: time::at(row.created_at).ok_or_else(|| wrong("created_at"))?,
            suspended_at: row.suspended_at.and_then(time::at),
            deletion_due_at: row.deletion_due_at.and_then(time::at),
            schema_revision: row.schema_revision,
        })))
    }
}
