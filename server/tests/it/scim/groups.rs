//! Groups and who is in them.

use serde_json::{Value, json};

use super::{group, is_empty, make_group, make_user, members, patch, sorted, user};
use crate::harness::each_backend;

const BULK: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

#[tokio::test]
async fn members_are_added_removed_and_replaced() {
    each_backend(async |world| {
        let client = &world.writer;
        let ada = make_user(client, "ada@acme.example").await;
        let bob = make_user(client, "bob@acme.example").await;
        let id = make_group(client, "Engineering", &[&ada]).await;
        assert_eq!(members(client, &id).await, sorted(&[&ada]));

        let path = format!("/Groups/{id}");
        let add = json!({"op": "add", "path": "members", "value": [{"value": bob}]});
        client.patch(&path, &patch(&[add])).await.expect(204);
        assert_eq!(members(client, &id).await, sorted(&[&ada, &bob]));

        let filtered = format!("members[value eq \"{ada}\"]");
        let remove = json!({"op": "remove", "path": filtered});
        client
            .patch(&path, &patch(std::slice::from_ref(&remove)))
            .await
            .expect(204);
        assert_eq!(members(client, &id).await, sorted(&[&bob]));
        // Someone who is no member is removed already.
        client.patch(&path, &patch(&[remove])).await.expect(204);

        let replace = json!({"op": "replace", "path": "members", "value": [{"value": ada}]});
        client.patch(&path, &patch(&[replace])).await.expect(204);
        assert_eq!(members(client, &id).await, sorted(&[&ada]));

        let clear = json!({"op": "remove", "path": "members"});
        client.patch(&path, &patch(&[clear])).await.expect(204);
        assert_eq!(members(client, &id).await, sorted(&[]));

        let mut whole = group("Engineering");
        whole["members"] = json!([{"value": ada}, {"value": bob}]);
        client.put(&path, &whole).await.expect(200);
        assert_eq!(members(client, &id).await, sorted(&[&ada, &bob]));
        client.delete(&path).await.expect(204);
        client.get(&path).await.refused(404, None);
    })
    .await;
}

#[tokio::test]
async fn a_user_knows_their_groups() {
    each_backend(async |world| {
        let client = &world.writer;
        let ada = make_user(client, "ada@acme.example").await;
        let id = make_group(client, "Engineering", &[&ada]).await;
        let found = client.get(&format!("/Users/{ada}")).await.expect(200);
        assert_eq!(found["groups"][0]["value"], id);
        assert_eq!(found["groups"][0]["display"], "Engineering");
        client.delete(&format!("/Groups/{id}")).await.expect(204);
        let found = client.get(&format!("/Users/{ada}")).await.expect(200);
        assert!(is_empty(&found["groups"]), "{found}");
    })
    .await;
}

#[tokio::test]
async fn a_deleted_user_leaves_their_groups() {
    each_backend(async |world| {
        let client = &world.writer;
        let ada = make_user(client, "ada@acme.example").await;
        let id = make_group(client, "Engineering", &[&ada]).await;
        client.delete(&format!("/Users/{ada}")).await.expect(204);
        assert_eq!(members(client, &id).await, sorted(&[]));
    })
    .await;
}

#[tokio::test]
async fn a_group_may_hold_groups() {
    each_backend(async |world| {
        let client = &world.writer;
        let inner = make_group(client, "Compilers", &[]).await;
        let outer = make_group(client, "Engineering", &[&inner]).await;
        let found = client.get(&format!("/Groups/{outer}")).await.expect(200);
        assert_eq!(found["members"][0]["value"], inner);
        assert_eq!(found["members"][0]["type"], "Group");
    })
    .await;
}

#[tokio::test]
async fn nobody_of_another_tenant_becomes_a_member() {
    each_backend(async |world| {
        let globex = world
            .stranger
            .clone()
            .at(format!("{}/scim/v2", world.server.url));
        let foreign = make_user(&globex, "eve@globex.example").await;
        let unknown = "018f0000-0000-7000-8000-000000000000";
        let id = make_group(&world.writer, "Engineering", &[]).await;
        let mut answers = Vec::new();
        for member in [foreign.as_str(), unknown] {
            let add = json!({"op": "add", "path": "members", "value": [{"value": member}]});
            let reply = world
                .writer
                .patch(&format!("/Groups/{id}"), &patch(&[add]))
                .await;
            answers.push((reply.status, reply.text.replace(member, "ID")));
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(answers[0].0, 400, "{answers:?}");
        assert_eq!(members(&world.writer, &id).await, sorted(&[]));
    })
    .await;
}

#[tokio::test]
async fn groups_of_the_same_name_are_two_groups() {
    each_backend(async |world| {
        let client = &world.writer;
        make_group(client, "Engineering", &[]).await;
        make_group(client, "Engineering", &[]).await;
        let found = client
            .get("/Groups?filter=displayName%20eq%20%22engineering%22")
            .await;
        assert_eq!(found.expect(200)["totalResults"], 2);
    })
    .await;
}

#[tokio::test]
async fn members_are_left_out_where_nobody_wants_them() {
    each_backend(async |world| {
        let client = &world.writer;
        let ada = make_user(client, "ada@acme.example").await;
        let id = make_group(client, "Engineering", &[&ada]).await;
        let one = client
            .get(&format!("/Groups/{id}?excludedAttributes=members"))
            .await
            .expect(200);
        assert_eq!(one.get("members"), None);
        let all = client
            .get("/Groups?excludedAttributes=members")
            .await
            .expect(200);
        assert!(
            all["Resources"]
                .as_array()
                .unwrap()
                .iter()
                .all(|group| group.get("members").is_none())
        );
        let echoed = patch(&[json!({"op": "replace", "path": "displayName", "value": "Engines"})]);
        let path = format!("/Groups/{id}?attributes=displayName");
        let reply: Value = client.patch(&path, &echoed).await.expect(200);
        assert_eq!(reply["displayName"], "Engines");
    })
    .await;
}

#[tokio::test]
async fn a_large_group_is_sent_while_it_is_read() {
    const MEMBERS: usize = 1_050;
    each_backend(async |world| {
        let client = &world.writer;
        let mut people = Vec::with_capacity(MEMBERS);
        for names in (0..MEMBERS).collect::<Vec<_>>().chunks(350) {
            let create = |n: &usize| {
                json!({"method": "POST", "path": "/Users", "bulkId": n.to_string(),
                    "data": user(&format!("u{n}"))})
            };
            let operations: Vec<Value> = names.iter().map(create).collect();
            let body = json!({"schemas": [BULK], "Operations": operations});
            let answer = client.post("/Bulk", &body).await.expect(200);
            let results = answer["Operations"].as_array().unwrap().iter();
            people.extend(results.map(|result| {
                let location = result["location"].as_str().unwrap();
                location.rsplit('/').next().unwrap().to_owned()
            }));
        }
        let people: Vec<&str> = people.iter().map(String::as_str).collect();
        let everyone = make_group(client, "Everyone", &people).await;
        let few = make_group(client, "Few", &people[..2]).await;

        let answer = client.get(&format!("/Groups/{everyone}")).await;
        assert_eq!(answer.header("content-length"), "");
        assert_eq!(answer.header("content-type"), "application/scim+json");
        assert_eq!(answer.header("etag"), "W/\"1\"");
        let group = answer.expect(200);
        assert_eq!(group["members"].as_array().unwrap().len(), MEMBERS);
        assert_eq!(group["meta"]["version"], "W/\"1\"");
        assert_eq!(members(client, &everyone).await, sorted(&people));

        let list = client.get("/Groups").await.expect(200);
        let counts = list["Resources"].as_array().unwrap().iter();
        let counts: Vec<_> = counts
            .map(|group| group["members"].as_array().unwrap().len())
            .collect();
        assert_eq!(counts, [MEMBERS, 2]);

        // The console counts its members without reading them.
        let admin = world.sign_in("acme", "admin").await;
        let page = admin.get("/t/acme/groups?filter=displayName+pr").await;
        assert_eq!(page.status, 200);
        for told in [&everyone, &few, "050</div>"] {
            assert!(page.text.contains(told), "{told}: {}", page.text);
        }
    })
    .await;
}

#[tokio::test]
async fn a_member_may_be_called_otherwise_which_is_a_change() {
    each_backend(async |world| {
        let client = &world.writer;
        let ada = make_user(client, "ada").await;
        let id = make_group(client, "Engineering", &[]).await;
        let path = format!("/Groups/{id}");
        let called = |display: &str| json!([{"value": ada, "display": display}]);
        let member = async || {
            let group = client.get(&path).await.expect(200);
            let version = group["meta"]["version"].as_str().unwrap().to_owned();
            let display = group["members"][0]["display"].as_str().unwrap().to_owned();
            (version, display, group["members"].as_array().unwrap().len())
        };
        let change = async |operations: &[Value]| {
            let changed = client.patch(&path, &patch(operations)).await;
            assert_eq!(changed.status, 204, "{}", changed.text);
        };
        // By its own name, which it goes on to have; nothing is kept.
        change(&[json!({"op": "add", "path": "members", "value": called("ada")})]).await;
        let (first, display, _) = member().await;
        assert_eq!(display, "ada");
        change(&[json!({"op": "replace", "path": "members", "value": called("Countess")})]).await;
        let (second, display, count) = member().await;
        assert_eq!((display.as_str(), count), ("Countess", 1));
        assert_ne!(first, second);
        let again = [
            json!({"op": "remove", "path": format!("members[value eq \"{ada}\"]")}),
            json!({"op": "add", "path": "members", "value": called("Lady")}),
        ];
        change(&again).await;
        let (third, display, _) = member().await;
        assert_eq!(display, "Lady");
        assert_ne!(second, third);
        let found = client
            .get("/Groups?filter=members.display eq \"LADY\"")
            .await;
        assert_eq!(found.expect(200)["totalResults"], 1);

        // Added and called otherwise in one request: one member more.
        let bob = make_user(client, "bob").await;
        let both = json!([{"value": ada}, {"value": bob, "display": "Robert"}]);
        change(&[
            json!({"op": "add", "path": "members", "value": [{"value": bob}]}),
            json!({"op": "replace", "path": "members", "value": both}),
        ])
        .await;
        let (_, display, count) = member().await;
        assert_eq!((display.as_str(), count), ("ada", 2));
        let events = world.events("acme");
        let mut latest = events.iter().rev();
        let found = latest.find(|event| event["operation"] == "group.members");
        let changes = &found.unwrap()["changes"];
        assert_eq!(changes[0]["op"], "add", "{changes}");
        assert_eq!(changes[0]["after"][0]["value"], json!(bob));
        change(&[json!({"op": "remove", "path": "members"})]).await;
        assert_eq!(members(client, &id).await, sorted(&[]));
    })
    .await;
}
