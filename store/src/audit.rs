//! The audit log: what happened, and its place in the tenant's chain.

mod bodies;
mod chart;
mod counts;
mod erase;
mod event;
mod newest;
mod purge;
mod query;
mod retention;
mod sealed;
mod search;

use std::ops::Deref;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{
    Expr, ExprTrait, IntoIden, OnConflict, Order, Query as Statement, SelectStatement, TableRef,
    ValueTuple,
};
use sea_orm::{DbBackend, EntityName, Value as Bound};
use serde_json::Value;

pub use chart::{Bucket, Buckets};
pub use erase::Field;
pub use event::{Event, NewEvent};
pub use purge::{Old, OldBodies};
pub use query::{LOOKED_AT, Query};
pub use retention::{Purged, Retention};
pub use search::Found;

use crate::entity::TenantOwned;
use crate::entity::audit_chain::{Column as ChainColumn, Entity as ChainEntity, Model as ChainRow};
use crate::entity::audit_event::{Column, Entity, Model};
use crate::error::Error;
use crate::id::EventId;
use crate::sql::{Row, col, row};
use crate::tenant::{TenantRead, TenantTx};
use crate::time;
use crate::unit::{Effect, Recorded};

/// Seals in one statement.
const PORTION: usize = 100;

/// The last sealed event of a tenant, and the last one that was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The last number given.
    pub seq: i64,
    /// The hash of that event.
    pub hash: String,
    /// When it was sealed.
    pub updated_at: DateTime<Utc>,
    /// The number that was signed last.
    pub signed_seq: Option<i64>,
    /// That signature.
    pub signature: Option<String>,
}

/// What sealing adds to one event.
#[derive(Clone, Debug, PartialEq)]
pub struct Seal {
    /// The event.
    pub id: EventId,
    /// Its number, gapless within the tenant.
    pub seq: i64,
    /// The hash of the event before it.
    pub prev_hash: String,
    /// Its own hash.
    pub hash: String,
    /// The salted digests of what may be erased.
    pub digests: Value,
}

/// Reads the log.
pub struct Read<'t> {
    tenant: &'t TenantRead,
    bodies: bool,
}

impl<'t> Read<'t> {
    pub(crate) fn new(tenant: &'t TenantRead) -> Self {
        Self {
            tenant,
            bodies: true,
        }
    }

    /// The event with that id.
    pub async fn get(&self, id: EventId) -> Result<Option<Event>, Error> {
        let mut select = self.find();
        select.and_where(col(Column::Id).eq(id));
        Ok(self.events(select).await?.pop())
    }

    /// The events just older and just newer than one, within a query.
    pub async fn neighbours(
        &self,
        query: &Query,
        id: EventId,
    ) -> Result<(Option<EventId>, Option<EventId>), Error> {
        let older = Query {
            before: Some(id),
            after: None,
            limit: 1,
            ..query.clone()
        };
        let newer = Query {
            after: Some(id),
            before: None,
            limit: 1,
            ..query.clone()
        };
        let first = |found: Found| found.events.first().map(|event| event.id);
        Ok((
            first(self.list(&older).await?),
            first(self.list(&newer).await?),
        ))
    }

    /// The oldest event that is kept.
    pub async fn oldest(&self) -> Result<Option<Event>, Error> {
        self.edge(Order::Asc).await
    }

    /// The head of the chain, once something was sealed.
    pub async fn head(&self) -> Result<Option<Head>, Error> {
        self.head_where(self.tenant.find::<ChainEntity>()).await
    }

    /// Committed events without a seal, oldest first.
    pub async fn unsealed(&self, limit: u64) -> Result<Vec<Event>, Error> {
        let mut select = self.find();
        select
            .and_where(col(Column::Seq).is_null())
            .order_by_expr(col(Column::Id), Order::Asc)
            .limit(limit);
        self.events(select).await
    }

    /// Sealed events in their order: after one number and up to another.
    pub async fn sealed(&self, after: i64, until: i64, limit: u64) -> Result<Vec<Event>, Error> {
        let mut select = self.find();
        select
            .and_where(col(Column::Seq).gt(after))
            .and_where(col(Column::Seq).lte(until))
            .order_by_expr(col(Column::Seq), Order::Asc)
            .limit(limit);
        self.events(select).await
    }

    /// The first and last number of the sealed events in `[from, to)`.
    pub async fn span(
        &self,
        from: Option<DateTime<Utc>>,
        to: Option<DateTime<Utc>>,
    ) -> Result<Option<(i64, i64)>, Error> {
        let select = Statement::select()
            .expr(col(Column::Seq).min())
            .expr(col(Column::Seq).max())
            .from(Entity.table_ref())
            .and_where(self.tenant.owns::<Entity>())
            .and_where(col(Column::Seq).is_not_null())
            .cond_where(query::between(from, to))
            .take();
        let Some(row) = self.tenant.link().row(&select).await? else {
            return Ok(None);
        };
        let (first, last): (Option<i64>, Option<i64>) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        Ok(first.zip(last))
    }

    async fn edge(&self, order: Order) -> Result<Option<Event>, Error> {
        let mut select = self.find();
        select.order_by_expr(col(Column::Id), order).limit(1);
        Ok(self.events(select).await?.pop())
    }

    async fn events(&self, select: SelectStatement) -> Result<Vec<Event>, Error> {
        let rows: Vec<Model> = self.tenant.link().all(&select).await?;
        rows.into_iter().map(Event::try_from).collect()
    }

    async fn head_where(&self, select: SelectStatement) -> Result<Option<Head>, Error> {
        let row: Option<ChainRow> = self.tenant.link().one(&select).await?;
        // Number 0 is a chain that was reserved and has not begun.
        row.filter(|row| row.seq > 0)
            .map(Head::try_from)
            .transpose()
    }
}

/// Reads and extends the log. Nothing here changes an event but for its seal, and for what is erased.
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

    /// Records the event of what this transaction does.
    ///
    /// It is written when the transaction ends, with the events of the neighbours that share it,
    /// so it cannot be read back before.
    pub async fn insert(&self, event: &NewEvent) -> Result<(), Error> {
        self.insert_many(std::slice::from_ref(event)).await
    }

    /// Records events that stand on their own, such as those of reads; as [`Self::insert`].
    pub async fn insert_many(&self, events: &[NewEvent]) -> Result<(), Error> {
        let rows: Result<Vec<_>, _> = events
            .iter()
            .map(|event| event.row(self.tx.row::<Entity>()))
            .collect();
        let rows = rows?;
        self.tx.unit().show(events);
        if rows.len() <= PORTION {
            self.tx.unit().record(rows);
        } else {
            // Enough for statements of their own: others need not carry them along.
            self.tx.insert::<Entity>(rows, Effect::Quiet).await?;
        }
        for event in events {
            let subject = event.resource_id.as_deref();
            self.tx.unit().recorded(&Recorded {
                id: event.id,
                subject: subject.and_then(|id| id.parse().ok()),
            });
        }
        Ok(())
    }

    /// The head of the chain, held until this transaction ends.
    pub async fn chain_for_update(&self) -> Result<Option<Head>, Error> {
        // A tenant's first seal has no row to lock yet: without one, two processes would both
        // begin the chain, and the later of them would fail instead of waiting.
        if self.tx.backend() == DbBackend::Postgres {
            self.reserve_head().await?;
        }
        let select = self.tx.find::<ChainEntity>().lock_exclusive().take();
        self.read.head_where(select).await
    }

    /// Gives events their seals, and the chain its new head. `seals` are in the order of their
    /// numbers, without gaps; this is when their events are counted.
    pub async fn seal(&self, seals: &[Seal], head: &Head) -> Result<(), Error> {
        for portion in seals.chunks(PORTION) {
            self.seal_portion(portion).await?;
        }
        if let (Some(first), Some(last)) = (seals.first(), seals.last()) {
            self.count(first.seq, last.seq, 1).await?;
        }
        let row = self
            .tx
            .row::<ChainEntity>()
            .set(ChainColumn::Seq, head.seq)
            .set(ChainColumn::Hash, head.hash.as_str())
            .time(ChainColumn::UpdatedAt, head.updated_at)
            .set(ChainColumn::SignedSeq, head.signed_seq)
            .set(ChainColumn::Signature, head.signature.clone());
        let replace = OnConflict::column(ChainColumn::TenantId)
            .update_columns([
                ChainColumn::Seq,
                ChainColumn::Hash,
                ChainColumn::UpdatedAt,
                ChainColumn::SignedSeq,
                ChainColumn::Signature,
            ])
            .to_owned();
        self.upsert::<ChainEntity>(row, replace).await
    }

    /// One statement for many events: `UPDATE … FROM (VALUES …)`.
    async fn seal_portion(&self, seals: &[Seal]) -> Result<(), Error> {
        let mut values = Vec::with_capacity(seals.len());
        for seal in seals {
            let digests = serde_json::to_string(&seal.digests).unwrap_or_default();
            let bound: [Bound; 5] = [
                seal.id.into(),
                seal.seq.into(),
                seal.prev_hash.as_str().into(),
                seal.hash.as_str().into(),
                digests.into(),
            ];
            values.push(ValueTuple::Many(bound.to_vec()));
        }
        let sealed = |number: u8| Expr::col(("seal", format!("column{number}")));
        let digests = match self.tx.backend() {
            DbBackend::Postgres => sealed(5).cast_as("json"),
            _ => sealed(5),
        };
        let changes = self
            .tx
            .changes()
            .expr(Column::Seq, sealed(2))
            .expr(Column::PrevHash, sealed(3))
            .expr(Column::Hash, sealed(4))
            .expr(Column::Digests, digests);
        let mut update = self
            .tx
            .update::<Entity>(changes, col(Column::Id).eq(sealed(1)));
        update.from(TableRef::ValuesList(values, "seal".into_iden()));
        self.tx.execute(&update, Effect::Quiet).await?;
        Ok(())
    }

    async fn reserve_head(&self) -> Result<(), Error> {
        let row = self
            .tx
            .row::<ChainEntity>()
            .set(ChainColumn::Seq, 0_i64)
            .set(ChainColumn::Hash, "")
            .set(ChainColumn::UpdatedAt, 0_i64);
        self.upsert::<ChainEntity>(row, OnConflict::new().do_nothing().to_owned())
            .await
    }

    async fn upsert<E: TenantOwned>(&self, row: Row, conflict: OnConflict) -> Result<(), Error> {
        let Some(mut insert) = row::insert::<E>(vec![row]) else {
            return Ok(());
        };
        insert.on_conflict(conflict);
        self.tx.execute(&insert, Effect::Quiet).await?;
        Ok(())
    }
}

impl TryFrom<ChainRow> for Head {
    type Error = Error;

    fn try_from(row: ChainRow) -> Result<Self, Error> {
        let updated_at = time::at(row.updated_at).ok_or_else(|| Error::Inconsistent {
            table: "audit_chain",
            column: "updated_at",
            row: row.tenant_id.to_string(),
        })?;
        Ok(Self {
            seq: row.seq,
            hash: row.hash,
            updated_at,
            signed_seq: row.signed_seq,
            signature: row.signature,
        })
    }
}
