//! A row to be written: columns with their values.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{DynIden, Expr, InsertStatement, IntoIden, Query};
use sea_orm::{DbBackend, EntityTrait, Value};
use serde::Serialize;

use crate::error::Error;
use crate::sql::dialect;

/// Columns with their values, for an insert or an update.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    backend: DbBackend,
    columns: Vec<DynIden>,
    values: Vec<Expr>,
}

impl Row {
    /// A row without columns yet.
    pub(crate) fn new(backend: DbBackend) -> Self {
        Self {
            backend,
            columns: Vec::new(),
            values: Vec::new(),
        }
    }

    /// A plain value.
    pub(crate) fn set(self, column: impl IntoIden, value: impl Into<Value>) -> Self {
        self.expr(column, Expr::val(value))
    }

    /// An instant, in milliseconds since the epoch.
    pub(crate) fn time(self, column: impl IntoIden, time: DateTime<Utc>) -> Self {
        self.set(column, time.timestamp_millis())
    }

    /// An instant that may be missing.
    pub(crate) fn time_if(self, column: impl IntoIden, time: Option<DateTime<Utc>>) -> Self {
        self.set(column, time.map(|time| time.timestamp_millis()))
    }

    /// A document.
    pub(crate) fn json(
        self,
        column: impl IntoIden,
        document: &impl Serialize,
    ) -> Result<Self, Error> {
        let backend = self.backend;
        Ok(self.expr(column, dialect::json(backend, document)?))
    }

    /// A document that is only compared with.
    pub(crate) fn comparison(
        self,
        column: impl IntoIden,
        document: &impl Serialize,
    ) -> Result<Self, Error> {
        let backend = self.backend;
        Ok(self.expr(column, dialect::comparison(backend, document)?))
    }

    /// A document that may be missing.
    pub(crate) fn json_if(
        self,
        column: impl IntoIden,
        document: Option<&impl Serialize>,
    ) -> Result<Self, Error> {
        match document {
            Some(document) => self.json(column, document),
            None => Ok(self.expr(column, Expr::null())),
        }
    }

    /// A value computed by the database.
    pub(crate) fn expr(mut self, column: impl IntoIden, value: Expr) -> Self {
        self.columns.push(column.into_iden());
        self.values.push(value);
        self
    }

    /// How many values the row binds.
    pub(crate) fn width(&self) -> usize {
        self.values.len()
    }

    /// The columns with their values.
    pub(crate) fn into_values(self) -> impl Iterator<Item = (DynIden, Expr)> {
        self.columns.into_iter().zip(self.values)
    }
}

/// One statement that inserts rows of the same columns; `None` for no rows.
pub(crate) fn insert<E: EntityTrait>(rows: Vec<Row>) -> Option<InsertStatement> {
    let mut rows = rows.into_iter();
    let first = rows.next()?;
    let mut insert = Query::insert();
    insert
        .into_table(E::default().table_ref())
        .columns(first.columns);
    // Every row of one call is built by one function, so the columns are the same.
    insert.values_panic(first.values);
    for row in rows {
        insert.values_panic(row.values);
    }
    Some(insert)
}
