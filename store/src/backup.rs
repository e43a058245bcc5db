//! A copy of a `SQLite` file, made while others read and write it.

use std::path::Path;

use sea_orm::{ConnectionTrait, Database, DbBackend, Statement, Value};

use crate::connect::{Backend, Store, quiet};
use crate::error::Error;

impl Store {
    /// Copies a `SQLite` database as it is at one instant into `file`, which is new or empty, and
    /// reads the copy over once. Nobody waits for it: it reads beside the one who writes.
    ///
    /// `file` is an absolute path: `SQLite` would read one that begins with `file:` as an address.
    ///
    /// # Errors
    /// A PostgreSQL database, a path that is no UTF-8 or not absolute, a copy that cannot be
    /// written, or one that is not sound. What was written until then is left to the caller.
    #[expect(
        clippy::disallowed_methods,
        reason = "neither is a statement that can be built, and neither reads rows by a tenant"
    )]
    pub async fn copy_to(&self, file: &Path) -> Result<(), Error> {
        if self.backend() == Backend::Postgres {
            return Err(Error::driver("a PostgreSQL database has no file to copy"));
        }
        let Some(path) = file.to_str().filter(|_| file.is_absolute()) else {
            return Err(Error::driver(
                "the path of the copy must be absolute, in UTF-8",
            ));
        };
        let vacuum =
            Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [Value::from(path)]);
        self.schema_connection().execute_raw(vacuum).await?;
        let mut options = quiet("sqlite://copy");
        let copy = file.to_owned();
        options
            .max_connections(1)
            .map_sqlx_sqlite_opts(move |sqlite| sqlite.filename(&copy).read_only(true));
        let copy = Database::connect(options).await?;
        let check = Statement::from_string(DbBackend::Sqlite, "PRAGMA integrity_check(1)");
        let row = copy.query_one_raw(check).await?;
        let found: Option<String> = row.map(|row| row.try_get_by_index(0)).transpose()?;
        let count = Statement::from_string(DbBackend::Sqlite, "PRAGMA page_count");
        let row = copy.query_one_raw(count).await?;
        let pages: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?;
        copy.close().await?;
        match found.as_deref() {
            // An empty file is a sound database of nothing.
            Some("ok") if pages > Some(0) => Ok(()),
            Some("ok") => Err(Error::driver("there is nothing in the database to copy")),
            fault => Err(Error::driver(&format!(
                "the copy is not sound: {}",
                fault.unwrap_or("it cannot be read")
            ))),
        }
    }
}
