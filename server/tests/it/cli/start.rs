//! What a process finds when it starts: the schema, the secret key, nobody yet.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;

use super::assert_ends;
use crate::harness::{Backend, Client, Database, Rollcall, Server, backends};

#[tokio::test]
async fn migrations_of_several_processes_wait_for_each_other() {
    for backend in backends() {
        // A command finds an empty database, which it may fill as well.
        for command in [&["migrate"][..], &["tenant", "list"]] {
            let database = Database::new(backend).await;
            let rollcall = Rollcall::on(&database);
            let children: Vec<_> = (0..4)
                .map(|_| {
                    rollcall
                        .process(command)
                        .stdout(Stdio::null())
                        .spawn()
                        .unwrap()
                })
                .collect();
            for mut child in children {
                assert!(child.wait().unwrap().success(), "{command:?}");
            }
            rollcall.done(&["migrate", "--check"]);
            rollcall.done(&["migrate"]);
            database.close().await;
        }
    }
}

#[tokio::test]
async fn a_check_of_migrations_changes_nothing() {
    let database = Database::new(Backend::Sqlite).await;
    let rollcall =
        Rollcall::on(&database).with("ROLLCALL_DATABASE_URL", "sqlite://x/r.db?mode=rwc");
    let check = ["migrate", "--check"];
    let file = database.folder().join("x/r.db");
    let refusal = "error: there is no database at x/r.db: …";
    assert_ends(&rollcall.run(&check), 1, refusal, &check);
    assert!(!file.exists() && !file.parent().unwrap().exists());
    std::fs::create_dir(file.parent().unwrap()).unwrap();
    std::fs::write(&file, "").unwrap();
    let refusal = "error: the database is empty: `rollcall migrate` makes its tables";
    assert_ends(&rollcall.run(&check), 1, refusal, &check);
    assert_ends(&rollcall.run(&check), 1, refusal, &check);
    database.close().await;
}

#[tokio::test]
async fn any_command_brings_a_schema_up_that_is_behind() {
    use sea_orm::ConnectionTrait;
    for backend in backends() {
        let database = Database::new(backend).await;
        let rollcall = Rollcall::on(&database);
        rollcall.done(&["tenant", "create", "acme", "--name", "Acme"]);
        for command in [&["tenant", "list"][..], &["migrate"], &["demo"]] {
            let connection = database.connect().await;
            for statement in [
                "ALTER TABLE oauth_client DROP COLUMN reminded_days",
                "DELETE FROM seaql_migrations WHERE version LIKE '%_remind_of_clients'",
            ] {
                connection.execute_unprepared(statement).await.unwrap();
            }
            connection.close().await.unwrap();
            let check = ["migrate", "--check"];
            let refusal = "error: the database needs these migrations: m…_remind_of_clients";
            assert_ends(&rollcall.run(&check), 1, refusal, &check);
            rollcall.done(command);
            rollcall.done(&check);
        }
        let list = rollcall.done(&["tenant", "list"]);
        assert!(list.contains("acme"), "{list}");
        database.close().await;
    }
}

/// One that this release does not know, whether it is newer or of other sources.
#[tokio::test]
async fn a_newer_schema_is_refused() {
    use sea_orm::ConnectionTrait;
    for backend in backends() {
        for step in [
            "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29990101_000001_x', 0)",
            "UPDATE seaql_migrations SET version = 'm20260101_000001_x' \
             WHERE version LIKE '%_create_user'",
        ] {
            let database = Database::new(backend).await;
            let rollcall = Rollcall::on(&database);
            rollcall.done(&["migrate"]);
            let connection = database.connect().await;
            connection.execute_unprepared(step).await.unwrap();
            connection.close().await.unwrap();
            for command in [
                &["serve", "--listen", "127.0.0.1:0"][..],
                &["migrate"],
                &["migrate", "--check"],
                &["tenant", "list"],
            ] {
                let refusal = "error: the database has the schema of a newer or other release \
                               of rollcall (this one does not know m…_000001_x): …";
                assert_ends(&rollcall.run(command), 1, refusal, command);
            }
            database.close().await;
        }
    }
}

/// Who may do what with a file.
fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// A path that begins like the word for a database in memory is a path.
#[tokio::test]
async fn the_database_is_readable_by_its_owner_alone_wherever_it_is() {
    let database = Database::new(Backend::Sqlite).await;
    for name in ["rollcall.db", "files/rollcall.db", "f.db"] {
        let url = format!("sqlite://{name}?mode=rwc");
        let rollcall = Rollcall::on(&database).with("ROLLCALL_DATABASE_URL", &url);
        rollcall.done(&["tenant", "list"]);
        assert_eq!(mode(&database.folder().join(name)), 0o600, "{name}");
    }
    database.close().await;
}

#[tokio::test]
async fn another_secret_key_is_refused_and_leaves_no_file() {
    let database = Database::new(Backend::Sqlite).await;
    let rollcall = Rollcall::on(&database);
    rollcall.done(&["tenant", "list"]);
    let path = database.folder().join("secret.key");
    assert_eq!(mode(&path), 0o600);
    let key = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let outcome = rollcall.run(&["tenant", "list"]);
    assert_ends(
        &outcome,
        1,
        "error: the secret key is not the one…",
        &["tenant", "list"],
    );
    assert!(!path.exists());
    let rollcall = rollcall.with("ROLLCALL_SECRET_KEY", key.trim_end());
    rollcall.done(&["tenant", "list"]);
    assert!(!path.exists());
    database.close().await;
}

#[tokio::test]
async fn starting_prints_one_line_and_offers_the_set_up_link() {
    let database = Database::new(Backend::Sqlite).await;
    let rollcall = Rollcall::on(&database);
    let server = Server::start(&rollcall);
    server.signal("TERM");
    let (code, log) = server.wait();
    assert_eq!(code, Some(0));
    assert!(
        log.contains("No owner yet.") && log.contains("/setup/"),
        "{log}"
    );
    database.close().await;
}

#[tokio::test]
async fn the_demonstration_prints_a_sign_in_that_works() {
    let database = Database::new(Backend::Sqlite).await;
    let rollcall = Rollcall::on(&database);
    let printed = rollcall.done(&["demo"]);
    let value = |name: &str| {
        let line = printed.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().to_owned()
    };
    let server = Server::start(&rollcall);
    let browser = Client::new(&server.url);
    let (email, password) = (value("email"), value("password"));
    let fields = [("email", email.as_str()), ("password", password.as_str())];
    assert_eq!(browser.form("/login", &fields).await.status, 303);
    assert!(browser.get("/t/demo/users").await.text.contains("Lovelace"));
    rollcall.done(&["demo"]);
    database.close().await;
}
