//! What the jobs tell of the credentials of all tenants, where those of one are in trouble.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use directory::audit::Query;
use directory::tokens::{DEFAULT_LIFETIME, Expiry, NewToken};
use directory::{
    Channel, Directory, ListQuery, Options, Request, Scope, SecretKey, Settings, Store, TestClock,
};
use sea_orm::ConnectionTrait;
use secrecy::{ExposeSecret, SecretString};
use tokio_util::sync::CancellationToken;

use crate::harness::{Client, Database, Server, World, backends, each_backend};

async fn change(world: &World, statements: &[&str]) {
    let connection = world.database.connect().await;
    for statement in statements {
        connection.execute_unprepared(statement).await.unwrap();
    }
    connection.close().await.unwrap();
}

/// The figures of a server once they say this, or those of the end of a long wait.
async fn figures(server: &Server, expected: &str) -> String {
    let deadline = Instant::now() + Duration::from_mins(1);
    loop {
        let text = Client::new(&server.url).get("/metrics").await.text;
        if text.contains(expected) || Instant::now() > deadline {
            return text;
        }
    }
}

fn end(server: Server) -> String {
    server.signal("TERM");
    server.wait().1
}

#[tokio::test]
async fn who_cannot_be_reminded_keeps_nobody_from_being_reminded() {
    each_backend(async |world| {
        // Of two tokens of acme, which end first, one event alone can be written.
        change(
            world,
            &[
                "CREATE UNIQUE INDEX trouble ON audit_event (operation) WHERE operation = 'token.expiring' AND tenant_slug = 'acme'",
                "UPDATE scim_token SET expires_at = created_at + 432000000, created_at = created_at - 8640000000",
            ],
        )
        .await;
        let another = Server::start(&world.rollcall);
        let begun = "rollcall_tokens_ending{days=\"7\"} 3\n";
        let text = figures(&another, begun).await;
        assert!(text.contains(begun), "{text}");
        // What was begun is done before it ends.
        let log = end(another);
        for said in [
            "could not be looked at; the others are",
            "reminding of tokens and OAuth clients that are about to end failed",
        ] {
            assert!(log.contains(said), "{said}: {log}");
        }
        let told = world.events("globex");
        let told = told
            .iter()
            .filter(|event| event["operation"] == "token.expiring");
        assert_eq!(told.count(), 1);
    })
    .await;
}

#[tokio::test]
async fn who_cannot_be_looked_at_keeps_nobody_from_being_missed() {
    each_backend(async |world| {
        // Everybody is silent, and was spoken of; what acme's log says of it cannot be read.
        change(
            world,
            &[
                "UPDATE scim_token SET last_used_at = created_at - 18000000",
                "UPDATE audit_event SET operation = 'connection.silent' WHERE operation = 'token.issue'",
                "UPDATE audit_event SET tolerances = '{}' WHERE tenant_slug = 'acme'",
            ],
        )
        .await;
        let another = Server::start(&world.rollcall);
        let expected = "rollcall_connections_silent 1\n";
        let text = figures(&another, expected).await;
        assert!(text.contains(expected), "{text}");
        let log = end(another);
        assert!(log.contains("counting clients that have fallen silent failed"), "{log}");
    })
    .await;
}

/// What a server does by itself, on a database and at a time of the test's choice.
async fn open(database: &Database, settings: &Settings, clock: &TestClock) -> Directory {
    let store = Store::connect(&database.url, Options::default())
        .await
        .unwrap();
    migration::up(store.schema_connection()).await.unwrap();
    let opened = Directory::with_clock(store, settings.clone(), Arc::new(clock.clone()));
    opened.await.unwrap()
}

async fn issue(directory: &Directory, name: &str) -> SecretString {
    let operator = directory.cli_caller("acme").await.unwrap();
    let new = NewToken {
        id: None,
        name: name.to_owned(),
        scope: Scope::Write,
        only: None,
        expires: Expiry::After(DEFAULT_LIFETIME),
        allow: Vec::new(),
        idp: None,
    };
    let issued = directory.tokens().issue(&operator, new).await;
    issued.unwrap().secret
}

/// One call with each token in each of so many hours.
async fn call(directory: &Directory, clock: &TestClock, secrets: &[SecretString], hours: u32) {
    for _ in 0..hours {
        for secret in secrets {
            let header = format!("Bearer {}", secret.expose_secret());
            let request = Request::local(directory.request_id(), Channel::Scim);
            let entered = directory.authenticate_scim(Some("acme"), Some(&header), request);
            let caller = entered.await.unwrap();
            let users = directory.users();
            users.search(&caller, &ListQuery::default()).await.unwrap();
        }
        clock.advance(TimeDelta::hours(1));
    }
    // What is written later is written now.
    let stop = CancellationToken::new();
    stop.cancel();
    directory.run_jobs(stop).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_silence_is_told_once_by_several_servers_on_one_database() {
    for backend in backends() {
        let (database, clock) = (Database::new(backend).await, TestClock::default());
        let settings = Settings {
            public_url: "https://id.example".to_owned(),
            secret_key: SecretKey::generate(),
            open_discovery: true,
            post: None,
        };
        let one = open(&database, &settings, &clock).await;
        let other = open(&database, &settings, &clock).await;
        one.tenants().create("acme", "Acme").await.unwrap();
        let mut secrets = Vec::new();
        for name in ["okta", "entra", "jumpcloud", "google", "keycloak"] {
            secrets.push(issue(&one, name).await);
        }
        call(&one, &clock, &secrets, 30).await;
        clock.advance(TimeDelta::hours(4));
        let (first, second) = tokio::join!(one.report_silences(), other.report_silences());
        first.and(second).unwrap();
        assert_eq!((one.silences(), other.silences()), (5, 5));
        let operator = one.cli_caller("acme").await.unwrap();
        let silent = Query {
            operation: Some("connection.silent".to_owned()),
            ..Query::default()
        };
        let told = one.audit().list(&operator, &silent).await.unwrap();
        assert_eq!(told.events.len(), 5, "{backend:?}");
        drop((one, other));
        database.close().await;
    }
}
