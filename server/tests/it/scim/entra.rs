//! What Microsoft Entra ID sends: capitalised operations, booleans as text, value lists.

use serde_json::{Value, json};

use super::{ENTERPRISE, PATCH, USER, make_group, make_user, members, sorted};
use crate::harness::{Client, each_backend};

async fn patched(client: &Client, path: &str, operations: Value) -> Value {
    let body = json!({"schemas": [PATCH], "Operations": operations});
    client.patch(path, &body).await.expect(200)
}

#[tokio::test]
async fn entra_tests_the_connection_with_a_random_name() {
    each_backend(async |world| {
        let path =
            "/Users?filter=userName+eq+%22cb0e4b6c-7f0a-4b1e-9f53-6c1f4b1e2a11%22&aadOptscim062020";
        let list = world.writer.get(path).await.expect(200);
        assert_eq!(
            (&list["totalResults"], &list["Resources"]),
            (&json!(0), &json!([]))
        );
    })
    .await;
}

#[tokio::test]
async fn entra_creates_changes_and_clears() {
    each_backend(async |world| {
        let client = &world.writer;
        let body = json!({
            "schemas": [USER, ENTERPRISE],
            "externalId": "ada", "userName": "ada@acme.example", "active": true,
            "displayName": "Ada", "addresses": null, "roles": [],
            "emails": [{"primary": true, "type": "work", "value": "ada@acme.example"}],
            "meta": {"resourceType": "User"},
            "name": {"formatted": "Ada Lovelace", "familyName": "Lovelace", "givenName": "Ada"},
            ENTERPRISE: {"employeeNumber": "7", "department": null},
        });
        let id = client.post("/Users", &body).await.id(201);
        let path = format!("/Users/{id}");

        let user = patched(client, &path, json!([
            {"op": "Replace", "path": "emails[type eq \"work\"].value", "value": "a@acme.example"},
            {"op": "Replace", "path": "name.familyName", "value": "King"},
            {"op": "Add", "path": format!("{ENTERPRISE}:department"), "value": "Engines"},
            {"op": "Replace", "path": "active", "value": "False"},
        ]))
        .await;
        assert_eq!(user["emails"][0]["value"], "a@acme.example");
        assert_eq!(user["name"]["familyName"], "King");
        assert_eq!(user[ENTERPRISE]["department"], "Engines");
        assert_eq!(user["active"], false);

        let user = patched(
            client,
            &path,
            json!([
                {"op": "Add", "path": "phoneNumbers[type eq \"mobile\"].value", "value": "+44 1"},
                {"op": "Add", "path": "active", "value": "True"},
                {"op": "Replace", "path": format!("{ENTERPRISE}:manager"), "value": id},
            ]),
        )
        .await;
        assert_eq!(
            user["phoneNumbers"],
            json!([{"type": "mobile", "value": "+44 1"}])
        );
        assert_eq!(user["active"], true);
        assert_eq!(user[ENTERPRISE]["manager"]["value"], id);

        let user = patched(
            client,
            &path,
            json!([
                {"op": "Replace", "value": {
                    "displayName": "", "name.givenName": "Augusta",
                    format!("{ENTERPRISE}:department"): "Sales",
                }},
                {"op": "Remove", "path": format!("{ENTERPRISE}:manager")},
            ]),
        )
        .await;
        assert_eq!(user.get("displayName"), None);
        assert_eq!(user["name"]["givenName"], "Augusta");
        assert_eq!(user[ENTERPRISE]["department"], "Sales");
        assert_eq!(user[ENTERPRISE].get("manager"), None);
    })
    .await;
}

#[tokio::test]
async fn entra_removes_members_by_a_value_list() {
    each_backend(async |world| {
        let client = &world.writer;
        let ada = make_user(client, "ada@acme.example").await;
        let bob = make_user(client, "bob@acme.example").await;
        let id = make_group(client, "Engineering", &[]).await;
        let path = format!("/Groups/{id}?aadOptscim062020");
        let add = json!({"schemas": [PATCH], "Operations": [
            {"op": "Add", "path": "members", "value": [{"$ref": null, "value": ada}]},
            {"op": "Add", "path": "members", "value": [{"$ref": null, "value": bob}]},
        ]});
        client.patch(&path, &add).await.expect(204);
        let remove = json!({"schemas": [PATCH], "Operations": [
            {"op": "Remove", "path": "members", "value": [{"$ref": null, "value": ada}]},
        ]});
        client.patch(&path, &remove).await.expect(204);
        assert_eq!(members(client, &id).await, sorted(&[&bob]));

        let check = format!(
            "/Groups?excludedAttributes=members&filter=id+eq+%22{id}%22+and+members+eq+%22{bob}%22"
        );
        assert_eq!(client.get(&check).await.expect(200)["totalResults"], 1);
        let check = check.replace(&bob, &ada);
        assert_eq!(client.get(&check).await.expect(200)["totalResults"], 0);
    })
    .await;
}

#[tokio::test]
async fn entra_creates_a_group_with_its_own_schema() {
    each_backend(async |world| {
        let foreign = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group";
        let body = json!({
            "schemas": [super::GROUP, foreign],
            "externalId": "8aa1a0c0", "displayName": "Engineering",
            "meta": {"resourceType": "Group"},
        });
        let created = world.writer.post("/Groups", &body).await.expect(201);
        assert_eq!(created["schemas"], json!([super::GROUP]));
    })
    .await;
}
