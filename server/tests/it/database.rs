//! What a running server makes of its database: whether the schema is still its own, and how many
//! connections it has.

use std::fs;
use std::time::{Duration, Instant};

use futures::future::join_all;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Func, Query};

use crate::harness::{Backend, Client, World, each_backend, each_backend_with};

#[tokio::test]
async fn a_server_is_not_ready_while_the_schema_is_another_releases() {
    const OTHER: &str = "The database has the schema of a newer or other release.\n";
    const OLDER: &str = "The database has the schema of an older release.\n";
    each_backend(async |world| {
        let client = Client::new(&world.server.url);
        let connection = world.database.connect().await;
        for (change, status, text) in [
            (
                "INSERT INTO seaql_migrations (version, applied_at) \
                 VALUES ('m29990101_000001_x', 0)",
                503,
                OTHER,
            ),
            (
                "DELETE FROM seaql_migrations WHERE version = 'm29990101_000001_x'",
                200,
                "ok\n",
            ),
            (
                "UPDATE seaql_migrations SET version = 'm20260101_000001_x' \
                 WHERE version = 'm20261121_000003_create_user'",
                503,
                OTHER,
            ),
            (
                "DELETE FROM seaql_migrations WHERE version = 'm20260101_000001_x'",
                503,
                OLDER,
            ),
            (
                "INSERT INTO seaql_migrations (version, applied_at) \
                 VALUES ('m20261121_000003_create_user', 0)",
                200,
                "ok\n",
            ),
        ] {
            connection.execute_unprepared(change).await.unwrap();
            let reply = client.get("/readyz").await;
            assert_eq!(
                (reply.status, reply.text.as_str()),
                (status, text),
                "{change}"
            );
            // It is to get no more requests, and goes on with those that it has.
            assert_eq!(client.get("/healthz").await.status, 200, "{change}");
            world.reader.get("/Users").await.expect(200);
        }
        connection.close().await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_has_no_more_connections_than_it_may() {
    const MOST: usize = 3;
    let settings = [("ROLLCALL_DATABASE_CONNECTIONS", "3")];
    each_backend_with(&settings, async |world| {
        for _ in 0..4 {
            let unknown = "/Users/018f0000-0000-7000-8000-000000000000";
            let many = (0..32).map(|_| world.reader.get(unknown));
            for reply in join_all(many).await {
                reply.refused(404, None);
            }
        }
        // PostgreSQL takes a moment to see that commands which have ended are gone.
        let gone = Instant::now() + Duration::from_secs(30);
        while connections(world).await > MOST {
            assert!(Instant::now() < gone, "{}", connections(world).await);
        }
        assert!(connections(world).await > 0);
    })
    .await;
}

/// Connections of the server; on `SQLite` those beside the one that writes.
async fn connections(world: &World) -> usize {
    if world.database.backend == Backend::Sqlite {
        let file = world.database.folder().join("rollcall.db");
        let file = file.canonicalize().unwrap();
        let open = fs::read_dir(format!("/proc/{}/fd", world.server.id())).unwrap();
        let open = open.filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
        return open.filter(|opened| *opened == file).count() - 1;
    }
    let select = Query::select()
        .expr(Expr::col(Asterisk).count())
        .from("pg_stat_activity")
        .and_where(Expr::col("datname").eq(Func::cust("current_database")))
        .and_where(Expr::col("application_name").eq("rollcall"))
        .take();
    let connection = world.database.connect().await;
    let row = connection.query_one(&select).await.unwrap().unwrap();
    let count: i64 = row.try_get_by_index(0).unwrap();
    connection.close().await.unwrap();
    usize::try_from(count).unwrap()
}
