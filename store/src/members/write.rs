//! Changing memberships.

use std::collections::{HashMap, HashSet};
use std::ops::Deref;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, OnConflict, Query};
use sea_orm::{DbBackend, EntityName, Iterable, QueryResult};
use uuid::Uuid;

use super::{GroupRef, Kind, MemberRef, PORTION, Read, Revision, group, member_id};
use crate::entity::group_member::{Column, Entity};
use crate::entity::scim_group::{
    Column as GroupColumn, Entity as GroupEntity, Model as GroupModel,
};
use crate::entity::scim_user::{Column as UserColumn, Entity as UserEntity};
use crate::error::{Constraint, Error};
use crate::groups;
use crate::id::GroupId;
use crate::sql::{Row, col, row};
use crate::tenant::{TenantTx, chunks};
use crate::unit::{Effect, models};

/// The most members that [`Write::replace`] takes: they are bound to one statement.
pub const MOST_REPLACED: usize = 25_000;

/// Reads and changes memberships. The group's own row (version, count) is the caller's matter.
pub struct Write<'t> {
    read: Read<'t>,
    pub(super) tx: &'t TenantTx,
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
    /// [`Constraint::ForeignKey`](crate::Constraint) when one of them is nobody of this tenant, or
    /// no longer.
    pub async fn add(&self, revision: Revision, members: &[MemberRef]) -> Result<Vec<Uuid>, Error> {
        let ids = self.tx.unit().ids();
        let joining: Vec<(Uuid, &MemberRef)> = members
            .iter()
            .map(|member| (ids.at(revision.at), member))
            .collect();
        let rows = joining
            .iter()
            .map(|(id, member)| self.membership(revision, *id, member))
            .collect();
        let mut joined = HashSet::new();
        for chunk in chunks(rows) {
            let Some(mut insert) = row::insert::<Entity>(chunk) else {
                continue;
            };
            insert
                .on_conflict(OnConflict::new().do_nothing().to_owned())
                .returning(Query::returning().column(Column::Id));
            for row in self.tx.returning(&insert, Effect::Audited).await? {
                joined.insert(row.try_get_by_index::<Uuid>(0)?);
            }
        }
        let joined = joining.into_iter().filter(|(id, _)| joined.contains(id));
        let joined: Vec<_> = joined.collect();
        let added: Vec<Uuid> = joined.iter().map(|(_, member)| member.id).collect();
        if self.tx.backend() == DbBackend::Postgres {
            self.are_there(&added).await?;
        }
        self.begin(revision, joined.into_iter()).await?;
        Ok(added)
    }

    fn membership(&self, revision: Revision, id: Uuid, member: &MemberRef) -> Row {
        let (user, nested) = match member.kind {
            Kind::User => (Some(member.id), None),
            Kind::Group => (None, Some(member.id)),
        };
        let display_key = member.display.as_deref().map(scim::fold);
        self.tx
            .row::<Entity>()
            .set(Column::GroupId, revision.group)
            .set(Column::Id, id)
            .set(Column::UserId, user)
            .set(Column::MemberGroupId, nested)
            .set(Column::Display, member.display.clone())
            .set(Column::DisplayKey, display_key)
            .time(Column::CreatedAt, revision.at)
    }

    /// Refuses those who were deleted and kept while their memberships waited for that.
    ///
    /// The reference is satisfied, for the row is still there. It holds a lock by now, so nobody
    /// can be hidden after this look. On `SQLite` nobody else writes meanwhile.
    async fn are_there(&self, members: &[Uuid]) -> Result<(), Error> {
        for members in members.chunks(PORTION) {
            let gone = Query::select()
                .expr(col(UserColumn::Id))
                .from(UserEntity.table_ref())
                .and_where(self.tx.owns::<UserEntity>())
                .and_where(col(UserColumn::Id).is_in(members.iter().copied()))
                .and_where(col(UserColumn::DeletedAt).is_not_null())
                .limit(1)
                .take();
            if self.tx.link().row(&gone).await?.is_some() {
                return Err(Error::Constraint(Constraint::ForeignKey));
            }
        }
        Ok(())
    }

    /// Removes members; answers those who were some.
    pub async fn remove(&self, revision: Revision, ids: &[Uuid]) -> Result<Vec<Uuid>, Error> {
        let mut removed = Vec::new();
        for portion in ids.chunks(PORTION) {
            // One column at a time: each is one look-up in its own index. Most members are users.
            let before = removed.len();
            for column in [Column::UserId, Column::MemberGroupId] {
                if removed.len() - before < portion.len() {
                    let these = col(column).is_in(portion.iter().copied());
                    removed.extend(self.take_out(revision, these).await?);
                }
            }
        }
        Ok(removed)
    }

    /// Removes all members of a group; answers who they were.
    pub async fn clear(&self, revision: Revision) -> Result<Vec<Uuid>, Error> {
        self.take_out(revision, Condition::all()).await
    }

    /// Makes these the members of a group: answers who came and who went.
    ///
    /// The sets are compared by the database; at most [`MOST_REPLACED`] members. Who stays under
    /// another `display` comes and goes.
    pub async fn replace(
        &self,
        revision: Revision,
        members: &[MemberRef],
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
        let mut removed = self.take_out(revision, others).await?;
        let renamed = self.renamed(revision.group, members).await?;
        removed.extend(self.remove(revision, &renamed).await?);
        let added = self.add(revision, members).await?;
        Ok((added, removed))
    }

    /// Those of these whom the client calls otherwise than they are called in the group.
    async fn renamed(&self, group: GroupId, members: &[MemberRef]) -> Result<Vec<Uuid>, Error> {
        let select = Query::select()
            .exprs([Column::UserId, Column::MemberGroupId, Column::Display].map(col))
            .from(Entity.table_ref())
            .and_where(self.tx.owns::<Entity>())
            .and_where(col(Column::GroupId).eq(group))
            .and_where(col(Column::Display).is_not_null())
            .take();
        let mut called = HashMap::new();
        for row in self.tx.link().rows(&select).await? {
            let (id, _) = member_id(&row, 0)?;
            let display: Option<String> = row.try_get_by_index(2)?;
            called.insert(id, display);
        }
        let is_other =
            |member: &&MemberRef| called.get(&member.id).cloned().flatten() != member.display;
        Ok(members.iter().filter(is_other).map(|m| m.id).collect())
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
            let mut groups = rows.iter().map(group).collect::<Result<Vec<_>, _>>()?;
            if groups.is_empty() {
                continue;
            }
            let mut delete = self.tx.delete::<Entity>(col(column).eq(member));
            delete.returning(Query::returning().columns([Column::GroupId]));
            // What others removed since the look is theirs, and was counted by them.
            let gone = self.tx.returning(&delete, Effect::Audited).await?;
            let gone = gone.iter().map(|row| row.try_get_by_index(0));
            let gone: HashSet<Uuid> = gone.collect::<Result<_, _>>()?;
            groups.retain(|group| gone.contains(&group.id.as_uuid()));
            for portion in groups.chunks(PORTION) {
                self.leave(portion, member, now).await?;
            }
            left.extend(groups);
        }
        Ok(left)
    }

    /// One member less in each of these groups.
    async fn leave(
        &self,
        groups: &[GroupRef],
        member: Uuid,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
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
        let mut update = self.tx.update::<GroupEntity>(changes, these);
        update.returning(Query::returning().columns(GroupColumn::iter()));
        let rows = self.tx.returning(&update, Effect::Audited).await?;
        for model in models::<GroupModel>(&rows)? {
            let group = groups::Record::try_from(model)?;
            group.state().keep_for(self.tx, member)?;
        }
        self.end_in(groups, member).await
    }

    async fn take_out(
        &self,
        revision: Revision,
        which: impl sea_orm::sea_query::IntoCondition,
    ) -> Result<Vec<Uuid>, Error> {
        let these = Condition::all()
            .add(col(Column::GroupId).eq(revision.group))
            .add(which.into_condition());
        let mut delete = self.tx.delete::<Entity>(these);
        let columns = [Column::UserId, Column::MemberGroupId, Column::Id];
        delete.returning(Query::returning().columns(columns));
        let rows = self.tx.returning(&delete, Effect::Audited).await?;
        let ids = rows.iter().map(|row| row.try_get_by_index(2));
        let ids: Vec<Uuid> = ids.collect::<Result<_, _>>()?;
        self.end(revision, &ids).await?;
        either(&rows)
    }
}

/// The one of two columns that is set.
fn either(rows: &[QueryResult]) -> Result<Vec<Uuid>, Error> {
    rows.iter()
        .map(|row| member_id(row, 0).map(|(id, _)| id))
        .collect()
}
