//! OAuth clients: who may ask for access tokens (RFC 6749 §4.4).

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, blob, json, text, text_null, uuid};

use crate::table::{index, key, owned_by_tenant, table, unique};

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(oauth_client()).await?;
        manager
            .create_index(unique("oauth_client", &["client_id"]))
            .await?;
        manager
            .create_index(index("oauth_client", &["tenant_id", "name"]))
            .await
    }
}

fn oauth_client() -> TableCreateStatement {
    table("oauth_client")
        .col(uuid("tenant_id"))
        .col(uuid("id"))
        .col(text("name"))
        .col(text("client_id"))
        .col(blob("secret_hash"))
        .col(text("last_four"))
        .col(text("scope"))
        .col(json("allow_cidrs"))
        .col(big_integer("created_at"))
        .col(text("created_by"))
        .col(big_integer_null("expires_at"))
        .col(big_integer_null("revoked_at"))
        .col(big_integer_null("last_used_at"))
        .col(text_null("last_used_ip"))
        .col(text_null("last_used_agent"))
        .primary_key(&mut key("oauth_client", &["tenant_id", "id"]))
        .foreign_key(&mut owned_by_tenant("oauth_client"))
        .check((
            "oauth_client_scope_check",
            Expr::col("scope").is_in(["read", "write", "audit:read"]),
        ))
        .take()
}
