//! What changes users.

use std::ops::Deref;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{ExprTrait, Query as Statement};
use serde_json::{Map, Value};

use super::columns::{describe, values};
use super::{Column, Entity, Presence, Read, Record};
use crate::entity::scim_user_value::{Column as ValueColumn, Entity as ValueEntity};
use crate::error::Error;
use crate::id::UserId;
use crate::sql::filter::Kind;
use crate::sql::{Row, col, key};
use crate::tenant::TenantTx;
use crate::unit::Effect;
use crate::versions::NewState;

/// Reads and changes users.
pub struct Write<'t> {
    pub(super) read: Read<'t>,
    pub(super) tx: &'t TenantTx,
    /// The name of the token that provisions.
    pub(super) source: Option<&'t str>,
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
            source: None,
        }
    }

    /// The same, on behalf of a token of that name: what it creates is known to come from there.
    #[must_use]
    pub fn provisioned_by(self, source: Option<&'t str>) -> Self {
        Self { source, ..self }
    }

    /// The user with that id, which nobody else changes until this transaction ends.
    pub async fn get_for_update(&self, id: UserId) -> Result<Option<Record>, Error> {
        self.read
            .one(self.read.by_id(id).lock_exclusive().take())
            .await
    }

    /// Creates a user; [`Constraint::UserName`](crate::Constraint) when the name is taken.
    ///
    /// `comparison` is what [`scim::comparison()`] makes of it.
    pub async fn insert(
        &self,
        record: &Record,
        comparison: &Map<String, Value>,
    ) -> Result<(), Error> {
        let row = self.tx.row::<Entity>().set(Column::Id, record.id);
        let row = row.set(Column::Source, self.source.map(str::to_owned));
        let row = describe(row, record, comparison)?.time(Column::CreatedAt, record.created_at);
        self.tx.insert::<Entity>(vec![row], Effect::Audited).await?;
        self.insert_values(record).await?;
        self.keep_version(record, Presence::Here)
    }

    /// Replaces a user by its next state; `false` when it is no longer in `before`'s version.
    pub async fn update(
        &self,
        before: &Record,
        after: &Record,
        comparison: &Map<String, Value>,
    ) -> Result<bool, Error> {
        let changes = describe(self.tx.changes(), after, comparison)?;
        if !self.replace(before, after, changes, Presence::Here).await? {
            return Ok(false);
        }
        self.keep_version(after, Presence::Here)?;
        Ok(true)
    }

    pub(super) async fn replace(
        &self,
        before: &Record,
        after: &Record,
        changes: Row,
        presence: Presence,
    ) -> Result<bool, Error> {
        let same = col(Column::Id)
            .eq(before.id)
            .and(col(Column::Version).eq(before.version))
            .and(presence.condition());
        let update = self.tx.update::<Entity>(changes, same);
        if self.tx.execute(&update, Effect::Audited).await? == 0 {
            return Ok(false);
        }
        if values(&before.document) != values(&after.document) {
            let of_user = col(ValueColumn::UserId).eq(before.id);
            let delete = self.tx.delete::<ValueEntity>(of_user);
            self.tx.execute(&delete, Effect::Audited).await?;
            self.insert_values(after).await?;
        }
        Ok(true)
    }

    /// Deletes a user and its memberships; `false` when there was none.
    pub async fn delete(&self, id: UserId, now: DateTime<Utc>) -> Result<bool, Error> {
        let mut delete = self.tx.delete::<Entity>(col(Column::Id).eq(id));
        delete.returning(Statement::returning().columns([Column::Version, Column::CreatedAt]));
        let rows = self.tx.returning(&delete, Effect::Audited).await?;
        let Some(row) = rows.first() else {
            return Ok(false);
        };
        NewState::gone(Kind::User, id, row, now)?.keep(self.tx)?;
        Ok(true)
    }

    /// Keeps what the user is now, or that it is not there.
    pub(super) fn keep_version(&self, record: &Record, presence: Presence) -> Result<(), Error> {
        NewState {
            kind: Kind::User,
            id: record.id.as_uuid(),
            version: record.version,
            time: record.updated_at,
            created_at: record.created_at,
            document: (presence == Presence::Here).then_some(&record.document),
        }
        .keep(self.tx)
    }

    async fn insert_values(&self, record: &Record) -> Result<(), Error> {
        let rows = values(&record.document)
            .into_iter()
            .map(|value| {
                self.tx
                    .row::<ValueEntity>()
                    .set(ValueColumn::UserId, record.id)
                    .set(ValueColumn::Attribute, value.attribute)
                    .set(ValueColumn::Ordinal, value.ordinal)
                    .set(ValueColumn::Value, value.text)
                    .set(ValueColumn::ValueKey, key::folded(value.text))
                    .set(ValueColumn::Kind, value.kind.map(key::folded))
                    .set(ValueColumn::IsPrimary, value.primary)
            })
            .collect();
        self.tx.insert::<ValueEntity>(rows, Effect::Audited).await
    }
}
