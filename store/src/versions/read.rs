//! Reading what was.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{
    Alias, Expr, ExprTrait, Func, IntoColumnRef, Order, Query, SelectStatement,
};
use sea_orm::{EntityName, FromQueryResult, QueryResult};
use uuid::Uuid;

use super::{Moment, State};
use crate::entity::audit_event::{Column as EventColumn, Entity as EventEntity};
use crate::entity::group_member_period::{Column as Period, Entity as PeriodEntity};
use crate::entity::scim_version::{Column, Entity, Model};
use crate::error::Error;
use crate::id::{GroupId, Id, UserId};
use crate::members::{GroupRef, Kind as MemberKind, Row};
use crate::sql::filter::Kind;
use crate::sql::{col, key};
use crate::tenant::TenantRead;
use crate::{groups, time, users};

/// Ids in one `IN (…)`.
const PORTION: usize = 500;

/// What a version is called beside a later one.
const VERSION: &str = "scim_version";
/// A version that came after another one.
const LATER: &str = "later";

/// Reads what users and groups were.
pub struct Read<'t> {
    tenant: &'t TenantRead,
}

impl<'t> Read<'t> {
    pub(crate) fn new(tenant: &'t TenantRead) -> Self {
        Self { tenant }
    }

    /// The user that was there then.
    pub async fn user(&self, id: UserId, at: Moment) -> Result<Option<users::Record>, Error> {
        let found = self.one(Kind::User, id.as_uuid(), at).await?;
        found.map(users::Record::try_from).transpose()
    }

    /// The group that was there then, without a count of its members: see [`Read::count_members`].
    pub async fn group(&self, id: GroupId, at: Moment) -> Result<Option<groups::Record>, Error> {
        let found = self.one(Kind::Group, id.as_uuid(), at).await?;
        found.map(groups::Record::try_from).transpose()
    }

    /// Users or groups that were there then, in the order of their creation, behind one of them.
    pub async fn list(
        &self,
        kind: Kind,
        at: Moment,
        after: Option<(DateTime<Utc>, Uuid)>,
        limit: u64,
    ) -> Result<Vec<State>, Error> {
        let mut select = self.there(at);
        select
            .and_where(col(Column::Kind).eq(kind.as_str()))
            .order_by_expr(col(Column::CreatedAt), Order::Asc)
            .order_by_expr(col(Column::ResourceId), Order::Asc)
            .limit(limit);
        if let Some((created_at, id)) = after {
            let place = Expr::tuple([col(Column::CreatedAt), col(Column::ResourceId)]);
            let behind = [Expr::val(created_at.timestamp_millis()), Expr::val(id)];
            select.and_where(place.gt(Expr::tuple(behind)));
        }
        self.states(&select).await
    }

    /// How many users or groups were there then.
    pub async fn count(&self, kind: Kind, at: Moment) -> Result<u64, Error> {
        let select = self
            .there(at)
            .and_where(col(Column::Kind).eq(kind.as_str()))
            .clear_selects()
            .expr(Func::count(col(Column::ResourceId)))
            .take();
        self.tenant.link().count(&select).await
    }

    /// All versions of a user or a group, the newest first, below one of them.
    pub async fn of(
        &self,
        id: impl Into<Uuid>,
        below: Option<i64>,
        limit: u64,
    ) -> Result<Vec<State>, Error> {
        let mut select = self.tenant.find::<Entity>();
        select
            .and_where(col(Column::ResourceId).eq(id.into()))
            .order_by_expr(col(Column::Version), Order::Desc)
            .limit(limit);
        if let Some(below) = below {
            select.and_where(col(Column::Version).lt(below));
        }
        self.states(&select).await
    }

    /// Members of a group in one of its versions, in the order they joined, called as they were
    /// called then.
    pub async fn members(
        &self,
        group: GroupId,
        version: i64,
        at: Moment,
        after: Option<Uuid>,
        limit: u64,
    ) -> Result<Vec<Row>, Error> {
        let mut select = self.periods(group, version);
        select
            .exprs(
                [
                    Period::Id,
                    Period::MemberId,
                    Period::MemberKind,
                    Period::Display,
                    Period::CreatedAt,
                ]
                .map(col),
            )
            .order_by_expr(col(Period::Id), Order::Asc)
            .limit(limit);
        if let Some(after) = after {
            select.and_where(col(Period::Id).gt(after));
        }
        let rows = self.tenant.link().rows(&select).await?;
        let mut rows = rows.iter().map(member).collect::<Result<Vec<_>, _>>()?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let mut states = self.with_ids(&ids, at).await?;
        for row in &mut rows {
            if let Some(state) = states.remove(&row.id) {
                name(row, state)?;
            }
        }
        Ok(rows)
    }

    /// How many members a group had in one of its versions.
    pub async fn count_members(&self, group: GroupId, version: i64) -> Result<i64, Error> {
        let select = self
            .periods(group, version)
            .expr(Func::count(col(Period::Id)))
            .take();
        let count = self.tenant.link().count(&select).await?;
        Ok(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// The groups that a user was a direct member of then, by name.
    pub async fn groups_of_user(&self, id: UserId, at: Moment) -> Result<Vec<GroupRef>, Error> {
        let found = self.groups_of(&[id], at).await?;
        Ok(found.into_iter().map(|(_, group)| group).collect())
    }

    /// The groups that each of these users was a direct member of then, by name.
    pub async fn groups_of(
        &self,
        users: &[UserId],
        at: Moment,
    ) -> Result<Vec<(UserId, GroupRef)>, Error> {
        let mut found = Vec::new();
        for users in users.chunks(PORTION) {
            let select = self
                .there(at)
                .expr(col(Period::MemberId))
                .inner_join(
                    PeriodEntity.table_ref(),
                    col(Period::TenantId)
                        .eq(col(Column::TenantId))
                        .and(col(Period::GroupId).eq(col(Column::ResourceId)))
                        .and(lasts(col(Column::Version))),
                )
                .and_where(col(Period::MemberId).is_in(users.iter().map(|id| id.as_uuid())))
                .take();
            for row in self.tenant.link().rows(&select).await? {
                let member = row.try_get_by("member_id")?;
                let state = State::try_from(Model::from_query_result(&row, "")?)?;
                let group = groups::Record::try_from(state)?;
                found.push((Id::from_uuid(member), group));
            }
        }
        let place =
            |(_, group): &(UserId, groups::Record)| (key::folded(&group.display_name), group.id);
        found.sort_by_cached_key(place);
        let reference = |(user, group): (UserId, groups::Record)| {
            let (id, display_name) = (group.id, group.display_name);
            (user, GroupRef { id, display_name })
        };
        Ok(found.into_iter().map(reference).collect())
    }

    /// Those of these users and groups that were there then.
    async fn with_ids(&self, ids: &[Uuid], at: Moment) -> Result<HashMap<Uuid, State>, Error> {
        let mut found = HashMap::with_capacity(ids.len());
        for ids in ids.chunks(PORTION) {
            let mut select = self.there(at);
            select.and_where(col(Column::ResourceId).is_in(ids.iter().copied()));
            let states = self.states(&select).await?;
            found.extend(states.into_iter().map(|state| (state.id, state)));
        }
        Ok(found)
    }

    async fn one(&self, kind: Kind, id: Uuid, at: Moment) -> Result<Option<State>, Error> {
        let mut select = self.there(at);
        select
            .and_where(col(Column::ResourceId).eq(id))
            .and_where(col(Column::Kind).eq(kind.as_str()));
        Ok(self.states(&select).await?.pop())
    }

    async fn states(&self, select: &SelectStatement) -> Result<Vec<State>, Error> {
        let rows: Vec<Model> = self.tenant.link().all(select).await?;
        rows.into_iter().map(State::try_from).collect()
    }

    /// The last version then of each user and group that was there then.
    fn there(&self, at: Moment) -> SelectStatement {
        let later = |column: Column| Expr::col((LATER, column).into_column_ref());
        let overtaken = Query::select()
            .expr(Expr::val(1))
            .from_as(Entity.table_ref(), Alias::new(LATER))
            .and_where(later(Column::TenantId).eq(self.tenant.tenant().id()))
            .and_where(later(Column::ResourceId).eq(col(Column::ResourceId)))
            .and_where(later(Column::Version).gt(col(Column::Version)))
            .and_where(self.happened(LATER, at))
            .take();
        self.tenant
            .find::<Entity>()
            .and_where(col(Column::Document).is_not_null())
            .and_where(self.happened(VERSION, at))
            .and_where(Expr::exists(overtaken).not())
            .take()
    }

    /// Whether a version had been made then.
    fn happened(&self, version: &'static str, at: Moment) -> Expr {
        let of = |column: Column| Expr::col((version, column).into_column_ref());
        match at {
            Moment::Time(time) => of(Column::Time).lte(time.timestamp_millis()),
            // An event that is no longer kept is older than all that are.
            Moment::Seq(seq) => {
                let not_yet = col(EventColumn::Seq)
                    .is_null()
                    .or(col(EventColumn::Seq).gt(seq));
                let still_to_come = Query::select()
                    .expr(Expr::val(1))
                    .from(EventEntity.table_ref())
                    .and_where(self.tenant.owns::<EventEntity>())
                    .and_where(col(EventColumn::Id).eq(of(Column::EventId)))
                    .and_where(not_yet)
                    .take();
                Expr::exists(still_to_come).not()
            }
        }
    }

    /// The memberships of a group in one of its versions.
    fn periods(&self, group: GroupId, version: i64) -> SelectStatement {
        Query::select()
            .from(PeriodEntity.table_ref())
            .and_where(self.tenant.owns::<PeriodEntity>())
            .and_where(col(Period::GroupId).eq(group))
            .and_where(lasts(Expr::val(version)))
            .take()
    }
}

/// Whether a membership belongs to a version of its group.
fn lasts(version: Expr) -> Expr {
    let not_ended = col(Period::Ended).is_null();
    col(Period::Began)
        .lte(version.clone())
        .and(not_ended.or(col(Period::Ended).gt(version)))
}

fn member(row: &QueryResult) -> Result<Row, Error> {
    let wrong = |column| Error::Inconsistent {
        table: "group_member_period",
        column,
        row: String::new(),
    };
    let kind: String = row.try_get_by_index(2)?;
    Ok(Row {
        row_id: row.try_get_by_index(0)?,
        id: row.try_get_by_index(1)?,
        kind: match kind.as_str() {
            "User" => MemberKind::User,
            "Group" => MemberKind::Group,
            _ => return Err(wrong("member_kind")),
        },
        label: String::new(),
        display: row.try_get_by_index(3)?,
        user_name: None,
        active: None,
        created_at: time::at(row.try_get_by_index(4)?).ok_or_else(|| wrong("created_at"))?,
    })
}

/// Calls a member what it was called then.
fn name(row: &mut Row, state: State) -> Result<(), Error> {
    match state.kind {
        Kind::User => {
            let user = users::Record::try_from(state)?;
            row.active = Some(user.active);
            row.label = user.display_name.unwrap_or_else(|| user.user_name.clone());
            row.user_name = Some(user.user_name);
        }
        Kind::Group => row.label = groups::Record::try_from(state)?.display_name,
    }
    Ok(())
}

impl TryFrom<State> for users::Record {
    type Error = Error;

    fn try_from(state: State) -> Result<Self, Error> {
        let wrong = super::wrong("document", state.id);
        let resource = scim::Resource::from_map(state.document.unwrap_or_default());
        Ok(Self {
            id: Id::from_uuid(state.id),
            user_name: resource.user_name().ok_or(wrong)?.to_owned(),
            external_id: resource.external_id().map(str::to_owned),
            display_name: resource.display_name().map(str::to_owned),
            active: resource.active(),
            document: resource.into_map(),
            version: state.version,
            created_at: state.created_at,
            updated_at: state.time,
        })
    }
}

impl TryFrom<State> for groups::Record {
    type Error = Error;

    fn try_from(state: State) -> Result<Self, Error> {
        let wrong = super::wrong("document", state.id);
        let resource = scim::Resource::from_map(state.document.unwrap_or_default());
        Ok(Self {
            id: Id::from_uuid(state.id),
            display_name: resource.display_name().ok_or(wrong)?.to_owned(),
            external_id: resource.external_id().map(str::to_owned),
            document: resource.into_map(),
            member_count: 0,
            version: state.version,
            created_at: state.created_at,
            updated_at: state.time,
        })
    }
}
