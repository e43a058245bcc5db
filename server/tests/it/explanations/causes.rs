//! Who sent what was refused, and what they would change there.

use serde_json::{Value, json};

use super::{last, patch, told_of};
use crate::harness::{Person, each_backend};

#[tokio::test]
async fn what_was_refused_is_explained_for_who_sent_it() {
    each_backend(async |world| {
        let owner = Person::sign_in(world, "acme", "owner").await;
        let okta = world
            .writer
            .clone()
            .with("user-agent", "Okta SCIM Client 1.0.0");
        let entra = world
            .writer
            .clone()
            .with("user-agent", "Azure Active Directory Provisioning/1.0");
        let ada = okta
            .post("/Users", &json!({"userName": "ada"}))
            .await
            .id(201);
        let gone = "018f0000-0000-7000-8000-000000000000";
        let replace = |path: &str, value: Value| {
            patch(&json!([{"op": "replace", "path": path, "value": value}]))
        };
        let user = format!("/Users/{ada}");
        let unknown = format!("/Users/{gone}");
        for (reply, operation, cause, change) in [
            (
                okta.post("/Users", &json!({"userName": "ADA"})).await,
                "user.create",
                "Another user has the userName <strong><bdi>",
                "Open the app, Assignments",
            ),
            (
                okta.post(
                    "/Groups",
                    &json!({"displayName": "x", "members": [{"value": gone}]}),
                )
                .await,
                "group.create",
                "is no user or group of this tenant: it was never sent",
                "Push Groups, the group, Push now",
            ),
            (
                entra.patch(&user, &replace("shoeSize", json!(46))).await,
                "user.update",
                "A <strong><bdi>User</bdi></strong> has no attribute",
                "Open Provisioning, Attribute mapping",
            ),
            (
                entra
                    .patch(&user, &replace("active", json!("perhaps")))
                    .await,
                "user.update",
                "<strong><bdi>active</bdi></strong> must be",
                "Open Provisioning, Attribute mapping",
            ),
            (
                entra.patch(&unknown, &replace("active", json!(true))).await,
                "user.update",
                "is not here: it was deleted",
                "Use Provision on-demand",
            ),
            (
                entra
                    .clone()
                    .with("if-match", "W/\"77\"")
                    .patch(&user, &replace("title", json!("x")))
                    .await,
                "user.update",
                "Somebody changed it in the meantime",
                "Use Provision on-demand",
            ),
            (
                okta.patch("/Users", &json!({})).await,
                "request.unknown",
                "is nothing that can be done at this address",
                "Compare SCIM connector base URL",
            ),
            (
                okta.get("/Useres").await,
                "request.unknown",
                "There is nothing at this address",
                "Compare SCIM connector base URL",
            ),
            (
                okta.get("/Users?filter=userName+is+1").await,
                "user.list",
                "The filter cannot be understood",
                "Okta has no setting for how it writes this",
            ),
            (
                world
                    .reader
                    .post("/Users", &json!({"userName": "bob"}))
                    .await,
                "user.create",
                "its token may only read",
                "Give it a valid token with scope write",
            ),
            (
                okta.clone().with_token("nonsense").get("/Users").await,
                "access.denied",
                "What was sent as the token is none of Rollcall",
                "Paste a valid token into Authorization",
            ),
        ] {
            assert!(reply.status >= 400, "{cause}: {}", reply.text);
            let page = owner.page(&told_of(world, &reply, operation)).await;
            for said in [
                "Why it failed",
                cause,
                change,
                "https://www.rfc-editor.org/rfc/rfc",
            ] {
                assert!(page.contains(said), "{said}: {page}");
            }
        }
        let page = owner.page(&last(world, "member.create")).await;
        assert!(!page.contains("Why it failed"), "{page}");
    })
    .await;
}
