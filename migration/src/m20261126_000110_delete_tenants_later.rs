//! Tenants whose owners want them deleted, while that can be taken back.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer_null;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let due = Table::alter()
            .table("tenant")
            .add_column(big_integer_null("deletion_due_at"))
            .take();
        manager.alter_table(due).await
    }
}
