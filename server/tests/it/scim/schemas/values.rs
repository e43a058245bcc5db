//! What users and groups may hold of a registered schema.

use serde_json::{Value, json};

use super::{BADGE, OWNER, add, badge, with_badge};
use crate::harness::each_backend;
use crate::scim::{USER, patch, user};

#[tokio::test]
async fn a_registered_schema_holds_for_the_next_request() {
    each_backend(async |world| {
        let client = &world.writer;
        let body = with_badge("ada", &json!({"number": 7, "Colour": "red", "wings": 2}));
        let before = client
            .post("/Users", &with_badge("bob", &json!({"number": 7})))
            .await;
        assert_eq!(before.expect(201).get(BADGE), None);

        add(world, "acme", "User", &badge(), &[]);
        let created = client.post("/Users", &body).await.expect(201);
        assert_eq!(created[BADGE], json!({"number": 7, "colour": "red"}));
        assert_eq!(created["schemas"], json!([USER, BADGE]));
        let path = format!("/Users/{}", created["id"].as_str().unwrap());
        assert_eq!(client.get(&path).await.expect(200), created);

        let replaced = client
            .put(&path, &with_badge("ada", &json!({"colour": "blue"})))
            .await;
        assert_eq!(replaced.expect(200)[BADGE], json!({"colour": "blue"}));
        let doors = json!([{"value": "front", "type": "main"}]);
        for (operation, expected) in [
            (
                json!({"op": "add", "path": format!("{BADGE}:number"), "value": 8}),
                json!({"number": 8, "colour": "blue"}),
            ),
            (
                json!({"op": "replace", "path": "colour", "value": "green"}),
                json!({"number": 8, "colour": "green"}),
            ),
            (
                json!({"op": "add", "path": BADGE, "value": {"doors": doors}}),
                json!({"number": 8, "colour": "green", "doors": doors}),
            ),
            (
                json!({"op": "remove", "path": format!("{BADGE}:doors[type eq \"main\"]")}),
                json!({"number": 8, "colour": "green"}),
            ),
            (
                json!({"op": "replace", "value": {format!("{BADGE}:colour"): null}}),
                json!({"number": 8}),
            ),
        ] {
            let patched = client.patch(&path, &patch(&[operation])).await;
            assert_eq!(patched.expect(200)[BADGE], expected);
        }
        let gone = client
            .patch(&path, &patch(&[json!({"op": "remove", "path": BADGE})]))
            .await;
        let gone = gone.expect(200);
        assert_eq!((gone.get(BADGE), &gone["schemas"]), (None, &json!([USER])));
    })
    .await;
}

#[tokio::test]
async fn a_value_that_does_not_fit_is_refused_by_name() {
    each_backend(async |world| {
        let client = &world.writer;
        add(world, "acme", "User", &badge(), &[]);
        for (badge, place) in [
            (json!({"number": "seven"}), "number"),
            (json!({"number": 7.5}), "number"),
            (json!({"colour": {"value": "red"}}), "colour"),
            (json!({"doors": "front"}), "doors"),
            (json!("red"), "must be an object"),
        ] {
            let reply = client.post("/Users", &with_badge("ada", &badge)).await;
            let detail = reply.refused(400, Some("invalidValue"));
            assert!(detail.contains(place) && detail.contains(BADGE), "{detail}");
        }
        let body = with_badge("ada", &json!({"serial": "A-1"}));
        let id = client.post("/Users", &body).await.id(201);
        let path = format!("/Users/{id}");
        for (place, kind) in [("wings", "invalidPath"), ("serial", "mutability")] {
            let operation =
                json!({"op": "replace", "path": format!("{BADGE}:{place}"), "value": "x"});
            let reply = client.patch(&path, &patch(&[operation])).await;
            reply.refused(400, Some(kind));
        }
        let other = client
            .put(&path, &with_badge("ada", &json!({"serial": "A-2"})))
            .await;
        other.refused(400, Some("mutability"));
    })
    .await;
}

#[tokio::test]
async fn an_answer_holds_what_returned_says_and_the_log_no_secret() {
    each_backend(async |world| {
        let client = &world.writer;
        add(world, "acme", "User", &badge(), &[]);
        let body = with_badge(
            "ada",
            &json!({"number": 7, "note": "n", "pin": "s3cret-pin"}),
        );
        let created = client.post("/Users", &body).await.expect(201);
        assert_eq!(created[BADGE], json!({"number": 7}));
        let path = format!("/Users/{}", created["id"].as_str().unwrap());
        let noted = client
            .get(&format!("{path}?attributes={BADGE}:note"))
            .await
            .expect(200);
        assert_eq!(noted[BADGE], json!({"note": "n"}));
        let operation =
            json!({"op": "replace", "path": format!("{BADGE}:pin"), "value": "s3cret-2"});
        client.patch(&path, &patch(&[operation])).await.expect(200);
        let log: Vec<String> = world.events("acme").iter().map(Value::to_string).collect();
        assert!(!log.concat().contains("s3cret"));
        let owner = world.sign_in("acme", "owner").await;
        let page = owner
            .get(&format!(
                "/t/acme/users/{}",
                created["id"].as_str().unwrap()
            ))
            .await;
        assert!(page.text.contains(BADGE) && !page.text.contains("s3cret"));
    })
    .await;
}

#[tokio::test]
async fn a_required_extension_is_asked_of_the_new_and_spares_the_old() {
    each_backend(async |world| {
        let client = &world.writer;
        let old = client.post("/Users", &user("old")).await.id(201);
        add(world, "acme", "User", &badge(), &["--required"]);
        let refused = client.post("/Users", &user("new")).await;
        assert!(refused.refused(400, Some("invalidValue")).contains(BADGE));
        client
            .post("/Users", &with_badge("new", &json!({"colour": "red"})))
            .await
            .expect(201);
        let path = format!("/Users/{old}");
        let operation = json!({"op": "replace", "path": "title", "value": "CTO"});
        client.patch(&path, &patch(&[operation])).await.expect(200);
        client
            .put(&path, &user("old"))
            .await
            .refused(400, Some("invalidValue"));
        client
            .put(&path, &with_badge("old", &json!({"colour": "red"})))
            .await
            .expect(200);
        let whole = json!({"op": "remove", "path": BADGE});
        let kept = client.patch(&path, &patch(&[whole])).await;
        kept.refused(400, Some("mutability"));
    })
    .await;
}

#[tokio::test]
async fn groups_are_extended_like_users() {
    each_backend(async |world| {
        let client = &world.writer;
        let owner = json!({"id": OWNER, "attributes": [{"name": "mail", "uniqueness": "server"}]});
        add(world, "acme", "Group", &owner, &[]);
        let body = |name: &str| json!({"displayName": name, OWNER: {"mail": "Ops@acme.example"}});
        let created = client.post("/Groups", &body("Ops")).await.expect(201);
        assert_eq!(created[OWNER]["mail"], "Ops@acme.example");
        let path = format!("/Groups/{}", created["id"].as_str().unwrap());
        client
            .post("/Groups", &body("Dev"))
            .await
            .refused(409, Some("uniqueness"));
        let operation =
            json!({"op": "replace", "path": format!("{OWNER}:mail"), "value": "x@acme.example"});
        client.patch(&path, &patch(&[operation])).await.expect(204);
        assert_eq!(
            client.get(&path).await.expect(200)[OWNER]["mail"],
            "x@acme.example"
        );
        client.post("/Groups", &body("Dev")).await.expect(201);
        let user = client
            .post("/Users", &json!({"userName": "ada", OWNER: {"mail": "x"}}))
            .await;
        assert_eq!(user.expect(201).get(OWNER), None);
    })
    .await;
}
