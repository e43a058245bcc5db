//! What the command palette finds, for whom, and what nobody finds.

use serde_json::{Value, json};

use crate::harness::{World, each_backend};

/// The event of the first user.
fn creation(world: &World) -> Value {
    let events = world.events("acme").into_iter();
    let mut created = events.filter(|event| event["operation"] == "user.create");
    created.next().unwrap()
}

#[tokio::test]
async fn people_groups_tokens_events_and_requests_are_found_by_what_one_remembers() {
    each_backend(async |world| {
        let ada = json!({"userName": "ada@acme.example", "displayName": "Ada Lovelace",
            "externalId": "00u1LD", "name": {"familyName": "Lovelace"}});
        let ada = world.writer.post("/Users", &ada).await.id(201);
        let group = json!({"displayName": "Analysts"});
        let group = world.writer.post("/Groups", &group).await.id(201);
        let event = creation(world);
        let [event, request] = ["id", "request_id"].map(|name| event[name].as_str().unwrap());
        let owner = world.sign_in("acme", "owner").await;
        let (ada, group) = (
            format!("/t/acme/users/{ada}"),
            format!("/t/acme/groups/{group}"),
        );
        let id = ada.rsplit('/').next().unwrap().to_owned();
        let event_page = format!("/t/acme/audit/{event}");
        for (q, href) in [
            ("ada", &ada),
            ("ADA@ACME", &ada),
            ("00u1LD", &ada),
            ("lovelace", &ada),
            (id.as_str(), &ada),
            ("analy", &group),
            ("okta", &"/t/acme/tokens/".to_owned()),
            (event, &event_page),
            (request, &format!("request={request}")),
            ("retention", &"/t/acme/settings/retention".to_owned()),
        ] {
            for part in ["", "&part=finds"] {
                let reply = owner.get(&format!("/t/acme/go?q={q}{part}")).await;
                assert_eq!(reply.status, 200, "{q}");
                assert!(reply.text.contains(href.as_str()), "{q}: {}", reply.text);
                let whole = reply.text.contains("<html");
                assert_eq!(whole, part.is_empty(), "{q}: {}", reply.text);
            }
        }
        for q in ["nobody", "%3Cscript%3E", "%00", "%ff", &"x".repeat(5_000)] {
            let reply = owner.get(&format!("/t/acme/go?q={q}&part=finds")).await;
            assert_eq!(reply.status, 200, "{q}");
            assert!(
                !reply.text.contains("<script") && !reply.text.contains("/users/"),
                "{q}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_finds_what_is_another_tenants() {
    each_backend(async |world| {
        let user = json!({"userName": "ada@acme.example"});
        let user = world.writer.post("/Users", &user).await.id(201);
        let event = creation(world);
        let [event, request] = ["id", "request_id"].map(|name| event[name].as_str().unwrap());
        let stranger = world.sign_in("globex", "owner").await;
        for q in ["ada", &user, event, request, "reports"] {
            let foreign = stranger.get(&format!("/t/acme/go?q={q}&part=finds")).await;
            assert_eq!(foreign.status, 404, "{q}");
            let own = stranger
                .get(&format!("/t/globex/go?q={q}&part=finds"))
                .await;
            assert_eq!(own.status, 200);
            assert!(own.text.contains("Nothing found."), "{q}: {}", own.text);
        }
        let unknown = stranger.get("/t/nowhere/go?q=ada").await;
        assert_eq!(unknown.status, 404);
    })
    .await;
}
