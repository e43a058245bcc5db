//! Tokens by what they are looked for by before their tenant is known.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{ExprTrait, Order};
use sea_orm::{FromQueryResult, QueryResult};

use super::{System, tenant_of, with_tenant};
use crate::entity::scim_token::{Column, Entity, Model};
use crate::error::Error;
use crate::sql::{col, dialect};
use crate::tenant::Tenant;
use crate::tokens::{Record, live};

impl System {
    /// The token with that public id, live or not, and its tenant: one statement.
    pub async fn token(&self, public_id: &str) -> Result<Option<(Record, Tenant)>, Error> {
        let mut select = with_tenant::<Entity>(Column::TenantId);
        select.and_where(col(Column::PublicId).eq(dialect::storable(public_id)));
        let found = self.link.row(&select).await?;
        found.as_ref().map(token).transpose()
    }

    /// The tokens whose time is over after `from` and by `until`, the soonest first; not those that
    /// somebody ended, and not those that another one replaces.
    pub async fn tokens_ending(
        &self,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<(Record, Tenant)>, Error> {
        let mut select = with_tenant::<Entity>(Column::TenantId);
        select
            .and_where(col(Column::ExpiresAt).gt(from.timestamp_millis()))
            .and_where(col(Column::ExpiresAt).lte(until.timestamp_millis()))
            .and_where(col(Column::RevokedAt).is_null())
            .and_where(col(Column::OverlapEndsAt).is_null())
            .order_by_expr(col(Column::ExpiresAt), Order::Asc)
            .order_by_expr(col(Column::Id), Order::Asc);
        self.link.rows(&select).await?.iter().map(token).collect()
    }

    /// The tokens that work at `now` and were used last after `from` and by `until`, the longest ago
    /// first; not those that another one replaces.
    pub async fn quiet_tokens(
        &self,
        now: DateTime<Utc>,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<(Record, Tenant)>, Error> {
        let mut select = with_tenant::<Entity>(Column::TenantId);
        select
            .cond_where(live(now))
            .and_where(col(Column::OverlapEndsAt).is_null())
            .and_where(col(Column::LastUsedAt).gt(from.timestamp_millis()))
            .and_where(col(Column::LastUsedAt).lte(until.timestamp_millis()))
            .order_by_expr(col(Column::LastUsedAt), Order::Asc)
            .order_by_expr(col(Column::Id), Order::Asc);
        self.link.rows(&select).await?.iter().map(token).collect()
    }
}

fn token(row: &QueryResult) -> Result<(Record, Tenant), Error> {
    let token = Model::from_query_result(row, "")?;
    Ok((token.try_into()?, tenant_of(row)?))
}
