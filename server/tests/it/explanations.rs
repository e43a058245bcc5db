//! Why a request failed, on the page of its event; and the same request tried again without writing.

mod bulk;

use std::collections::BTreeMap;

use sea_orm::sea_query::{Asterisk, Query};
use sea_orm::{ConnectionTrait, FromQueryResult, JsonValue};
use serde_json::{Value, json};

use crate::harness::{Client, Reply, World, each_backend};

/// A member with the token that their forms carry.
struct Member {
    browser: Client,
    csrf: String,
}

impl Member {
    async fn sign_in(world: &World, tenant: &str, role: &str) -> Self {
        let browser = world.sign_in(tenant, role).await;
        let page = browser.get("/account").await.text;
        let (_, rest) = page.split_once("name=\"csrf\" value=\"").unwrap();
        let csrf = rest.split('"').next().unwrap().to_owned();
        Self { browser, csrf }
    }

    async fn page(&self, event: &str) -> String {
        let reply = self.browser.get(&format!("/t/acme/audit/{event}")).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.text
    }

    async fn try_again(&self, event: &str) -> Reply {
        let path = format!("/t/acme/audit/{event}/explain");
        self.browser.form(&path, &[("csrf", &self.csrf)]).await
    }
}

/// The id of the newest event of an operation.
fn last(world: &World, operation: &str) -> String {
    let events = world.events("acme");
    let event = events
        .iter()
        .rev()
        .find(|event| event["operation"] == operation);
    event.unwrap()["id"].as_str().unwrap().to_owned()
}

/// The id of the event of a request that was answered, of several the newest of an operation.
fn told_of(world: &World, reply: &Reply, operation: &str) -> String {
    let request = reply.header("x-request-id");
    let events = world.events("acme");
    let event = events
        .iter()
        .rev()
        .find(|event| event["operation"] == operation && event["request_id"] == request);
    event.unwrap()["id"].as_str().unwrap().to_owned()
}

/// Every row of every table that holds users, groups and what they were.
async fn directory(world: &World) -> BTreeMap<&'static str, Vec<String>> {
    let connection = world.database.connect().await;
    let mut content = BTreeMap::new();
    for table in [
        "scim_user",
        "scim_user_value",
        "scim_group",
        "group_member",
        "group_member_period",
        "scim_version",
        "tenant_schema_use",
        "tenant_schema_value",
    ] {
        let all = Query::select().column(Asterisk).from(table).take();
        let rows = connection.query_all(&all).await.unwrap();
        let row = |row| JsonValue::from_query_result(row, "").unwrap().to_string();
        let mut rows: Vec<String> = rows.iter().map(row).collect();
        rows.sort();
        content.insert(table, rows);
    }
    connection.close().await.unwrap();
    content
}

fn patch(operations: &Value) -> Value {
    json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations})
}

#[tokio::test]
async fn what_was_refused_is_explained_for_who_sent_it() {
    each_backend(async |world| {
        let owner = Member::sign_in(world, "acme", "owner").await;
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

#[tokio::test]
async fn a_refused_request_is_tried_against_the_present_and_nothing_is_written() {
    each_backend(async |world| {
        let auditor = Member::sign_in(world, "acme", "auditor").await;
        let okta = &world.writer;
        let body = json!({"userName": "ADA", "displayName": "Ada L", "password": "t1meMa$heen"});
        let first = okta
            .post(
                "/Users",
                &json!({"userName": "ada", "displayName": "Ada", "active": false}),
            )
            .await
            .id(201);
        okta.post("/Users", &body)
            .await
            .refused(409, Some("uniqueness"));
        let event = last(world, "user.create");
        let page = auditor.page(&event).await;
        assert!(page.contains("Explain now"), "{page}");

        let before = directory(world).await;
        let reply = auditor.try_again(&event).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        for said in [
            "It would still be refused, with 409.",
            "has the value, and is inactive.",
            &format!("<a href=\"/t/acme/users/{first}\"><bdi>Ada</bdi></a>"),
        ] {
            assert!(reply.text.contains(said), "{said}: {}", reply.text);
        }
        assert_eq!(directory(world).await, before);

        okta.delete(&format!("/Users/{first}")).await.expect(204);
        let before = directory(world).await;
        let reply = auditor.try_again(&event).await;
        assert!(
            reply.text.contains("It would succeed now."),
            "{}",
            reply.text
        );
        assert!(reply.text.contains("Ada L"), "{}", reply.text);
        assert_eq!(directory(world).await, before);
        assert_eq!(okta.get("/Users").await.expect(200)["totalResults"], 0);

        let told = world.events_until("acme", |events| {
            let tries = events
                .iter()
                .filter(|event| event["operation"] == "audit.try");
            tries.count() == 2
        });
        let tries: Vec<&Value> = told
            .iter()
            .filter(|event| event["operation"] == "audit.try")
            .collect();
        let details: Vec<&str> = tries
            .iter()
            .map(|event| event["detail"].as_str().unwrap())
            .collect();
        assert_eq!(
            details,
            [
                format!("event {event}: it would be refused with 409"),
                format!("event {event}: it would be done now"),
            ]
        );
        assert!(
            tries
                .iter()
                .all(|event| event["actor"]["label"] == "auditor@acme.example")
        );
        // Nothing that was tried is in the log as if it had been done.
        let creations = told
            .iter()
            .filter(|event| event["operation"] == "user.create");
        assert_eq!(creations.count(), 2);
    })
    .await;
}

#[tokio::test]
async fn every_kind_of_write_is_tried() {
    each_backend(async |world| {
        let owner = Member::sign_in(world, "acme", "owner").await;
        let okta = &world.writer;
        let unknown = "018f0000-0000-7000-8000-000000000000";
        let ada = okta
            .post("/Users", &json!({"userName": "ada"}))
            .await
            .id(201);
        let group = okta
            .post("/Groups", &json!({"displayName": "g"}))
            .await
            .id(201);
        let stale = okta.clone().with("if-match", "W/\"77\"");
        let member = patch(&json!([{"op": "add", "path": "members", "value": [{"value": ada}]}]));
        let odd = patch(&json!([{"op": "add", "path": "members", "value": [{"value": unknown}]}]));
        let user = json!({"userName": "ada", "title": "Countess"});
        for (reply, operation, said) in [
            (
                stale.put(&format!("/Users/{ada}"), &user).await,
                "user.update",
                "It would succeed now.",
            ),
            (
                stale.delete(&format!("/Users/{ada}")).await,
                "user.delete",
                "It would succeed now.",
            ),
            (
                okta.delete(&format!("/Users/{unknown}")).await,
                "user.delete",
                "It would still be refused, with 404.",
            ),
            (
                stale.patch(&format!("/Groups/{group}"), &member).await,
                "group.update",
                "It would succeed now.",
            ),
            (
                okta.patch(&format!("/Groups/{group}"), &odd).await,
                "group.update",
                "It would still be refused, with 400.",
            ),
            (
                stale.delete(&format!("/Groups/{group}")).await,
                "group.delete",
                "It would succeed now.",
            ),
            (
                stale
                    .put(&format!("/Groups/{group}"), &json!({"displayName": "g"}))
                    .await,
                "group.update",
                "Nothing would change by it",
            ),
        ] {
            assert!(reply.status >= 400, "{operation}: {}", reply.text);
            let before = directory(world).await;
            let tried = owner.try_again(&told_of(world, &reply, operation)).await;
            assert!(tried.text.contains(said), "{said}: {}", tried.text);
            assert_eq!(directory(world).await, before, "{operation}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_tried_says_why() {
    each_backend(async |world| {
        let owner = Member::sign_in(world, "acme", "owner").await;
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
        let stranger = Member::sign_in(world, "globex", "owner").await;
        let fields = [("csrf", &*stranger.csrf)];
        for tenant in ["acme", "globex"] {
            let path = format!("/t/{tenant}/audit/{event}/explain");
            let reply = stranger.browser.form(&path, &fields).await;
            assert_eq!(reply.status, 404, "{tenant}: {}", reply.text);
        }
        let owner = Member::sign_in(world, "acme", "owner").await;
        let path = format!("/t/acme/audit/{event}/explain");
        let forged = owner.browser.form(&path, &[("csrf", "wrong")]).await;
        assert_eq!(forged.status, 403);
        let tries = world.events("acme");
        assert!(tries.iter().all(|event| event["operation"] != "audit.try"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn trials_and_writes_at_once_leave_each_other_in_peace_and_too_many_trials_wait() {
    each_backend(async |world| {
        let owner = Member::sign_in(world, "acme", "owner").await;
        let okta = &world.writer;
        let first = okta
            .post("/Users", &json!({"userName": "ada"}))
            .await
            .id(201);
        okta.post("/Users", &json!({"userName": "ada"}))
            .await
            .expect(409);
        let event = last(world, "user.create");
        okta.delete(&format!("/Users/{first}")).await.expect(204);
        // The same name by those who try and by one in earnest.
        let path = format!("/t/acme/audit/{event}/explain");
        let trials: Vec<_> = (0..25)
            .map(|_| {
                let (browser, path, csrf) =
                    (owner.browser.clone(), path.clone(), owner.csrf.clone());
                tokio::spawn(async move { browser.form(&path, &[("csrf", &*csrf)]).await.status })
            })
            .collect();
        let writes: Vec<_> = (0..25)
            .map(|number| {
                let client = okta.clone();
                let name = if number == 12 {
                    "ada".to_owned()
                } else {
                    format!("user{number}")
                };
                tokio::spawn(async move {
                    client
                        .post("/Users", &json!({"userName": name}))
                        .await
                        .status
                })
            })
            .collect();
        for trial in trials {
            assert_eq!(trial.await.unwrap(), 200);
        }
        for write in writes {
            assert_eq!(write.await.unwrap(), 201);
        }
        assert_eq!(okta.get("/Users").await.expect(200)["totalResults"], 25);
        let mut last = 200;
        for _ in 0..100 {
            if last == 200 {
                last = owner.try_again(&event).await.status;
            }
        }
        assert_eq!(last, 429);
    })
    .await;
}
