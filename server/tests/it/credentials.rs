//! What the jobs tell of the credentials of all tenants, where those of one are in trouble.

use std::time::{Duration, Instant};

use sea_orm::ConnectionTrait;

use crate::harness::{Client, Server, World, each_backend};

async fn change(world: &World, statements: &[&str]) {
    let connection = world.database.connect().await;
    for statement in statements {
        connection.execute_unprepared(statement).await.unwrap();
    }
    connection.close().await.unwrap();
}

/// The figures of a server once they say this, or those of the end of a long wait.
async fn figures(server: &Server, expected: &str) -> String {
    let deadline = Instant::now() + Duration::from_secs(15);
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
                "UPDATE scim_token SET expires_at = created_at + 432000000, created_at = created_at - 8640000000",
                "CREATE UNIQUE INDEX trouble ON audit_event (operation) WHERE operation = 'token.expiring' AND tenant_slug = 'acme'",
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
