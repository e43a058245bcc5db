//! Who is in which group: one row per membership.
//!
//! Nothing here loads or counts a group's members to change one of them.

use std::ops::Deref;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{
    Condition, Expr, ExprTrait, Func, JoinType, OnConflict, Order, Query, SelectStatement,
    UnionType,
};
use sea_orm::{EntityName, QueryResult};
use uuid::Uuid;

use crate::entity::group_member::{Column, Entity};
use crate::entity::scim_group::{Column as GroupColumn, Entity as GroupEntity};
use crate::entity::scim_user::{Column as UserColumn, Entity as UserEntity};
use crate::error::Error;
use crate::id::{GroupId, Id, UserId};
use crate::sql::{col, row};
use crate::tenant::{TenantRead, TenantTx, chunks};
use crate::time;
use crate::unit::Effect;

/// Ids in one `IN (…)`.
const PORTION: usize = 500;

/// The most members that [`Write::replace`] takes: they are bound to one statement.
pub const MOST_REPLACED: usize = 25_000;

/// What a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A provisioned user.
    User,
    /// A provisioned group.
    Group,
}

/// A member to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MemberRef {
    /// The id of the user or group.
    pub id: Uuid,
    /// Which of them it is.
    pub kind: Kind,
}

/// A member of a group, with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The membership's own id: where the next page begins.
    pub row_id: Uuid,
    /// The id of the user or group.
    pub id: Uuid,
    /// Which of them it is.
    pub kind: Kind,
    /// Its `displayName`, or a user's `userName`.
    pub label: String,
    /// Since when it is a member.
    pub created_at: DateTime<Utc>,
}

/// A user or group that exists, with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// Its id.
    pub id: Uuid,
    /// Which of them it is.
    pub kind: Kind,
    /// Its `displayName`, or a user's `userName`.
    pub label: String,
}

/// A group that somebody is a direct member of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRef {
    /// The group's id.
    pub id: GroupId,
    /// The group's `displayName`.
    pub display_name: String,
}

/// Reads memberships.
pub struct Read<'t> {
    tenant: &'t TenantRead,
}

impl<'t> Read<'t> {
    pub(crate) fn new(tenant: &'t TenantRead) -> Self {
        Self { tenant }
    }

    /// Members of a group in the order they joined, after that membership.
    pub async fn of_group(
        &self,
        group: GroupId,
        after: Option<Uuid>,
        limit: u64,
    ) -> Result<Vec<Row>, Error> {
        let label = Func::coalesce([
            col(UserColumn::DisplayName),
            col(UserColumn::UserName),
            col(GroupColumn::DisplayName),
        ]);
        let mut select = Query::select();
        select
            .exprs(
                [
                    Column::Id,
                    Column::UserId,
                    Column::MemberGroupId,
                    Column::CreatedAt,
                ]
                .map(col),
            )
            .expr(label)
            .from(Entity.table_ref())
            .join(
                JoinType::LeftJoin,
                UserEntity.table_ref(),
                col(UserColumn::TenantId)
                    .eq(col(Column::TenantId))
                    .and(col(UserColumn::Id).eq(col(Column::UserId))),
            )
            .join(
                JoinType::LeftJoin,
                GroupEntity.table_ref(),
                col(GroupColumn::TenantId)
                    .eq(col(Column::TenantId))
                    .and(col(GroupColumn::Id).eq(col(Column::MemberGroupId))),
            )
            .and_where(self.tenant.owns::<Entity>())
            .and_where(col(Column::GroupId).eq(group))
            .order_by_expr(col(Column::Id), Order::Asc)
            .limit(limit);
        if let Some(after) = after {
            select.and_where(col(Column::Id).gt(after));
        }
        self.tenant
            .link()
            .rows(&select)
            .await?
            .iter()
            .map(member)
            .collect()
    }

    /// Which of these users and groups are members of a group.
    pub async fn contains(&self, group: GroupId, ids: &[Uuid]) -> Result<Vec<Uuid>, Error> {
        let mut found = Vec::new();
        for ids in ids.chunks(PORTION) {
            for column in [Column::UserId, Column::MemberGroupId] {
                let select = Query::select()
                    .expr(col(column))
                    .from(Entity.table_ref())
                    .and_where(self.tenant.owns::<Entity>())
                    .and_where(col(Column::GroupId).eq(group))
                    .and_where(col(column).is_in(ids.iter().copied()))
                    .take();
                for row in self.tenant.link().rows(&select).await? {
                    found.push(row.try_get_by_index(0)?);
                }
            }
        }
        Ok(found)
    }

    /// Those of these ids that are a user or a group of this tenant, with their names.
    pub async fn labels(&self, ids: &[Uuid]) -> Result<Vec<Labelled>, Error> {
        let mut found = Vec::with_capacity(ids.len());
        for ids in ids.chunks(PORTION) {
            let ids = || ids.iter().copied();
            let groups = self
                .labelled::<GroupEntity>(1, col(GroupColumn::DisplayName))
                .expr(col(GroupColumn::Id))
                .and_where(col(GroupColumn::Id).is_in(ids()))
                .take();
            let name = Func::coalesce([col(UserColumn::DisplayName), col(UserColumn::UserName)]);
            let select = self
                .labelled::<UserEntity>(0, Expr::from(name))
                .expr(col(UserColumn::Id))
                .and_where(col(UserColumn::Id).is_in(ids()))
                .union(UnionType::All, groups)
                .take();
            for row in self.tenant.link().rows(&select).await? {
                let kind: i32 = row.try_get_by_index(0)?;
                let kind = if kind == 0 { Kind::User } else { Kind::Group };
                let (label, id) = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
                found.push(Labelled { id, kind, label });
            }
        }
        Ok(found)
    }

    /// The groups of a user, by name.
    pub async fn groups_of_user(&self, user: UserId) -> Result<Vec<GroupRef>, Error> {
        Ok(self
            .groups_of(&[user])
            .await?
            .into_iter()
            .map(|(_, group)| group)
            .collect())
    }

    /// The groups that a group is a member of, by name.
    pub async fn groups_of_group(&self, id: GroupId) -> Result<Vec<GroupRef>, Error> {
        let select = self
            .groups_by(Column::MemberGroupId)
            .and_where(col(Column::MemberGroupId).eq(id))
            .take();
        self.tenant
            .link()
            .rows(&select)
            .await?
            .iter()
            .map(group)
            .collect()
    }

    /// The groups of each of these users, by name.
    pub async fn groups_of(&self, users: &[UserId]) -> Result<Vec<(UserId, GroupRef)>, Error> {
        let mut found = Vec::new();
        for users in users.chunks(PORTION) {
            let select = self
                .groups_by(Column::UserId)
                .and_where(col(Column::UserId).is_in(users.iter().map(|id| id.as_uuid())))
                .take();
            for row in self.tenant.link().rows(&select).await? {
                let user: Uuid = row.try_get_by_index(2)?;
                found.push((Id::from_uuid(user), group(&row)?));
            }
        }
        Ok(found)
    }

    fn labelled<E: crate::entity::TenantOwned>(&self, kind: i32, label: Expr) -> SelectStatement {
        Query::select()
            .expr(Expr::val(kind).cast_as("integer"))
            .expr(label)
            .from(E::default().table_ref())
            .and_where(self.tenant.owns::<E>())
            .take()
    }

    /// Groups with the member in that column, by name.
    fn groups_by(&self, member: Column) -> SelectStatement {
        Query::select()
            .expr(col(GroupColumn::Id))
            .expr(col(GroupColumn::DisplayName))
            .expr(col(member))
            .from(Entity.table_ref())
            .inner_join(
                GroupEntity.table_ref(),
                col(GroupColumn::TenantId)
                    .eq(col(Column::TenantId))
                    .and(col(GroupColumn::Id).eq(col(Column::GroupId))),
            )
            .and_where(self.tenant.owns::<Entity>())
            .order_by_expr(col(GroupColumn::DisplayNameKey), Order::Asc)
            .order_by_expr(col(GroupColumn::Id), Order::Asc)
            .take()
    }
}

/// Reads and changes memberships. The group's own row (version, count) is the caller's matter.
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

    /// Adds members; answers those who were none before.
    ///
    /// [`Constraint::ForeignKey`](crate::Constraint) when one of them is nobody of this tenant.
    pub async fn add(
        &self,
        group: GroupId,
        members: &[MemberRef],
        now: DateTime<Utc>,
    ) -> Result<Vec<Uuid>, Error> {
        let ids = self.tx.unit().ids();
        let rows = members
            .iter()
            .map(|member| {
                let (user, nested) = match member.kind {
                    Kind::User => (Some(member.id), None),
                    Kind::Group => (None, Some(member.id)),
                };
                self.tx
                    .row::<Entity>()
                    .set(Column::GroupId, group)
                    .set(Column::Id, ids.at(now))
                    .set(Column::UserId, user)
                    .set(Column::MemberGroupId, nested)
                    .time(Column::CreatedAt, now)
            })
            .collect();
        let mut added = Vec::new();
        for chunk in chunks(rows) {
            let Some(mut insert) = row::insert::<Entity>(chunk) else {
                continue;
            };
            insert
                .on_conflict(OnConflict::new().do_nothing().to_owned())
                .returning(Query::returning().columns([Column::UserId, Column::MemberGroupId]));
            let rows = self.tx.returning(&insert, Effect::Audited).await?;
            added.extend(either(&rows)?);
        }
        Ok(added)
    }

    /// Removes members; answers those who were some.
    pub async fn remove(&self, group: GroupId, ids: &[Uuid]) -> Result<Vec<Uuid>, Error> {
        let mut removed = Vec::new();
        for portion in ids.chunks(PORTION) {
            // One column at a time: each is one look-up in its own index. Most members are users.
            let before = removed.len();
            for column in [Column::UserId, Column::MemberGroupId] {
                if removed.len() - before < portion.len() {
                    let these = col(column).is_in(portion.iter().copied());
                    removed.extend(self.take_out(group, these).await?);
                }
            }
        }
        Ok(removed)
    }

    /// Removes all members of a group; answers who they were.
    pub async fn clear(&self, group: GroupId) -> Result<Vec<Uuid>, Error> {
        self.take_out(group, Condition::all()).await
    }

    /// Makes these the members of a group: answers who came and who went.
    ///
    /// The sets are compared by the database; at most [`MOST_REPLACED`] members.
    pub async fn replace(
        &self,
        group: GroupId,
        members: &[MemberRef],
        now: DateTime<Utc>,
    ) -> Result<(Vec<Uuid>, Vec<Uuid>), Error> {
        if members.len() > MOST_REPLACED {
            return Err(Error::driver("too many members for one replacement"));
        }
        let mut others = Condition::any();
        for (kind, column) in [
            (Kind::User, Column::UserId),
            (Kind::Group, Column::MemberGroupId),
        ] {
            let kept: Vec<Uuid> = members
                .iter()
                .filter(|m| m.kind == kind)
                .map(|m| m.id)
                .collect();
            let mut other = col(column).is_not_null();
            if !kept.is_empty() {
                other = other.and(col(column).is_not_in(kept));
            }
            others = others.add(other);
        }
        let removed = self.take_out(group, others).await?;
        let added = self.add(group, members, now).await?;
        Ok((added, removed))
    }

    /// Takes a user or group out of all its groups, whose versions rise; answers which they were.
    pub async fn leave_all(
        &self,
        member: impl Into<Uuid>,
        now: DateTime<Utc>,
    ) -> Result<Vec<GroupRef>, Error> {
        let member = member.into();
        let mut left = Vec::new();
        for column in [Column::UserId, Column::MemberGroupId] {
            let select = self
                .read
                .groups_by(column)
                .and_where(col(column).eq(member))
                .take();
            let rows = self.tx.link().rows(&select).await?;
            let groups = rows.iter().map(group).collect::<Result<Vec<_>, _>>()?;
            if groups.is_empty() {
                continue;
            }
            for portion in groups.chunks(PORTION) {
                self.leave(portion, now).await?;
            }
            let delete = self.tx.delete::<Entity>(col(column).eq(member));
            self.tx.execute(&delete, Effect::Audited).await?;
            left.extend(groups);
        }
        Ok(left)
    }

    /// One member less in each of these groups.
    async fn leave(&self, groups: &[GroupRef], now: DateTime<Utc>) -> Result<(), Error> {
        let changes = self
            .tx
            .changes()
            .expr(
                GroupColumn::MemberCount,
                Expr::col(GroupColumn::MemberCount).sub(1_i64),
            )
            .expr(
                GroupColumn::Version,
                Expr::col(GroupColumn::Version).add(1_i64),
            )
            .time(GroupColumn::UpdatedAt, now);
        let these = col(GroupColumn::Id).is_in(groups.iter().map(|group| group.id.as_uuid()));
        let update = self.tx.update::<GroupEntity>(changes, these);
        self.tx.execute(&update, Effect::Audited).await?;
        Ok(())
    }

    async fn take_out(
        &self,
        group: GroupId,
        which: impl sea_orm::sea_query::IntoCondition,
    ) -> Result<Vec<Uuid>, Error> {
        let these = Condition::all()
            .add(col(Column::GroupId).eq(group))
            .add(which.into_condition());
        let mut delete = self.tx.delete::<Entity>(these);
        delete.returning(Query::returning().columns([Column::UserId, Column::MemberGroupId]));
        either(&self.tx.returning(&delete, Effect::Audited).await?)
    }
}

/// The one of two columns that is set.
fn either(rows: &[QueryResult]) -> Result<Vec<Uuid>, Error> {
    rows.iter()
        .map(|row| member_id(row, 0).map(|(id, _)| id))
        .collect()
}

fn member_id(row: &QueryResult, first: usize) -> Result<(Uuid, Kind), Error> {
    let user: Option<Uuid> = row.try_get_by_index(first)?;
    let group: Option<Uuid> = row.try_get_by_index(first + 1)?;
    match (user, group) {
        (Some(id), _) => Ok((id, Kind::User)),
        (None, Some(id)) => Ok((id, Kind::Group)),
        (None, None) => Err(inconsistent("user_id")),
    }
}

fn member(row: &QueryResult) -> Result<Row, Error> {
    let (id, kind) = member_id(row, 1)?;
    Ok(Row {
        row_id: row.try_get_by_index(0)?,
        id,
        kind,
        label: row.try_get_by_index(4)?,
        created_at: time::at(row.try_get_by_index(3)?).ok_or_else(|| inconsistent("created_at"))?,
    })
}

fn group(row: &QueryResult) -> Result<GroupRef, Error> {
    let id: Uuid = row.try_get_by_index(0)?;
    Ok(GroupRef {
        id: Id::from_uuid(id),
        display_name: row.try_get_by_index(1)?,
    })
}

fn inconsistent(column: &'static str) -> Error {
    Error::Inconsistent {
        table: "group_member",
        column,
        row: String::new(),
    }
}
