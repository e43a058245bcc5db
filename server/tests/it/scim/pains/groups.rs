//! Pains with groups and their members.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::super::{group, make_group, make_user, members, patch, sorted, user};
use super::{last_event, op};
use crate::harness::{Client, each_backend};

/// Generous for a debug build on a busy machine; work on every member for each one takes longer.
const LINEAR: Duration = Duration::from_mins(2);

fn one(member: &str) -> Value {
    json!([{"value": member}])
}

/// So many users, made side by side.
async fn crowd(client: &Client, count: usize) -> Vec<String> {
    let mut tasks = JoinSet::new();
    for part in 0..8 {
        let client = client.clone();
        tasks.spawn(async move {
            let mut ids = Vec::new();
            for number in (part..count).step_by(8) {
                ids.push(make_user(&client, &format!("user-{number}")).await);
            }
            ids
        });
    }
    tasks.join_all().await.concat()
}

fn values(ids: &[String]) -> Value {
    ids.iter().map(|id| json!({"value": id})).collect()
}

#[tokio::test]
async fn p1_removing_a_member_removes_that_member() {
    each_backend(async |world| {
        let client = &world.writer;
        let ada = make_user(client, "ada").await;
        let bob = make_user(client, "bob").await;
        let id = make_group(client, "Engineering", &[&ada, &bob]).await;
        let path = format!("/Groups/{id}");
        for filter in [
            format!("members[value eq \"{ada}\"]"),
            format!("MEMBERS[Value EQ \"{bob}\"]"),
        ] {
            let remove = patch(&[json!({"op": "Remove", "path": filter})]);
            client.patch(&path, &remove).await.expect(204);
            let event = last_event(world, &id);
            assert_eq!(
                (&event["operation"], &event["outcome"]),
                (&json!("group.members"), &json!("success"))
            );
            // Doing it again is answered alike, and the log says that nothing happened.
            client.patch(&path, &remove).await.expect(204);
            assert_eq!(last_event(world, &id)["outcome"], "no_change");
        }
        assert_eq!(members(client, &id).await, sorted(&[]));
    })
    .await;
}

#[tokio::test]
async fn p2_removing_listed_members_does_not_empty_the_group() {
    each_backend(async |world| {
        let client = &world.writer;
        let ada = make_user(client, "ada").await;
        let bob = make_user(client, "bob").await;
        let id = make_group(client, "Engineering", &[&ada, &bob]).await;
        let path = format!("/Groups/{id}");
        for value in [json!([]), one("nobody"), one(&id), one(&ada)] {
            let remove = patch(&[op("remove", "members", value)]);
            client.patch(&path, &remove).await.expect(204);
        }
        assert_eq!(members(client, &id).await, sorted(&[&bob]));
        let event = last_event(world, &id);
        assert_eq!(event["changes"][0]["before"][0]["value"], ada);
        assert_eq!(event["tolerances"], json!(["remove-with-value-list"]));
    })
    .await;
}

#[tokio::test]
async fn p11_members_in_a_whole_group_are_heeded() {
    each_backend(async |world| {
        let client = &world.writer;
        let ada = make_user(client, "ada").await;
        let bob = make_user(client, "bob").await;
        let mut body = group("Engineering");
        body["members"] = json!([{"value": ada, "display": "Ada"}]);
        let reply = client.post("/Groups", &body).await;
        let id = reply.id(201);
        assert_eq!(reply.json()["members"][0]["value"], ada);
        assert_eq!(members(client, &id).await, sorted(&[&ada]));
        body["members"] = json!([{"value": bob}]);
        client
            .put(&format!("/Groups/{id}"), &body)
            .await
            .expect(200);
        assert_eq!(members(client, &id).await, sorted(&[&bob]));
        let user = client.get(&format!("/Users/{bob}")).await.expect(200);
        assert_eq!(user["groups"][0]["value"], id);
    })
    .await;
}

#[tokio::test]
async fn p12_a_group_of_thirteen_hundred_is_no_matter_of_minutes() {
    each_backend(async |world| {
        let client = &world.writer;
        let ids = crowd(client, 1_300).await;
        let id = make_group(client, "Everybody", &[]).await;
        let path = format!("/Groups/{id}");
        let start = Instant::now();
        let all = patch(&[op("replace", "members", values(&ids))]);
        client.patch(&path, &all).await.expect(204);
        let listed = client.get(&path).await.expect(200);
        assert_eq!(listed["members"].as_array().map(Vec::len), Some(1_300));
        let remove =
            |id: &String| json!({"op": "remove", "path": format!("members[value eq \"{id}\"]")});
        let gone: Vec<Value> = ids.iter().take(1_000).map(remove).collect();
        client.patch(&path, &patch(&gone)).await.expect(204);
        let mut whole = group("Everybody");
        whole["members"] = values(&ids);
        client.put(&path, &whole).await.expect(200);
        assert!(start.elapsed() < LINEAR, "{:?}", start.elapsed());
        assert_eq!(members(client, &id).await.len(), 1_300);
    })
    .await;
}

#[tokio::test]
async fn p13_p14_a_change_of_one_member_keeps_the_others_and_does_not_answer_them() {
    each_backend(async |world| {
        let client = &world.writer;
        let ids = crowd(client, 130).await;
        let (late, early) = ids.split_last().unwrap();
        let mut body = group("Everybody");
        body["members"] = values(early);
        let id = client.post("/Groups", &body).await.id(201);
        let path = format!("/Groups/{id}");
        let add = client
            .patch(&path, &patch(&[op("add", "members", one(late))]))
            .await;
        assert_eq!((add.status, add.text.as_str()), (204, ""));
        assert!(!add.header("etag").is_empty());
        let remove = op("remove", "members", one(&early[0]));
        let remove = client.patch(&path, &patch(&[remove])).await;
        assert_eq!((remove.status, remove.text.as_str()), (204, ""));
        assert_eq!(members(client, &id).await.len(), 129);
        let rename = patch(&[op("replace", "displayName", json!("All"))]);
        client.patch(&path, &rename).await.expect(204);
        assert_eq!(members(client, &id).await.len(), 129);
    })
    .await;
}

#[tokio::test]
async fn p15_an_empty_group_can_be_pushed() {
    each_backend(async |world| {
        let client = &world.writer;
        let ada = make_user(client, "ada").await;
        let id = make_group(client, "Engineering", &[]).await;
        let path = format!("/Groups/{id}");
        let push = patch(&[op("replace", "members", json!([]))]);
        client.patch(&path, &push).await.expect(204);
        assert_eq!(last_event(world, &id)["outcome"], "no_change");
        client
            .patch(&path, &patch(&[op("add", "members", one(&ada))]))
            .await
            .expect(204);
        client.patch(&path, &push).await.expect(204);
        assert_eq!(members(client, &id).await, sorted(&[]));
        let null = patch(&[op("replace", "members", Value::Null)]);
        client.patch(&path, &null).await.expect(204);
    })
    .await;
}

#[tokio::test]
async fn p17_a_filter_is_heeded_or_refused() {
    each_backend(async |world| {
        let client = &world.writer;
        let id = make_group(client, "Engineering", &[]).await;
        make_group(client, "Sales", &[]).await;
        let list = async |filter: &str| client.get(&format!("/Groups?filter={filter}")).await;
        let found = list("displayName eq \"engineering\"").await.expect(200);
        assert_eq!(
            (&found["totalResults"], &found["Resources"][0]["id"]),
            (&json!(1), &json!(id))
        );
        assert_eq!(
            list("displayName eq \"Engineer\"").await.expect(200)["totalResults"],
            0
        );
        for filter in [
            "nonsense eq \"x\"",
            "displayName",
            "displayName eq",
            "displayName like \"x\"",
        ] {
            list(filter).await.refused(400, Some("invalidFilter"));
        }
    })
    .await;
}

#[tokio::test]
async fn p33_a_rename_may_be_the_whole_group() {
    each_backend(async |world| {
        let client = &world.writer;
        let ada = make_user(client, "ada").await;
        let id = make_group(client, "Engineering", &[&ada]).await;
        let path = format!("/Groups/{id}");
        let mut whole = client.get(&path).await.expect(200);
        whole["displayName"] = json!("Engines");
        assert_eq!(
            client.put(&path, &whole).await.expect(200)["displayName"],
            "Engines"
        );
        assert_eq!(members(client, &id).await, sorted(&[&ada]));
        let event = last_event(world, &id);
        assert_eq!(event["operation"], "group.update");
        assert_eq!(
            event["changes"].as_array().map(Vec::len),
            Some(1),
            "{event}"
        );
    })
    .await;
}

#[tokio::test]
async fn p34_several_removals_remove_those_they_name() {
    each_backend(async |world| {
        let client = &world.writer;
        let ids = crowd(client, 8).await;
        let all: Vec<&str> = ids.iter().map(String::as_str).collect();
        let id = make_group(client, "Engineering", &all).await;
        let at = |id: &str| json!({"op": "remove", "path": format!("members[value eq \"{id}\"]")});
        let both = format!(
            "members[value eq \"{}\" or value eq \"{}\"]",
            all[6], all[1]
        );
        let operations = [
            at(all[0]),
            at(all[3]),
            op(
                "remove",
                "members",
                json!([{"value": all[5]}, {"value": all[0]}]),
            ),
            json!({"op": "remove", "path": both}),
            at(all[3]),
        ];
        client
            .patch(&format!("/Groups/{id}"), &patch(&operations))
            .await
            .expect(204);
        assert_eq!(
            members(client, &id).await,
            sorted(&[all[2], all[4], all[7]])
        );

        let values: Vec<Value> = (0..6)
            .map(|n| json!({"value": format!("{n}@x"), "type": format!("t{n}")}))
            .collect();
        let mut body = user("ada");
        body["emails"] = json!(values);
        let ada = client.post("/Users", &body).await.id(201);
        let operations = ["t0", "t1", "t4"]
            .map(|label| json!({"op": "remove", "path": format!("emails[type eq \"{label}\"]")}));
        let user = client
            .patch(&format!("/Users/{ada}"), &patch(&operations))
            .await
            .expect(200);
        assert_eq!(user["emails"], json!([values[2], values[3], values[5]]));
    })
    .await;
}
