//! OAuth clients by what they call themselves.

use sea_orm::FromQueryResult;
use sea_orm::sea_query::ExprTrait;

use super::{System, tenant_of, with_tenant};
use crate::entity::oauth_client::{Column, Entity, Model};
use crate::error::Error;
use crate::oauth_clients::Record;
use crate::sql::{col, dialect};
use crate::tenant::Tenant;

impl System {
    /// The OAuth client that calls itself so, live or not, and its tenant: one statement.
    pub async fn oauth_client(&self, client_id: &str) -> Result<Option<(Record, Tenant)>, Error> {
        let mut select = with_tenant::<Entity>(Column::TenantId);
        select.and_where(col(Column::ClientId).eq(dialect::storable(client_id)));
        let Some(row) = self.link.row(&select).await? else {
            return Ok(None);
        };
        let client = Model::from_query_result(&row, "")?;
        Ok(Some((client.try_into()?, tenant_of(&row)?)))
    }
}
