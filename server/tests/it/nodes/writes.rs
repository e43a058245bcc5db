//! Writes through both servers: read at once, one winner, nothing lost, one chain.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::{PUBLIC, at_once, each_pair, statuses};
use crate::harness::World;

fn patch(operation: &Value) -> Value {
    json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [operation]})
}

fn rename(name: &str) -> Value {
    patch(&json!({"op": "replace", "path": "displayName", "value": name}))
}

#[tokio::test]
async fn what_is_written_at_one_server_is_read_at_the_other_byte_for_byte() {
    each_pair(async |pair| {
        let (here, there) = (&pair.world.writer, &pair.there(&pair.world.writer));
        let ada = json!({"userName": "ada", "displayName": "Ada"});
        let created = here.post("/Users", &ada).await;
        let path = format!("/Users/{}", created.id(201));
        assert!(created.header("location").starts_with(PUBLIC));
        let found = "/Users?filter=userName%20eq%20%22ADA%22".to_owned();
        for path in [&path, &found] {
            let (one, other) = (here.get(path).await, there.get(path).await);
            assert_eq!(
                (one.status, &one.text),
                (other.status, &other.text),
                "{path}"
            );
            assert_eq!(one.header("etag"), other.header("etag"), "{path}");
        }
        let found = there.get(&found).await.expect(200);
        assert_eq!(found["totalResults"], 1);

        let changed = there.patch(&path, &rename("Countess")).await;
        assert_eq!(changed.status, 200, "{}", changed.text);
        let read = here.get(&path).await;
        assert_ne!(read.header("etag"), created.header("etag"));
        assert_eq!(read.header("etag"), changed.header("etag"));
        assert_eq!(read.expect(200)["displayName"], "Countess");
        there.delete(&path).await.expect(204);
        here.get(&path).await.refused(404, None);

        // A list that was begun at the one goes on at the other.
        for number in 0..3 {
            let user = json!({"userName": format!("user-{number}")});
            here.post("/Users", &user).await.expect(201);
        }
        let first = here.get("/Users?count=2&cursor=").await.expect(200);
        let cursor = first["nextCursor"].as_str().unwrap();
        let rest = there.get(&format!("/Users?count=2&cursor={cursor}")).await;
        let rest = rest.expect(200);
        assert_eq!(rest["Resources"].as_array().unwrap().len(), 1);
        assert_eq!(rest["Resources"][0]["userName"], "user-2");
    })
    .await;
}

#[tokio::test]
async fn of_two_that_write_the_same_at_both_servers_at_once_one_succeeds() {
    each_pair(async |pair| {
        let (here, there) = (&pair.world.writer, &pair.there(&pair.world.writer));
        for round in 0..12 {
            let name = format!("user-{round}");
            let (one, other) = (
                json!({"userName": name}),
                json!({"userName": name.to_uppercase()}),
            );
            let one = here.post("/Users", &one);
            let replies = at_once(one, there.post("/Users", &other)).await;
            assert_eq!(statuses(&replies), [201, 409], "{round}");
            replies[1].refused(409, Some("uniqueness"));

            let path = format!("/Users/{}", replies[0].id(201));
            let tagged = here.clone().with("if-match", replies[0].header("etag"));
            let (one, other) = (rename("here"), rename("there"));
            let tagged_there = pair.there(&tagged);
            let one = tagged.patch(&path, &one);
            let replies = at_once(one, tagged_there.patch(&path, &other)).await;
            assert_eq!(statuses(&replies), [200, 412], "{round}");
            replies[1].refused(412, None);
            let read = there.get(&path).await;
            assert_eq!(read.header("etag"), replies[0].header("etag"), "{round}");
            let (kept, told) = (read.expect(200), replies[0].expect(200));
            assert_eq!(kept["displayName"], told["displayName"], "{round}");
        }
        assert_chain(&pair.world);
    })
    .await;
}

#[tokio::test]
async fn members_that_are_added_at_both_servers_at_once_are_all_in_the_group() {
    each_pair(async |pair| {
        let here = &pair.world.writer;
        let mut ids = BTreeSet::new();
        for number in 0..16 {
            let user = json!({"userName": format!("user-{number}")});
            ids.insert(here.post("/Users", &user).await.id(201));
        }
        let group = here.post("/Groups", &json!({"displayName": "Staff"})).await;
        let path = format!("/Groups/{}", group.id(201));
        let mut adding = JoinSet::new();
        for (number, id) in ids.iter().enumerate() {
            let client = if number % 2 == 0 {
                here.clone()
            } else {
                pair.there(here)
            };
            let add = json!({"op": "add", "path": "members", "value": [{"value": id}]});
            let (path, add) = (path.clone(), patch(&add));
            adding.spawn(async move { client.patch(&path, &add).await.status });
        }
        let answered = adding.join_all().await;
        assert!(answered.iter().all(|status| *status == 204), "{answered:?}");
        for client in [here, &pair.there(here)] {
            let found = client.get(&path).await.expect(200);
            let members = found["members"].as_array().unwrap();
            let members: BTreeSet<_> = members
                .iter()
                .map(|member| member["value"].as_str().unwrap().to_owned())
                .collect();
            assert_eq!(members, ids);
        }
        let events = assert_chain(&pair.world);
        let added = events
            .iter()
            .filter(|event| event["operation"] == "group.members");
        assert_eq!(added.count(), ids.len());
    })
    .await;
}

/// Asserts that the log that both servers wrote is one chain without holes, which leads to what is
/// there; its events.
fn assert_chain(world: &World) -> Vec<Value> {
    let events = world.events("acme");
    let numbers = events.iter().map(|event| event["seq"].as_u64().unwrap());
    assert!(numbers.eq(1..=events.len() as u64), "{events:#?}");
    for check in [&["audit", "verify"][..], &["audit", "rebuild", "--check"]] {
        let said = world
            .rollcall
            .done(&[check, &["--tenant", "acme"]].concat());
        assert!(said.starts_with("ok: "), "{said}");
    }
    events
}
