//! What Okta sends: filter first, pathless PATCH, profile updates by PUT, group push.

use serde_json::{Value, json};

use super::{PATCH, USER, group, make_group, make_user, members, sorted};
use crate::harness::{World, each_backend};

fn okta(world: &World) -> crate::harness::Client {
    world
        .writer
        .clone()
        .with("accept-charset", "utf-8")
        .with("user-agent", "Okta SCIM Client 1.0.0")
}

fn profile(active: bool) -> Value {
    json!({
        "schemas": [USER],
        "userName": "ada.lovelace@acme.example",
        "name": {"givenName": "Ada", "familyName": "Lovelace"},
        "emails": [{"primary": true, "value": "ada.lovelace@acme.example", "type": "work"}],
        "displayName": "Ada Lovelace",
        "locale": "en-GB",
        "externalId": "00uada",
        "groups": [],
        "password": "Zx1-never-kept",
        "active": active,
    })
}

#[tokio::test]
async fn okta_looks_up_creates_updates_and_deactivates() {
    each_backend(async |world| {
        let client = okta(world);
        let search = "/Users?filter=userName%20eq%20%22ada.lovelace%40acme.example%22&startIndex=1&count=100";
        assert_eq!(client.get(search).await.expect(200)["totalResults"], 0);

        let created = client.post("/Users", &profile(true)).await;
        let id = created.id(201);
        assert_eq!(created.json()["locale"], "en-GB");
        client.post("/Users", &profile(true)).await.refused(409, Some("uniqueness"));
        assert_eq!(client.get(search).await.expect(200)["Resources"][0]["id"], id);

        let path = format!("/Users/{id}");
        let mut read = client.get(&path).await.expect(200);
        read["name"]["familyName"] = json!("King");
        assert_eq!(client.put(&path, &read).await.expect(200)["name"]["familyName"], "King");

        for active in [false, true, false] {
            let body = json!({
                "schemas": [PATCH],
                "Operations": [{"op": "replace", "value": {"active": active}}],
            });
            assert_eq!(client.patch(&path, &body).await.expect(200)["active"], active);
        }
        // Reassignment finds the same person and revives them by PUT.
        assert_eq!(client.get(search).await.expect(200)["Resources"][0]["active"], false);
        let revived = client.put(&path, &profile(true)).await.expect(200);
        assert_eq!((&revived["id"], &revived["active"]), (&json!(id), &json!(true)));
    })
    .await;
}

#[tokio::test]
async fn okta_pushes_a_group() {
    each_backend(async |world| {
        let client = okta(world);
        let ada = make_user(&client, "ada@acme.example").await;
        let bob = make_user(&client, "bob@acme.example").await;
        let mut body = group("Engineering");
        body["members"] = json!([]);
        let id = client.post("/Groups", &body).await.id(201);
        let path = format!("/Groups/{id}");

        let rename = json!({
            "schemas": [PATCH],
            "Operations": [{"op": "replace", "value": {"id": id, "displayName": "Engines"}}],
        });
        client.patch(&path, &rename).await.expect(204);
        assert_eq!(client.get(&path).await.expect(200)["displayName"], "Engines");

        let both = json!({"schemas": [PATCH], "Operations": [
            {"op": "add", "path": "members", "value": [{"value": ada, "display": "ada@acme.example"}]},
        ]});
        client.patch(&path, &both).await.expect(204);
        let swap = json!({"schemas": [PATCH], "Operations": [
            {"op": "remove", "path": format!("members[value eq \"{ada}\"]")},
            {"op": "add", "path": "members", "value": [{"value": bob, "display": "bob@acme.example"}]},
        ]});
        client.patch(&path, &swap).await.expect(204);
        assert_eq!(members(&client, &id).await, sorted(&[&bob]));

        let now = json!({"schemas": [PATCH], "Operations": [
            {"op": "replace", "path": "members", "value": [{"value": ada}, {"value": bob}]},
        ]});
        client.patch(&path, &now).await.expect(204);
        assert_eq!(members(&client, &id).await, sorted(&[&ada, &bob]));
    })
    .await;
}

#[tokio::test]
async fn okta_is_recognised_in_the_log() {
    each_backend(async |world| {
        let client = okta(world);
        make_group(&client, "Engineering", &[]).await;
        let events = world.events("acme");
        let event = events
            .iter()
            .find(|event| event["operation"] == "group.create")
            .unwrap();
        assert_eq!(event["idp"], "okta");
        assert_eq!(event["actor"]["type"], "token");
        assert_eq!(event["actor"]["label"], "okta");
    })
    .await;
}
