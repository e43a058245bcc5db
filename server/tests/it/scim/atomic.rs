//! A request is done wholly or not at all.

use serde_json::{Value, json};

use super::{group, make_group, make_user, members, patch, sorted};
use crate::harness::each_backend;

/// Operations that fail, whatever came before them.
fn failures() -> Vec<(Value, &'static str)> {
    vec![
        (
            json!({"op": "replace", "path": "id", "value": "x"}),
            "mutability",
        ),
        (
            json!({"op": "add", "path": "nonsense", "value": "x"}),
            "invalidPath",
        ),
        (json!({"op": "remove"}), "noTarget"),
        (
            json!({"op": "replace", "path": "active", "value": "perhaps"}),
            "invalidValue",
        ),
        (
            json!({"op": "replace", "path": "emails[type eq \"no\"].value", "value": "x"}),
            "noTarget",
        ),
        (json!({"op": "remove", "path": "userName"}), "mutability"),
        (
            json!({"op": "add", "path": "title", "value": "t".repeat(10_001)}),
            "invalidValue",
        ),
    ]
}

#[tokio::test]
async fn a_failing_operation_takes_those_before_and_after_it_along() {
    each_backend(async |world| {
        let client = &world.writer;
        let id = make_user(client, "ada").await;
        let path = format!("/Users/{id}");
        let before = client.get(&path).await.expect(200);
        for (failure, kind) in failures() {
            let good = [
                json!({"op": "add", "path": "title", "value": "t"}),
                json!({"op": "replace", "value": {"active": false, "userName": "eve"}}),
                json!({"op": "add", "path": "emails[type eq \"work\"].value", "value": "x"}),
            ];
            for at in 0..=good.len() {
                let mut operations = good.to_vec();
                operations.insert(at, failure.clone());
                let reply = client.patch(&path, &patch(&operations)).await;
                reply.refused(400, Some(kind));
            }
        }
        assert_eq!(client.get(&path).await.expect(200), before);
        // The name that the failed requests asked for is still free.
        make_user(client, "eve").await;
    })
    .await;
}

#[tokio::test]
async fn a_failing_membership_takes_the_others_along() {
    each_backend(async |world| {
        let client = &world.writer;
        let ada = make_user(client, "ada").await;
        let bob = make_user(client, "bob").await;
        let id = make_group(client, "Engineering", &[&ada]).await;
        let path = format!("/Groups/{id}");
        let before = client.get(&path).await.expect(200);
        for (failure, kind) in [
            (
                json!({"op": "add", "path": "members", "value": [{"value": "nobody"}]}),
                "invalidValue",
            ),
            (
                json!({"op": "add", "path": "members", "value": [{"value": id}]}),
                "invalidValue",
            ),
            (
                json!({"op": "replace", "path": "displayName", "value": ""}),
                "invalidValue",
            ),
            (
                json!({"op": "replace", "path": "members.value", "value": "x"}),
                "mutability",
            ),
        ] {
            let operations = [
                json!({"op": "add", "path": "members", "value": [{"value": bob}]}),
                json!({"op": "remove", "path": "members", "value": [{"value": ada}]}),
                json!({"op": "replace", "path": "externalId", "value": "x"}),
                failure,
            ];
            let reply = client.patch(&path, &patch(&operations)).await;
            let detail = reply.refused(400, Some(kind));
            assert!(!detail.is_empty());
        }
        // A whole group with one member who does not exist, and a new one.
        let mut whole = group("Engines");
        whole["members"] = json!([{"value": bob}, {"value": "nobody"}]);
        let reply = client.put(&path, &whole).await;
        let detail = reply.refused(400, Some("invalidValue"));
        assert!(detail.contains("members[1].value"), "{detail}");
        client
            .post("/Groups", &whole)
            .await
            .refused(400, Some("invalidValue"));

        assert_eq!(client.get(&path).await.expect(200), before);
        assert_eq!(members(client, &id).await, sorted(&[&ada]));
        assert_eq!(client.get("/Groups").await.expect(200)["totalResults"], 1);
        let events = world.events("acme");
        let done = events.iter().filter(|event| {
            let writes = event["resource"]["id"] == id.as_str() && event["method"] != "GET";
            writes && event["outcome"] == "success"
        });
        assert_eq!(done.count(), 1);
    })
    .await;
}
