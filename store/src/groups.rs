//! Provisioned groups (RFC 7643 §4.2). Their members are rows of their own: see `members`.

mod lookup;

use std::collections::HashMap;
use std::ops::Deref;

use chrono::{DateTime, Utc};
use sea_orm::EntityName;
use sea_orm::sea_query::{
    Asterisk, Condition, Expr, ExprTrait, Query as Statement, SelectStatement,
};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::entity::scim_group::{Column, Entity, Model};
use crate::error::Error;
use crate::id::{GroupId, Id};
use crate::search::{Selection, Wanted};
use crate::sources;
use crate::sql::filter::{COMPARISON, Kind};
use crate::sql::page::{self, Columns, Cursor, Order, Page};
use crate::sql::sort::{Bookmark, Start};
use crate::sql::{Row, col, dialect, key};
use crate::tenant::{TenantRead, TenantTx};
use crate::time;
use crate::unit::Effect;
use crate::versions::NewState;

/// Ids that one statement asks for.
const PORTION: usize = 1_000;

/// A group as it is stored, without its members.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its id.
    pub id: GroupId,
    /// RFC 7643 §4.2 `displayName`.
    pub display_name: String,
    /// RFC 7643 §3.1 `externalId`.
    pub external_id: Option<String>,
    /// The whole resource without `id`, `meta` and `members`.
    pub document: Map<String, Value>,
    /// How many direct members it has.
    pub member_count: i64,
    /// Rises with every change; what `meta.version` is made from.
    pub version: i64,
    /// `meta.created`.
    pub created_at: DateTime<Utc>,
    /// `meta.lastModified`.
    pub updated_at: DateTime<Utc>,
}

impl Record {
    /// Where this row stands in a list of that order.
    pub fn cursor(&self, order: Order) -> Cursor {
        match order {
            Order::Name => Cursor::by_name(self.id.as_uuid(), key::folded(&self.display_name)),
            Order::Updated => {
                Cursor::by_time(self.id.as_uuid(), self.updated_at.timestamp_millis())
            }
            Order::Created => {
                Cursor::by_time(self.id.as_uuid(), self.created_at.timestamp_millis())
            }
        }
    }
}

impl Record {
    /// What the group is now, to be kept.
    pub(crate) fn state(&self) -> NewState<'_> {
        NewState {
            kind: Kind::Group,
            id: self.id.as_uuid(),
            version: self.version,
            time: self.updated_at,
            created_at: self.created_at,
            document: Some(&self.document),
        }
    }
}

/// Which groups are asked for.
#[derive(Clone, Debug)]
pub struct Query<'a> {
    /// Text to be found in names or external ids, in any case.
    pub search: Option<&'a str>,
    /// Only those that a token of that name provisioned.
    pub source: Option<&'a str>,
    /// Which part of the list.
    pub page: Page,
}

impl Query<'_> {
    /// Everything but the page.
    fn condition(&self) -> Condition {
        let pattern = |text| dialect::contains(&key::search([text]));
        let found = |text| col(Column::SearchKey).like(pattern(text));
        Condition::all()
            .add_option(self.search.map(found))
            .add_option(
                self.source
                    .map(|source| col(Column::Source).eq(dialect::storable(source))),
            )
    }
}

/// Reads groups.
pub struct Read<'t> {
    tenant: &'t TenantRead,
}

impl<'t> Read<'t> {
    pub(crate) fn new(tenant: &'t TenantRead) -> Self {
        Self { tenant }
    }

    /// The group with that id.
    pub async fn get(&self, id: GroupId) -> Result<Option<Record>, Error> {
        self.one(self.by_id(id)).await
    }

    /// The groups of one part of a list.
    pub async fn list(&self, query: &Query<'_>) -> Result<Vec<Record>, Error> {
        let mut select = self.tenant.find::<Entity>();
        select.cond_where(query.condition());
        let columns = Columns {
            id: Column::Id,
            name: Column::DisplayNameKey,
            created: Column::CreatedAt,
            updated: Column::UpdatedAt,
        };
        let backwards = page::apply(&mut select, &query.page, &columns);
        let models: Vec<Model> = self.tenant.link().all(&select).await?;
        let mut records = models
            .into_iter()
            .map(Record::try_from)
            .collect::<Result<Vec<_>, _>>()?;
        if backwards {
            records.reverse();
        }
        Ok(records)
    }

    /// The groups of one part of an ordered list, each with its place; `None` when the filter or the
    /// order is not answered in SQL.
    pub async fn part(
        &self,
        wanted: &Wanted<'_>,
        start: &Start,
        limit: u64,
    ) -> Result<Option<Vec<(Record, Bookmark)>>, Error> {
        let of = Selection {
            tenant: self.tenant,
            kind: Kind::Group,
            select: self.tenant.find::<Entity>(),
        };
        of.part::<Model, Record>(wanted, start, limit, |record| record.id.as_uuid())
            .await
    }

    /// The groups with these ids, in no order.
    pub async fn with_ids(&self, ids: &[Uuid]) -> Result<Vec<Record>, Error> {
        let mut records = Vec::with_capacity(ids.len());
        for portion in ids.chunks(PORTION) {
            let mut select = self.tenant.find::<Entity>();
            select.and_where(col(Column::Id).is_in(portion.iter().copied()));
            for model in self.tenant.link().all::<Model>(&select).await? {
                records.push(Record::try_from(model)?);
            }
        }
        Ok(records)
    }

    /// Of these groups, the names of the tokens that they were provisioned with, where they are known.
    pub async fn sources(&self, ids: &[GroupId]) -> Result<HashMap<GroupId, String>, Error> {
        sources::of::<Entity, _>(self.tenant, Column::Id, Column::Source, ids).await
    }

    /// How many groups a query finds, whatever its page.
    pub async fn count(&self, query: &Query<'_>) -> Result<u64, Error> {
        self.matching(query.condition()).await
    }

    /// How many groups there are.
    pub async fn total(&self) -> Result<u64, Error> {
        self.matching(Condition::all()).await
    }

    async fn matching(&self, condition: Condition) -> Result<u64, Error> {
        let select = Statement::select()
            .expr(Expr::col(Asterisk).count())
            .from(Entity.table_ref())
            .and_where(self.tenant.owns::<Entity>())
            .cond_where(condition)
            .take();
        self.tenant.link().count(&select).await
    }

    fn by_id(&self, id: GroupId) -> SelectStatement {
        self.tenant
            .find::<Entity>()
            .and_where(col(Column::Id).eq(id))
            .take()
    }

    async fn one(&self, select: SelectStatement) -> Result<Option<Record>, Error> {
        let model: Option<Model> = self.tenant.link().one(&select).await?;
        model.map(Record::try_from).transpose()
    }
}

/// Reads and changes groups.
pub struct Write<'t> {
    read: Read<'t>,
    tx: &'t TenantTx,
    /// The name of the token that provisions.
    source: Option<&'t str>,
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
            source: None,
        }
    }

    /// The same, on behalf of a token of that name: what it creates is known to come from there.
    #[must_use]
    pub fn provisioned_by(self, source: Option<&'t str>) -> Self {
        Self { source, ..self }
    }

    /// The group with that id, which nobody else changes until this transaction ends.
    pub async fn get_for_update(&self, id: GroupId) -> Result<Option<Record>, Error> {
        self.read
            .one(self.read.by_id(id).lock_exclusive().take())
            .await
    }

    /// Creates a group.
    pub async fn insert(
        &self,
        record: &Record,
        comparison: &Map<String, Value>,
    ) -> Result<(), Error> {
        let row = self.tx.row::<Entity>().set(Column::Id, record.id);
        let row = row.set(Column::Source, self.source.map(str::to_owned));
        let row = describe(row, record, comparison)?.time(Column::CreatedAt, record.created_at);
        self.tx.insert::<Entity>(vec![row], Effect::Audited).await?;
        record.state().keep(self.tx)
    }

    /// Replaces a group by its next state; `false` when it is no longer in `before`'s version.
    ///
    /// `after.member_count` is what the memberships have become: one statement, whatever the size
    /// of the group.
    pub async fn update(
        &self,
        before: &Record,
        after: &Record,
        comparison: &Map<String, Value>,
    ) -> Result<bool, Error> {
        let same = col(Column::Id)
            .eq(before.id)
            .and(col(Column::Version).eq(before.version));
        let changes = describe(self.tx.changes(), after, comparison)?;
        let update = self.tx.update::<Entity>(changes, same);
        if self.tx.execute(&update, Effect::Audited).await? == 0 {
            return Ok(false);
        }
        after.state().keep(self.tx)?;
        Ok(true)
    }

    /// Notes how many members a group has that was created in this transaction.
    pub async fn count_members(&self, id: GroupId, members: i64) -> Result<(), Error> {
        let changes = self.tx.changes().set(Column::MemberCount, members);
        let update = self.tx.update::<Entity>(changes, col(Column::Id).eq(id));
        self.tx.execute(&update, Effect::Audited).await?;
        Ok(())
    }

    /// Deletes a group and its memberships; `false` when there was none.
    pub async fn delete(&self, id: GroupId, now: DateTime<Utc>) -> Result<bool, Error> {
        let mut delete = self.tx.delete::<Entity>(col(Column::Id).eq(id));
        delete.returning(Statement::returning().columns([Column::Version, Column::CreatedAt]));
        let rows = self.tx.returning(&delete, Effect::Audited).await?;
        let Some(row) = rows.first() else {
            return Ok(false);
        };
        NewState::gone(Kind::Group, id, row, now)?.keep(self.tx)?;
        Ok(true)
    }
}

/// The columns that follow from a record, but for its keys and its birth.
fn describe(row: Row, group: &Record, comparison: &Map<String, Value>) -> Result<Row, Error> {
    let searched = std::iter::once(group.display_name.as_str()).chain(group.external_id.as_deref());
    row.set(Column::DisplayName, group.display_name.as_str())
        .set(Column::DisplayNameKey, key::folded(&group.display_name))
        .set(Column::ExternalId, group.external_id.clone())
        .set(Column::SearchKey, key::search(searched))
        .set(Column::MemberCount, group.member_count)
        .set(Column::Version, group.version)
        .time(Column::UpdatedAt, group.updated_at)
        .json(Column::Document, &group.document)?
        .comparison(COMPARISON, comparison)
}

impl TryFrom<Model> for Record {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        let wrong = |column| Error::Inconsistent {
            table: "scim_group",
            column,
            row: row.id.to_string(),
        };
        Ok(Self {
            id: Id::from_uuid(row.id),
            display_name: row.display_name,
            external_id: row.external_id,
            document: dialect::object(row.document).ok_or_else(|| wrong("document"))?,
            member_count: row.member_count,
            version: row.version,
            created_at: time::at(row.created_at).ok_or_else(|| wrong("created_at"))?,
            updated_at: time::at(row.updated_at).ok_or_else(|| wrong("updated_at"))?,
        })
    }
}
