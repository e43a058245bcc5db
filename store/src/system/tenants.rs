//! Tenants as a whole: made, suspended, deleted.

use chrono::{DateTime, Utc};
use sea_orm::EntityName;
use sea_orm::sea_query::{ExprTrait, Query};
use serde_json::{Map, Value};

use super::SystemTx;
use crate::entity::tenant;
use crate::error::Error;
use crate::id::TenantId;
use crate::sql::col;
use crate::tenant::Tenant;
use crate::unit::Effect;

impl SystemTx {
    /// Creates a tenant;
    /// [`Constraint::TenantSlug`](crate::Constraint) when the slug is taken.
    pub async fn create_tenant(
        &self,
        id: TenantId,
        slug: &str,
        name: &str,
        now: DateTime<Utc>,
    ) -> Result<Tenant, Error> {
        let settings = Map::new();
        let row = self
            .row()
            .set(tenant::Column::Id, id)
            .set(tenant::Column::Slug, slug)
            .set(tenant::Column::Name, name)
            .json(tenant::Column::Settings, &settings)?
            .time(tenant::Column::CreatedAt, now);
        self.insert::<tenant::Entity>(row).await?;
        Tenant::from_row(tenant::Model {
            id: id.as_uuid(),
            slug: slug.to_owned(),
            name: name.to_owned(),
            settings: Value::Object(settings),
            created_at: now.timestamp_millis(),
            suspended_at: None,
            deletion_due_at: None,
            schema_revision: 0,
        })
    }

    /// Suspends a tenant since an instant, or lets it go on; `false` when it is so already.
    pub async fn suspend_tenant(
        &self,
        tenant: &Tenant,
        since: Option<DateTime<Utc>>,
    ) -> Result<bool, Error> {
        self.mark(tenant, tenant::Column::SuspendedAt, since).await
    }

    /// Says when a tenant will be deleted, or that it will not be; `false` when that was said already.
    pub async fn schedule_deletion(
        &self,
        tenant: &Tenant,
        due: Option<DateTime<Utc>>,
    ) -> Result<bool, Error> {
        self.mark(tenant, tenant::Column::DeletionDueAt, due).await
    }

    /// Sets an instant where there was none, or takes it away where there was one.
    async fn mark(
        &self,
        tenant: &Tenant,
        column: tenant::Column,
        at: Option<DateTime<Utc>>,
    ) -> Result<bool, Error> {
        let other = if at.is_some() {
            col(column).is_null()
        } else {
            col(column).is_not_null()
        };
        let update = Query::update()
            .table(tenant::Entity.table_ref())
            .values(self.row().time_if(column, at).into_values())
            .and_where(col(tenant::Column::Id).eq(tenant.id()))
            .and_where(other)
            .take();
        Ok(self.execute(&update, Effect::Audited).await? > 0)
    }

    /// [`Self::delete_tenant`], if its time has come: an owner may take it back meanwhile.
    pub async fn delete_due_tenant(
        &self,
        tenant: &Tenant,
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let delete = Query::delete()
            .from_table(tenant::Entity.table_ref())
            .and_where(col(tenant::Column::Id).eq(tenant.id()))
            .and_where(col(tenant::Column::DeletionDueAt).lte(now.timestamp_millis()))
            .take();
        Ok(self.execute(&delete, Effect::Quiet).await? > 0)
    }

    /// Deletes a tenant and all it owns but its audit log; `false` when it was gone.
    pub async fn delete_tenant(&self, tenant: &Tenant) -> Result<bool, Error> {
        let delete = Query::delete()
            .from_table(tenant::Entity.table_ref())
            .and_where(col(tenant::Column::Id).eq(tenant.id()))
            .take();
        Ok(self.execute(&delete, Effect::Quiet).await? > 0)
    }
}
