//! Members in whom a text is found.
//!
//! They are found in one of two ways: on the way through the group, member by member, or among all
//! users of the tenant, whose index has what they are searched in.

use sea_orm::EntityName;
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query, SelectStatement, SubQueryStatement};
use uuid::Uuid;

use super::read::member;
use super::{Read, Row, Slice};
use crate::entity::group_member::{Column, Entity};
use crate::entity::scim_group::Column as GroupColumn;
use crate::entity::scim_user::{Column as UserColumn, Entity as UserEntity};
use crate::error::Error;
use crate::id::GroupId;
use crate::sql::{col, dialect, key};
use crate::users::{self, Presence};

/// Through so many members one is in no time.
const FEW_MEMBERS: u64 = 10_000;

/// On the way through a group a member takes as long as so many users of the index.
const USERS_FOR_A_MEMBER: u64 = 4;

/// Users in whom a text is found and who are then looked for in the group. Of more, a page is soon
/// full on the way through it.
const MOST_FOUND: u64 = 5_000;

/// Members in whom a text is found.
struct Found {
    /// Of users the membership, and who it is.
    users: Vec<(Uuid, Uuid)>,
    groups: Vec<Row>,
}

impl Read<'_> {
    /// A slice of a group that has `size` members, in the order they joined, and how many of them
    /// there are in all slices.
    pub async fn slice_counted(
        &self,
        group: GroupId,
        size: u64,
        slice: &Slice<'_>,
    ) -> Result<(Vec<Row>, u64), Error> {
        let Some(text) = slice.search else {
            return Ok((self.slice(group, slice).await?, size));
        };
        if self.is_large_part(size).await?
            && let Some(found) = self.found(group, text).await?
        {
            let total = found.users.len() + found.groups.len();
            return Ok((self.slice_of(group, found, slice).await?, total as u64));
        }
        let total = self.count(group, text).await?;
        Ok((self.slice(group, slice).await?, total))
    }

    /// Whether so many members are a large part of the tenant: looking through all its users then
    /// takes less time than through the members.
    async fn is_large_part(&self, members: u64) -> Result<bool, Error> {
        if members < FEW_MEMBERS {
            return Ok(false);
        }
        let users = members.saturating_mul(USERS_FOR_A_MEMBER);
        Ok(!self.tenant.users().are_more_than(users).await?)
    }

    /// The members in whom a text is found; `None` where it is found in too many users.
    async fn found(&self, group: GroupId, text: &str) -> Result<Option<Found>, Error> {
        let select = Query::select()
            .expr(self.membership(group, Column::Id))
            .expr(col(UserColumn::Id))
            .from(UserEntity.table_ref())
            .and_where(self.tenant.owns::<UserEntity>())
            .and_where(Presence::Here.condition())
            .and_where(users::search::found(self.tenant, text))
            .limit(MOST_FOUND + 1)
            .take();
        let mut users = Vec::new();
        for (nth, row) in (0..).zip(self.tenant.link().rows(&select).await?) {
            if nth == MOST_FOUND {
                return Ok(None);
            }
            let membership: Option<Uuid> = row.try_get_by_index(0)?;
            let user: Uuid = row.try_get_by_index(1)?;
            users.extend(membership.map(|membership| (membership, user)));
        }
        let pattern = dialect::contains(&key::search([text]));
        let mut groups = self.listed(group, None);
        groups
            .and_where(col(Column::MemberGroupId).is_not_null())
            .and_where(col(GroupColumn::SearchKey).like(pattern));
        let groups = self.members(&groups).await?;
        Ok(Some(Found { users, groups }))
    }

    /// A slice of the members that were found.
    async fn slice_of(
        &self,
        group: GroupId,
        found: Found,
        slice: &Slice<'_>,
    ) -> Result<Vec<Row>, Error> {
        let users = found.users.iter().map(|(membership, _)| *membership);
        let groups = found.groups.iter().map(|row| row.row_id);
        let ids = slice.of(users.chain(groups).collect());
        let is_shown = |id: &Uuid| ids.binary_search(id).is_ok();
        let users = found.users.iter().filter(|(id, _)| is_shown(id));
        let users: Vec<Uuid> = users.map(|(_, user)| *user).collect();
        let mut rows = self.users(group, &users).await?;
        let groups = found.groups.into_iter();
        rows.extend(groups.filter(|row| is_shown(&row.row_id)));
        rows.sort_unstable_by_key(|row| row.row_id);
        Ok(rows)
    }

    /// What a list shows of these users as members of a group.
    async fn users(&self, group: GroupId, users: &[Uuid]) -> Result<Vec<Row>, Error> {
        let membership = |column| self.membership(group, column);
        let no_group = dialect::nothing(self.tenant.backend(), "uuid");
        let label = Func::coalesce([col(UserColumn::DisplayName), col(UserColumn::UserName)]);
        let select = Query::select()
            .exprs([membership(Column::Id), col(UserColumn::Id), no_group])
            .expr(membership(Column::CreatedAt))
            .expr(label)
            .exprs([UserColumn::UserName, UserColumn::Active].map(col))
            .expr(membership(Column::Display))
            .from(UserEntity.table_ref())
            .and_where(self.tenant.owns::<UserEntity>())
            .and_where(col(UserColumn::Id).is_in(users.iter().copied()))
            .take();
        let mut rows = Vec::with_capacity(users.len());
        for row in self.tenant.link().rows(&select).await? {
            // One who left meanwhile has no membership.
            if row.try_get_by_index::<Option<Uuid>>(0)?.is_some() {
                rows.push(member(&row)?);
            }
        }
        Ok(rows)
    }

    /// A column of the membership that a user has in a group, null without one.
    ///
    /// It is asked for each user. A join would be planned by how many members a group has, which
    /// PostgreSQL takes to be what groups have on average once it has planned for any group.
    fn membership(&self, group: GroupId, column: Column) -> Expr {
        let membership: SelectStatement = Query::select()
            .expr(col(column))
            .from(Entity.table_ref())
            .and_where(self.tenant.owns::<Entity>())
            .and_where(col(Column::GroupId).eq(group))
            .and_where(col(Column::UserId).eq(col(UserColumn::Id)))
            .take();
        Expr::from(SubQueryStatement::from(membership))
    }
}

impl Slice<'_> {
    /// Those of all memberships that are in the slice, in order.
    fn of(&self, mut memberships: Vec<Uuid>) -> Vec<Uuid> {
        memberships.retain(|id| {
            self.after.is_none_or(|after| *id > after)
                && self.before.is_none_or(|before| *id < before)
        });
        memberships.sort_unstable();
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        if self.before.is_some() {
            let first = memberships.len().saturating_sub(limit);
            return memberships.split_off(first);
        }
        memberships.truncate(limit);
        memberships
    }
}
