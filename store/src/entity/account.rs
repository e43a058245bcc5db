//! A person of the console.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub email: String,
    pub email_key: String,
    pub password_hash: Option<String>,
    pub created_at: i64,
    pub password_changed_at: Option<i64>,
    pub operator_since: Option<i64>,
    pub factor_secret: Option<String>,
    pub factor_since: Option<i64>,
    pub factor_step: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
