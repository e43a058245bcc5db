//! Provisioned users (RFC 7643 §4.1).

mod deleted;
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

pub use self::deleted::Deleted;
use crate::entity::group_member::{Column as MemberColumn, Entity as MemberEntity};
use crate::entity::scim_user::{Column, Entity, Model};
use crate::entity::scim_user_value::{Column as ValueColumn, Entity as ValueEntity};
use crate::error::Error;
use crate::id::{GroupId, Id, UserId};
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

/// The multi-valued attributes that have rows of their own, because one filters by them.
const FILTERABLE: [&str; 1] = ["emails"];

/// Ids that one statement asks for.
const PORTION: usize = 1_000;

/// A user as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its id.
    pub id: UserId,
    /// RFC 7643 §4.1.1 `userName`, as it was sent.
    pub user_name: String,
    /// RFC 7643 §3.1 `externalId`.
    pub external_id: Option<String>,
    /// `displayName`.
    pub display_name: Option<String>,
    /// `active`; absent in the document means true.
    pub active: bool,
    /// The whole resource without `id`, `meta` and `groups`.
    pub document: Map<String, Value>,
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
            Order::Name => Cursor::by_name(self.id.as_uuid(), key::folded(&self.user_name)),
            Order::Updated => {
                Cursor::by_time(self.id.as_uuid(), self.updated_at.timestamp_millis())
            }
            Order::Created => {
                Cursor::by_time(self.id.as_uuid(), self.created_at.timestamp_millis())
            }
        }
    }
}

/// Which users are asked for.
#[derive(Clone, Debug)]
pub struct Query<'a> {
    /// Text to be found in names, e-mail addresses or external ids, in any case.
    pub search: Option<&'a str>,
    /// Only active, or only inactive users.
    pub active: Option<bool>,
    /// Only direct members of that group.
    pub group: Option<GroupId>,
    /// Only those that a token of that name provisioned.
    pub source: Option<&'a str>,
    /// Which part of the list.
    pub page: Page,
}

impl Query<'_> {
    /// Everything but the page.
    fn condition(&self, tenant: &TenantRead) -> Condition {
        let pattern = |text| dialect::contains(&key::search([text]));
        let found = |text| col(Column::SearchKey).like(pattern(text));
        Condition::all()
            .add_option(self.search.map(found))
            .add_option(self.active.map(|active| col(Column::Active).eq(active)))
            .add_option(
                self.source
                    .map(|source| col(Column::Source).eq(dialect::storable(source))),
            )
            .add_option(self.group.map(|group| is_member(tenant, group)))
    }
}

/// Whether a user is a direct member of a group.
fn is_member(tenant: &TenantRead, group: GroupId) -> Expr {
    let members = Statement::select()
        .expr(col(MemberColumn::UserId))
        .from(MemberEntity.table_ref())
        .and_where(tenant.owns::<MemberEntity>())
        .and_where(col(MemberColumn::GroupId).eq(group))
        .and_where(col(MemberColumn::UserId).is_not_null())
        .take();
    col(Column::Id).in_subquery(members)
}

/// Whether users are there, or were deleted and kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    Here,
    Deleted,
}

/// Reads users: those that are there, unless [`deleted`](Self::deleted) is asked.
pub struct Read<'t> {
    tenant: &'t TenantRead,
    presence: Presence,
}

impl<'t> Read<'t> {
    pub(crate) fn new(tenant: &'t TenantRead) -> Self {
        Self {
            tenant,
            presence: Presence::Here,
        }
    }

    /// The users that this reader sees: every statement begins here or in [`Self::matching`].
    fn find(&self) -> SelectStatement {
        self.tenant
            .find::<Entity>()
            .and_where(self.presence.condition())
            .take()
    }

    /// The user with that id.
    pub async fn get(&self, id: UserId) -> Result<Option<Record>, Error> {
        self.one(self.by_id(id)).await
    }

    /// The user with that `userName`, in any letter case.
    pub async fn named(&self, user_name: &str) -> Result<Option<Record>, Error> {
        let same = col(Column::UserNameKey).eq(key::folded(user_name));
        self.one(self.find().and_where(same).limit(1).take()).await
    }

    /// The users of one part of a list.
    pub async fn list(&self, query: &Query<'_>) -> Result<Vec<Record>, Error> {
        let mut select = self.find();
        select.cond_where(query.condition(self.tenant));
        let columns = Columns {
            id: Column::Id,
            name: Column::UserNameKey,
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

    /// The users of one part of an ordered list, each with its place; `None` when the filter or the
    /// order is not answered in SQL.
    pub async fn part(
        &self,
        wanted: &Wanted<'_>,
        start: &Start,
        limit: u64,
    ) -> Result<Option<Vec<(Record, Bookmark)>>, Error> {
        let of = Selection {
            tenant: self.tenant,
            kind: Kind::User,
            select: self.find(),
        };
        of.part::<Model, Record>(wanted, start, limit, |record| record.id.as_uuid())
            .await
    }

    /// The users with these ids, in no order.
    pub async fn with_ids(&self, ids: &[Uuid]) -> Result<Vec<Record>, Error> {
        let mut records = Vec::with_capacity(ids.len());
        for portion in ids.chunks(PORTION) {
            let mut select = self.find();
            select.and_where(col(Column::Id).is_in(portion.iter().copied()));
            for model in self.tenant.link().all::<Model>(&select).await? {
                records.push(Record::try_from(model)?);
            }
        }
        Ok(records)
    }

    /// Of these users, the names of the tokens that they were provisioned with, where they are known.
    pub async fn sources(&self, ids: &[UserId]) -> Result<HashMap<UserId, String>, Error> {
        sources::of::<Entity, _>(self.tenant, Column::Id, Column::Source, ids).await
    }

    /// How many users a query finds, whatever its page.
    pub async fn count(&self, query: &Query<'_>) -> Result<u64, Error> {
        self.matching(query.condition(self.tenant)).await
    }

    /// How many users there are.
    pub async fn total(&self) -> Result<u64, Error> {
        self.matching(Condition::all()).await
    }

    async fn matching(&self, condition: Condition) -> Result<u64, Error> {
        let select = Statement::select()
            .expr(Expr::col(Asterisk).count())
            .from(Entity.table_ref())
            .and_where(self.tenant.owns::<Entity>())
            .and_where(self.presence.condition())
            .cond_where(condition)
            .take();
        self.tenant.link().count(&select).await
    }

    fn by_id(&self, id: UserId) -> SelectStatement {
        self.find().and_where(col(Column::Id).eq(id)).take()
    }

    async fn one(&self, select: SelectStatement) -> Result<Option<Record>, Error> {
        let model: Option<Model> = self.tenant.link().one(&select).await?;
        model.map(Record::try_from).transpose()
    }
}

/// Reads and changes users.
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

    /// The user with that id, which nobody else changes until this transaction ends.
    pub async fn get_for_update(&self, id: UserId) -> Result<Option<Record>, Error> {
        self.read
            .one(self.read.by_id(id).lock_exclusive().take())
            .await
    }

    /// Creates a user; [`Constraint::UserName`](crate::Constraint) when the name is taken.
    ///
    /// `comparison` is what [`scim::comparison()`] makes of it.
    pub async fn insert(
        &self,
        record: &Record,
        comparison: &Map<String, Value>,
    ) -> Result<(), Error> {
        let row = self.tx.row::<Entity>().set(Column::Id, record.id);
        let row = row.set(Column::Source, self.source.map(str::to_owned));
        let row = describe(row, record, comparison)?.time(Column::CreatedAt, record.created_at);
        self.tx.insert::<Entity>(vec![row], Effect::Audited).await?;
        self.insert_values(record).await?;
        self.keep_version(record, Presence::Here)
    }

    /// Replaces a user by its next state; `false` when it is no longer in `before`'s version.
    pub async fn update(
        &self,
        before: &Record,
        after: &Record,
        comparison: &Map<String, Value>,
    ) -> Result<bool, Error> {
        let changes = describe(self.tx.changes(), after, comparison)?;
        if !self.replace(before, after, changes, Presence::Here).await? {
            return Ok(false);
        }
        self.keep_version(after, Presence::Here)?;
        Ok(true)
    }

    async fn replace(
        &self,
        before: &Record,
        after: &Record,
        changes: Row,
        presence: Presence,
    ) -> Result<bool, Error> {
        let same = col(Column::Id)
            .eq(before.id)
            .and(col(Column::Version).eq(before.version))
            .and(presence.condition());
        let update = self.tx.update::<Entity>(changes, same);
        if self.tx.execute(&update, Effect::Audited).await? == 0 {
            return Ok(false);
        }
        if values(&before.document) != values(&after.document) {
            let of_user = col(ValueColumn::UserId).eq(before.id);
            let delete = self.tx.delete::<ValueEntity>(of_user);
            self.tx.execute(&delete, Effect::Audited).await?;
            self.insert_values(after).await?;
        }
        Ok(true)
    }

    /// Deletes a user and its memberships; `false` when there was none.
    pub async fn delete(&self, id: UserId, now: DateTime<Utc>) -> Result<bool, Error> {
        let mut delete = self.tx.delete::<Entity>(col(Column::Id).eq(id));
        delete.returning(Statement::returning().columns([Column::Version, Column::CreatedAt]));
        let rows = self.tx.returning(&delete, Effect::Audited).await?;
        let Some(row) = rows.first() else {
            return Ok(false);
        };
        NewState::gone(Kind::User, id, row, now)?.keep(self.tx)?;
        Ok(true)
    }

    /// Keeps what the user is now, or that it is not there.
    fn keep_version(&self, record: &Record, presence: Presence) -> Result<(), Error> {
        NewState {
            kind: Kind::User,
            id: record.id.as_uuid(),
            version: record.version,
            time: record.updated_at,
            created_at: record.created_at,
            document: (presence == Presence::Here).then_some(&record.document),
        }
        .keep(self.tx)
    }

    async fn insert_values(&self, record: &Record) -> Result<(), Error> {
        let rows = values(&record.document)
            .into_iter()
            .map(|value| {
                self.tx
                    .row::<ValueEntity>()
                    .set(ValueColumn::UserId, record.id)
                    .set(ValueColumn::Attribute, value.attribute)
                    .set(ValueColumn::Ordinal, value.ordinal)
                    .set(ValueColumn::Value, value.text)
                    .set(ValueColumn::ValueKey, key::folded(value.text))
                    .set(ValueColumn::Kind, value.kind.map(key::folded))
                    .set(ValueColumn::IsPrimary, value.primary)
            })
            .collect();
        self.tx.insert::<ValueEntity>(rows, Effect::Audited).await
    }
}

/// The columns that follow from a record, but for its keys and its birth.
fn describe(row: Row, user: &Record, comparison: &Map<String, Value>) -> Result<Row, Error> {
    let name = user.document.get("name").and_then(Value::as_object);
    let names = ["formatted", "givenName", "familyName"]
        .into_iter()
        .filter_map(|part| name?.get(part)?.as_str());
    let own = [
        Some(&user.user_name),
        user.display_name.as_ref(),
        user.external_id.as_ref(),
    ];
    let searched = own
        .into_iter()
        .flatten()
        .map(String::as_str)
        .chain(names)
        .chain(values(&user.document).into_iter().map(|value| value.text));
    row.set(Column::UserName, user.user_name.as_str())
        .set(Column::UserNameKey, key::folded(&user.user_name))
        .set(Column::ExternalId, user.external_id.clone())
        .set(Column::DisplayName, user.display_name.clone())
        .set(
            Column::DisplayNameKey,
            user.display_name.as_deref().map(key::folded),
        )
        .set(Column::SearchKey, key::search(searched))
        .set(Column::Active, user.active)
        .set(Column::Version, user.version)
        .time(Column::UpdatedAt, user.updated_at)
        .json(Column::Document, &user.document)?
        .comparison(COMPARISON, comparison)
}

/// One value of a filterable attribute, as the document has it.
#[derive(PartialEq)]
struct Entry<'a> {
    attribute: &'static str,
    ordinal: i32,
    text: &'a str,
    kind: Option<&'a str>,
    primary: bool,
}

fn values(document: &Map<String, Value>) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    for attribute in FILTERABLE {
        let items = document.get(attribute).and_then(Value::as_array);
        for (ordinal, item) in (0..).zip(items.into_iter().flatten()) {
            let Some(text) = item.get("value").and_then(Value::as_str) else {
                continue;
            };
            entries.push(Entry {
                attribute,
                ordinal,
                text,
                kind: item.get("type").and_then(Value::as_str),
                primary: item
                    .get("primary")
                    .and_then(Value::as_bool)
                    .unwrap_or_default(),
            });
        }
    }
    entries
}

impl TryFrom<Model> for Record {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        let wrong = |column| Error::Inconsistent {
            table: "scim_user",
            column,
            row: row.id.to_string(),
        };
        Ok(Self {
            id: Id::from_uuid(row.id),
            user_name: row.user_name,
            external_id: row.external_id,
            display_name: row.display_name,
            active: row.active,
            document: dialect::object(row.document).ok_or_else(|| wrong("document"))?,
            version: row.version,
            created_at: time::at(row.created_at).ok_or_else(|| wrong("created_at"))?,
            updated_at: time::at(row.updated_at).ok_or_else(|| wrong("updated_at"))?,
        })
    }
}
