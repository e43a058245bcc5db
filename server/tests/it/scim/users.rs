//! One user's life.

use serde_json::{Value, json};

use super::{ENTERPRISE, USER, is_empty, make_user, patch, user};
use crate::harness::each_backend;

#[tokio::test]
async fn a_user_is_created_read_replaced_patched_and_deleted() {
    each_backend(async |world| {
        let client = &world.writer;
        let body = json!({
            "schemas": [USER, ENTERPRISE],
            "userName": "ada@acme.example",
            "externalId": "00u1",
            "name": {"givenName": "Ada", "familyName": "Lovelace"},
            "emails": [{"value": "ada@acme.example", "type": "work", "primary": true}],
            "active": true,
            ENTERPRISE: {"department": "Engines"},
        });
        let reply = client.post("/Users", &body).await;
        let created = reply.expect(201);
        let id = created["id"].as_str().unwrap();
        assert_eq!(reply.header("content-type"), "application/scim+json");
        assert_eq!(reply.header("cache-control"), "no-store");
        assert_eq!(
            reply.header("location"),
            format!("{}/Users/{id}", client.base)
        );
        assert_eq!(created["meta"]["location"], reply.header("location"));
        assert_eq!(created["meta"]["version"], reply.header("etag"));
        assert_eq!(created[ENTERPRISE]["department"], "Engines");

        let read = client.get(&format!("/Users/{id}")).await.expect(200);
        assert_eq!(read, created);

        let replaced = client
            .put(&format!("/Users/{id}"), &user("ada@acme.example"))
            .await;
        let replaced = replaced.expect(200);
        assert_eq!(replaced.get("name"), None);
        assert_eq!(replaced["meta"]["created"], created["meta"]["created"]);

        let operations = [json!({"op": "add", "path": "name.givenName", "value": "Augusta"})];
        let patched = client
            .patch(&format!("/Users/{id}"), &patch(&operations))
            .await;
        assert_eq!(patched.expect(200)["name"]["givenName"], "Augusta");

        client.delete(&format!("/Users/{id}")).await.expect(204);
        client.get(&format!("/Users/{id}")).await.refused(404, None);
        client
            .delete(&format!("/Users/{id}"))
            .await
            .refused(404, None);
    })
    .await;
}

#[tokio::test]
async fn a_user_name_is_taken_whatever_its_letter_case() {
    each_backend(async |world| {
        let client = &world.writer;
        make_user(client, "Ada@acme.example").await;
        client
            .post("/Users", &user("ADA@ACME.example"))
            .await
            .refused(409, Some("uniqueness"));
        let other = make_user(client, "grace@acme.example").await;
        let renamed = client
            .put(&format!("/Users/{other}"), &user("ada@acme.example"))
            .await;
        renamed.refused(409, Some("uniqueness"));
        let operation = json!({"op": "replace", "path": "userName", "value": "ada@ACME.example"});
        let patched = client
            .patch(&format!("/Users/{other}"), &patch(&[operation]))
            .await;
        patched.refused(409, Some("uniqueness"));
    })
    .await;
}

#[tokio::test]
async fn a_password_is_accepted_and_kept_nowhere() {
    each_backend(async |world| {
        let client = &world.writer;
        let mut body = user("ada@acme.example");
        body["password"] = json!("s3cret-of-ada-which-must-vanish");
        let reply = client.post("/Users", &body).await;
        let id = reply.id(201);
        let operation = json!({"op": "replace", "value": {"password": "s3cret-number-two-of-ada"}});
        let patched = client
            .patch(&format!("/Users/{id}"), &patch(&[operation]))
            .await;
        for text in [reply.text, patched.text] {
            assert!(!text.contains("s3cret"), "{text}");
        }
        let log: Vec<String> = world.events("acme").iter().map(Value::to_string).collect();
        assert!(!log.concat().contains("s3cret"));
    })
    .await;
}

#[tokio::test]
async fn a_deactivated_user_stays_readable_and_keeps_the_name() {
    each_backend(async |world| {
        let client = &world.writer;
        let id = make_user(client, "ada@acme.example").await;
        let off = patch(&[json!({"op": "replace", "path": "active", "value": false})]);
        let patched = client.patch(&format!("/Users/{id}"), &off).await;
        assert_eq!(patched.expect(200)["active"], false);
        assert_eq!(
            client.get(&format!("/Users/{id}")).await.expect(200)["active"],
            false
        );
        client
            .post("/Users", &user("ada@acme.example"))
            .await
            .refused(409, Some("uniqueness"));
        let on = patch(&[json!({"op": "replace", "path": "active", "value": true})]);
        let revived = client.patch(&format!("/Users/{id}"), &on).await.expect(200);
        assert_eq!(
            (&revived["id"], &revived["active"]),
            (&json!(id), &json!(true))
        );
    })
    .await;
}

#[tokio::test]
async fn attributes_of_the_server_cannot_be_chosen() {
    each_backend(async |world| {
        let client = &world.writer;
        let mut body = user("ada@acme.example");
        body["id"] = json!("00000000-0000-0000-0000-000000000001");
        body["meta"] = json!({"resourceType": "Group", "created": "1999-01-01T00:00:00Z"});
        body["groups"] = json!([{"value": "x"}]);
        body["tenant"] = json!("globex");
        let created = client.post("/Users", &body).await.expect(201);
        assert_ne!(created["id"], body["id"]);
        assert_eq!(created["meta"]["resourceType"], "User");
        assert_eq!(created.get("tenant"), None);
        assert!(is_empty(&created["groups"]), "{created}");
    })
    .await;
}
