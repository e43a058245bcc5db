//! Sign-in through a tenant's OpenID Connect provider.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, blob, boolean, json, text, text_null, uuid};

use crate::table::{index, key, owned_by_tenant, table};

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(openid_connection()).await?;
        manager.create_table(account_identity()).await?;
        manager
            .create_index(index("account_identity", &["tenant_id", "account_id"]))
            .await?;
        manager
            .create_index(index("account_identity", &["account_id"]))
            .await?;
        let only = Table::alter()
            .table("tenant_member")
            .add_column(boolean("by_provider").default(false))
            .take();
        manager.alter_table(only).await
    }
}

/// One for each tenant at most. The secret is encrypted for this tenant alone.
fn openid_connection() -> TableCreateStatement {
    table("openid_connection")
        .col(uuid("tenant_id"))
        .col(boolean("enabled"))
        .col(text("issuer"))
        .col(text("client_id"))
        .col(blob("client_secret"))
        .col(text("scopes"))
        .col(text("role_claim"))
        .col(json("role_values"))
        .col(text_null("other_role"))
        .col(big_integer("updated_at"))
        .primary_key(&mut key("openid_connection", &["tenant_id"]))
        .foreign_key(&mut owned_by_tenant("openid_connection"))
        .check((
            "openid_connection_other_role_check",
            Expr::col("other_role").is_in(["owner", "admin", "auditor"]),
        ))
        .take()
}

/// Whom a provider means by a subject. Another tenant's provider means nobody by it here.
fn account_identity() -> TableCreateStatement {
    table("account_identity")
        .col(uuid("tenant_id"))
        .col(text("issuer"))
        .col(text("subject"))
        .col(uuid("account_id"))
        .col(big_integer("created_at"))
        .primary_key(&mut key(
            "account_identity",
            &["tenant_id", "issuer", "subject"],
        ))
        .foreign_key(&mut owned_by_tenant("account_identity"))
        .foreign_key(
            ForeignKey::create()
                .name("account_identity_account_id_fkey")
                .from("account_identity", "account_id")
                .to("account", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}
