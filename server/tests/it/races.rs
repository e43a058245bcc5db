//! Many at once: one winner, nothing lost, no 5xx.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::harness::{Client, Reply, each_backend};

/// Sends the same kind of request from many clients at once; how often each status came back.
async fn all_at_once(
    many: usize,
    request: impl Fn(usize) -> std::pin::Pin<Box<dyn Future<Output = Reply> + Send>>,
) -> BTreeMap<u16, usize> {
    let tasks: Vec<_> = (0..many)
        .map(|number| tokio::spawn(request(number)))
        .collect();
    let mut statuses = BTreeMap::new();
    for task in tasks {
        *statuses.entry(task.await.unwrap().status).or_default() += 1;
    }
    statuses
}

fn rename(name: &str) -> Value {
    json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "path": "displayName", "value": name}]})
}

fn clone(client: &Client) -> Client {
    client.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_that_create_the_same_user_one_succeeds() {
    each_backend(async |world| {
        let statuses = all_at_once(16, |number| {
            let client = clone(&world.writer);
            let name = if number % 2 == 0 {
                "ada@acme.example"
            } else {
                "ADA@acme.example"
            };
            Box::pin(async move { client.post("/Users", &json!({"userName": name})).await })
        })
        .await;
        assert_eq!(statuses, BTreeMap::from([(201, 1), (409, 15)]));
        assert_eq!(
            world.reader.get("/Users").await.expect(200)["totalResults"],
            1
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_that_change_the_same_version_one_succeeds() {
    each_backend(async |world| {
        let created = world
            .writer
            .post("/Users", &json!({"userName": "ada"}))
            .await;
        let path = format!("/Users/{}", created.id(201));
        let tagged = world
            .writer
            .clone()
            .with("if-match", created.header("etag"));
        let statuses = all_at_once(16, |number| {
            let (client, path) = (clone(&tagged), path.clone());
            Box::pin(async move { client.patch(&path, &rename(&format!("Ada {number}"))).await })
        })
        .await;
        assert_eq!(statuses, BTreeMap::from([(200, 1), (412, 15)]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_of_different_attributes_are_all_kept() {
    each_backend(async |world| {
        let id = world
            .writer
            .post("/Users", &json!({"userName": "ada"}))
            .await
            .id(201);
        let path = format!("/Users/{id}");
        let attributes = [
            "displayName",
            "nickName",
            "title",
            "userType",
            "locale",
            "timezone",
        ];
        let statuses = all_at_once(attributes.len(), |number| {
            let (client, path) = (clone(&world.writer), path.clone());
            let body = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations": [{"op": "add", "path": attributes[number], "value": "en"}]});
            Box::pin(async move { client.patch(&path, &body).await })
        })
        .await;
        assert_eq!(statuses, BTreeMap::from([(200, attributes.len())]));
        let found = world.reader.get(&path).await.expect(200);
        assert!(
            attributes.iter().all(|attribute| found[attribute] == "en"),
            "{found}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn members_that_are_added_at_once_are_all_in_the_group() {
    each_backend(async |world| {
        let mut ids = Vec::new();
        for number in 0..16 {
            let body = json!({"userName": format!("user-{number}")});
            ids.push(world.writer.post("/Users", &body).await.id(201));
        }
        let group = world.writer.post("/Groups", &json!({"displayName": "Engineering"})).await;
        let path = format!("/Groups/{}", group.id(201));
        let statuses = all_at_once(ids.len(), |number| {
            let (client, path) = (clone(&world.writer), path.clone());
            let body = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations": [{"op": "add", "path": "members", "value": [{"value": ids[number]}]}]});
            Box::pin(async move { client.patch(&path, &body).await })
        })
        .await;
        assert_eq!(statuses, BTreeMap::from([(204, ids.len())]));
        let found = world.reader.get(&path).await.expect(200);
        assert_eq!(found["members"].as_array().unwrap().len(), ids.len());
        let events = world.events("acme");
        let added = events.iter().filter(|event| event["operation"] == "group.members").count();
        assert_eq!(added, ids.len());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_that_is_deleted_while_being_added_leaves_no_trace() {
    each_backend(async |world| {
        for round in 0..16 {
            if round == 8 {
                let hide = ["tenant", "set", "acme", "--delete", "hide"];
                world.rollcall.done(&hide);
            }
            let user = world
                .writer
                .post("/Users", &json!({"userName": "ada"}))
                .await
                .id(201);
            let group = world
                .writer
                .post("/Groups", &json!({"displayName": "Engineering"}))
                .await;
            let group = format!("/Groups/{}", group.id(201));
            let add = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations": [{"op": "add", "path": "members", "value": [{"value": user}]}]});
            let path = format!("/Users/{user}");
            let (added, deleted) =
                tokio::join!(world.writer.patch(&group, &add), world.writer.delete(&path));
            assert!(matches!(added.status, 204 | 400), "{}", added.text);
            deleted.expect(204);
            let found = world.reader.get(&group).await.expect(200);
            let members = found
                .get("members")
                .and_then(Value::as_array)
                .map_or(0, Vec::len);
            assert_eq!(members, 0, "{found}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_clients_that_create_different_users_all_succeed() {
    each_backend(async |world| {
        let statuses = all_at_once(72, |number| {
            let client = clone(&world.writer);
            let body = json!({"userName": format!("user-{number}")});
            Box::pin(async move { client.post("/Users", &body).await })
        })
        .await;
        assert_eq!(statuses, BTreeMap::from([(201, 72)]));
    })
    .await;
}
