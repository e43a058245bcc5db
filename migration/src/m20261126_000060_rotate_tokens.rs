//! Tokens that are being replaced, that are good for one resource type alone, and that somebody
//! was reminded of.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, integer_null, text_null};

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for column in [
            text_null("resource_type"),
            big_integer_null("overlap_ends_at"),
            integer_null("reminded_days"),
        ] {
            let column = Table::alter().table("scim_token").add_column(column).take();
            manager.alter_table(column).await?;
        }
        Ok(())
    }
}
