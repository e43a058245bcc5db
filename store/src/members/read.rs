//! Reading memberships.

use sea_orm::sea_query::{
    Expr, ExprTrait, Func, JoinType, Order, Query, SelectStatement, UnionType,
};
use sea_orm::{EntityName, QueryResult};
use uuid::Uuid;

use super::{GroupRef, Kind, Labelled, PORTION, Row, Slice, group, inconsistent, member_id};
use crate::entity::group_member::{Column, Entity};
use crate::entity::scim_group::{Column as GroupColumn, Entity as GroupEntity};
use crate::entity::scim_user::{Column as UserColumn, Entity as UserEntity};
use crate::error::Error;
use crate::id::{GroupId, Id, UserId};
use crate::sql::{col, dialect, key};
use crate::tenant::TenantRead;
use crate::time;
use crate::users;

/// Reads memberships.
pub struct Read<'t> {
    pub(super) tenant: &'t TenantRead,
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
        let slice = Slice {
            after,
            limit,
            ..Slice::default()
        };
        self.slice(group, &slice).await
    }

    /// A slice of a group's members, in the order they joined.
    pub async fn slice(&self, group: GroupId, slice: &Slice<'_>) -> Result<Vec<Row>, Error> {
        let mut select = self.listed(group, slice.search);
        let backwards = slice.before.is_some();
        let direction = if backwards { Order::Desc } else { Order::Asc };
        select
            .order_by_expr(col(Column::Id), direction)
            .limit(slice.limit);
        if let Some(after) = slice.after {
            select.and_where(col(Column::Id).gt(after));
        }
        if let Some(before) = slice.before {
            select.and_where(col(Column::Id).lt(before));
        }
        let mut rows = self.members(&select).await?;
        if backwards {
            rows.reverse();
        }
        Ok(rows)
    }

    /// What a list shows of a group's members.
    pub(super) fn listed(&self, group: GroupId, search: Option<&str>) -> SelectStatement {
        let label = Func::coalesce([
            col(UserColumn::DisplayName),
            col(UserColumn::UserName),
            col(GroupColumn::DisplayName),
        ]);
        self.in_group(group, search)
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
            .exprs([UserColumn::UserName, UserColumn::Active].map(col))
            .expr(col(Column::Display))
            .take()
    }

    /// The members that [`Self::listed`] finds.
    pub(super) async fn members(&self, select: &SelectStatement) -> Result<Vec<Row>, Error> {
        let rows = self.tenant.link().rows(select).await?;
        rows.iter().map(member).collect()
    }

    /// How many members of a group have this text in a name, an address or an external id.
    pub async fn count(&self, group: GroupId, search: &str) -> Result<u64, Error> {
        let select = self
            .in_group(group, Some(search))
            .expr(Func::count(col(Column::Id)))
            .take();
        let count: i64 = self
            .tenant
            .link()
            .row(&select)
            .await?
            .map_or(Ok(0), |row| row.try_get_by_index(0))?;
        Ok(count.unsigned_abs())
    }

    fn in_group(&self, group: GroupId, search: Option<&str>) -> SelectStatement {
        let mut select = Query::select();
        select
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
            .and_where(col(Column::GroupId).eq(group));
        if let Some(text) = search {
            let pattern = dialect::contains(&key::search([text]));
            let user = users::search::has(pattern.clone());
            select.and_where(user.or(col(GroupColumn::SearchKey).like(pattern)));
        }
        select
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
                .and_where(col(UserColumn::DeletedAt).is_null())
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
    pub(super) fn groups_by(&self, member: Column) -> SelectStatement {
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

pub(super) fn member(row: &QueryResult) -> Result<Row, Error> {
    let (id, kind) = member_id(row, 1)?;
    Ok(Row {
        row_id: row.try_get_by_index(0)?,
        id,
        kind,
        label: row.try_get_by_index(4)?,
        user_name: row.try_get_by_index(5)?,
        active: row.try_get_by_index(6)?,
        display: row.try_get_by_index(7)?,
        created_at: time::at(row.try_get_by_index(3)?).ok_or_else(|| inconsistent("created_at"))?,
    })
}
