//! Saved views of the audit log: a name for a query string.
//!
//! A view goes with the membership of its owner. A member who is shut out keeps the membership, and
//! with it what they shared; whatever removes memberships has to hand shared views on before.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, boolean, text, uuid};

use crate::table::{absent, index, key, owned_by_tenant, table, unique, within_tenant};

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(saved_view()).await?;
        // One that was deleted and can still come back does not stand in the way of another.
        let by_name = unique("saved_view", &["tenant_id", "member_id", "name_key"]);
        manager.create_index(absent(by_name, "deleted_at")).await?;
        // The other one leaves out what is deleted, and going with a membership needs all.
        manager
            .create_index(index("saved_view", &["tenant_id", "member_id"]))
            .await
    }
}

fn saved_view() -> TableCreateStatement {
    table("saved_view")
        .col(uuid("tenant_id"))
        .col(uuid("id"))
        .col(uuid("member_id"))
        .col(text("name"))
        .col(text("name_key"))
        .col(text("query"))
        .col(boolean("shared"))
        .col(big_integer("created_at"))
        .col(big_integer("updated_at"))
        .col(big_integer_null("deleted_at"))
        .primary_key(&mut key("saved_view", &["tenant_id", "id"]))
        .foreign_key(&mut owned_by_tenant("saved_view"))
        .foreign_key(&mut within_tenant(
            "saved_view",
            "member_id",
            "tenant_member",
        ))
        .take()
}
