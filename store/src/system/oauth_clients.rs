//! OAuth clients by what is known of them before their tenant is.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{ExprTrait, Order};
use sea_orm::{FromQueryResult, QueryResult};

use super::{System, tenant_of, with_tenant};
use crate::entity::oauth_client::{Column, Entity, Model};
use crate::error::Error;
use crate::oauth_clients::{Record, live};
use crate::sql::{col, dialect};
use crate::tenant::Tenant;

impl System {
    /// The OAuth client that calls itself so, live or not, and its tenant: one statement.
    pub async fn oauth_client(&self, client_id: &str) -> Result<Option<(Record, Tenant)>, Error> {
        let mut select = with_tenant::<Entity>(Column::TenantId);
        select.and_where(col(Column::ClientId).eq(dialect::storable(client_id)));
        let found = self.link.row(&select).await?;
        found.as_ref().map(client).transpose()
    }

    /// The OAuth clients whose time is over after `from` and by `until`, the soonest first; not
    /// those that somebody ended.
    pub async fn clients_ending(
        &self,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<(Record, Tenant)>, Error> {
        let mut select = with_tenant::<Entity>(Column::TenantId);
        select
            .and_where(col(Column::ExpiresAt).gt(from.timestamp_millis()))
            .and_where(col(Column::ExpiresAt).lte(until.timestamp_millis()))
            .and_where(col(Column::RevokedAt).is_null())
            .order_by_expr(col(Column::ExpiresAt), Order::Asc)
            .order_by_expr(col(Column::Id), Order::Asc);
        self.link.rows(&select).await?.iter().map(client).collect()
    }

    /// The OAuth clients that work at `now` and were used last, or one of their access tokens was,
    /// after `from` and by `until`, the longest ago first.
    pub async fn quiet_clients(
        &self,
        now: DateTime<Utc>,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<(Record, Tenant)>, Error> {
        let mut select = with_tenant::<Entity>(Column::TenantId);
        select
            .cond_where(live(now))
            .and_where(col(Column::LastUsedAt).gt(from.timestamp_millis()))
            .and_where(col(Column::LastUsedAt).lte(until.timestamp_millis()))
            .order_by_expr(col(Column::LastUsedAt), Order::Asc)
            .order_by_expr(col(Column::Id), Order::Asc);
        self.link.rows(&select).await?.iter().map(client).collect()
    }
}

fn client(row: &QueryResult) -> Result<(Record, Tenant), Error> {
    let client = Model::from_query_result(row, "")?;
    Ok((client.try_into()?, tenant_of(row)?))
}
