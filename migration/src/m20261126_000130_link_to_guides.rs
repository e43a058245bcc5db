//! Links to the guide of an identity provider, for somebody who is no member.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, text, uuid};

use crate::table::{key, owned_by_tenant, table, unique};

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(guide_link()).await?;
        manager
            .create_index(unique("guide_link", &["code_hash"]))
            .await
    }
}

fn guide_link() -> TableCreateStatement {
    table("guide_link")
        .col(uuid("tenant_id"))
        .col(uuid("id"))
        .col(text("provider"))
        .col(text("code_hash"))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .col(text("created_by"))
        .col(integer("tokens_issued"))
        .primary_key(&mut key("guide_link", &["tenant_id", "id"]))
        .foreign_key(&mut owned_by_tenant("guide_link"))
        .take()
}
