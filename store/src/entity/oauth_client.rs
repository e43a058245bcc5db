//! Who may ask for access tokens.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "oauth_client")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub client_id: String,
    pub secret_hash: Option<Vec<u8>>,
    pub last_four: Option<String>,
    pub jwks: Option<String>,
    pub scope: String,
    pub allow_cidrs: Json,
    pub created_at: i64,
    pub created_by: String,
    pub expires_at: Option<i64>,
    pub revoked_at: Option<i64>,
    pub last_used_at: Option<i64>,
    pub last_used_ip: Option<String>,
    pub last_used_agent: Option<String>,
    pub reminded_days: Option<i32>,
    pub rotations: i32,
    pub rotated_at: Option<i64>,
    pub secret_used_at: Option<i64>,
    pub secret_used_ip: Option<String>,
    pub old_secret_hash: Option<Vec<u8>>,
    pub old_last_four: Option<String>,
    pub old_secret_ends_at: Option<i64>,
    pub old_secret_used_at: Option<i64>,
    pub old_secret_used_ip: Option<String>,
    pub resource_type: Option<String>,
    pub idp: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::entity::tenant_owned!();
