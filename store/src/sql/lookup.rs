//! Rows by what somebody remembers of them, at a cost that does not grow with the table.

use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Alias, Asterisk, ExprTrait, Order, Query, SelectStatement};

use crate::sql::{col, dialect, key};

/// Rows that are read from a key on. Some collations put a row between those that begin with it.
const FROM_KEY: u64 = 50;
/// Rows, the last changed ones, in which a text is looked for anywhere.
const LATEST: u64 = 5_000;

/// The rows from a key on, in its order: by index, those that begin with it first.
pub(crate) fn from_key<C: ColumnTrait>(
    mut select: SelectStatement,
    column: C,
    key: &str,
) -> SelectStatement {
    select
        .and_where(col(column).gte(key))
        .order_by_expr(col(column), Order::Asc)
        .limit(FROM_KEY)
        .take()
}

/// Where a text is looked for, and by what the last changed rows are found.
pub(crate) struct Places<C> {
    pub(crate) table: &'static str,
    pub(crate) id: C,
    pub(crate) updated: C,
    pub(crate) search: C,
}

/// Those of the last changed rows that contain a text anywhere.
pub(crate) fn among_latest<C: ColumnTrait>(
    mut select: SelectStatement,
    places: &Places<C>,
    text: &str,
    limit: u64,
) -> SelectStatement {
    let pattern = dialect::contains(&key::search([text]));
    let latest = [places.updated, places.id]
        .into_iter()
        .fold(&mut select, |select, column| {
            select.order_by_expr(col(column), Order::Desc)
        })
        .limit(LATEST)
        .take();
    Query::select()
        .column(Asterisk)
        // By the table's own name, as the columns are called.
        .from_subquery(latest, Alias::new(places.table))
        .and_where(col(places.search).like(pattern))
        .order_by_expr(col(places.updated), Order::Desc)
        .order_by_expr(col(places.id), Order::Desc)
        .limit(limit)
        .take()
}
