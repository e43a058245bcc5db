//! Members who are managed in the console: when each was last there, who invited whom, and links
//! with which somebody who forgot a password chooses another.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, text, text_null, uuid, uuid_null};

use crate::table::{index, key, owned_by_tenant, table, unique};

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let last_seen_at = Table::alter()
            .table("tenant_member")
            .add_column(big_integer_null("last_seen_at"))
            .take();
        manager.alter_table(last_seen_at).await?;
        let invited_by = Table::alter()
            .table("invitation")
            .add_column(text_null("invited_by"))
            .take();
        manager.alter_table(invited_by).await?;
        manager
            .create_index(index("invitation", &["tenant_id"]))
            .await?;
        manager.create_table(password_reset()).await?;
        manager
            .create_index(unique("password_reset", &["code_hash"]))
            .await?;
        manager
            .create_index(index("password_reset", &["account_id"]))
            .await?;
        manager
            .create_index(index("password_reset", &["tenant_id"]))
            .await
    }
}

/// A one-time link to another password. A tenant that made it is named with the role that the
/// person had there; both are null for one that the operator made.
fn password_reset() -> TableCreateStatement {
    table("password_reset")
        .col(uuid("id"))
        .col(uuid("account_id"))
        .col(uuid_null("tenant_id"))
        .col(text_null("role"))
        .col(text("code_hash"))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .col(big_integer_null("used_at"))
        .primary_key(&mut key("password_reset", &["id"]))
        .foreign_key(&mut owned_by_tenant("password_reset"))
        .foreign_key(&mut belongs_to_account())
        .take()
}

fn belongs_to_account() -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name("password_reset_account_id_fkey")
        .from("password_reset", "account_id")
        .to("account", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .take()
}
