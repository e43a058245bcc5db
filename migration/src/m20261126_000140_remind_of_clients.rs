//! OAuth clients that somebody was reminded of, as tokens are.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::integer_null;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = integer_null("reminded_days");
        let column = Table::alter()
            .table("oauth_client")
            .add_column(column)
            .take();
        manager.alter_table(column).await
    }
}
