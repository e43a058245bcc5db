//! Which resource holds values of which schema, and which of them are its alone.

use std::collections::HashSet;

use sea_orm::sea_query::{Condition, Expr, ExprTrait, OnConflict, Query};
use uuid::Uuid;

use super::{Read, Write};
use crate::entity::tenant_schema_use::{Column as UseColumn, Entity as UseEntity};
use crate::entity::tenant_schema_value::{
    Column as ValueColumn, Entity as ValueEntity, Model as ValueModel,
};
use crate::error::Error;
use crate::id::{GroupId, Id, SchemaId, UserId};
use crate::sql::{Row, col, key, row};
use crate::tenant::chunks;
use crate::unit::Effect;

/// Values in one statement: `SQLite` refuses conditions of more than a thousand terms.
const PORTION: usize = 200;

/// A resource that holds values of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A provisioned user.
    User(UserId),
    /// A provisioned group.
    Group(GroupId),
}

impl Holder {
    fn id(self) -> Uuid {
        match self {
            Self::User(id) => id.as_uuid(),
            Self::Group(id) => id.as_uuid(),
        }
    }

    /// The row with the reference that makes it go when the resource goes.
    fn reference<C: sea_orm::ColumnTrait>(self, row: Row, user: C, group: C) -> Row {
        let (of_user, of_group) = match self {
            Self::User(id) => (Some(id.as_uuid()), None),
            Self::Group(id) => (None, Some(id.as_uuid())),
        };
        row.set(user, of_user).set(group, of_group)
    }
}

/// A value that no other resource of the tenant may have.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UniqueValue {
    /// The schema.
    pub schema: SchemaId,
    /// The attribute's name.
    pub attribute: String,
    /// The value as text.
    pub text: String,
    /// Whether letter case tells values apart.
    pub case_exact: bool,
}

impl UniqueValue {
    fn key(&self) -> String {
        if self.case_exact {
            key::bounded(self.text.clone())
        } else {
            key::folded(&self.text)
        }
    }
}

impl Read<'_> {
    /// The resource that has a value.
    pub async fn holder(&self, value: &UniqueValue) -> Result<Option<Holder>, Error> {
        let select = self
            .tenant
            .find::<ValueEntity>()
            .and_where(col(ValueColumn::SchemaId).eq(value.schema))
            .and_where(col(ValueColumn::Attribute).eq(value.attribute.as_str()))
            .and_where(col(ValueColumn::ValueKey).eq(value.key()))
            .take();
        let row: Option<ValueModel> = self.tenant.link().one(&select).await?;
        Ok(row.and_then(|row| {
            let user = row.user_id.map(|id| Holder::User(Id::from_uuid(id)));
            user.or(row.group_id.map(|id| Holder::Group(Id::from_uuid(id))))
        }))
    }
}

impl Write<'_> {
    /// Notes that a resource holds values of these schemas.
    ///
    /// [`Constraint::ForeignKey`](crate::Constraint) when one of them is no longer registered.
    pub async fn hold(&self, holder: Holder, schemas: &[SchemaId]) -> Result<(), Error> {
        let rows = schemas.iter().map(|schema| {
            let row = self
                .tx
                .row::<UseEntity>()
                .set(UseColumn::SchemaId, *schema)
                .set(UseColumn::Id, holder.id());
            holder.reference(row, UseColumn::UserId, UseColumn::GroupId)
        });
        for chunk in chunks(rows.collect()) {
            if let Some(mut insert) = row::insert::<UseEntity>(chunk) {
                insert.on_conflict(OnConflict::new().do_nothing().to_owned());
                self.tx.execute(&insert, Effect::Audited).await?;
            }
        }
        Ok(())
    }

    /// Notes that a resource holds no values of these schemas any more.
    pub async fn release(&self, holder: Holder, schemas: &[SchemaId]) -> Result<(), Error> {
        if schemas.is_empty() {
            return Ok(());
        }
        let of_holder = col(UseColumn::Id).eq(holder.id());
        let these = col(UseColumn::SchemaId).is_in(schemas.iter().copied());
        let delete = self.tx.delete::<UseEntity>(of_holder.and(these));
        self.tx.execute(&delete, Effect::Audited).await?;
        Ok(())
    }

    /// Notes that a resource holds nothing any more, whichever schemas its writer knew of.
    pub async fn release_all(&self, holder: Holder) -> Result<(), Error> {
        let of_holder = col(UseColumn::Id).eq(holder.id());
        let delete = self.tx.delete::<UseEntity>(of_holder);
        self.tx.execute(&delete, Effect::Audited).await?;
        let delete = self.tx.delete::<ValueEntity>(own_value(holder));
        self.tx.execute(&delete, Effect::Audited).await?;
        Ok(())
    }

    /// Makes values a resource's own; answers those that another resource has.
    pub async fn claim<'v>(
        &self,
        holder: Holder,
        values: &'v [UniqueValue],
    ) -> Result<Vec<&'v UniqueValue>, Error> {
        let rows = values.iter().map(|value| {
            let row = self
                .tx
                .row::<ValueEntity>()
                .set(ValueColumn::SchemaId, value.schema)
                .set(ValueColumn::Attribute, value.attribute.as_str())
                .set(ValueColumn::ValueKey, value.key());
            holder.reference(row, ValueColumn::UserId, ValueColumn::GroupId)
        });
        let mut claimed: HashSet<(Uuid, String)> = HashSet::new();
        for chunk in chunks(rows.collect()) {
            let Some(mut insert) = row::insert::<ValueEntity>(chunk) else {
                continue;
            };
            // The index decides; what it refuses is not among the rows that come back.
            insert
                .on_conflict(OnConflict::new().do_nothing().to_owned())
                .returning(
                    Query::returning().columns([ValueColumn::SchemaId, ValueColumn::Attribute]),
                );
            for row in self.tx.returning(&insert, Effect::Audited).await? {
                claimed.insert((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
            }
        }
        let taken = values.iter().filter(|value| {
            let own = (value.schema.as_uuid(), value.attribute.clone());
            !claimed.contains(&own)
        });
        Ok(taken.collect())
    }

    /// Gives values up.
    pub async fn disclaim(&self, holder: Holder, values: &[UniqueValue]) -> Result<(), Error> {
        let one = |value: &UniqueValue| {
            col(ValueColumn::SchemaId)
                .eq(value.schema)
                .and(col(ValueColumn::Attribute).eq(value.attribute.as_str()))
                .and(col(ValueColumn::ValueKey).eq(value.key()))
        };
        for portion in values.chunks(PORTION) {
            let these = portion
                .iter()
                .fold(Condition::any(), |any, value| any.add(one(value)));
            let own = Condition::all().add(own_value(holder)).add(these);
            let delete = self.tx.delete::<ValueEntity>(own);
            self.tx.execute(&delete, Effect::Audited).await?;
        }
        Ok(())
    }
}

fn own_value(holder: Holder) -> Expr {
    match holder {
        Holder::User(id) => col(ValueColumn::UserId).eq(id),
        Holder::Group(id) => col(ValueColumn::GroupId).eq(id),
    }
}
