//! The credentials of identity providers.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, blob, json, text, text_null, uuid};

use crate::table::{index, key, owned_by_tenant, table, unique};

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(scim_token()).await?;
        manager
            .create_index(unique("scim_token", &["public_id"]))
            .await?;
        manager
            .create_index(index("scim_token", &["tenant_id", "name"]))
            .await
    }
}

fn scim_token() -> TableCreateStatement {
    table("scim_token")
        .col(uuid("tenant_id"))
        .col(uuid("id"))
        .col(text("name"))
        .col(text("public_id"))
        .col(blob("secret_hash"))
        .col(text("last_four"))
        .col(text("scope"))
        .col(json("allow_cidrs"))
        .col(text_null("idp"))
        .col(big_integer("created_at"))
        .col(text("created_by"))
        .col(big_integer_null("expires_at"))
        .col(big_integer_null("revoked_at"))
        .col(big_integer_null("last_used_at"))
        .col(text_null("last_used_ip"))
        .col(text_null("last_used_agent"))
        .col(big_integer("use_count"))
        .primary_key(&mut key("scim_token", &["tenant_id", "id"]))
        .foreign_key(&mut owned_by_tenant("scim_token"))
        .check((
            "scim_token_scope_check",
            Expr::col("scope").is_in(["read", "write", "audit:read"]),
        ))
        .take()
}
