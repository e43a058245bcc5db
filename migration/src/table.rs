//! The words the steps are written in: keys, references and indexes with their names.

use sea_orm_migration::prelude::{
    ColumnDef, ConnectionTrait, Expr, ForeignKey, ForeignKeyAction, ForeignKeyCreateStatement,
    Index, IndexCreateStatement, SchemaManager, Table, TableCreateStatement,
};
use sea_orm_migration::schema::json_binary;
use sea_orm_migration::sea_orm::DbBackend;

/// An empty table of that name.
pub(crate) fn table(name: &'static str) -> TableCreateStatement {
    Table::create().table(name).take()
}

/// `PRIMARY KEY (…)`, named `<table>_pkey`.
pub(crate) fn key(table: &str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("{table}_pkey")).primary();
    for column in columns {
        index.col(*column);
    }
    index
}

/// A reference to the tenant that owns the row; the row goes when the tenant goes.
pub(crate) fn owned_by_tenant(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_tenant_id_fkey"))
        .from(table, "tenant_id")
        .to("tenant", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .take()
}

/// A reference that cannot leave the tenant: `(tenant_id, column)` to `(tenant_id, id)`.
pub(crate) fn within_tenant(
    table: &'static str,
    column: &'static str,
    target: &'static str,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_tenant_id_{column}_fkey"))
        .from(table, ("tenant_id", column))
        .to(target, ("tenant_id", "id"))
        .on_delete(ForeignKeyAction::Cascade)
        .take()
}

/// What filters and orders look into: a document that PostgreSQL keeps parsed.
pub(crate) fn comparison() -> ColumnDef {
    json_binary("comparison")
}

/// A plain index, named `<table>_<columns>_idx`.
pub(crate) fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    named(table, columns, "idx")
}

/// A unique index, named `<table>_<columns>_key`: what `store` maps to a conflict.
pub(crate) fn unique(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    named(table, columns, "key").unique().take()
}

/// The same index without the rows in which `column` is null.
pub(crate) fn present(
    mut index: IndexCreateStatement,
    column: &'static str,
) -> IndexCreateStatement {
    use sea_orm_migration::prelude::{ConditionalStatement, ExprTrait};
    index.and_where(Expr::col(column).is_not_null()).take()
}

/// The same index without the rows in which `column` has a value.
pub(crate) fn absent(
    mut index: IndexCreateStatement,
    column: &'static str,
) -> IndexCreateStatement {
    use sea_orm_migration::prelude::{ConditionalStatement, ExprTrait};
    index.and_where(Expr::col(column).is_null()).take()
}

fn named(table: &'static str, columns: &[&'static str], kind: &str) -> IndexCreateStatement {
    let mut index = Index::create();
    index
        .name(format!("{table}_{}_{kind}", columns.join("_")))
        .table(table);
    for column in columns {
        index.col(*column);
    }
    index
}

/// Stores the rows in the key's own tree on `SQLite`, which small rows are better off in.
pub(crate) fn clustered(manager: &SchemaManager<'_>, table: &mut TableCreateStatement) {
    if manager.get_connection().get_database_backend() == DbBackend::Sqlite {
        table.extra("WITHOUT ROWID");
    }
}
