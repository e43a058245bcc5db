//! Which token each user and group was provisioned with, by its name: a rotation changes the token and
//! not the name. Null for those that were there before this step.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text_null;

use crate::table::{index, present};

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, name) in [
            ("scim_user", "user_name_key"),
            ("scim_group", "display_name_key"),
        ] {
            let source = Table::alter()
                .table(table)
                .add_column(text_null("source"))
                .take();
            manager.alter_table(source).await?;
            let by_name = index(table, &["tenant_id", "source", name, "id"]);
            manager.create_index(present(by_name, "source")).await?;
        }
        Ok(())
    }
}
