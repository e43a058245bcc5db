//! Users that are deleted and kept: no reader sees them but the one that asks for them.

use chrono::{DateTime, Utc};
use sea_orm::EntityName;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement, UnionType};
use serde_json::{Map, Value};

use super::columns::describe;
use super::{Column, Entity, Model, Presence, Read, Record, Write};
use crate::error::Error;
use crate::id::{Id, UserId};
use crate::sql::{col, dialect, key};
use crate::time;

/// A user that was deleted and kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Deleted {
    /// What it was when it was deleted.
    pub user: Record,
    /// When that was.
    pub deleted_at: DateTime<Utc>,
}

impl Presence {
    /// The predicate that a user is there, or is not.
    pub(crate) fn condition(self) -> Expr {
        match self {
            Self::Here => col(Column::DeletedAt).is_null(),
            Self::Deleted => col(Column::DeletedAt).is_not_null(),
        }
    }
}

impl Read<'_> {
    /// Reads those that were deleted and kept instead of those that are there.
    #[must_use]
    pub fn deleted(&self) -> Self {
        Self {
            tenant: self.tenant,
            presence: Presence::Deleted,
        }
    }

    /// The user with that id, if it was deleted and kept.
    pub async fn get_deleted(&self, id: UserId) -> Result<Option<Deleted>, Error> {
        let select = self.deleted().by_id(id);
        let model: Option<Model> = self.tenant.link().one(&select).await?;
        model.map(Deleted::try_from).transpose()
    }

    /// Who would come back if a user with these names were created.
    pub async fn deleted_as(
        &self,
        user_name: &str,
        external_id: Option<&str>,
    ) -> Result<Option<UserId>, Error> {
        let select = self.kept_as(user_name, external_id);
        let model: Option<Model> = self.tenant.link().one(&select).await?;
        Ok(model.map(|row| Id::from_uuid(row.id)))
    }

    fn kept_as(&self, user_name: &str, external_id: Option<&str>) -> SelectStatement {
        let name = key::folded(user_name);
        let kept = self.deleted();
        // Each by its own index: joined by OR, SQLite would look at every user of the tenant.
        let ids = |same: Expr| {
            Query::select()
                .expr(col(Column::Id))
                .from(Entity.table_ref())
                .and_where(kept.tenant.owns::<Entity>())
                .and_where(Presence::Deleted.condition())
                .and_where(same)
                .take()
        };
        let same_name = col(Column::UserNameKey).eq(name);
        let mut candidates = ids(same_name.clone());
        if let Some(external_id) = external_id {
            let same = col(Column::ExternalId).eq(external_id);
            candidates.union(UnionType::All, ids(same));
        }
        kept.find()
            .and_where(dialect::is_among(
                kept.tenant.backend(),
                col(Column::Id),
                candidates,
            ))
            .order_by_expr(same_name, Order::Desc)
            .order_by_expr(col(Column::DeletedAt), Order::Desc)
            .order_by_expr(col(Column::Id), Order::Desc)
            .limit(1)
            .take()
    }
}

impl Write<'_> {
    /// The user that was deleted and kept under that `userName`, in any letter case, or else under
    /// that `externalId`: of several the one that was deleted last. Nobody else changes it until
    /// this transaction ends.
    pub async fn get_deleted_for_update(
        &self,
        user_name: &str,
        external_id: Option<&str>,
    ) -> Result<Option<Deleted>, Error> {
        let mut select = self.read.kept_as(user_name, external_id);
        select.lock_exclusive();
        let model: Option<Model> = self.tx.link().one(&select).await?;
        model.map(Deleted::try_from).transpose()
    }

    /// Deletes a user and keeps its last state; `false` when it is no longer in `before`'s version.
    ///
    /// Memberships are the caller's matter: nobody who is not there may be in a group.
    pub async fn hide(
        &self,
        before: &Record,
        last: &Record,
        comparison: &Map<String, Value>,
    ) -> Result<bool, Error> {
        let changes =
            describe(self.tx.changes(), last, comparison)?.time(Column::DeletedAt, last.updated_at);
        if !self.replace(before, last, changes, Presence::Here).await? {
            return Ok(false);
        }
        self.keep_version(last, Presence::Deleted)?;
        Ok(true)
    }

    /// Lets a user that was deleted and kept be there again, in its next state; `false` when
    /// somebody else did. [`Constraint::UserName`](crate::Constraint) when the name is taken.
    pub async fn restore(
        &self,
        kept: &Deleted,
        after: &Record,
        comparison: &Map<String, Value>,
    ) -> Result<bool, Error> {
        let changes =
            describe(self.tx.changes(), after, comparison)?.time_if(Column::DeletedAt, None);
        let changes = changes.set(Column::Source, self.source.map(str::to_owned));
        let replaced = self.replace(&kept.user, after, changes, Presence::Deleted);
        if !replaced.await? {
            return Ok(false);
        }
        self.keep_version(after, Presence::Here)?;
        Ok(true)
    }
}

impl TryFrom<Model> for Deleted {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        let deleted_at = row.deleted_at.and_then(time::at);
        let wrong = Error::Inconsistent {
            table: "scim_user",
            column: "deleted_at",
            row: row.id.to_string(),
        };
        Ok(Self {
            deleted_at: deleted_at.ok_or(wrong)?,
            user: row.try_into()?,
        })
    }
}
