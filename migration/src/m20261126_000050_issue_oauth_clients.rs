//! OAuth clients: who may ask for access tokens (RFC 6749 §4.4).

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, blob_null, json, text, text_null, uuid,
};

use crate::table::{clustered, index, key, owned_by_tenant, table, unique, within_tenant};

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
            .await?;
        let mut used = oauth_assertion();
        clustered(manager, &mut used);
        manager.create_table(used).await?;
        manager
            .create_index(index("oauth_assertion", &["tenant_id", "expires_at"]))
            .await
    }
}

/// A client has a secret or public keys.
fn oauth_client() -> TableCreateStatement {
    table("oauth_client")
        .col(uuid("tenant_id"))
        .col(uuid("id"))
        .col(text("name"))
        .col(text("client_id"))
        .col(blob_null("secret_hash"))
        .col(text_null("last_four"))
        .col(text_null("jwks"))
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

/// Assertions that were used, until they would have ended (RFC 7523 §3).
fn oauth_assertion() -> TableCreateStatement {
    table("oauth_assertion")
        .col(uuid("tenant_id"))
        .col(uuid("client_id"))
        .col(text("jti_hash"))
        .col(big_integer("expires_at"))
        .primary_key(&mut key(
            "oauth_assertion",
            &["tenant_id", "client_id", "jti_hash"],
        ))
        .foreign_key(&mut owned_by_tenant("oauth_assertion"))
        .foreign_key(&mut within_tenant(
            "oauth_assertion",
            "client_id",
            "oauth_client",
        ))
        .take()
}
