//! Tenants that are gone, of which the log is left.

use sea_orm::sea_query::{ExprTrait, Order};
use serde_json::{Map, Value};

use super::System;
use crate::entity::audit_retention::{Column, Entity, Model};
use crate::entity::tenant;
use crate::error::Error;
use crate::sql::{self, col};
use crate::tenant::Tenant;

impl System {
    /// The tenants that are gone and whose logs are still kept, the last ones first. All that is
    /// left of them is that log.
    pub async fn deleted_tenants(&self) -> Result<Vec<Tenant>, Error> {
        let select = sql::select::<Entity>()
            .and_where(col(Column::TenantDeletedAt).is_not_null())
            .order_by_expr(col(Column::TenantDeletedAt), Order::Desc)
            .take();
        let logs: Vec<Model> = self.link.all(&select).await?;
        let tenants = logs.into_iter().map(|log| {
            Tenant::from_row(tenant::Model {
                id: log.tenant_id,
                name: log.tenant_slug.clone(),
                slug: log.tenant_slug,
                settings: Value::Object(Map::new()),
                created_at: log.tenant_deleted_at.unwrap_or_default(),
                suspended_at: None,
                deletion_due_at: None,
                schema_revision: 0,
            })
        });
        tenants.collect()
    }
}
