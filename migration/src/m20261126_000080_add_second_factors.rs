//! A second factor of an account: the secret that an authenticator app shares with the server, and
//! codes for the day on which the app is lost.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, text, text_null, uuid};

use crate::table::{key, table};

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Three statements: SQLite adds one column at a time.
        for mut column in [
            text_null("factor_secret"),
            big_integer_null("factor_since"),
            big_integer_null("factor_step"),
        ] {
            let add = Table::alter()
                .table("account")
                .add_column(&mut column)
                .take();
            manager.alter_table(add).await?;
        }
        manager.create_table(recovery_code()).await
    }
}

fn recovery_code() -> TableCreateStatement {
    table("recovery_code")
        .col(uuid("account_id"))
        .col(text("code_hash"))
        .col(big_integer_null("used_at"))
        .primary_key(&mut key("recovery_code", &["account_id", "code_hash"]))
        .foreign_key(
            ForeignKey::create()
                .name("recovery_code_account_id_fkey")
                .from("recovery_code", "account_id")
                .to("account", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}
