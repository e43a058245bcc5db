//! For how long a tenant's log is kept, and how far it was purged.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_retention")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    pub tenant_slug: String,
    pub event_days: i64,
    pub body_days: i64,
    pub legal_hold: bool,
    pub purged_seq: i64,
    pub purged_hash: Option<String>,
    pub purged_signature: Option<String>,
    pub bodies_seq: i64,
    pub kept_since: Option<i64>,
    pub tenant_deleted_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::entity::tenant_owned!();
