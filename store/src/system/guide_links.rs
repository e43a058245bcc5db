//! Links to a guide by the code that is in them.

use sea_orm::sea_query::ExprTrait;

use super::System;
use crate::entity::{guide_link, tenant};
use crate::error::Error;
use crate::guide_links::Record;
use crate::sql::{self, col, dialect};
use crate::tenant::Tenant;

impl System {
    /// The link with that hashed code, ended or not, and the tenant that it is of.
    pub async fn guide_link(&self, code_hash: &str) -> Result<Option<(Tenant, Record)>, Error> {
        let mut select = sql::select::<guide_link::Entity>();
        select.and_where(col(guide_link::Column::CodeHash).eq(dialect::storable(code_hash)));
        let Some(found) = self.link.one::<guide_link::Model>(&select).await? else {
            return Ok(None);
        };
        let mut select = sql::select::<tenant::Entity>();
        select.and_where(col(tenant::Column::Id).eq(found.tenant_id));
        let tenant = self.tenants_where(select).await?.pop();
        let record = Record::try_from(found)?;
        Ok(tenant.map(|tenant| (tenant, record)))
    }
}
