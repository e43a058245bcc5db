//! Which token provisioned a resource, by the token's name.

use std::collections::HashMap;

use sea_orm::sea_query::{ExprTrait, Query};
use uuid::Uuid;

use crate::entity::TenantOwned;
use crate::error::Error;
use crate::id::Id;
use crate::sql::col;
use crate::tenant::TenantRead;

/// Ids in one statement.
const PORTION: usize = 1_000;

/// Of these resources, the names of the tokens that they were provisioned with, where they are known.
pub(crate) async fn of<E: TenantOwned, T>(
    tenant: &TenantRead,
    id: E::Column,
    source: E::Column,
    ids: &[Id<T>],
) -> Result<HashMap<Id<T>, String>, Error> {
    let mut found = HashMap::new();
    for ids in ids.chunks(PORTION) {
        let select = Query::select()
            .exprs([id, source].map(col))
            .from(E::default().table_ref())
            .and_where(tenant.owns::<E>())
            .and_where(col(id).is_in(ids.iter().map(|id| id.as_uuid())))
            .take();
        // Were those without one left out here, SQLite might read the index of all sources instead.
        for row in tenant.link().rows(&select).await? {
            let id: Uuid = row.try_get_by_index(0)?;
            let source: Option<String> = row.try_get_by_index(1)?;
            if let Some(source) = source {
                found.insert(Id::from_uuid(id), source);
            }
        }
    }
    Ok(found)
}
