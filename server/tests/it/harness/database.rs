//! A fresh database for each test.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait, DatabaseConnection};
use tempfile::TempDir;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

/// The databases to test on.
pub(crate) fn backends() -> Vec<Backend> {
    let mut backends = vec![Backend::Sqlite];
    if postgres().is_some() {
        backends.push(Backend::Postgres);
    }
    backends
}

#[expect(
    clippy::disallowed_methods,
    reason = "where to test is a setting of the test run"
)]
fn postgres() -> Option<String> {
    std::env::var("ROLLCALL_TEST_POSTGRES_URL")
        .ok()
        .filter(|url| !url.is_empty())
}

pub(crate) struct Database {
    pub(crate) backend: Backend,
    pub(crate) url: String,
    folder: TempDir,
    name: String,
}

impl Database {
    pub(crate) async fn new(backend: Backend) -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let made = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("rollcall_it_{}_{made}", std::process::id());
        let folder = TempDir::new().unwrap();
        let url = match backend {
            Backend::Sqlite => {
                format!(
                    "sqlite://{}?mode=rwc",
                    folder.path().join("rollcall.db").display()
                )
            }
            Backend::Postgres => {
                administer(&format!("CREATE DATABASE {name}")).await;
                with_name(&postgres().unwrap(), &name)
            }
        };
        Self {
            backend,
            url,
            folder,
            name,
        }
    }

    /// A folder of this test's own; with `SQLite` the database is in it.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// For tests that change rows behind the product's back.
    pub(crate) async fn connect(&self) -> DatabaseConnection {
        sea_orm::Database::connect(&self.url).await.unwrap()
    }

    /// Lets nobody in any more, and throws out who is in; or lets everybody in again.
    pub(crate) async fn shut(&self, shut: bool) {
        assert_eq!(self.backend, Backend::Postgres);
        let name = &self.name;
        administer(&format!(
            "ALTER DATABASE {name} WITH ALLOW_CONNECTIONS {}",
            !shut
        ))
        .await;
        if shut {
            let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname";
            administer(&format!("{end} = '{name}'")).await;
        }
    }

    pub(crate) async fn close(self) {
        if self.backend == Backend::Postgres {
            administer(&format!(
                "DROP DATABASE IF EXISTS {} WITH (FORCE)",
                self.name
            ))
            .await;
        }
    }
}

async fn administer(statement: &str) {
    let connection = sea_orm::Database::connect(postgres().unwrap())
        .await
        .unwrap();
    connection.execute_unprepared(statement).await.unwrap();
    connection.close().await.unwrap();
}

/// The same server, another database.
fn with_name(url: &str, name: &str) -> String {
    let (address, parameters) = url
        .split_once('?')
        .map_or((url, String::new()), |(a, p)| (a, format!("?{p}")));
    let (scheme, rest) = address.split_once("://").unwrap();
    let authority = rest.split('/').next().unwrap();
    format!("{scheme}://{authority}/{name}{parameters}")
}
