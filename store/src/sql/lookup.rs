//! Rows by what somebody remembers of them, at a cost that does not grow with the table.

use sea_orm::sea_query::{
    Alias, Asterisk, Expr, ExprTrait, LikeExpr, Order, Query, SelectStatement,
};
use sea_orm::{ColumnTrait, FromQueryResult};
use uuid::Uuid;

use crate::error::Error;
use crate::sql::{col, dialect, key};
use crate::unit::Link;

/// Rows that are read from a key on. Some collations put a row between those that begin with it.
const FROM_KEY: u64 = 50;
/// Rows, the last changed ones, in which a text is looked for anywhere.
const LATEST: u64 = 5_000;

/// An indexed column, the text with which it is to begin, and what it says of a row.
pub(crate) type Beginning<'a, C, M> = (C, &'a str, fn(&M) -> Option<&str>);

/// What is looked through.
pub(crate) struct Lookup<'a, C, M> {
    pub(crate) link: &'a Link,
    /// All rows that may be found.
    pub(crate) all: SelectStatement,
    pub(crate) table: &'static str,
    pub(crate) id: C,
    pub(crate) id_of: fn(&M) -> Uuid,
    pub(crate) updated: C,
    /// Whether there is text of that pattern in a row.
    pub(crate) found: fn(LikeExpr) -> Expr,
}

impl<C: ColumnTrait, M: FromQueryResult> Lookup<'_, C, M> {
    /// The rows that begin with a text; where these are not `limit`, those of the last changed rows
    /// too that contain `text` anywhere.
    pub(crate) async fn find(
        &self,
        beginnings: &[Beginning<'_, C, M>],
        text: &str,
        limit: usize,
    ) -> Result<Vec<M>, Error> {
        let mut found = Vec::new();
        for (column, key, said) in beginnings {
            let rows = self.link.all(&self.starting_at(*column, key)).await?;
            let begins = |row: &M| said(row).is_some_and(|said| said.starts_with(*key));
            self.add(&mut found, rows.into_iter().filter(begins));
        }
        if found.len() < limit {
            let rows = self
                .link
                .all(&self.among_latest(text, limit as u64))
                .await?;
            self.add(&mut found, rows.into_iter());
        }
        found.truncate(limit);
        Ok(found)
    }

    fn add(&self, found: &mut Vec<M>, more: impl Iterator<Item = M>) {
        for row in more {
            let id = (self.id_of)(&row);
            if found.iter().all(|known| (self.id_of)(known) != id) {
                found.push(row);
            }
        }
    }

    /// The rows from a key on, in its order: by index, those that begin with it first.
    fn starting_at(&self, column: C, key: &str) -> SelectStatement {
        let mut select = self.all.clone();
        select
            .and_where(col(column).gte(key))
            .order_by_expr(col(column), Order::Asc)
            .limit(FROM_KEY);
        select
    }

    fn among_latest(&self, text: &str, limit: u64) -> SelectStatement {
        let pattern = dialect::contains(&key::search([text]));
        let mut latest = self.all.clone();
        let mut select = Query::select();
        select.column(Asterisk);
        for column in [self.updated, self.id] {
            latest.order_by_expr(col(column), Order::Desc);
            select.order_by_expr(col(column), Order::Desc);
        }
        latest.limit(LATEST);
        // Under the table's own name, by which the columns are called.
        select
            .from_subquery(latest, Alias::new(self.table))
            .and_where((self.found)(pattern))
            .limit(limit);
        select
    }
}
