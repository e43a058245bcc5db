//! Databases that are gone with their test.

use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, Database};
use store::{Options, Store};
use tempfile::TempDir;
use tokio::sync::{Mutex, OnceCell};

/// What has to go with the database.
pub(super) enum Kept {
    Folder { _remove: TempDir },
    Database(String),
}

/// A fresh database on every server there is, without a schema.
pub(crate) async fn empty_databases() -> Vec<Place> {
    let mut places = vec![empty_sqlite()];
    if let Some(server) = postgres_server() {
        places.push(new_postgres(&server, "template0").await);
    }
    places
}

/// Where a database is.
pub(crate) struct Place {
    pub(crate) url: String,
    pub(super) kept: Kept,
}

pub(super) fn empty_sqlite() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let url = format!(
        "sqlite://{}/data/rollcall.db?mode=rwc",
        folder.path().display()
    );
    Place {
        url,
        kept: Kept::Folder { _remove: folder },
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test harness reads where PostgreSQL is"
)]
pub(super) fn postgres_server() -> Option<String> {
    std::env::var("ROLLCALL_TEST_POSTGRES_URL").ok()
}

pub(super) async fn postgres_from_template(server: &str) -> Place {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let template = TEMPLATE
        .get_or_init(|| async {
            remove_leftovers(server).await;
            let name = format!("rollcall_template_{}", std::process::id());
            statement(
                server,
                &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            )
            .await;
            statement(server, &format!("CREATE DATABASE {name}")).await;
            let store = Store::connect(&on(server, &name), Options::default())
                .await
                .unwrap();
            migration::up(store.schema_connection()).await.unwrap();
            store.close().await.unwrap();
            name
        })
        .await;
    new_postgres(server, template).await
}

/// Drops the databases of test runs that have ended: a template has nobody to drop it.
async fn remove_leftovers(server: &str) {
    let ours = Query::select()
        .column("datname")
        .from("pg_database")
        .and_where(Expr::col("datname").like("rollcall\\_te%"))
        .take();
    let connection = Database::connect(server).await.unwrap();
    for row in connection.query_all(&ours).await.unwrap() {
        let name: String = row.try_get_by_index(0).unwrap();
        let process = name.split('_').nth(2).unwrap_or_default();
        if !std::path::Path::new("/proc").join(process).exists() {
            statement(
                server,
                &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            )
            .await;
        }
    }
    connection.close().await.unwrap();
}

async fn new_postgres(server: &str, template: &str) -> Place {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("rollcall_test_{}_{number}", std::process::id());
    let guard = ONE_AT_A_TIME.lock().await;
    statement(
        server,
        &format!("CREATE DATABASE {name} TEMPLATE {template}"),
    )
    .await;
    drop(guard);
    Place {
        url: on(server, &name),
        kept: Kept::Database(name),
    }
}

/// The address of another database on the same server.
fn on(server: &str, database: &str) -> String {
    let (server, _) = server.rsplit_once('/').unwrap();
    format!("{server}/{database}")
}

#[expect(
    clippy::disallowed_methods,
    reason = "databases are made by text alone"
)]
async fn statement(server: &str, sql: &str) {
    let connection = Database::connect(server).await.unwrap();
    connection.execute_unprepared(sql).await.unwrap();
    connection.close().await.unwrap();
}

impl Drop for Kept {
    fn drop(&mut self) {
        let Self::Database(name) = self else { return };
        let (Some(server), name) = (postgres_server(), name.clone()) else {
            return;
        };
        // Dropping does not wait for async, so this happens on a thread of its own.
        let removal = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            runtime.unwrap().block_on(statement(&server, &sql));
        });
        drop(removal.join());
    }
}
