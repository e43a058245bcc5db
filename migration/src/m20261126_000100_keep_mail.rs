//! Mail that is still to be sent, written with the change that it tells of.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, text, uuid, uuid_null};

use crate::table::{index, key, owned_by_tenant, table};

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(mail()).await?;
        for column in ["due_at", "about", "tenant_id"] {
            manager.create_index(index("mail", &[column])).await?;
        }
        Ok(())
    }
}

/// Whom it is for and what it says is sealed. What is about a tenant goes with it.
fn mail() -> TableCreateStatement {
    table("mail")
        .col(uuid("id"))
        .col(uuid_null("tenant_id"))
        .col(uuid_null("about"))
        .col(text("sealed"))
        .col(integer("attempts"))
        .col(big_integer("due_at"))
        .col(big_integer("expires_at"))
        .primary_key(&mut key("mail", &["id"]))
        .foreign_key(&mut owned_by_tenant("mail"))
        .take()
}
