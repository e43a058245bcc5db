//! Tenants, the people of the console, their invitations and sessions, facts of the instance.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, json, text, text_null, uuid, uuid_null,
};

use crate::table::{index, key, owned_by_tenant, table, unique};

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(instance()).await?;
        manager.create_table(tenant()).await?;
        manager.create_index(unique("tenant", &["slug"])).await?;
        manager.create_table(account()).await?;
        manager
            .create_index(unique("account", &["email_key"]))
            .await?;
        manager.create_table(tenant_member()).await?;
        manager
            .create_index(unique("tenant_member", &["tenant_id", "account_id"]))
            .await?;
        manager
            .create_index(index("tenant_member", &["account_id"]))
            .await?;
        manager.create_table(invitation()).await?;
        manager
            .create_index(unique("invitation", &["code_hash"]))
            .await?;
        manager.create_table(console_session()).await?;
        manager
            .create_index(index("console_session", &["account_id"]))
            .await?;
        manager
            .create_index(index("console_session", &["expires_at"]))
            .await
    }
}

/// Facts of this installation, such as the fingerprint of its secret key.
fn instance() -> TableCreateStatement {
    table("instance")
        .col(text("key"))
        .col(text("value"))
        .primary_key(&mut key("instance", &["key"]))
        .take()
}

fn tenant() -> TableCreateStatement {
    table("tenant")
        .col(uuid("id"))
        .col(text("slug"))
        .col(text("name"))
        .col(json("settings"))
        .col(big_integer("created_at"))
        .col(big_integer_null("suspended_at"))
        .primary_key(&mut key("tenant", &["id"]))
        .take()
}

/// A person of the console. Never joined with a provisioned user.
fn account() -> TableCreateStatement {
    table("account")
        .col(uuid("id"))
        .col(text("email"))
        .col(text("email_key"))
        .col(text_null("password_hash"))
        .col(big_integer("created_at"))
        .col(big_integer_null("password_changed_at"))
        .primary_key(&mut key("account", &["id"]))
        .take()
}

fn tenant_member() -> TableCreateStatement {
    table("tenant_member")
        .col(uuid("tenant_id"))
        .col(uuid("id"))
        .col(uuid("account_id"))
        .col(text("role"))
        .col(big_integer("created_at"))
        .col(big_integer_null("disabled_at"))
        .primary_key(&mut key("tenant_member", &["tenant_id", "id"]))
        .foreign_key(&mut owned_by_tenant("tenant_member"))
        .foreign_key(&mut belongs_to_account("tenant_member"))
        .check((
            "tenant_member_role_check",
            Expr::col("role").is_in(["owner", "admin", "auditor"]),
        ))
        .take()
}

/// A one-time link. The tenant is null for the set-up of an empty installation.
fn invitation() -> TableCreateStatement {
    table("invitation")
        .col(uuid("id"))
        .col(uuid_null("tenant_id"))
        .col(text_null("email"))
        .col(text_null("role"))
        .col(text("kind"))
        .col(text("code_hash"))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .col(big_integer_null("used_at"))
        .primary_key(&mut key("invitation", &["id"]))
        .foreign_key(&mut owned_by_tenant("invitation"))
        .check((
            "invitation_kind_check",
            Expr::col("kind").is_in(["setup", "invite"]),
        ))
        .take()
}

/// A session of the console, found by the hash of its id: a copy of the table opens nothing.
fn console_session() -> TableCreateStatement {
    table("console_session")
        .col(text("id_hash"))
        .col(uuid_null("account_id"))
        .col(json("data"))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .primary_key(&mut key("console_session", &["id_hash"]))
        .foreign_key(&mut belongs_to_account("console_session"))
        .take()
}

fn belongs_to_account(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_account_id_fkey"))
        .from(table, "account_id")
        .to("account", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .take()
}
