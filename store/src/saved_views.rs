//! Saved views of the audit log: a name for a query string, of one member or for all of a tenant.
//!
//! One that is deleted is out of every reader's sight but [`Read::deleted`]'s, which brings it back,
//! until [`Write::forget`] takes it away.

use std::ops::Deref;

use chrono::{DateTime, Utc};
use sea_orm::EntityName;
use sea_orm::sea_query::{Asterisk, Condition, Expr, ExprTrait, Query};

use crate::entity::saved_view::{Column, Entity, Model};
use crate::error::Error;
use crate::id::{Id, MemberId, SavedViewId};
use crate::sql::{Row, col, key};
use crate::tenant::{TenantRead, TenantTx};
use crate::time;
use crate::unit::Effect;

/// A view as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its id.
    pub id: SavedViewId,
    /// Whose it is.
    pub owner: MemberId,
    /// Its name; unique among the views of its owner, whatever its letter case.
    pub name: String,
    /// The query string of the audit log, without `?`.
    pub query: String,
    /// Whether every member of the tenant sees it.
    pub shared: bool,
    /// When it was saved.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// Reads saved views.
pub struct Read<'t> {
    tenant: &'t TenantRead,
}

impl<'t> Read<'t> {
    pub(crate) fn new(tenant: &'t TenantRead) -> Self {
        Self { tenant }
    }

    /// The views of a member and those that others share, in no order.
    pub async fn visible_to(&self, member: MemberId) -> Result<Vec<Record>, Error> {
        let own = col(Column::MemberId).eq(member);
        let visible = here().add(own.or(col(Column::Shared).eq(true)));
        self.where_(visible).await
    }

    /// The view with that id.
    pub async fn get(&self, id: SavedViewId) -> Result<Option<Record>, Error> {
        let this = here().add(col(Column::Id).eq(id));
        Ok(self.where_(this).await?.pop())
    }

    /// The view with that id, if it was deleted at that time or later.
    pub async fn deleted(
        &self,
        id: SavedViewId,
        since: DateTime<Utc>,
    ) -> Result<Option<Record>, Error> {
        let this = Condition::all()
            .add(col(Column::Id).eq(id))
            .add(col(Column::DeletedAt).gte(since.timestamp_millis()));
        Ok(self.where_(this).await?.pop())
    }

    /// Every view, those that were deleted and can come back included.
    pub async fn all(&self) -> Result<Vec<Record>, Error> {
        self.where_(Condition::all()).await
    }

    /// The views that a member shares.
    pub async fn shared_by(&self, member: MemberId) -> Result<Vec<Record>, Error> {
        let theirs = here()
            .add(col(Column::MemberId).eq(member))
            .add(col(Column::Shared).eq(true));
        self.where_(theirs).await
    }

    /// The views of a member.
    pub async fn of(&self, member: MemberId) -> Result<Vec<Record>, Error> {
        self.where_(here().add(col(Column::MemberId).eq(member)))
            .await
    }

    /// How many views a member has.
    pub async fn count_of(&self, member: MemberId) -> Result<u64, Error> {
        self.count(col(Column::MemberId).eq(member)).await
    }

    /// How many views are shared.
    pub async fn count_shared(&self) -> Result<u64, Error> {
        self.count(col(Column::Shared).eq(true)).await
    }

    async fn count(&self, condition: Expr) -> Result<u64, Error> {
        let select = Query::select()
            .expr(Expr::col(Asterisk).count())
            .from(Entity.table_ref())
            .and_where(self.tenant.owns::<Entity>())
            .cond_where(here().add(condition))
            .take();
        self.tenant.link().count(&select).await
    }

    async fn where_(&self, condition: Condition) -> Result<Vec<Record>, Error> {
        let select = self.tenant.find::<Entity>().cond_where(condition).take();
        let models: Vec<Model> = self.tenant.link().all(&select).await?;
        models.into_iter().map(Record::try_from).collect()
    }
}

/// Reads and changes saved views.
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

    /// Keeps a new view;
    /// [`Constraint::SavedViewName`](crate::Constraint) when its owner has one of that name.
    pub async fn insert(&self, record: &Record) -> Result<(), Error> {
        let row = self
            .tx
            .row::<Entity>()
            .set(Column::Id, record.id)
            .set(Column::MemberId, record.owner)
            .set(Column::Query, record.query.as_str())
            .time(Column::CreatedAt, record.created_at);
        let row = describe(row, record);
        self.tx.insert::<Entity>(vec![row], Effect::Audited).await
    }

    /// Gives a view another name or other readers; `false` when there is none.
    /// [`Constraint::SavedViewName`](crate::Constraint) when its owner has another of that name.
    pub async fn update(&self, record: &Record) -> Result<bool, Error> {
        let this = here().add(col(Column::Id).eq(record.id));
        let changes = describe(self.tx.changes(), record);
        let update = self.tx.update::<Entity>(changes, this);
        Ok(self.tx.execute(&update, Effect::Audited).await? > 0)
    }

    /// Gives a view to the owner and under the name that the record has.
    pub async fn hand_on(&self, record: &Record) -> Result<(), Error> {
        let changes = describe(self.tx.changes(), record).set(Column::MemberId, record.owner);
        let this = here().add(col(Column::Id).eq(record.id));
        let update = self.tx.update::<Entity>(changes, this);
        self.tx.execute(&update, Effect::Audited).await?;
        Ok(())
    }

    /// Deletes a view so that it can come back; `false` when there is none.
    pub async fn delete(&self, id: SavedViewId, now: DateTime<Utc>) -> Result<bool, Error> {
        let changes = self.tx.changes().time(Column::DeletedAt, now);
        let this = here().add(col(Column::Id).eq(id));
        let update = self.tx.update::<Entity>(changes, this);
        Ok(self.tx.execute(&update, Effect::Audited).await? > 0)
    }

    /// Brings a deleted view back; `false` when it is not deleted.
    /// [`Constraint::SavedViewName`](crate::Constraint) when its owner has another of its name.
    pub async fn restore(&self, id: SavedViewId) -> Result<bool, Error> {
        let changes = self.tx.changes().time_if(Column::DeletedAt, None);
        let this = Condition::all()
            .add(col(Column::Id).eq(id))
            .add(col(Column::DeletedAt).is_not_null());
        let update = self.tx.update::<Entity>(changes, this);
        Ok(self.tx.execute(&update, Effect::Audited).await? > 0)
    }

    /// Takes a view away for good, deleted or not.
    pub async fn remove(&self, id: SavedViewId) -> Result<(), Error> {
        let delete = self.tx.delete::<Entity>(col(Column::Id).eq(id));
        self.tx.execute(&delete, Effect::Audited).await?;
        Ok(())
    }

    /// Takes away what was deleted before a time. Bookkeeping: its deletion was the event.
    pub async fn forget(&self, before: DateTime<Utc>) -> Result<(), Error> {
        let old = col(Column::DeletedAt).lt(before.timestamp_millis());
        let delete = self.tx.delete::<Entity>(old);
        self.tx.execute(&delete, Effect::Quiet).await?;
        Ok(())
    }
}

/// What is not deleted.
fn here() -> Condition {
    Condition::all().add(col(Column::DeletedAt).is_null())
}

fn describe(row: Row, view: &Record) -> Row {
    row.set(Column::Name, view.name.as_str())
        .set(Column::NameKey, key::folded(&view.name))
        .set(Column::Shared, view.shared)
        .time(Column::UpdatedAt, view.updated_at)
}

impl TryFrom<Model> for Record {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        let wrong = |column| Error::Inconsistent {
            table: "saved_view",
            column,
            row: row.id.to_string(),
        };
        Ok(Self {
            id: Id::from_uuid(row.id),
            owner: Id::from_uuid(row.member_id),
            name: row.name,
            query: row.query,
            shared: row.shared,
            created_at: time::at(row.created_at).ok_or_else(|| wrong("created_at"))?,
            updated_at: time::at(row.updated_at).ok_or_else(|| wrong("updated_at"))?,
        })
    }
}
