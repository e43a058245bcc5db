//! Provisioned users (RFC 7643 §4.1).

mod columns;
mod deleted;
mod lookup;
pub(crate) mod search;
mod write;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::EntityName;
use sea_orm::sea_query::{
    Asterisk, Condition, Expr, ExprTrait, Query as Statement, SelectStatement,
};
use serde_json::{Map, Value};
use uuid::Uuid;

pub use self::deleted::Deleted;
pub use self::write::Write;
use crate::entity::group_member::{Column as MemberColumn, Entity as MemberEntity};
use crate::entity::scim_user::{Column, Entity, Model};
use crate::error::Error;
use crate::id::{GroupId, Id, UserId};
use crate::search::{Selection, Wanted};
use crate::sources;
use crate::sql::filter::Kind;
use crate::sql::page::{self, Columns, Cursor, Order, Page};
use crate::sql::sort::{Bookmark, Start};
use crate::sql::{col, dialect, key};
use crate::tenant::TenantRead;
use crate::time;

/// Ids that one statement asks for.
const PORTION: usize = 1_000;

/// What lists are ordered by.
const COLUMNS: Columns<Column> = Columns {
    id: Column::Id,
    name: Column::UserNameKey,
    created: Column::CreatedAt,
    updated: Column::UpdatedAt,
};

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
        Condition::all()
            .add_option(self.search.map(|text| search::found(tenant, text)))
            .add_option(self.active.map(|active| col(Column::Active).eq(active)))
            .add_option(
                self.source
                    .map(|source| col(Column::Source).eq(dialect::storable(source))),
            )
            .add_option(self.group.map(|group| is_member(tenant, group)))
    }

    /// Whether it leaves somebody out.
    fn narrows(&self) -> bool {
        self.search.is_some()
            || self.active.is_some()
            || self.source.is_some()
            || self.group.is_some()
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

    /// The users that this reader sees: every statement begins here, in [`Self::ids`] or in
    /// [`Self::matching`].
    fn find(&self) -> SelectStatement {
        self.tenant
            .find::<Entity>()
            .and_where(self.presence.condition())
            .take()
    }

    /// The ids of these users.
    fn ids(&self) -> SelectStatement {
        Statement::select()
            .expr(col(Column::Id))
            .from(Entity.table_ref())
            .and_where(self.tenant.owns::<Entity>())
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
        Ok(self.listed(query).await?.0)
    }

    /// The users of one part of a list, and how many the whole list has.
    pub async fn list_counted(&self, query: &Query<'_>) -> Result<(Vec<Record>, u64), Error> {
        let (users, found) = self.listed(query).await?;
        let Page::Keyset {
            after: None,
            before: None,
            limit,
            order,
        } = &query.page
        else {
            let total = self.count(query).await?;
            return Ok((users, total));
        };
        let total = match users.last() {
            _ if found < *limit => found,
            // An index has them in this order: it was read this far for the page, and is read on.
            Some(last) if *order == Order::Name && query.narrows() => {
                let rest = page::beyond(&COLUMNS, *order, &last.cursor(*order), true);
                let rest = query.condition(self.tenant).add(rest);
                users.len() as u64 + self.matching(rest).await?
            }
            _ => self.count(query).await?,
        };
        Ok((users, total))
    }

    /// The users of one part of a list, and how many were found for it.
    async fn listed(&self, query: &Query<'_>) -> Result<(Vec<Record>, u64), Error> {
        let narrows = query.narrows();
        let mut select = if narrows { self.ids() } else { self.find() };
        select.cond_where(query.condition(self.tenant));
        let backwards = page::apply(&mut select, &query.page, &COLUMNS);
        let (mut users, found) = if narrows {
            // An index alone says who they are, and of nobody else anything is read.
            let ids = self.tenant.link().ids(&select).await?;
            (self.in_order(&ids).await?, ids.len())
        } else {
            let models: Vec<Model> = self.tenant.link().all(&select).await?;
            let users = models.into_iter().map(Record::try_from);
            let users = users.collect::<Result<Vec<_>, _>>()?;
            let found = users.len();
            (users, found)
        };
        if backwards {
            users.reverse();
        }
        Ok((users, found as u64))
    }

    /// The users with these ids, in their order; one who was deleted meanwhile is left out.
    async fn in_order(&self, ids: &[Uuid]) -> Result<Vec<Record>, Error> {
        let users = self.with_ids(ids).await?.into_iter();
        let mut users: HashMap<Uuid, Record> =
            users.map(|user| (user.id.as_uuid(), user)).collect();
        Ok(ids.iter().filter_map(|id| users.remove(id)).collect())
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

    /// Whether there are more users than that: nobody is counted beyond.
    pub(crate) async fn are_more_than(&self, number: u64) -> Result<bool, Error> {
        let select = self.ids().limit(1).offset(page::bound(number)).take();
        Ok(self.tenant.link().row(&select).await?.is_some())
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
