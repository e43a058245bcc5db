//! One event of the audit log.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_slug: String,
    pub time: i64,
    pub seq: Option<i64>,
    pub actor_type: String,
    pub actor_id: Option<String>,
    pub actor_label: Option<String>,
    pub token_prefix: Option<String>,
    pub idp: Option<String>,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
    pub request_id: String,
    pub channel: String,
    pub operation: String,
    pub method: Option<String>,
    pub path: Option<String>,
    pub resource_type: Option<String>,
    pub resource_id: Option<String>,
    pub resource_external_id: Option<String>,
    pub resource_label: Option<String>,
    pub outcome: String,
    pub status: Option<i32>,
    pub scim_type: Option<String>,
    pub detail: Option<String>,
    pub duration_ms: i64,
    pub changes: Json,
    pub tolerances: Json,
    pub request_body: Option<Json>,
    pub response_body: Option<Json>,
    pub redactions: Json,
    pub digests: Option<Json>,
    pub prev_hash: Option<String>,
    pub hash: Option<String>,
    pub count: i64,
    pub is_read: bool,
    pub search_key: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::entity::tenant_owned!();
