//! People of the console who run the server: they make, suspend and delete tenants.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer_null;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let since = Table::alter()
            .table("account")
            .add_column(big_integer_null("operator_since"))
            .take();
        manager.alter_table(since).await
    }
}
