//! The directory as it was: `?at=`, over real connections.

use chrono::{SecondsFormat, Utc};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::harness::{Client, World, each_backend};

/// Somebody who may read the past of `acme`.
fn auditor(world: &World) -> Client {
    let issue = ["token", "issue", "--tenant", "acme", "--name", "auditor"];
    let token = world
        .rollcall
        .done(&[&issue[..], &["--scope", "audit:read"]].concat());
    Client::new(&world.writer.base).with_token(&token)
}

fn patch(operations: &Value) -> Value {
    json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations})
}

fn members(ids: &[String]) -> Value {
    ids.iter().map(|id| json!({"value": id})).collect()
}

fn now() -> String {
    let at = Utc::now();
    // What comes next is of another millisecond.
    while Utc::now().timestamp_millis() == at.timestamp_millis() {}
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Numbers that look random, and are the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn one_of(&mut self, ids: &[String]) -> Option<String> {
        (!ids.is_empty()).then(|| ids[self.below(ids.len())].clone())
    }
}

/// What an identity provider may do next.
async fn change(world: &World, numbers: &mut Numbers, ids: &mut [Vec<String>; 2], nth: usize) {
    let (writer, user, group) = (
        &world.writer,
        numbers.one_of(&ids[0]),
        numbers.one_of(&ids[1]),
    );
    match (numbers.below(12), user, group) {
        (0 | 1, ..) => {
            let body = json!({"userName": format!("user{nth}"), "displayName": format!("User {nth}"),
                "emails": [{"value": format!("{nth}@a.example"), "primary": true}]});
            ids[0].push(writer.post("/Users", &body).await.id(201));
        }
        (2, user, _) => {
            let first: Vec<String> = user.into_iter().collect();
            let body = json!({"displayName": format!("Group {nth}"), "members": members(&first)});
            ids[1].push(writer.post("/Groups", &body).await.id(201));
        }
        (3, Some(user), _) => {
            ids[0].retain(|id| *id != user);
            writer.delete(&format!("/Users/{user}")).await.expect(204);
        }
        (4, _, Some(group)) if nth.is_multiple_of(3) => {
            ids[1].retain(|id| *id != group);
            writer.delete(&format!("/Groups/{group}")).await.expect(204);
        }
        (5, Some(user), _) => {
            let body =
                json!({"userName": format!("renamed{nth}"), "active": nth.is_multiple_of(2)});
            writer
                .put(&format!("/Users/{user}"), &body)
                .await
                .expect(200);
        }
        (6 | 7, Some(user), _) => {
            let operation =
                json!([{"op": "replace", "path": "displayName", "value": format!("N {nth}")}]);
            let path = format!("/Users/{user}");
            writer.patch(&path, &patch(&operation)).await.expect(200);
        }
        (8, Some(user), Some(group)) => {
            let member = json!([{"value": user, "display": format!("called {nth}")}]);
            let body = json!({"displayName": format!("Group {nth}"), "members": member});
            writer
                .put(&format!("/Groups/{group}"), &body)
                .await
                .expect(200);
        }
        (9, Some(user), Some(group)) => {
            let operation =
                json!([{"op": "remove", "path": format!("members[value eq \"{user}\"]")}]);
            let path = format!("/Groups/{group}");
            writer.patch(&path, &patch(&operation)).await.expect(204);
        }
        (10, Some(user), Some(group)) => {
            // Out and in again within one request: nothing changed.
            let operations = json!([
                {"op": "remove", "path": format!("members[value eq \"{user}\"]")},
                {"op": "add", "path": "members", "value": members(&[user])},
            ]);
            let path = format!("/Groups/{group}");
            writer.patch(&path, &patch(&operations)).await.expect(204);
        }
        (_, Some(user), Some(group)) => {
            let operation = json!([{"op": "add", "path": "members", "value": members(&[user])}]);
            let path = format!("/Groups/{group}");
            writer.patch(&path, &patch(&operation)).await.expect(204);
        }
        _ => {}
    }
}

/// All users and all groups.
async fn everything(client: &Client, at: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for kind in ["Users", "Groups"] {
        let path = format!("/{kind}?count=1000{at}");
        let list = client.get(&path).await.expect(200);
        assert_eq!(list["totalResults"], list["itemsPerPage"], "{path}");
        found.extend(list["Resources"].as_array().unwrap().clone());
    }
    found
}

#[tokio::test]
async fn after_a_thousand_changes_every_instant_is_what_it_was() {
    each_backend(async |world| {
        let (mut numbers, mut ids) = (Numbers(7), [Vec::new(), Vec::new()]);
        let (auditor, mut snapshots) = (auditor(world), Vec::new());
        for nth in 0..1_000 {
            change(world, &mut numbers, &mut ids, nth).await;
            if nth % 125 == 60 {
                let seen = everything(&world.reader, "").await;
                let time = now();
                let last = world.events("acme").pop().unwrap();
                snapshots.push((seen, time, last["seq"].clone()));
            }
        }
        for (seen, time, seq) in &snapshots {
            for at in [time.as_str(), &seq.to_string()] {
                let then = everything(&auditor, &format!("&at={at}")).await;
                assert_eq!(then.len(), seen.len(), "{at}");
                for (then, seen) in then.iter().zip(seen) {
                    assert_eq!(then, seen, "{at}");
                }
            }
        }
        let rebuild = ["audit", "rebuild", "--check", "--tenant", "acme"];
        let said = world.rollcall.done(&rebuild);
        assert!(said.starts_with("ok: "), "{said}");
    })
    .await;
}

#[tokio::test]
async fn a_changed_table_is_told_from_the_versions() {
    each_backend(async |world| {
        let ada = json!({"userName": "ada"});
        let ada = world.writer.post("/Users", &ada).await.id(201);
        let staff = json!({"displayName": "Staff", "members": members(std::slice::from_ref(&ada))});
        let staff = world.writer.post("/Groups", &staff).await.id(201);
        let rebuild = ["audit", "rebuild", "--check", "--tenant", "acme"];
        world.rollcall.done(&rebuild);
        let connection = world.database.connect().await;
        for (tampering, expected) in [
            (
                "UPDATE scim_user SET active = NOT active",
                format!("user {ada}"),
            ),
            ("DELETE FROM group_member", format!("group {staff}")),
            (
                "DELETE FROM scim_user",
                "0 users are there, 1 by the versions".to_owned(),
            ),
        ] {
            connection.execute_unprepared(tampering).await.unwrap();
            let outcome = world.rollcall.run(&rebuild);
            assert_eq!(outcome.code, 1, "{outcome:?}");
            assert!(outcome.stderr.contains(&expected), "{outcome:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn one_resource_of_the_past_is_read_like_one_of_the_present() {
    each_backend(async |world| {
        let (auditor, before) = (auditor(world), now());
        let ada = world
            .writer
            .post("/Users", &json!({"userName": "ada", "displayName": "Ada"}))
            .await
            .id(201);
        let path = format!("/Users/{ada}");
        let (created, at) = (world.reader.get(&path).await.expect(200), now());
        world.writer.delete(&path).await.expect(204);
        world.reader.get(&path).await.refused(404, None);

        let then = auditor.get(&format!("{path}?at={at}")).await;
        assert_eq!(then.expect(200), created);
        assert_eq!(then.header("etag"), "W/\"1\"");
        let fresh = auditor.clone().with("if-none-match", "W/\"1\"");
        let fresh = fresh.get(&format!("{path}?at={at}")).await;
        assert_eq!(fresh.status, 304);
        let name = auditor
            .get(&format!("{path}?at={at}&attributes=displayName"))
            .await;
        assert_eq!(name.expect(200)["displayName"], "Ada");
        for instant in [before, now()] {
            let gone = auditor.get(&format!("{path}?at={instant}")).await;
            gone.refused(404, None);
        }
        let read = world.events_until("acme", |events| {
            events
                .iter()
                .any(|event| event["detail"] == format!("as of {at}"))
        });
        let read = read
            .iter()
            .find(|event| event["detail"] == format!("as of {at}"));
        assert_eq!(read.unwrap()["operation"], "user.read");
    })
    .await;
}

#[tokio::test]
async fn a_list_of_the_past_is_filtered_and_paged() {
    each_backend(async |world| {
        let mut ids = Vec::new();
        for number in 0..5 {
            let body = json!({"userName": format!("user{number}"), "active": number != 2});
            ids.push(world.writer.post("/Users", &body).await.id(201));
        }
        let staff = json!({"displayName": "Staff", "members": members(&ids[..2])});
        let staff = world.writer.post("/Groups", &staff).await.id(201);
        let at = now();
        for id in &ids {
            let path = format!("/Users/{id}");
            world.writer.delete(&path).await.expect(204);
        }
        let auditor = auditor(world);
        for (query, total, names) in [
            ("startIndex=2&count=2", 5, vec!["user1", "user2"]),
            ("count=0", 5, vec![]),
            ("startIndex=9", 5, vec![]),
            ("filter=active eq false", 1, vec!["user2"]),
            (
                "filter=userName sw \"USER\"&startIndex=4",
                5,
                vec!["user3", "user4"],
            ),
            (
                &format!("filter=groups.value eq \"{staff}\"&count=1"),
                2,
                vec!["user0"],
            ),
        ] {
            let query = query.replace(' ', "%20").replace('"', "%22");
            let list = auditor.get(&format!("/Users?at={at}&{query}")).await;
            let list = list.expect(200);
            assert_eq!(list["totalResults"], total, "{query}");
            let found = list["Resources"].as_array().unwrap();
            let found: Vec<_> = found.iter().map(|user| &user["userName"]).collect();
            assert_eq!(found, names, "{query}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_large_group_of_the_past_has_all_its_members() {
    each_backend(async |world| {
        let operations: Vec<Value> = (0..900)
            .map(|number| {
                json!({"method": "POST", "path": "/Users", "bulkId": number.to_string(),
                    "data": {"userName": format!("user{number}")}})
            })
            .collect();
        let mut ids = Vec::new();
        for half in ["a", "b"] {
            let mut operations = operations.clone();
            for operation in &mut operations {
                let name = operation["data"]["userName"].as_str().unwrap();
                operation["data"]["userName"] = format!("{half}{name}").into();
            }
            let bulk = json!({"Operations": operations});
            let answer = world.writer.post("/Bulk", &bulk).await.expect(200);
            for result in answer["Operations"].as_array().unwrap() {
                let location = result["location"].as_str().unwrap();
                ids.push(location.rsplit('/').next().unwrap().to_owned());
            }
        }
        let staff = json!({"displayName": "Staff", "members": members(&ids)});
        let staff = world.writer.post("/Groups", &staff).await.id(201);
        let path = format!("/Groups/{staff}");
        let (seen, at) = (world.reader.get(&path).await.expect(200), now());
        let clear = patch(&json!([{"op": "remove", "path": "members"}]));
        world.writer.patch(&path, &clear).await.expect(204);
        let then = auditor(world).get(&format!("{path}?at={at}")).await;
        assert_eq!(then.expect(200), seen);
    })
    .await;
}

#[tokio::test]
async fn who_may_read_the_past_and_which() {
    each_backend(async |world| {
        let auditor = auditor(world);
        let at = now();
        for client in [&world.reader, &world.writer] {
            let refusal = client.get(&format!("/Users?at={at}")).await;
            let detail = refusal.refused(403, None);
            assert!(detail.contains("audit:read"), "{detail}");
        }
        world
            .stranger
            .get(&format!("/Users?at={at}"))
            .await
            .refused(401, None);
        auditor.get("/Users").await.refused(403, None);
        for (query, expected) in [
            ("/Users?at=2126-01-01T00:00:00Z", "has not come yet"),
            ("/Users?at=yesterday", "is no instant"),
            ("/Users?at=", "is no instant"),
            ("/Users?at=-1", "no event of this number"),
            ("/Users?at=999999", "no event of this number"),
            (&format!("/Users?at={at}&sortBy=userName"), "sortBy"),
            (&format!("/Users?at={at}&cursor="), "cursor"),
            (&format!("/?at={at}&filter=id%20pr"), "/Users or /Groups"),
        ] {
            let refusal = auditor.get(query).await;
            let detail = refusal.refused(400, Some("invalidValue"));
            assert!(detail.contains(expected), "{query}: {detail}");
        }
        // Where only the present is known, the past is not taken for it.
        let path = format!("/Users/.search?at={at}");
        let search = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]});
        world
            .reader
            .post(&path, &search)
            .await
            .refused(400, Some("invalidValue"));
        let path = format!("/Users?at={at}");
        let user = json!({"userName": "ada"});
        world
            .writer
            .post(&path, &user)
            .await
            .refused(400, Some("invalidValue"));
        assert_eq!(
            world.reader.get("/Users").await.expect(200)["totalResults"],
            0
        );
        let members = format!("/Groups?at={at}&filter=members%20pr");
        auditor
            .get(&members)
            .await
            .refused(400, Some("invalidFilter"));
    })
    .await;
}

#[tokio::test]
async fn who_is_gone_for_good_is_not_brought_back_under_the_same_id() {
    each_backend(async |world| {
        let delete_is = |what: &str| {
            let set = ["tenant", "set", "acme", "--delete", what];
            world.rollcall.done(&set)
        };
        delete_is("hide");
        let ada = json!({"userName": "ada"});
        let id = world.writer.post("/Users", &ada).await.id(201);
        let path = format!("/Users/{id}");
        world.writer.delete(&path).await.expect(204);
        delete_is("remove");
        let post = |bulk_id: &str, path: &str, data: &Value| json!({"method": "POST", "path": path, "bulkId": bulk_id, "data": data});
        let staff = json!({"displayName": "Staff", "members": [{"value": "bulkId:again"}]});
        let operations = json!([
            post("back", "/Users", &ada),
            {"method": "DELETE", "path": path},
            post("again", "/Users", &ada),
            post("staff", "/Groups", &staff),
        ]);
        let bulk = json!({"Operations": operations});
        let answer = world.writer.post("/Bulk", &bulk).await.expect(200);
        let results = answer["Operations"].as_array().unwrap();
        let statuses: Vec<_> = results.iter().map(|result| &result["status"]).collect();
        assert_eq!(statuses, ["201", "204", "409", "409"], "{answer}");
        let rebuild = ["audit", "rebuild", "--check", "--tenant", "acme"];
        world.rollcall.done(&rebuild);
        world.writer.post("/Users", &ada).await.id(201);
    })
    .await;
}

#[tokio::test]
async fn what_a_schema_hid_is_not_shown_by_a_later_one_of_the_same_name() {
    const URN: &str = "urn:example:badge:2.0:User";
    each_backend(async |world| {
        let schema = |returned: &str| {
            let pin = json!({"name": "pin", "description": "Opens doors.", "returned": returned});
            let schema = json!({"id": URN, "attributes": [pin]}).to_string();
            let add = ["schema", "add", "--tenant", "acme", "--resource", "User"];
            let add = [&add[..], &["--file", "-"]].concat();
            let outcome = world.rollcall.run_with(&add, &schema);
            assert_eq!(outcome.code, 0, "{outcome:?}");
        };
        schema("never");
        let ada = json!({"userName": "ada", URN: {"pin": "mellow-4711"}});
        let id = world.writer.post("/Users", &ada).await.id(201);
        let (path, at) = (format!("/Users/{id}"), now());
        let browser = world.sign_in("acme", "owner").await;
        // Neither the value of then nor that of now, which "Since then" would set beside it.
        let pin = json!([{"op": "replace", "path": format!("{URN}:pin"), "value": "mellow-4712"}]);
        world.writer.patch(&path, &patch(&pin)).await.expect(200);
        let page = browser.get(&format!("/t/acme/users/{id}?at={at}")).await;
        assert_eq!(page.status, 200);
        assert!(!page.text.contains("mellow"), "{}", page.text);
        let remove = ["schema", "remove", "--tenant", "acme", URN, "--yes"];
        world.rollcall.done(&remove);
        schema("default");
        let open = patch(&json!([{"op": "add", "path": format!("{URN}:pin"), "value": "1"}]));
        world.writer.patch(&path, &open).await.expect(200);
        let (auditor, later) = (auditor(world), now());
        for list in [format!("{path}?at={at}"), format!("/Users?at={at}")] {
            let then = auditor.get(&list).await;
            assert!(
                then.text.contains("ada") && !then.text.contains("mellow"),
                "{list}"
            );
        }
        let then = auditor.get(&format!("{path}?at={later}")).await.expect(200);
        assert_eq!(then[URN]["pin"], "1");
        let page = browser.get(&format!("/t/acme/users/{id}?at={at}")).await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("ada") && !page.text.contains("mellow"));
    })
    .await;
}
