//! Letting go of what is older than it is to be kept.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, IntoIden, Order, Query, TableRef, ValueTuple};
use sea_orm::{DbBackend, EntityName, Value as Bound};
use serde_json::Value;

use super::{Field, PORTION, Read, Write};
use crate::entity::audit_chain::Entity as ChainEntity;
use crate::entity::audit_count::Entity as CountEntity;
use crate::entity::audit_event::{Column, Entity};
use crate::entity::audit_retention::Entity as RetentionEntity;
use crate::error::Error;
use crate::id::{EventId, Id};
use crate::sql::col;
use crate::unit::Effect;

/// An event that is old enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Old {
    /// Its number.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
    /// What was done.
    pub operation: String,
}

/// A SCIM event whose bodies are old enough.
#[derive(Clone, Debug, PartialEq)]
pub struct OldBodies {
    id: EventId,
    digests: Value,
    /// Its number.
    pub seq: i64,
}

impl Read<'_> {
    /// The oldest sealed events behind a number, as far as all of them are older than a time.
    pub async fn older_than(
        &self,
        time: DateTime<Utc>,
        after: i64,
        limit: u64,
    ) -> Result<Vec<Old>, Error> {
        let columns = [Column::Seq, Column::Hash, Column::Operation, Column::Time];
        let select = Query::select()
            .exprs(columns.map(col))
            .from(Entity.table_ref())
            .and_where(self.tenant.owns::<Entity>())
            .and_where(col(Column::Seq).gt(after))
            .order_by_expr(col(Column::Seq), Order::Asc)
            .limit(limit)
            .take();
        let mut found = Vec::new();
        for row in self.tenant.link().rows(&select).await? {
            let happened: i64 = row.try_get_by_index(3)?;
            if happened >= time.timestamp_millis() {
                break;
            }
            found.push(Old {
                seq: row.try_get_by_index(0)?,
                hash: row.try_get_by_index(1)?,
                operation: row.try_get_by_index(2)?,
            });
        }
        Ok(found)
    }

    /// SCIM events with bodies after one number and up to another.
    pub async fn with_bodies(&self, after: i64, until: i64) -> Result<Vec<OldBodies>, Error> {
        let has_body = col(Column::RequestBody)
            .is_not_null()
            .or(col(Column::ResponseBody).is_not_null());
        let select = Query::select()
            .exprs([Column::Id, Column::Digests, Column::Seq].map(col))
            .from(Entity.table_ref())
            .and_where(self.tenant.owns::<Entity>())
            .and_where(col(Column::Seq).gt(after))
            .and_where(col(Column::Seq).lte(until))
            // What others did is told by their bodies alone: of an export, the manifest.
            .and_where(col(Column::Channel).eq("scim"))
            .and_where(has_body)
            .take();
        let rows = self.tenant.link().rows(&select).await?;
        let found = rows.iter().map(|row| {
            Ok(OldBodies {
                id: Id::from_uuid(row.try_get_by_index(0)?),
                digests: row.try_get_by_index(1)?,
                seq: row.try_get_by_index(2)?,
            })
        });
        found.collect()
    }
}

impl Write<'_> {
    /// Deletes the sealed events up to a number; answers how many there were.
    pub async fn purge(&self, until: i64) -> Result<u64, Error> {
        self.delete_until(until, Effect::Audited).await
    }

    /// [`Self::purge`] in the log of a tenant that is gone, in which nothing is told any more.
    pub async fn purge_silently(&self, until: i64) -> Result<u64, Error> {
        self.delete_until(until, Effect::Quiet).await
    }

    async fn delete_until(&self, until: i64, effect: Effect) -> Result<u64, Error> {
        self.uncount(1, until).await?;
        let delete = self.tx.delete::<Entity>(col(Column::Seq).lte(until));
        self.tx.execute(&delete, effect).await
    }

    /// Erases the bodies of events, with the salts that prove them.
    pub async fn erase_bodies(&self, events: &[OldBodies]) -> Result<(), Error> {
        self.erase_bodies_of(events, Effect::Audited).await
    }

    /// [`Self::erase_bodies`] in the log of a tenant that is gone.
    pub async fn erase_bodies_silently(&self, events: &[OldBodies]) -> Result<(), Error> {
        self.erase_bodies_of(events, Effect::Quiet).await
    }

    async fn erase_bodies_of(&self, events: &[OldBodies], effect: Effect) -> Result<(), Error> {
        for portion in events.chunks(PORTION) {
            let bound = |event: &OldBodies| -> Vec<Bound> {
                let digests = without_salts(&event.digests).to_string();
                vec![event.id.into(), digests.into()]
            };
            let values = portion.iter().map(bound).map(ValueTuple::Many).collect();
            let value = |number: u8| Expr::col(("without", format!("column{number}")));
            let digests = match self.tx.backend() {
                DbBackend::Postgres => value(2).cast_as("json"),
                _ => value(2),
            };
            let changes = self
                .tx
                .changes()
                .expr(Column::RequestBody, Expr::null())
                .expr(Column::ResponseBody, Expr::null())
                .expr(Column::Digests, digests);
            let mut update = self
                .tx
                .update::<Entity>(changes, col(Column::Id).eq(value(1)));
            update.from(TableRef::ValuesList(values, "without".into_iden()));
            self.tx.execute(&update, effect).await?;
        }
        Ok(())
    }

    /// Deletes what is left of the log of a tenant that is gone.
    pub async fn end_log(&self) -> Result<(), Error> {
        let all = || Expr::val(true);
        for delete in [
            self.tx.delete::<Entity>(all()),
            self.tx.delete::<ChainEntity>(all()),
            self.tx.delete::<CountEntity>(all()),
            self.tx.delete::<RetentionEntity>(all()),
        ] {
            self.tx.execute(&delete, Effect::Quiet).await?;
        }
        Ok(())
    }
}

fn without_salts(digests: &Value) -> Value {
    let mut digests = digests.clone();
    for field in [Field::RequestBody, Field::ResponseBody] {
        let digest = digests
            .get_mut(field.as_str())
            .and_then(Value::as_object_mut);
        if let Some(digest) = digest {
            digest.remove("salt");
        }
    }
    digests
}
