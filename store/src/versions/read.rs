//! Reading what was.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{
    Alias, Expr, ExprTrait, Func, IntoColumnRef, IntoIden, Order, Query, SelectStatement,
    SubQueryStatement, TableRef, ValueTuple,
};
use sea_orm::{EntityName, QueryResult};
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

/// What a version is called beside others.
const VERSION: &str = "scim_version";
/// A version among those of one resource.
const LATER: &str = "later";
/// The resources that are asked for.
const WANTED: &str = "wanted";

/// Where a resource is in a list: when it was created, and its id.
pub type Place = (DateTime<Utc>, Uuid);

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
        let found = self.state(Kind::User, id, at).await?;
        found.map(users::Record::try_from).transpose()
    }

    /// The group that was there then, without a count of its members: see [`Read::count_members`].
    pub async fn group(&self, id: GroupId, at: Moment) -> Result<Option<groups::Record>, Error> {
        let found = self.state(Kind::Group, id, at).await?;
        found.map(groups::Record::try_from).transpose()
    }

    /// A user or a group that was there then.
    pub async fn state(
        &self,
        kind: Kind,
        id: impl Into<Uuid>,
        at: Moment,
    ) -> Result<Option<State>, Error> {
        // The last version of then is found by the key, however many there are.
        let select = self
            .tenant
            .find::<Entity>()
            .and_where(col(Column::ResourceId).eq(id.into()))
            .and_where(self.happened(VERSION, at))
            .order_by_expr(col(Column::Version), Order::Desc)
            .limit(1)
            .take();
        let there = |state: &State| state.kind == kind && state.document.is_some();
        Ok(self.states(&select).await?.pop().filter(there))
    }

    /// Users or groups in the order of their creation, behind one of them: of `limit` those that
    /// were there then, and the place of the last one; `None` behind all of them.
    pub async fn list(
        &self,
        kind: Kind,
        at: Moment,
        after: Option<Place>,
        limit: u64,
    ) -> Result<Option<(Vec<State>, Place)>, Error> {
        let mut select = self.places(kind);
        select
            .order_by_expr(col(Column::CreatedAt), Order::Asc)
            .order_by_expr(col(Column::ResourceId), Order::Asc)
            .limit(limit);
        if let Some((created_at, id)) = after {
            let place = Expr::tuple([col(Column::CreatedAt), col(Column::ResourceId)]);
            let behind = [Expr::val(created_at.timestamp_millis()), Expr::val(id)];
            select.and_where(place.gt(Expr::tuple(behind)));
        }
        let rows = self.tenant.link().rows(&select).await?;
        let ids = rows.iter().map(|row| row.try_get_by_index(1));
        let ids: Vec<Uuid> = ids.collect::<Result<_, _>>()?;
        let (Some(id), Some(row)) = (ids.last(), rows.last()) else {
            return Ok(None);
        };
        let created_at = time::at(row.try_get_by_index(0)?);
        let last = (
            created_at.ok_or_else(|| super::wrong("created_at", *id))?,
            *id,
        );
        let mut found = self.with_ids(&ids, at).await?;
        let states = ids.iter().filter_map(|id| found.remove(id)).collect();
        Ok(Some((states, last)))
    }

    /// How many users or groups were there then.
    pub async fn count(&self, kind: Kind, at: Moment) -> Result<u64, Error> {
        const RESOURCE: &str = "resource";
        let id = Expr::col((RESOURCE, Column::ResourceId).into_column_ref());
        let was_there = self
            .last(id, at)
            .expr(later(Column::Document).is_not_null())
            .take();
        let select = Query::select()
            .expr(Func::count(Expr::val(1)))
            .from_subquery(self.places(kind), RESOURCE)
            .and_where(Expr::from(SubQueryStatement::from(was_there)))
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
        let mut unnamed = Vec::new();
        for row in &mut rows {
            match states.remove(&row.id) {
                Some(state) => name(row, state)?,
                None => unnamed.push(row.id),
            }
        }
        // Of before versions were kept only the present name is known.
        let labels = self.tenant.members().labels(&unnamed).await?;
        let mut labels: HashMap<_, _> = labels.into_iter().map(|one| (one.id, one.label)).collect();
        for row in &mut rows {
            if let Some(label) = labels.remove(&row.id) {
                row.label = label;
            }
        }
        Ok(rows)
    }

    /// Who is a member of a group now and was not in one of its versions, or the other way round;
    /// `limit` at most.
    pub async fn members_since(
        &self,
        group: GroupId,
        version: i64,
        joined: bool,
        limit: u64,
    ) -> Result<Vec<Uuid>, Error> {
        const OTHER: &str = "other";
        let other = |column: Period| Expr::col((OTHER, column).into_column_ref());
        let is_then = other(Period::Began).lte(version).and(
            other(Period::Ended)
                .is_null()
                .or(other(Period::Ended).gt(version)),
        );
        let (this, not_that) = if joined {
            (col(Period::Ended).is_null(), is_then)
        } else {
            (lasts(Expr::val(version)), other(Period::Ended).is_null())
        };
        let exists = Query::select()
            .expr(Expr::val(1))
            .from_as(PeriodEntity.table_ref(), Alias::new(OTHER))
            .and_where(other(Period::TenantId).eq(self.tenant.tenant().id()))
            .and_where(other(Period::GroupId).eq(group))
            .and_where(other(Period::MemberId).eq(col(Period::MemberId)))
            .and_where(not_that)
            .take();
        let select = Query::select()
            .expr(col(Period::MemberId))
            .from(PeriodEntity.table_ref())
            .and_where(self.tenant.owns::<PeriodEntity>())
            .and_where(col(Period::GroupId).eq(group))
            .and_where(this)
            .and_where(Expr::exists(exists).not())
            .order_by_expr(col(Period::Id), Order::Asc)
            .limit(limit)
            .take();
        let rows = self.tenant.link().rows(&select).await?;
        let ids = rows.iter().map(|row| row.try_get_by_index(0));
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// What these users and groups were called then, or are now where that is not known.
    pub async fn labels(&self, ids: &[Uuid], at: Moment) -> Result<HashMap<Uuid, String>, Error> {
        let labels = self.tenant.members().labels(ids).await?;
        let mut names: HashMap<_, _> = labels.into_iter().map(|one| (one.id, one.label)).collect();
        for (id, state) in self.with_ids(ids, at).await? {
            names.insert(id, label(state)?);
        }
        Ok(names)
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
            let select = Query::select()
                .exprs(
                    [
                        Period::MemberId,
                        Period::GroupId,
                        Period::Began,
                        Period::Ended,
                    ]
                    .map(col),
                )
                .from(PeriodEntity.table_ref())
                .and_where(self.tenant.owns::<PeriodEntity>())
                .and_where(col(Period::MemberId).is_in(users.iter().map(|id| id.as_uuid())))
                .take();
            let rows = self.tenant.link().rows(&select).await?;
            let periods = rows.iter().map(Membership::read);
            let periods: Vec<Membership> = periods.collect::<Result<_, _>>()?;
            let mut ids: Vec<Uuid> = periods.iter().map(|period| period.group).collect();
            ids.sort_unstable();
            ids.dedup();
            let groups = self.names(&ids, at).await?;
            for period in periods {
                match groups.get(&period.group) {
                    Some((version, name)) if period.lasts(*version) => {
                        found.push((Id::from_uuid(period.member), period.group, name.clone()));
                    }
                    _ => {}
                }
            }
        }
        found.sort_by_cached_key(|(_, id, name)| (key::folded(name), *id));
        let reference = |(user, id, display_name)| {
            let id = Id::from_uuid(id);
            (user, GroupRef { id, display_name })
        };
        Ok(found.into_iter().map(reference).collect())
    }

    /// Versions and names of these groups then.
    async fn names(&self, ids: &[Uuid], at: Moment) -> Result<HashMap<Uuid, (i64, String)>, Error> {
        let mut names = HashMap::with_capacity(ids.len());
        for ids in ids.chunks(PORTION) {
            for (id, state) in self.with_ids(ids, at).await? {
                let version = state.version;
                let group = groups::Record::try_from(state)?;
                names.insert(id, (version, group.display_name));
            }
        }
        Ok(names)
    }

    /// Those of these users and groups that were there then.
    async fn with_ids(&self, ids: &[Uuid], at: Moment) -> Result<HashMap<Uuid, State>, Error> {
        let mut found = HashMap::with_capacity(ids.len());
        for ids in ids.chunks(PORTION) {
            let values = ids.iter().map(|id| ValueTuple::One((*id).into()));
            let wanted = || Expr::col((WANTED, "column1"));
            let last = self.last(wanted(), at).expr(later(Column::Version)).take();
            let select = self
                .tenant
                .find::<Entity>()
                .from(TableRef::ValuesList(values.collect(), WANTED.into_iden()))
                .and_where(col(Column::ResourceId).eq(wanted()))
                .and_where(col(Column::Version).eq(Expr::from(SubQueryStatement::from(last))))
                .and_where(col(Column::Document).is_not_null())
                .take();
            let states = self.states(&select).await?;
            found.extend(states.into_iter().map(|state| (state.id, state)));
        }
        Ok(found)
    }

    async fn states(&self, select: &SelectStatement) -> Result<Vec<State>, Error> {
        let rows: Vec<Model> = self.tenant.link().all(select).await?;
        rows.into_iter().map(State::try_from).collect()
    }

    /// The last version of a resource then, whether or not it was there.
    fn last(&self, id: Expr, at: Moment) -> SelectStatement {
        Query::select()
            .from_as(Entity.table_ref(), Alias::new(LATER))
            .and_where(later(Column::TenantId).eq(self.tenant.tenant().id()))
            .and_where(later(Column::ResourceId).eq(id))
            .and_where(self.happened(LATER, at))
            .order_by_expr(later(Column::Version), Order::Desc)
            .limit(1)
            .take()
    }

    /// When each user or group that ever was there was created, and its id.
    fn places(&self, kind: Kind) -> SelectStatement {
        Query::select()
            .distinct()
            .exprs([Column::CreatedAt, Column::ResourceId].map(col))
            .from(Entity.table_ref())
            .and_where(self.tenant.owns::<Entity>())
            .and_where(col(Column::Kind).eq(kind.as_str()))
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

/// A column of [`LATER`].
fn later(column: Column) -> Expr {
    Expr::col((LATER, column).into_column_ref())
}

/// From which to which version of a group somebody was its member.
struct Membership {
    member: Uuid,
    group: Uuid,
    began: i64,
    ended: Option<i64>,
}

impl Membership {
    fn read(row: &QueryResult) -> Result<Self, Error> {
        Ok(Self {
            member: row.try_get_by_index(0)?,
            group: row.try_get_by_index(1)?,
            began: row.try_get_by_index(2)?,
            ended: row.try_get_by_index(3)?,
        })
    }

    fn lasts(&self, version: i64) -> bool {
        self.began <= version && self.ended.is_none_or(|ended| ended > version)
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

/// What a user or a group is called.
fn label(state: State) -> Result<String, Error> {
    Ok(match state.kind {
        Kind::User => {
            let user = users::Record::try_from(state)?;
            user.display_name.unwrap_or(user.user_name)
        }
        Kind::Group => groups::Record::try_from(state)?.display_name,
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
