//! `audit purge`: what is let go, and what is not.

use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::harness::{World, each_backend};

fn purge(world: &World) -> (i32, String) {
    let outcome = world.rollcall.run(&["audit", "purge"]);
    (outcome.code, outcome.stdout + &outcome.stderr)
}

fn verify(world: &World) -> String {
    let outcome = world.rollcall.run(&["audit", "verify", "--tenant", "acme"]);
    outcome.stdout + &outcome.stderr
}

#[tokio::test]
async fn what_was_tampered_with_is_not_let_go() {
    each_backend(async |world| {
        for name in ["ada", "bob"] {
            world
                .writer
                .post("/Users", &json!({"userName": name}))
                .await
                .id(201);
        }
        world.events("globex");
        let events = world.events("acme").len();
        assert_eq!(
            purge(world),
            (0, "ok: nothing older than it is kept is left\n".to_owned())
        );
        assert!(verify(world).starts_with("ok: "));

        // Somebody makes the first events old, so that Rollcall itself removes them.
        let connection = world.database.connect().await;
        let aged = "UPDATE audit_event SET time = 1000 WHERE tenant_slug = 'acme' AND seq <= 2";
        connection.execute_unprepared(aged).await.unwrap();
        let (code, said) = purge(world);
        assert_eq!(code, 1, "{said}");
        assert!(
            said.contains("the audit log of acme could not be purged"),
            "{said}"
        );
        assert!(!said.contains("globex"), "{said}");
        let broken = verify(world);
        assert!(
            broken.contains("seq 1: its hash does not match its content"),
            "{broken}"
        );
        let left = world
            .rollcall
            .done(&["audit", "export", "--tenant", "acme"]);
        assert!(left.lines().count() > events);
    })
    .await;
}

#[tokio::test]
async fn a_term_that_was_shortened_behind_our_back_lets_nothing_go() {
    each_backend(async |world| {
        world
            .rollcall
            .done(&["tenant", "set", "acme", "--event-days", "90"]);
        let connection = world.database.connect().await;
        let shortened = "UPDATE audit_retention SET event_days = -1000";
        connection.execute_unprepared(shortened).await.unwrap();
        let events = world.events("acme").len();
        assert_eq!(purge(world).0, 0);
        // But for the event of the export that counted them.
        assert_eq!(world.events("acme").len(), events + 1);
    })
    .await;
}
