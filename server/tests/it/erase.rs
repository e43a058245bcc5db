//! `audit erase`: one person gone from everything that is kept, and the chain whole.

use std::fs;

use serde_json::{Value, json};

use crate::harness::{Backend, Client, World, each_backend};

const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const BULK: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const SEARCH: &str = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// Names of the person, none of which may be left.
const NAMES: [&str; 5] = [
    "Lovelace",
    "ada.l@",
    "+1-201-555-0123",
    "Countess of",
    "ext-701984",
];

fn ada() -> Value {
    json!({
        "userName": "ada.l@acme.example", "externalId": "ext-701984",
        "displayName": "Ada Lovelace", "nickName": "Countess of",
        "name": {"givenName": "Ada", "familyName": "Lovelace"},
        "emails": [{"value": "ada.l@acme.example", "primary": true}],
        "phoneNumbers": [{"value": "+1-201-555-0123"}],
    })
}

fn patch(operations: &Value) -> Value {
    json!({"schemas": [PATCH], "Operations": operations})
}

/// A life in which the person is named wherever a person can be.
async fn life(world: &World) -> String {
    let writer = &world.writer;
    let id = writer.post("/Users", &ada()).await.id(201);
    writer
        .post("/Users", &ada())
        .await
        .refused(409, Some("uniqueness"));
    let grace = json!({"userName": "grace", (ENTERPRISE): {"manager": {"value": id, "displayName": "Ada Lovelace"}}});
    let grace = writer.post("/Users", &grace).await.id(201);
    let member = json!([{"value": id, "display": "Countess of"}]);
    let group = json!({"displayName": "Engines", "members": member});
    let group = writer.post("/Groups", &group).await.id(201);
    let renamed =
        json!([{"op": "replace", "value": {"name.familyName": "King-Lovelace", "active": false}}]);
    writer
        .patch(&format!("/Users/{id}"), &patch(&renamed))
        .await
        .expect(200);
    let without = json!([{"op": "remove", "path": format!("{ENTERPRISE}:manager")}]);
    writer
        .patch(&format!("/Users/{grace}"), &patch(&without))
        .await
        .expect(200);
    let bulk = json!({"schemas": [BULK], "Operations": [
        {"method": "PATCH", "path": format!("/Users/{id}"), "data": patch(&json!([{"op": "replace", "path": "title", "value": "Countess of"}]))},
        {"method": "PATCH", "path": format!("/Groups/{group}"), "data": patch(&json!([{"op": "replace", "path": "displayName", "value": "Lovelace, Ada"}]))},
    ]});
    writer.post("/Bulk", &bulk).await.expect(200);
    writer
        .patch(
            &format!("/Groups/{group}"),
            &patch(&json!([{"op": "replace", "path": "displayName", "value": "Engines"}])),
        )
        .await
        .expect(204);
    writer
        .get("/Users?filter=name.familyName+eq+%22Lovelace%22")
        .await
        .expect(200);
    writer
        .get("/Users?filter=emails.value%20eq%20%22ada.l%40acme.example%22")
        .await
        .expect(200);
    let search = json!({"schemas": [SEARCH], "filter": "displayName co \"lovelace\""});
    writer.post("/.search", &search).await.expect(200);
    id
}

/// What is stored that somebody could read, as one text.
async fn everything(world: &World, console: &Client) -> String {
    let mut text = world
        .rollcall
        .done(&["audit", "export", "--tenant", "acme"]);
    for page in [
        "/t/acme/audit?range=all&reads=1",
        "/t/acme/users",
        "/t/acme/users?at=1",
        "/t/acme/groups",
    ] {
        text.push_str(&console.get(page).await.text);
    }
    text
}

/// Another tenant's identity provider.
fn globex(world: &World) -> Client {
    let issue = ["token", "issue", "--tenant", "globex", "--name", "entra"];
    let base = world.writer.base.replace("/acme/", "/globex/");
    Client::new(base).with_token(&world.rollcall.done(&issue))
}

fn names_in(text: &str) -> Vec<&'static str> {
    let text = text.to_lowercase();
    let is_in = |name: &&str| text.contains(&name.to_lowercase());
    NAMES.into_iter().filter(is_in).collect()
}

fn erase(world: &World, id: &str) -> (i32, String, String) {
    let outcome = world
        .rollcall
        .run(&["audit", "erase", "--tenant", "acme", "--user", id]);
    (outcome.code, outcome.stdout, outcome.stderr)
}

#[tokio::test]
async fn an_erased_person_is_named_nowhere_and_the_chain_verifies() {
    each_backend(async |world| {
        let console = world.sign_in("acme", "auditor").await;
        let id = life(world).await;
        world
            .writer
            .delete(&format!("/Users/{id}"))
            .await
            .expect(204);
        world.events_until("acme", |events| {
            events.iter().any(|event| event["operation"] == "search")
        });
        assert_eq!(names_in(&everything(world, &console).await), NAMES);

        let (code, stdout, stderr) = erase(world, &id);
        assert_eq!(code, 0, "{stderr}");
        assert!(
            stdout.starts_with(&format!("erased {id}: fields of ")),
            "{stdout}"
        );
        assert_eq!(names_in(&everything(world, &console).await), [""; 0]);
        let verified = world
            .rollcall
            .done(&["audit", "verify", "--tenant", "acme"]);
        assert!(verified.starts_with("ok: "), "{verified}");
        assert!(
            verified.ends_with(" of them without what was erased or is no longer kept"),
            "{verified}"
        );
        world
            .rollcall
            .done(&["audit", "rebuild", "--tenant", "acme", "--check"]);
        if world.database.backend == Backend::Sqlite {
            assert_eq!(traces(world), [""; 0]);
        }

        // Nothing is left to erase, and it says so.
        let (code, stdout, _) = erase(world, &id);
        assert_eq!(
            (code, stdout),
            (
                0,
                format!(
                    "erased {id}: fields of 0 events, 0 kept versions, the name in 0 memberships, 0 saved views\n"
                )
            )
        );
    })
    .await;
}

/// Names in the files of the database, while a server has them open.
fn traces(world: &World) -> Vec<&'static str> {
    let mut bytes = Vec::new();
    for file in fs::read_dir(world.database.folder()).unwrap() {
        bytes.extend(fs::read(file.unwrap().path()).unwrap());
    }
    assert!(bytes.len() > 100_000, "the files are not there");
    names_in(&String::from_utf8_lossy(&bytes))
}

#[tokio::test]
async fn who_is_still_there_is_removed_first() {
    each_backend(async |world| {
        let console = world.sign_in("acme", "auditor").await;
        let id = life(world).await;
        let (code, _, stderr) = erase(world, &id);
        assert_eq!(code, 0, "{stderr}");
        assert!(stderr.contains("was removed"), "{stderr}");
        world
            .reader
            .get(&format!("/Users/{id}"))
            .await
            .refused(404, None);
        assert_eq!(names_in(&everything(world, &console).await), [""; 0]);
        let events = world.events("acme");
        let about: Vec<&Value> = events
            .iter()
            .filter(|event| event["resource"]["id"] == *id)
            .collect();
        let removed = about
            .iter()
            .find(|event| event["operation"] == "user.delete")
            .unwrap();
        assert_eq!(removed["actor"]["type"], "cli");
        // That something happened is still known, and what it was.
        let operations: Vec<&str> = about
            .iter()
            .filter_map(|event| event["operation"].as_str())
            .collect();
        assert!(
            operations.starts_with(&["user.create", "user.deactivate"]),
            "{operations:?}"
        );
        assert!(
            about
                .iter()
                .all(|event| event["resource"]["label"].is_null())
        );
    })
    .await;
}

#[tokio::test]
async fn nobody_else_loses_anything() {
    each_backend(async |world| {
        // The same person in another tenant, and somebody who shares a name.
        globex(world).post("/Users", &ada()).await.id(201);
        let byron = json!({"userName": "byron", "displayName": "Byron Lovelace", "title": "Baron"});
        let byron = world.writer.post("/Users", &byron).await.id(201);
        let elsewhere = world.events("globex");
        let ada = world.writer.post("/Users", &ada()).await.id(201);
        let before = world.events("acme");
        assert_eq!(erase(world, &ada).0, 0);

        // But for the event of the export that read it before.
        assert_eq!(world.events("globex")[..elsewhere.len()], elsewhere);
        let after = world.events("acme");
        let of = |events: &[Value], id: &str| -> Vec<Value> {
            let about = |event: &&Value| event["resource"]["id"] == *id;
            events.iter().filter(about).cloned().collect()
        };
        assert_eq!(of(&after, &byron), of(&before, &byron));
        world
            .reader
            .get(&format!("/Users/{byron}"))
            .await
            .expect(200);
    })
    .await;
}

#[tokio::test]
async fn what_many_share_names_nobody() {
    each_backend(async |world| {
        let office = "1 Engine Way, Kings Cross";
        let at_work = |name: &str| {
            json!({
                "userName": name, "displayName": format!("{name} of Staff"),
                "addresses": [{"type": "work", "streetAddress": office}],
                "phoneNumbers": [{"value": "+44 20 7946 0000"}],
            })
        };
        let mut ids = Vec::new();
        for name in ["work", "schemas", "cy", "dee", "eve"] {
            ids.push(world.writer.post("/Users", &at_work(name)).await.id(201));
        }
        let before = world.events("acme");
        // Two are called what stands in every message, too.
        for id in &ids[..2] {
            assert_eq!(erase(world, id).0, 0);
        }
        let after = world.events("acme");
        for id in &ids[2..] {
            let of = |events: &[Value]| -> Vec<Value> {
                let about = |event: &&Value| event["resource"]["id"] == **id;
                events.iter().filter(about).cloned().collect()
            };
            assert_eq!(of(&after), of(&before));
        }
        let labels = |events: &[Value]| {
            let named = |event: &&Value| event["actor"]["label"] == "okta";
            events.iter().filter(named).count()
        };
        assert_eq!(labels(&after), labels(&before));
    })
    .await;
}

#[tokio::test]
async fn who_still_names_the_person_is_told() {
    each_backend(async |world| {
        let id = world.writer.post("/Users", &ada()).await.id(201);
        let grace = json!({"userName": "grace", "title": "Assistant of Ada Lovelace"});
        let grace = world.writer.post("/Users", &grace).await.id(201);
        let (code, _, stderr) = erase(world, &id);
        assert_eq!(code, 0, "{stderr}");
        assert!(stderr.contains(&format!("User {grace}")), "{stderr}");
        let still = world
            .reader
            .get(&format!("/Users/{grace}"))
            .await
            .expect(200);
        assert_eq!(still["title"], "Assistant of Ada Lovelace");
        world
            .rollcall
            .done(&["audit", "rebuild", "--tenant", "acme", "--check"]);
    })
    .await;
}

#[tokio::test]
async fn nobody_is_erased_under_an_id_that_nobody_had() {
    each_backend(async |world| {
        for id in ["ada", "019abc00-0000-7000-8000-000000000001", ""] {
            let (code, stdout, stderr) = erase(world, id);
            assert_eq!((code, stdout.as_str()), (1, ""), "{stderr}");
            assert!(stderr.contains("nobody with the id"), "{stderr}");
        }
        let other = globex(world).post("/Users", &ada()).await.id(201);
        assert_eq!(erase(world, &other).0, 1);
    })
    .await;
}
