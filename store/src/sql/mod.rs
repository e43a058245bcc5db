//! Building statements: rows to write, keys to compare by, typed filters as conditions.

pub(crate) mod dialect;
pub(crate) mod filter;
pub(crate) mod key;
pub(crate) mod lookup;
pub(crate) mod page;
pub(crate) mod row;
pub(crate) mod sort;

use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, Iterable};

pub(crate) use row::Row;

/// The most values bound to one statement: `SQLite` takes 32,766, PostgreSQL 65,535.
pub(crate) const MOST_VALUES: usize = 30_000;

/// The column with its table, as an expression.
pub(crate) fn col<C: ColumnTrait>(column: C) -> Expr {
    Expr::col(column.as_column_ref())
}

/// All columns of an entity. Says nothing of a tenant: only `tenant`, `settings` and `system`
/// may call it.
pub(crate) fn select<E: EntityTrait>() -> SelectStatement {
    select_without::<E>(|_| false)
}

/// The same without some columns: of a row these are as if there was nothing in them.
pub(crate) fn select_without<E: EntityTrait>(
    left_out: impl Fn(&E::Column) -> bool,
) -> SelectStatement {
    let columns = E::Column::iter().filter(|column| !left_out(column));
    Query::select()
        .columns(columns.map(|column| column.as_column_ref()))
        .from(E::default().table_ref())
        .take()
}
