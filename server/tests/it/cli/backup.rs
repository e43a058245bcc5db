//! `rollcall backup`: a copy of the database, taken while the server writes.

use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use super::{assert_ends, check};
use crate::harness::{Backend, Client, Database, Rollcall, Server, World, backends};

/// Creates a user and answers with its id.
async fn create(client: &Client, name: &str) -> String {
    client
        .post("/Users", &json!({"userName": name}))
        .await
        .id(201)
}

#[tokio::test]
async fn a_copy_taken_while_the_server_writes_serves_what_was_acknowledged_before_it() {
    let world = World::new(Backend::Sqlite, &[]).await;
    let mut before = Vec::new();
    for number in 0..20 {
        before.push(create(&world.writer, &format!("before-{number}")).await);
    }
    let mut backup = world.rollcall.process(&["backup", "copy.db"]);
    let mut backup = backup.spawn().unwrap();
    let mut meanwhile = 0;
    let ended = loop {
        create(&world.writer, &format!("meanwhile-{meanwhile}")).await;
        meanwhile += 1;
        if let Some(ended) = backup.try_wait().unwrap() {
            break ended;
        }
    };
    assert!(ended.success());
    let copy = world.database.folder().join("copy.db");
    let mode = std::fs::metadata(&copy).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    // The folder has the secret key, and the tokens of the one are those of the other.
    let restored =
        Rollcall::on(&world.database).with("ROLLCALL_DATABASE_URL", "sqlite://copy.db?mode=rwc");
    restored.done(&["migrate", "--check"]);
    restored.done(&["audit", "verify", "--tenant", "acme"]);
    let server = Server::start(&restored);
    let client = Client::new(format!("{}/t/acme/scim/v2", server.url)).with_token(&world.token);
    for id in &before {
        client.get(&format!("/Users/{id}")).await.expect(200);
    }
    create(&client, "after").await;
    world.close().await;
}

#[tokio::test]
async fn a_copy_replaces_another_when_it_is_told_to_and_never_the_database() {
    let database = Database::new(Backend::Sqlite).await;
    let rollcall = Rollcall::on(&database);
    rollcall.done(&["tenant", "create", "acme", "--name", "Acme"]);
    let refused = |arguments: &[&str], refusal: &str| {
        assert_ends(&rollcall.run(arguments), 1, refusal, arguments);
    };
    let copy = database.folder().join("copy.db");
    std::fs::write(&copy, "another").unwrap();
    refused(
        &["backup", "copy.db"],
        "error: …copy.db exists: choose another name, or give --overwrite",
    );
    assert_eq!(std::fs::read_to_string(&copy).unwrap(), "another");
    std::fs::set_permissions(&copy, std::fs::Permissions::from_mode(0o644)).unwrap();
    rollcall.done(&["backup", "copy.db", "--overwrite"]);
    let mode = std::fs::metadata(&copy).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(
        std::fs::read(&copy)
            .unwrap()
            .starts_with(b"SQLite format 3")
    );
    let key = std::fs::read(database.folder().join("secret.key")).unwrap();
    for itself in [
        "rollcall.db",
        "./rollcall.db",
        "rollcall.db-wal",
        "rollcall.db-shm",
        "secret.key",
    ] {
        let refusal = "error: the copy would replace the database itself, or its key: …";
        refused(&["backup", itself, "--overwrite"], refusal);
    }
    assert_eq!(
        std::fs::read(database.folder().join("secret.key")).unwrap(),
        key
    );
    std::fs::create_dir(database.folder().join("folder")).unwrap();
    let refusal = "error: …folder is no file: choose another name";
    refused(&["backup", "folder", "--overwrite"], refusal);
    refused(
        &["backup", "nowhere/copy.db"],
        "error: cannot write …nowhere/copy.db: No such file…",
    );
    let left: Vec<_> = std::fs::read_dir(database.folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("part") || name.contains("journal"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
    rollcall.done(&["tenant", "show", "acme"]);
    database.close().await;
}

#[tokio::test]
async fn what_has_no_file_is_not_copied() {
    let refusal = "error: there is no database at …rollcall.db: there is nothing to copy";
    check(&["backup", "copy.db"], 1, refusal).await;
    for backend in backends().into_iter().filter(|it| *it == Backend::Postgres) {
        let database = Database::new(backend).await;
        let arguments = ["backup", "copy.db"];
        let refusal = "error: only a SQLite file is copied by this command: use pg_dump…";
        assert_ends(
            &Rollcall::on(&database).run(&arguments),
            1,
            refusal,
            &arguments,
        );
        assert!(!database.folder().join("copy.db").exists());
        database.close().await;
    }
}
