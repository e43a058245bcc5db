//! The schema comes up whole, once, and only forwards.

use migration::{MigrationFailure, Status};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::Query;
use store::{Options, Store};

use crate::harness::empty_databases;

async fn connect(url: &str) -> Store {
    Store::connect(url, Options::default()).await.unwrap()
}

#[tokio::test]
async fn a_second_run_does_nothing() {
    for place in empty_databases().await {
        let store = connect(&place.url).await;
        let before = migration::status(store.schema_connection()).await.unwrap();
        assert!(matches!(before, Status::Pending(steps) if steps.len() == 8));
        migration::up(store.schema_connection()).await.unwrap();
        migration::up(store.schema_connection()).await.unwrap();
        let after = migration::status(store.schema_connection()).await.unwrap();
        assert_eq!(after, Status::UpToDate);
        store.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_runs_wait_for_each_other_and_all_succeed() {
    for place in empty_databases().await {
        let runs = (0..6).map(|_| {
            let url = place.url.clone();
            tokio::spawn(async move {
                let store = connect(&url).await;
                let outcome = migration::up(store.schema_connection()).await;
                store.close().await.unwrap();
                outcome
            })
        });
        for run in runs.collect::<Vec<_>>() {
            run.await.unwrap().unwrap();
        }
    }
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_left_alone() {
    for place in empty_databases().await {
        let store = connect(&place.url).await;
        let connection = store.schema_connection();
        migration::up(connection).await.unwrap();
        let from_the_future = Query::insert()
            .into_table("seaql_migrations")
            .columns(["version", "applied_at"])
            .values_panic(["m29990101_000001_flying_cars".into(), 0_i64.into()])
            .take();
        connection.execute(&from_the_future).await.unwrap();
        let failure = migration::up(connection).await.unwrap_err();
        assert!(
            matches!(&failure, MigrationFailure::NewerSchema(steps)
                if steps[..] == ["m29990101_000001_flying_cars"]),
            "{failure:?}"
        );
        let status = migration::status(connection).await.unwrap();
        assert!(matches!(status, Status::Newer(_)), "{status:?}");
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn looking_does_not_write() {
    for place in empty_databases().await {
        let store = connect(&place.url).await;
        migration::status(store.schema_connection()).await.unwrap();
        let select = Query::select()
            .column("version")
            .from("seaql_migrations")
            .take();
        assert!(store.schema_connection().query_all(&select).await.is_err());
        store.close().await.unwrap();
    }
}
