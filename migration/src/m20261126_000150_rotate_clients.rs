//! OAuth clients whose secret is being replaced, that are good for one resource type alone, and that
//! are for a certain identity provider.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, blob_null, integer, text_null};

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for column in [
            integer("rotations").default(0).take(),
            big_integer_null("rotated_at"),
            big_integer_null("secret_used_at"),
            text_null("secret_used_ip"),
            blob_null("old_secret_hash"),
            text_null("old_last_four"),
            big_integer_null("old_secret_ends_at"),
            big_integer_null("old_secret_used_at"),
            text_null("old_secret_used_ip"),
            text_null("resource_type"),
            text_null("idp"),
        ] {
            let column = Table::alter()
                .table("oauth_client")
                .add_column(column)
                .take();
            manager.alter_table(column).await?;
        }
        Ok(())
    }
}
