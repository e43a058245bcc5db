//! Users that are deleted and kept: out of everybody's sight, and found again by their names.
//!
//! A `userName` is unique among the users that are there. One that was deleted keeps its own, so
//! that it can come back, and does not stand in the way of others.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer_null;

use crate::table::{absent, index, present, unique};

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let deleted_at = Table::alter()
            .table("scim_user")
            .add_column(big_integer_null("deleted_at"))
            .take();
        manager.alter_table(deleted_at).await?;
        for index in [
            "scim_user_tenant_id_user_name_key_key",
            "scim_user_tenant_id_created_at_id_idx",
        ] {
            manager
                .drop_index(Index::drop().name(index).table("scim_user").to_owned())
                .await?;
        }
        let by_name = unique("scim_user", &["tenant_id", "user_name_key"]);
        manager.create_index(absent(by_name, "deleted_at")).await?;
        let kept = index("scim_user", &["tenant_id", "user_name_key", "deleted_at"]);
        manager.create_index(present(kept, "deleted_at")).await?;
        // Counting reads this index alone, whether or not somebody is deleted.
        manager
            .create_index(index(
                "scim_user",
                &["tenant_id", "created_at", "id", "deleted_at"],
            ))
            .await
    }
}
