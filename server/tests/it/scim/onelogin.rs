//! What `OneLogin` sends from its templates, and wants back: plain JSON.

use serde_json::json;

use super::{ENTERPRISE, USER};
use crate::harness::each_backend;

#[tokio::test]
async fn onelogin_is_answered_in_plain_json() {
    each_backend(async |world| {
        let client = world.writer.clone().with("accept", "application/json");
        let list = client.get("/Users?filter=userName+eq+%22nobody%22").await;
        list.expect(200);
        assert_eq!(list.header("content-type"), "application/json");

        let body = json!({
            "schemas": [USER],
            "id": null, "userName": "ada@acme.example", "active": "true",
            "emails": {"value": "ada@acme.example", "type": "work", "primary": "true"},
            ENTERPRISE: {"department": "Engines", "manager": {"managerId": "9", "displayName": "Bob"}},
        });
        let reply = client
            .send(
                reqwest::Method::POST,
                "/Users",
                Some("application/json; charset=utf-8"),
                body.to_string().into_bytes(),
            )
            .await;
        let created = reply.expect(201);
        assert_eq!(reply.header("content-type"), "application/json");
        assert_eq!(created["active"], true);
        assert_eq!(created["emails"][0]["value"], "ada@acme.example");
        assert_eq!(created[ENTERPRISE]["department"], "Engines");
        client.delete(&format!("/Users/{}/", created["id"].as_str().unwrap())).await.expect(204);
    })
    .await;
}
