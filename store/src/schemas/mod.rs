//! Schemas that a tenant registered (RFC 7643 §3.3, §7), who uses them, and their unique values.
//!
//! The schema of the database keeps three promises: a URN is registered once, a schema that some
//! resource uses cannot be deleted, and a value that is to be unique has one holder.

mod holding;

use std::ops::Deref;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Func, LockType, Order, Query};
use sea_orm::{DbBackend, EntityName};
use serde_json::{Map, Value};
use uuid::Uuid;

pub use self::holding::{Holder, UniqueValue};
use crate::entity::tenant;
use crate::entity::tenant_schema::{Column, Entity, Model};
use crate::entity::tenant_schema_use::{Column as UseColumn, Entity as UseEntity};
use crate::error::Error;
use crate::id::{Id, SchemaId};
use crate::sql::{Row, col, dialect, key};
use crate::tenant::{TenantRead, TenantTx};
use crate::time;
use crate::unit::Effect;

/// A schema as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its id.
    pub id: SchemaId,
    /// Its URN; unique in the tenant, whatever its letter case.
    pub urn: String,
    /// The resource type it extends: `User` or `Group`.
    pub resource_type: String,
    /// Whether every resource of that type must carry it.
    pub required: bool,
    /// The document of RFC 7643 §7.
    pub document: Map<String, Value>,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// Reads schemas.
pub struct Read<'t> {
    tenant: &'t TenantRead,
}

impl<'t> Read<'t> {
    pub(crate) fn new(tenant: &'t TenantRead) -> Self {
        Self { tenant }
    }

    /// All schemas, in the order in which they were registered.
    pub async fn list(&self) -> Result<Vec<Record>, Error> {
        let select = self
            .tenant
            .find::<Entity>()
            .order_by_expr(col(Column::CreatedAt), Order::Asc)
            .order_by_expr(col(Column::Id), Order::Asc)
            .take();
        let models: Vec<Model> = self.tenant.link().all(&select).await?;
        models.into_iter().map(Record::try_from).collect()
    }

    /// How many resources hold values of a schema.
    pub async fn count_holders(&self, schema: SchemaId) -> Result<u64, Error> {
        let select = Query::select()
            .expr(Expr::col(Asterisk).count())
            .from(UseEntity.table_ref())
            .and_where(self.tenant.owns::<UseEntity>())
            .and_where(col(UseColumn::SchemaId).eq(schema))
            .take();
        self.tenant.link().count(&select).await
    }

    /// Some resources that hold values of a schema.
    pub async fn holders(&self, schema: SchemaId, most: u64) -> Result<Vec<Holder>, Error> {
        let select = Query::select()
            .columns([UseColumn::UserId, UseColumn::GroupId])
            .from(UseEntity.table_ref())
            .and_where(self.tenant.owns::<UseEntity>())
            .and_where(col(UseColumn::SchemaId).eq(schema))
            .order_by_expr(col(UseColumn::Id), Order::Asc)
            .limit(most)
            .take();
        let rows = self.tenant.link().rows(&select).await?;
        rows.iter()
            .map(|row| {
                let user: Option<Uuid> = row.try_get_by_index(0)?;
                let group: Option<Uuid> = row.try_get_by_index(1)?;
                match (user, group) {
                    (Some(user), _) => Ok(Holder::User(Id::from_uuid(user))),
                    (None, Some(group)) => Ok(Holder::Group(Id::from_uuid(group))),
                    (None, None) => Err(Error::Inconsistent {
                        table: "tenant_schema_use",
                        column: "user_id",
                        row: schema.to_string(),
                    }),
                }
            })
            .collect()
    }
}

/// Reads and changes schemas.
pub struct Write<'t> {
    read: Read<'t>,
    tx: &'t TenantTx,
}

impl<'t> Deref for Write<'t> {
    type Target = Read<'t>;

    fn deref(&self) -> &Read<'t> {
        &self.read
    }
}

impl<'t> Write<'t> {
    pub(crate) fn new(tx: &'t TenantTx) -> Self {
        Self {
            read: Read::new(tx),
            tx,
        }
    }

    /// Keeps others from changing the tenant's schemas, and from writing values of them, until
    /// this transaction ends.
    pub async fn lock(&self) -> Result<(), Error> {
        self.queue("pg_advisory_xact_lock").await?;
        // References to the tenant do not wait for it: its key stays.
        let select = Query::select()
            .column(tenant::Column::Id)
            .from(tenant::Entity.table_ref())
            .and_where(col(tenant::Column::Id).eq(self.tx.tenant().id()))
            .lock(LockType::NoKeyUpdate)
            .take();
        self.tx.link().row(&select).await?;
        Ok(())
    }

    /// Whether the tenant's schemas are those that its row told when the caller was let in; they
    /// stay so until this transaction ends.
    pub async fn are_current(&self) -> Result<bool, Error> {
        self.queue("pg_advisory_xact_lock_shared").await?;
        let tenant = self.tx.tenant();
        let select = Query::select()
            .column(tenant::Column::Id)
            .from(tenant::Entity.table_ref())
            .and_where(col(tenant::Column::Id).eq(tenant.id()))
            .and_where(col(tenant::Column::SchemaRevision).eq(tenant.schema_revision()))
            .take();
        Ok(self.tx.link().row(&select).await?.is_some())
    }

    /// Waits for its turn among those who change the tenant's schemas and those who write values
    /// of them. PostgreSQL serves this queue in order, unlike that of a row's lock, where sharers
    /// pass whoever waits to change it; on `SQLite` there is one writer.
    async fn queue(&self, function: &'static str) -> Result<(), Error> {
        if self.tx.backend() != DbBackend::Postgres {
            return Ok(());
        }
        let (high, low) = self.tx.tenant().id().as_uuid().as_u64_pair();
        let lock = Func::cust(function).arg(Expr::val((high ^ low).cast_signed()));
        let select = Query::select().expr(lock).take();
        self.tx.link().row(&select).await?;
        Ok(())
    }

    /// Says that the tenant's schemas change.
    pub async fn raise_revision(&self) -> Result<(), Error> {
        let next = Expr::col(tenant::Column::SchemaRevision).add(1_i64);
        let changes = self.tx.changes().expr(tenant::Column::SchemaRevision, next);
        let update = Query::update()
            .table(tenant::Entity.table_ref())
            .values(changes.into_values())
            .and_where(col(tenant::Column::Id).eq(self.tx.tenant().id()))
            .take();
        self.tx.execute(&update, Effect::Audited).await?;
        Ok(())
    }

    /// Keeps a schema; [`Constraint::SchemaUrn`](crate::Constraint) when its URN is taken.
    pub async fn insert(&self, record: &Record) -> Result<(), Error> {
        let row = self.tx.row::<Entity>().set(Column::Id, record.id);
        let row = describe(row, record)?.time(Column::CreatedAt, record.created_at);
        self.tx.insert::<Entity>(vec![row], Effect::Audited).await
    }

    /// Keeps another state of a schema; `false` when there is none.
    pub async fn update(&self, record: &Record) -> Result<bool, Error> {
        let changes = describe(self.tx.changes(), record)?;
        let update = self
            .tx
            .update::<Entity>(changes, col(Column::Id).eq(record.id));
        Ok(self.tx.execute(&update, Effect::Audited).await? > 0)
    }

    /// Deletes a schema; `false` when there was none.
    /// [`Constraint::ForeignKey`](crate::Constraint) when a resource holds values of it.
    pub async fn delete(&self, id: SchemaId) -> Result<bool, Error> {
        let delete = self.tx.delete::<Entity>(col(Column::Id).eq(id));
        Ok(self.tx.execute(&delete, Effect::Audited).await? > 0)
    }
}

fn describe(row: Row, schema: &Record) -> Result<Row, Error> {
    row.set(Column::Urn, schema.urn.as_str())
        .set(Column::UrnKey, key::folded(&schema.urn))
        .set(Column::ResourceType, schema.resource_type.as_str())
        .set(Column::Required, schema.required)
        .time(Column::UpdatedAt, schema.updated_at)
        .json(Column::Document, &schema.document)
}

impl TryFrom<Model> for Record {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        let wrong = |column| Error::Inconsistent {
            table: "tenant_schema",
            column,
            row: row.id.to_string(),
        };
        Ok(Self {
            id: Id::from_uuid(row.id),
            urn: row.urn,
            resource_type: row.resource_type,
            required: row.required,
            document: dialect::object(row.document).ok_or_else(|| wrong("document"))?,
            created_at: time::at(row.created_at).ok_or_else(|| wrong("created_at"))?,
            updated_at: time::at(row.updated_at).ok_or_else(|| wrong("updated_at"))?,
        })
    }
}
