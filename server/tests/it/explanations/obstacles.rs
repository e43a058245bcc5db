//! What cannot be tried, and by whom.

use serde_json::json;

use super::{last, told_of};
use crate::harness::{Person, each_backend};

#[tokio::test]
async fn what_cannot_be_tried_says_why() {
    each_backend(async |world| {
        let owner = Person::sign_in(world, "acme", "owner").await;
        let okta = &world.writer;
        let note = "x".repeat(70_000);
        okta.post("/Users", &json!({"userName": "ada"}))
            .await
            .expect(201);
        for (reply, operation, said) in [
            (
                okta.post("/Users", &json!({"userName": "ADA", "note": note}))
                    .await,
                "user.create",
                "its body was too large to be kept",
            ),
            (
                okta.post("/Users", &json!({"userName": "ADA", "apiKey": "x"}))
                    .await,
                "user.create",
                "a value was struck out",
            ),
            (
                okta.post("/Users", &json!({"userName": "bob", "password": 5}))
                    .await,
                "user.create",
                "a value was struck out",
            ),
            (
                okta.send(
                    reqwest::Method::POST,
                    "/Users",
                    Some("application/json"),
                    Vec::new(),
                )
                .await,
                "user.create",
                "no body of it is stored",
            ),
            (
                world
                    .reader
                    .post("/Users", &json!({"userName": "bob"}))
                    .await,
                "user.create",
                "it was refused because of who sent it",
            ),
        ] {
            assert!(reply.status >= 400, "{}", reply.text);
            let event = told_of(world, &reply, operation);
            let page = owner.page(&event).await;
            assert!(page.contains(said), "{said}: {page}");
            assert!(!page.contains("/explain"), "{said}: {page}");
            // Whoever asks all the same is told the same.
            let tried = owner.try_again(&event).await;
            assert_eq!(tried.status, 200);
            assert!(tried.text.contains(said), "{said}: {}", tried.text);
        }
        let done = last(world, "member.create");
        assert!(!owner.page(&done).await.contains("Would it succeed now?"));
    })
    .await;
}

#[tokio::test]
async fn nobody_tries_what_another_tenant_was_refused() {
    each_backend(async |world| {
        let okta = &world.writer;
        for status in [201, 409] {
            okta.post("/Users", &json!({"userName": "ada"}))
                .await
                .expect(status);
        }
        let event = last(world, "user.create");
        let stranger = Person::sign_in(world, "globex", "owner").await;
        let fields = [("csrf", &*stranger.csrf)];
        for tenant in ["acme", "globex"] {
            let path = format!("/t/{tenant}/audit/{event}/explain");
            let reply = stranger.browser.form(&path, &fields).await;
            assert_eq!(reply.status, 404, "{tenant}: {}", reply.text);
        }
        let owner = Person::sign_in(world, "acme", "owner").await;
        let path = format!("/t/acme/audit/{event}/explain");
        let forged = owner.browser.form(&path, &[("csrf", "wrong")]).await;
        assert_eq!(forged.status, 403);
        let tries = world.events("acme");
        assert!(tries.iter().all(|event| event["operation"] != "audit.try"));
    })
    .await;
}
