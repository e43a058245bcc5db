//! A long log from a short one: its events many times over, each with a time, an id and a number of
//! its own, by the database itself. The store would take an hour for it.

use chrono::Duration;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};
use store::{Clock, SystemClock};

use crate::Failure;
use crate::site::Database;

/// How long it took until the log was what it is.
const SPAN: Duration = Duration::days(30);

/// Makes the `few` sealed events of a database into `events`, of the last thirty days. What is rare
/// stays in the first copy, the oldest.
pub(crate) async fn multiply(database: &Database, few: u64, events: u64) -> Result<(), Failure> {
    let connection = sea_orm::Database::connect(&database.url).await?;
    let run = async |sql: String| statement(&connection, &sql).await;
    if connection.get_database_backend() == DbBackend::Sqlite {
        run("PRAGMA synchronous=OFF".to_owned()).await?;
        run("PRAGMA cache_size=-1000000".to_owned()).await?;
    }
    run("CREATE TABLE original AS SELECT * FROM audit_event WHERE seq IS NOT NULL".to_owned())
        .await?;
    run("DELETE FROM audit_event WHERE seq IS NOT NULL".to_owned()).await?;
    for copy in 0..events / few {
        run(copied(&connection, copy, few, events)).await?;
    }
    run(format!(
        "UPDATE audit_chain SET seq = {}",
        events / few * few
    ))
    .await?;
    // The step of the schema that counts a log counts this one.
    for sql in [
        "DROP TABLE original",
        "DROP TABLE audit_count",
        "DELETE FROM seaql_migrations WHERE version LIKE '%_count_events'",
    ] {
        run(sql.to_owned()).await?;
    }
    migration::up(&connection).await?;
    Ok(connection.close().await?)
}

#[expect(
    clippy::disallowed_methods,
    reason = "copies are made by the database, of whatever columns there are"
)]
async fn statement(connection: &DatabaseConnection, sql: &str) -> Result<(), Failure> {
    connection.execute_unprepared(sql).await?;
    Ok(())
}

fn copied(connection: &DatabaseConnection, copy: u64, few: u64, events: u64) -> String {
    let begin = (SystemClock.now() - SPAN).timestamp_millis();
    let step = SPAN.num_milliseconds() / i64::try_from(events).unwrap_or(i64::MAX).max(1);
    let seq = format!("{} + seq", copy * few);
    let time = format!("{begin} + ({seq}) * {step}");
    let id = match connection.get_database_backend() {
        DbBackend::Postgres => format!(
            "(lpad(to_hex({time}), 12, '0') || substr(replace(id::text, '-', ''), 13))::uuid"
        ),
        _ => format!("unhex(printf('%012x', {time}) || substr(hex(id), 13))"),
    };
    let request = match connection.get_database_backend() {
        DbBackend::Postgres => format!("({id})::text"),
        _ => format!("lower(hex({id}))"),
    };
    let common = |column: &str, rare: &str, value: &str| match copy {
        0 => column.to_owned(),
        _ => format!("CASE {column} WHEN '{rare}' THEN '{value}' ELSE {column} END"),
    };
    let columns = COLUMNS.map(|column| match column {
        "id" => id.clone(),
        "time" => time.clone(),
        "seq" => seq.clone(),
        "request_id" => request.clone(),
        "outcome" => common(column, "server_error", "success"),
        "operation" => common(column, "token.issue", "user.update"),
        column => column.to_owned(),
    });
    let (names, values) = (COLUMNS.join(", "), columns.join(", "));
    format!("INSERT INTO audit_event ({names}) SELECT {values} FROM original ORDER BY seq")
}

const COLUMNS: [&str; 37] = [
    "tenant_id",
    "id",
    "tenant_slug",
    "time",
    "seq",
    "actor_type",
    "actor_id",
    "actor_label",
    "token_prefix",
    "idp",
    "ip",
    "user_agent",
    "request_id",
    "channel",
    "operation",
    "method",
    "path",
    "resource_type",
    "resource_id",
    "resource_external_id",
    "resource_label",
    "outcome",
    "status",
    "scim_type",
    "detail",
    "duration_ms",
    "changes",
    "tolerances",
    "request_body",
    "response_body",
    "redactions",
    "digests",
    "prev_hash",
    "hash",
    "count",
    "is_read",
    "search_key",
];
