//! The first page of a tenant: what its first line says, and what it lists below.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::harness::each_backend;

#[tokio::test]
async fn what_is_said_first_is_not_healthy_while_something_has_expired_or_soon_does() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        let ada = json!({"userName": "ada"});
        world.writer.post("/Users", &ada).await.expect(201);
        let overview = async || owner.get("/t/acme").await.text;
        let token = |act: &str, name: &str, more: &[&str]| {
            let token = ["token", act, "--tenant", "acme", "--name", name];
            world.rollcall.done(&[&token[..], more].concat())
        };
        token("issue", "later", &["--expires-in", "8d"]);
        let page = overview().await;
        assert!(page.contains("<bdi>later</bdi></strong> expires"), "{page}");
        assert!(page.contains("Healthy. 1 connection"), "{page}");

        token("issue", "soon", &["--expires-in", "6d"]);
        let page = overview().await;
        let said =
            "A token or OAuth client expires within a week: <strong><bdi>soon</bdi></strong>.";
        assert!(page.contains(said) && !page.contains("Healthy."), "{page}");
        token("revoke", "soon", &[]);
        assert!(overview().await.contains("Healthy. 1 connection"));

        token("issue", "short", &["--expires-in", "1s"]);
        let deadline = Instant::now() + Duration::from_mins(1);
        let page = loop {
            let page = overview().await;
            let is_over = page.contains("<bdi>short</bdi></strong> expired");
            if is_over || Instant::now() > deadline {
                break page;
            }
        };
        let said = "A token or OAuth client has expired: <strong><bdi>short</bdi></strong>.";
        assert!(page.contains(said) && !page.contains("Healthy."), "{page}");
    })
    .await;
}
