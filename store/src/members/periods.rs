//! Since which version of a group somebody is its member, and until which one somebody was.

use sea_orm::sea_query::{
    Expr, ExprTrait, IntoColumnRef, IntoIden, JoinType, Query, SubQueryStatement, TableRef,
    ValueTuple,
};
use sea_orm::{EntityName, QueryResult, Value as Bound};
use uuid::Uuid;

use super::{GroupRef, MemberRef, Revision, Write};
use crate::entity::group_member::{Column as MemberColumn, Entity as MemberEntity};
use crate::entity::group_member_period::{Column, Entity};
use crate::entity::scim_group::{Column as GroupColumn, Entity as GroupEntity};
use crate::error::Error;
use crate::sql::col;
use crate::unit::Effect;

/// Memberships that one statement ends.
const PORTION: usize = 5_000;

impl Write<'_> {
    /// Begins the periods of memberships, each under its own id.
    pub(super) async fn begin(
        &self,
        revision: Revision,
        joined: impl Iterator<Item = (Uuid, &MemberRef)>,
    ) -> Result<(), Error> {
        let row = |(id, member): (Uuid, &MemberRef)| {
            self.tx
                .row::<Entity>()
                .set(Column::GroupId, revision.group)
                .set(Column::Id, id)
                .set(Column::MemberId, member.id)
                .set(Column::MemberKind, member.kind.as_str())
                .set(Column::Display, member.display.clone())
                .time(Column::CreatedAt, revision.at)
                .set(Column::Began, revision.version)
        };
        let rows = joined.map(row).collect();
        self.tx.insert::<Entity>(rows, Effect::Audited).await
    }

    /// Ends the periods of memberships of a group.
    pub(super) async fn end(&self, revision: Revision, memberships: &[Uuid]) -> Result<(), Error> {
        for portion in memberships.chunks(PORTION) {
            let changes = self.tx.changes().set(Column::Ended, revision.version);
            let these = col(Column::GroupId)
                .eq(revision.group)
                .and(col(Column::Id).is_in(portion.iter().copied()));
            let update = self.tx.update::<Entity>(changes, these);
            self.tx.execute(&update, Effect::Audited).await?;
        }
        Ok(())
    }

    /// Ends somebody's periods in groups whose versions have risen for it.
    pub(super) async fn end_in(&self, groups: &[GroupRef], member: Uuid) -> Result<(), Error> {
        let version = Query::select()
            .expr(col(GroupColumn::Version))
            .from(GroupEntity.table_ref())
            .and_where(self.tx.owns::<GroupEntity>())
            .and_where(col(GroupColumn::Id).eq(col(Column::GroupId)))
            .take();
        let changes = self
            .tx
            .changes()
            .expr(Column::Ended, Expr::from(SubQueryStatement::from(version)));
        let these = col(Column::MemberId)
            .eq(member)
            .and(col(Column::GroupId).is_in(groups.iter().map(|group| group.id.as_uuid())))
            .and(col(Column::Ended).is_null());
        let update = self.tx.update::<Entity>(changes, these);
        self.tx.execute(&update, Effect::Audited).await?;
        Ok(())
    }

    /// Lets memberships go on that ended and began again with one revision: who left and came back
    /// at once has been a member all the time. Answers who came back under another `display`;
    /// that is another membership.
    pub async fn rejoin(
        &self,
        revision: Revision,
        members: &[Uuid],
    ) -> Result<Vec<Renamed>, Error> {
        let mut returned = Vec::new();
        for portion in members.chunks(PORTION) {
            returned.extend(self.returned(revision, portion).await?);
        }
        let same = |returned: &Returned| returned.display == returned.display_before;
        let (returned, renamed): (Vec<_>, Vec<_>) = returned.into_iter().partition(same);
        for portion in returned.chunks(PORTION) {
            let begun = portion.iter().map(|returned| returned.begun);
            let begun = col(Column::GroupId)
                .eq(revision.group)
                .and(col(Column::Id).is_in(begun));
            let forget = self.tx.delete::<Entity>(begun);
            self.tx.execute(&forget, Effect::Audited).await?;
            let ended = portion.iter().map(|returned| returned.ended);
            let ended = col(Column::GroupId)
                .eq(revision.group)
                .and(col(Column::Id).is_in(ended));
            let changes = self.tx.changes().expr(Column::Ended, Expr::null());
            let reopen = self.tx.update::<Entity>(changes, ended);
            self.tx.execute(&reopen, Effect::Audited).await?;
            self.reidentify(revision, portion).await?;
        }
        let renamed = renamed.into_iter();
        Ok(renamed.map(Renamed::from).collect())
    }

    /// Gives memberships the ids and the age that they had before.
    async fn reidentify(&self, revision: Revision, returned: &[Returned]) -> Result<(), Error> {
        let bound = |returned: &Returned| -> Vec<Bound> {
            let (begun, ended) = (returned.begun.into(), returned.ended.into());
            vec![begun, ended, returned.created_at.into()]
        };
        let values = returned.iter().map(bound).map(ValueTuple::Many).collect();
        let value = |number: u8| Expr::col(("before", format!("column{number}")));
        let changes = self
            .tx
            .changes()
            .expr(MemberColumn::Id, value(2))
            .expr(MemberColumn::CreatedAt, value(3));
        let these = col(MemberColumn::GroupId)
            .eq(revision.group)
            .and(col(MemberColumn::Id).eq(value(1)));
        let mut update = self.tx.update::<MemberEntity>(changes, these);
        update.from(TableRef::ValuesList(values, "before".into_iden()));
        self.tx.execute(&update, Effect::Audited).await?;
        Ok(())
    }

    async fn returned(&self, revision: Revision, members: &[Uuid]) -> Result<Vec<Returned>, Error> {
        const BEGUN: &str = "begun";
        let begun = |column: Column| Expr::col((BEGUN, column).into_column_ref());
        let select = Query::select()
            .exprs([begun(Column::Id), col(Column::Id), col(Column::CreatedAt)])
            .exprs([
                col(Column::MemberId),
                begun(Column::Display),
                col(Column::Display),
            ])
            .from(Entity.table_ref())
            .join_as(
                JoinType::InnerJoin,
                Entity.table_ref(),
                BEGUN,
                begun(Column::TenantId)
                    .eq(col(Column::TenantId))
                    .and(begun(Column::GroupId).eq(col(Column::GroupId)))
                    .and(begun(Column::MemberId).eq(col(Column::MemberId))),
            )
            .and_where(self.tx.owns::<Entity>())
            .and_where(col(Column::GroupId).eq(revision.group))
            .and_where(col(Column::MemberId).is_in(members.iter().copied()))
            .and_where(col(Column::Began).lt(revision.version))
            .and_where(col(Column::Ended).eq(revision.version))
            .and_where(begun(Column::Began).eq(revision.version))
            .and_where(begun(Column::Ended).is_null())
            .take();
        let returned = |row: &QueryResult| -> Result<Returned, Error> {
            Ok(Returned {
                begun: row.try_get_by_index(0)?,
                ended: row.try_get_by_index(1)?,
                created_at: row.try_get_by_index(2)?,
                member: row.try_get_by_index(3)?,
                display: row.try_get_by_index(4)?,
                display_before: row.try_get_by_index(5)?,
            })
        };
        let rows = self.tx.link().rows(&select).await?;
        rows.iter().map(returned).collect()
    }
}

/// A member whom the client calls otherwise than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// The id of the user or group.
    pub id: Uuid,
    /// The `display` before; its own name without one.
    pub before: Option<String>,
    /// The `display` now.
    pub after: Option<String>,
}

impl From<Returned> for Renamed {
    fn from(returned: Returned) -> Self {
        Self {
            id: returned.member,
            before: returned.display_before,
            after: returned.display,
        }
    }
}

/// A membership that ended and began again.
struct Returned {
    /// Under which id it began again.
    begun: Uuid,
    /// Under which id it ended.
    ended: Uuid,
    /// Since when it had been there, in milliseconds.
    created_at: i64,
    /// Whose it is.
    member: Uuid,
    /// What the client calls the member, and did before.
    display: Option<String>,
    display_before: Option<String>,
}
