//! A tenant's own settings. What they mean is for the caller to know.

use sea_orm::EntityName;
use sea_orm::sea_query::{ExprTrait, LockType, Query};
use serde_json::{Map, Value};

use crate::entity::tenant::{Column, Entity, Model};
use crate::error::Error;
use crate::sql::{self, Row, col, dialect};
use crate::tenant::TenantTx;
use crate::unit::Effect;

/// Changes the settings of the transaction's tenant.
pub struct Write<'t> {
    tx: &'t TenantTx,
}

impl<'t> Write<'t> {
    pub(crate) fn new(tx: &'t TenantTx) -> Self {
        Self { tx }
    }

    /// The settings as they are now, which nobody else changes until this transaction ends; `None`
    /// when the tenant was deleted meanwhile.
    pub async fn get_for_update(&self) -> Result<Option<Map<String, Value>>, Error> {
        // Not FOR UPDATE: that would wait for everybody who inserts a row of the tenant.
        let select = sql::select::<Entity>()
            .and_where(col(Column::Id).eq(self.tx.tenant().id()))
            .lock(LockType::NoKeyUpdate)
            .take();
        let found: Option<Model> = self.tx.link().one(&select).await?;
        let Some(tenant) = found else {
            return Ok(None);
        };
        let wrong = Error::Inconsistent {
            table: "tenant",
            column: "settings",
            row: tenant.id.to_string(),
        };
        dialect::object(tenant.settings).ok_or(wrong).map(Some)
    }

    /// Gives the tenant another name.
    pub async fn rename(&self, name: &str) -> Result<(), Error> {
        let changes = self.tx.changes().set(Column::Name, name);
        self.apply(changes).await
    }

    /// Replaces the settings.
    pub async fn replace(&self, settings: &Map<String, Value>) -> Result<(), Error> {
        let changes = self.tx.changes().json(Column::Settings, settings)?;
        self.apply(changes).await
    }

    async fn apply(&self, changes: Row) -> Result<(), Error> {
        let update = Query::update()
            .table(Entity.table_ref())
            .values(changes.into_values())
            .and_where(col(Column::Id).eq(self.tx.tenant().id()))
            .take();
        self.tx.execute(&update, Effect::Audited).await?;
        Ok(())
    }
}
