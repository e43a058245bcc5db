//! Who was a member of which group.

use std::collections::HashMap;

use sea_orm::sea_query::{
    Alias, Expr, ExprTrait, Func, IntoColumnRef, Order, Query, SelectStatement,
};
use sea_orm::{EntityName, QueryResult};
use uuid::Uuid;

use super::read::{PORTION, Read};
use super::{Moment, State};
use crate::entity::group_member_period::{Column as Period, Entity as PeriodEntity};
use crate::error::Error;
use crate::id::{GroupId, Id, UserId};
use crate::members::{GroupRef, Kind as MemberKind, Row};
use crate::sql::filter::Kind;
use crate::sql::{col, key};
use crate::{groups, time, users};

impl Read<'_> {
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
