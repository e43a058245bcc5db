//! The store: connections to the database, readers, and the door to the commit loop.

use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{self, postgres::PgConnectOptions};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr, RuntimeErr};
use tracing::Instrument;

use crate::clock::SystemClock;
use crate::commit::Engine;
use crate::error::Error;
use crate::id::IdGenerator;
use crate::rehearsal::{Rehearsal, Rehearsed, SequenceRehearsal};
use crate::sequence::Sequence;
use crate::system::{System, SystemTx};
use crate::tenant::{Tenant, TenantRead};
use crate::unit::Link;
use crate::use_case::{ForSystem, ForTenant, InSequence, SystemUseCase, UseCase, Work};

/// How long a connection waits for another process's write.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often opening a `SQLite` file is tried, and while another process is in the way.
const ATTEMPTS: u32 = 5;
const ATTEMPTS_WHILE_BUSY: u32 = 50;

/// How many connections a store holds.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Connections that read at the same time; on PostgreSQL they write as well.
    pub readers: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { readers: 8 }
    }
}

/// Which database a store is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// An embedded `SQLite` file.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        })
    }
}

/// The database. Cheap to clone; offers no query of its own.
#[derive(Clone)]
pub struct Store {
    backend: Backend,
    readers: DatabaseConnection,
    engine: Arc<Engine>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("backend", &self.backend)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Connects to `sqlite://…` or `postgres://…`; makes a `SQLite` file and its folder.
    ///
    /// No error names the address, which may hold a password.
    pub async fn connect(url: &str, options: Options) -> Result<Self, Error> {
        let ids = IdGenerator::new(Arc::new(SystemClock));
        if url.starts_with("sqlite:") {
            return Self::sqlite(url, options, ids).await;
        }
        // SeaORM quotes an address that it cannot read, password and all.
        let postgres = url.starts_with("postgres://") || url.starts_with("postgresql://");
        if !postgres || PgConnectOptions::from_str(url).is_err() {
            return Err(Error::driver(
                "the address is neither sqlite://… nor postgres://…",
            ));
        }
        let pool = Database::connect(postgres_options(url, options))
            .await
            .map_err(unreachable)?;
        let engine = Arc::new(Engine::postgres(pool.clone(), ids));
        Ok(Self {
            backend: Backend::Postgres,
            readers: pool,
            engine,
        })
    }

    async fn sqlite(url: &str, options: Options, ids: IdGenerator) -> Result<Self, Error> {
        if SqliteConnectOptions::from_str(url).is_err() {
            return Err(Error::driver(
                "the address of the SQLite file cannot be read",
            ));
        }
        make_folder(url)?;
        make_private_file(url);
        let writer = sqlite_options(url);
        let connection = open(&writer).await?;
        let mut readers = sqlite_options(url);
        readers
            .max_connections(options.readers.max(1))
            .map_sqlx_sqlite_opts(|sqlite| {
                durable(sqlite)
                    .create_if_missing(false)
                    .pragma("query_only", "ON")
            });
        let readers = open(&readers).await?;
        let engine = Arc::new(Engine::sqlite(connection, writer, ids));
        Ok(Self {
            backend: Backend::Sqlite,
            readers,
            engine,
        })
    }

    /// Which database this is.
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// A connection for the migrations, which may write.
    pub fn schema_connection(&self) -> &DatabaseConnection {
        self.engine.connection()
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), Error> {
        self.readers.ping().await.map_err(unreachable)
    }

    /// Commits what is under way and lets go of the database.
    pub async fn close(&self) -> Result<(), Error> {
        self.engine.close().await?;
        Ok(self.readers.close_by_ref().await?)
    }

    /// The few reads that are of no tenant.
    pub fn system(&self) -> System {
        System::new(Link::Pool(self.readers.clone()))
    }

    /// Reads of one tenant, each on its own.
    pub fn read(&self, tenant: &Tenant) -> TenantRead {
        TenantRead::new(tenant, Link::Pool(self.readers.clone()))
    }

    /// Runs a use case in a transaction of one tenant.
    ///
    /// It runs to its end even when the caller stops waiting, and answers after the commit.
    pub async fn write<U: UseCase>(&self, tenant: &Tenant, case: U) -> Result<U::Output, U::Error> {
        self.run(ForTenant {
            tenant: tenant.clone(),
            case,
        })
        .await
    }

    /// Runs use cases one after the other in one transaction of one tenant; otherwise as
    /// [`Self::write`].
    pub async fn write_sequence<S: Sequence>(
        &self,
        tenant: &Tenant,
        sequence: S,
    ) -> Result<S::Output, S::Error> {
        self.run(InSequence {
            tenant: tenant.clone(),
            sequence,
        })
        .await
    }

    /// Runs a use case of one tenant against the present and undoes it, whatever comes of it:
    /// neither a row nor an event nor a version stays. Otherwise as [`Self::write`].
    pub async fn rehearse<U: UseCase>(
        &self,
        tenant: &Tenant,
        case: U,
    ) -> Result<Rehearsed<U::Output>, U::Error> {
        let rehearsed = self.write_sequence(tenant, Rehearsal(case)).await;
        rehearsed.map_err(U::Error::from)?
    }

    /// [`Self::rehearse`] for a sequence, all of it in one transaction.
    pub async fn rehearse_sequence<S: Sequence>(
        &self,
        tenant: &Tenant,
        sequence: S,
    ) -> Result<Rehearsed<S::Output>, S::Error> {
        let rehearsal = SequenceRehearsal(sequence);
        let rehearsed = self.write_sequence(tenant, rehearsal).await;
        rehearsed.map_err(S::Error::from)?
    }

    /// Runs a use case in a transaction of no tenant; otherwise as [`Self::write`].
    pub async fn write_system<U: SystemUseCase>(&self, case: U) -> Result<U::Output, U::Error> {
        self.run(ForSystem(case)).await
    }

    /// Keeps a fact of this installation unless it has one; answers the one it has.
    pub async fn remember(&self, key: &str, value: &str) -> Result<String, Error> {
        let remember = Remember {
            key: key.to_owned(),
            value: value.to_owned(),
        };
        self.write_system(remember).await
    }

    async fn run<W: Work>(&self, work: W) -> Result<W::Output, W::Error> {
        let engine = Arc::clone(&self.engine);
        let task = tokio::spawn(async move { engine.run(work).await }.in_current_span());
        match task.await {
            Ok(outcome) => outcome,
            Err(stopped) if stopped.is_panic() => std::panic::resume_unwind(stopped.into_panic()),
            Err(_) => Err(Error::driver("the process is ending").into()),
        }
    }
}

struct Remember {
    key: String,
    value: String,
}

impl SystemUseCase for Remember {
    type Output = String;
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<String, Error> {
        tx.remember(&self.key, &self.value).await
    }
}

fn sqlite_options(url: &str) -> ConnectOptions {
    let mut options = quiet(url);
    options
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None::<Duration>)
        .test_before_acquire(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            durable(sqlite)
                .create_if_missing(true)
                // What is deleted is overwritten: a person who was erased is not in the file.
                .pragma("secure_delete", "ON")
                .optimize_on_close(true, None)
        });
    options
}

/// WAL with `synchronous=FULL`: an acknowledged commit survives power loss.
fn durable(sqlite: SqliteConnectOptions) -> SqliteConnectOptions {
    sqlite
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
}

fn postgres_options(url: &str, options: Options) -> ConnectOptions {
    let mut connect = quiet(url);
    connect
        .max_connections(options.readers.max(2))
        .acquire_timeout(Duration::from_secs(3))
        .set_application_name("rollcall")
        .test_before_acquire_if_idle_for(Duration::from_secs(1));
    connect
}

/// Without SQL in logs and spans: statements hold people's names.
pub(crate) fn quiet(url: &str) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .connect_timeout(PATIENCE)
        .acquire_timeout(PATIENCE)
        .max_lifetime(None::<Duration>);
    options
}

/// Opens a `SQLite` file; the first ones to do so may have to take turns for the switch to WAL.
pub(crate) async fn open(options: &ConnectOptions) -> Result<DatabaseConnection, Error> {
    let mut attempt = 1;
    loop {
        match Database::connect(options.clone()).await {
            Ok(connection) => return Ok(connection),
            Err(error) if is_busy(&error) && attempt < ATTEMPTS_WHILE_BUSY => attempt += 1,
            Err(_) if attempt < ATTEMPTS => attempt += 1,
            Err(error) => return Err(unreachable(error)),
        }
        // Not all in step.
        let pause = 10 + u64::from(std::process::id() % 20) + u64::from(attempt % 7);
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
}

/// The switch to WAL is refused at once while another process makes it, whatever the busy timeout.
fn is_busy(error: &DbErr) -> bool {
    let (DbErr::Conn(RuntimeErr::SqlxError(error))
    | DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return false;
    };
    // `SQLITE_BUSY` and its extended codes.
    let code = match &**error {
        sqlx::Error::Database(database) => database.code(),
        _ => None,
    };
    let code = code.and_then(|code| code.parse::<u32>().ok());
    code.is_some_and(|code| code & 0xff == 5)
}

fn make_folder(url: &str) -> Result<(), Error> {
    let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
    let path = path.split('?').next().unwrap_or_default();
    if path.is_empty() || path.starts_with(':') {
        return Ok(());
    }
    let Some(folder) = Path::new(path).parent() else {
        return Ok(());
    };
    std::fs::create_dir_all(folder).map_err(|error| {
        unreachable(DbErr::Custom(format!(
            "cannot make the folder {}: {error}",
            folder.display()
        )))
    })
}

/// Makes the file before `SQLite` does, readable by its owner alone: it holds personal data. What
/// `SQLite` puts beside it (`-wal`, `-shm`) takes the file's mode. A file that cannot be made here
/// cannot be opened either, and that says why.
#[cfg(unix)]
fn make_private_file(url: &str) {
    use std::os::unix::fs::OpenOptionsExt;

    let Ok(options) = SqliteConnectOptions::from_str(url) else {
        return;
    };
    let path = options.get_filename();
    let name = path.to_string_lossy();
    let is_in_memory = name.starts_with(':') || name.starts_with("file:");
    if name.is_empty() || is_in_memory {
        return;
    }
    let mut file = std::fs::OpenOptions::new();
    drop(file.write(true).create_new(true).mode(0o600).open(path));
}

#[cfg(not(unix))]
fn make_private_file(_: &str) {}

fn unreachable(error: DbErr) -> Error {
    Error::Unreachable(Arc::new(error))
}
