//! An index that has what users are searched in beside their names and what else lists are narrowed
//! by: a search of many reads it, and of the users only those that it finds.
//!
//! PostgreSQL takes no long rows in an index. In whom there is more to search, it is all in a column
//! of its own. On `SQLite` the documents that filters look into are now kept parsed too.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text_null;
use sea_orm_migration::sea_orm::DbBackend;

use crate::table::{index, present};

/// Characters of a name and of what is searched in, together: 2,400 bytes at most.
const LONGEST: i32 = 600;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let more = Table::alter()
            .table("scim_user")
            .add_column(text_null("search_more"))
            .take();
        manager.alter_table(more).await?;
        manager.execute(moved()).await?;
        manager.create_index(searched()).await?;
        let more = index("scim_user", &["tenant_id", "id"]);
        manager.create_index(present(more, "search_more")).await?;
        if manager.get_database_backend() == DbBackend::Sqlite {
            for table in ["scim_user", "scim_group"] {
                manager.execute(parsed(table)).await?;
            }
        }
        Ok(())
    }
}

/// An empty `search_key` says that what is searched in is in `search_more`.
fn moved() -> UpdateStatement {
    let length = |column: &'static str| Expr::from(Func::char_length(Expr::col(column)));
    let together = length("user_name_key").add(length("search_key"));
    Query::update()
        .table("scim_user")
        .value("search_more", Expr::col("search_key"))
        .value("search_key", "")
        .and_where(together.gt(LONGEST))
        .take()
}

/// Its columns are more than fit a name: PostgreSQL cuts one at 63 characters.
fn searched() -> IndexCreateStatement {
    Index::create()
        .name("scim_user_searched_idx")
        .table("scim_user")
        .col("tenant_id")
        .col("user_name_key")
        .col("id")
        .col("deleted_at")
        .col("active")
        .col("search_key")
        .take()
}

fn parsed(table: &'static str) -> UpdateStatement {
    let comparison = Func::cust("jsonb").arg(Expr::col("comparison"));
    Query::update()
        .table(table)
        .value("comparison", comparison)
        .take()
}
