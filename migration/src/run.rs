//! Bringing a database to the schema of this binary, and looking how far it is.

use sea_orm_migration::prelude::{
    ConnectionTrait, DbErr, Expr, ExprTrait, Func, MigratorTrait, Query,
};
use sea_orm_migration::sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbBackend, RuntimeErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait, sqlx,
};

use crate::Migrator;

/// The table in which SeaORM keeps which steps have run.
const STEPS: &str = "seaql_migrations";

/// Key of the PostgreSQL advisory lock that runs of several processes queue at.
const LOCK: i64 = 0x726f_6c6c_6361_6c6c;

/// How often a run asks again for the `SQLite` file, each time waiting its busy timeout.
const ATTEMPTS: u32 = 6;

/// Why the schema could not be brought up, or looked at.
#[derive(Debug)]
pub enum MigrationFailure {
    /// A newer or other release has been here: these steps are unknown to this binary.
    NewerSchema(Vec<String>),
    /// The database refused, or could not be reached.
    Database(DbErr),
}

impl std::fmt::Display for MigrationFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NewerSchema(steps) => write!(
                f,
                "the database has the schema of a newer or other release of rollcall (this one does \
                 not know {}): run that release",
                steps.join(", ")
            ),
            Self::Database(_) => f.write_str("the database schema could not be brought up"),
        }
    }
}

impl std::error::Error for MigrationFailure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NewerSchema(_) => None,
            Self::Database(error) => Some(error),
        }
    }
}

impl From<DbErr> for MigrationFailure {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

/// Where a database stands against this binary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Every step has run.
    UpToDate,
    /// No step has run yet, so nobody is at work on it.
    Empty,
    /// These steps have not run yet, and others have.
    Pending(Vec<String>),
    /// These steps have run and are unknown to this binary.
    Newer(Vec<String>),
}

impl Status {
    /// Where a database stands on which these steps have run.
    pub fn of(applied: &[String]) -> Self {
        let known: Vec<String> = Migrator::migrations()
            .iter()
            .map(|step| step.name().to_owned())
            .collect();
        let newer: Vec<String> = applied
            .iter()
            .filter(|step| !known.contains(step))
            .cloned()
            .collect();
        if !newer.is_empty() {
            return Self::Newer(newer);
        }
        if applied.is_empty() {
            return Self::Empty;
        }
        let pending: Vec<String> = known
            .into_iter()
            .filter(|step| !applied.contains(step))
            .collect();
        if pending.is_empty() {
            Self::UpToDate
        } else {
            Self::Pending(pending)
        }
    }

    /// Whether steps have to run. Refuses where none can.
    fn needs_steps(self) -> Result<bool, MigrationFailure> {
        match self {
            Self::UpToDate => Ok(false),
            Self::Empty | Self::Pending(_) => Ok(true),
            Self::Newer(steps) => Err(MigrationFailure::NewerSchema(steps)),
        }
    }
}

/// Brings the database to this binary's schema; does nothing when it is there already.
///
/// All steps run in one transaction under a lock, so concurrent runs wait for each other.
pub async fn up(connection: &DatabaseConnection) -> Result<(), MigrationFailure> {
    // The common case, and one that must not write: every start of a migrated server.
    if !status(connection).await?.needs_steps()? {
        return Ok(());
    }
    let transaction = begin(connection).await?;
    lock(&transaction).await?;
    // Another process may have been here while this one waited.
    if compare(&transaction).await?.needs_steps()? {
        Migrator::up(&transaction, None).await?;
    }
    Ok(transaction.commit().await?)
}

/// Where the database stands. Reads only.
pub async fn status(connection: &DatabaseConnection) -> Result<Status, MigrationFailure> {
    Ok(compare(connection).await?)
}

/// Begins with the write lock on `SQLite`: a deferred transaction that upgrades is refused at once.
async fn begin(connection: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let mut attempt = 1;
    loop {
        match connection.begin_with_options(options).await {
            Err(error) if is_busy(&error) && attempt < ATTEMPTS => attempt += 1,
            outcome => return outcome,
        }
    }
}

/// Queues behind other processes on PostgreSQL; held until the transaction ends.
async fn lock(transaction: &DatabaseTransaction) -> Result<(), DbErr> {
    if transaction.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let take = Query::select()
        .expr(Func::cust("pg_advisory_xact_lock").arg(LOCK))
        .take();
    transaction.query_one(&take).await?;
    Ok(())
}

async fn compare(connection: &impl ConnectionTrait) -> Result<Status, DbErr> {
    Ok(Status::of(&applied(connection).await?))
}

/// The steps that have run, without creating the table that lists them.
async fn applied(connection: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    if !has_steps(connection).await? {
        return Ok(Vec::new());
    }
    let select = Query::select().column("version").from(STEPS).take();
    let rows = connection.query_all(&select).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

async fn has_steps(connection: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let select = match connection.get_database_backend() {
        DbBackend::Postgres => Query::select()
            .expr(Expr::val(1))
            .from(("information_schema", "tables"))
            .and_where(Expr::col("table_schema").eq(Func::cust("current_schema")))
            .and_where(Expr::col("table_name").eq(STEPS))
            .take(),
        _ => Query::select()
            .expr(Expr::val(1))
            .from("sqlite_master")
            .and_where(Expr::col("type").eq("table"))
            .and_where(Expr::col("name").eq(STEPS))
            .take(),
    };
    Ok(connection.query_one(&select).await?.is_some())
}

/// Another process held the `SQLite` file for longer than the busy timeout.
fn is_busy(error: &DbErr) -> bool {
    let (DbErr::Query(RuntimeErr::SqlxError(error)) | DbErr::Exec(RuntimeErr::SqlxError(error))) =
        error
    else {
        return false;
    };
    matches!(&**error, sqlx::Error::Database(database) if database.code().as_deref() == Some("5"))
}
