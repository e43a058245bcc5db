//! The panel of a guide, followed as requests come.

use serde_json::json;

use crate::harness::{Stream, each_backend};

#[tokio::test]
async fn a_panel_is_drawn_for_requests_and_tokens_and_not_for_what_people_look_at() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        let mut panel = Stream::open(&owner, "/t/acme/connect/generic/live").await;
        // At once, though nothing has come.
        let first = panel.message().await.unwrap();
        assert!(
            first.contains("data: ") && !first.contains("was created"),
            "{first}"
        );

        let log = "/t/acme/audit/live?op=user.list&reads=1&range=15m";
        let mut log = Stream::open(&owner, log).await;
        for _ in 0..3 {
            let list = owner.get("/t/acme/users?filter=userName+pr").await;
            assert_eq!(list.status, 200, "{}", list.text);
            // It is an event, and there for whoever follows the log.
            log.row().await;
        }
        let ada = json!({"userName": "ada"});
        world.writer.post("/Users", &ada).await.expect(201);
        let next = panel.row().await;
        assert!(next.contains("ada</bdi></a> was created"), "{next}");

        let issue = ["token", "issue", "--tenant", "acme", "--name", "other"];
        let issue = [&issue[..], &["--provider", "generic"]].concat();
        world.rollcall.done(&issue);
        panel.row().await;
    })
    .await;
}
