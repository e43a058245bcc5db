//! What is left on the disk of what was deleted.

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::connect::{Backend, Store};
use crate::error::Error;

/// How often the write-ahead log of `SQLite` is asked to be emptied, each time waiting the busy
/// timeout for those who read it.
const ATTEMPTS: u32 = 3;

/// Where deleted data may still be found on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traces {
    /// Nowhere: the connections that write overwrite what they delete, and the write-ahead log is
    /// empty.
    None,
    /// In the write-ahead log of `SQLite`, which somebody was reading all the time. It goes with
    /// the next checkpoint that nobody reads beside.
    WriteAheadLog,
    /// In rows that nobody sees, until PostgreSQL vacuums and uses their space again, and in its
    /// write-ahead log.
    UntilVacuum,
}

impl Store {
    /// Removes from the disk, as far as that can be done at once, what was deleted or replaced.
    pub async fn wipe(&self) -> Result<Traces, Error> {
        if self.backend() == Backend::Postgres {
            return Ok(Traces::UntilVacuum);
        }
        for _ in 0..ATTEMPTS {
            if self.empty_write_ahead_log().await? {
                return Ok(Traces::None);
            }
        }
        Ok(Traces::WriteAheadLog)
    }

    /// Whether nobody was in the way.
    #[expect(
        clippy::disallowed_methods,
        reason = "a pragma is no statement that can be built, and touches no rows"
    )]
    async fn empty_write_ahead_log(&self) -> Result<bool, Error> {
        let pragma = Statement::from_string(DbBackend::Sqlite, "PRAGMA wal_checkpoint(TRUNCATE)");
        let row = self.schema_connection().query_one_raw(pragma).await?;
        let busy: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?;
        Ok(busy == Some(0))
    }
}
