//! Operations that refer to each other by `bulkId`, in any order and in circles.

use serde_json::json;

use super::{create, create_group, create_user, events, id, run, snapshot, statuses};
use crate::harness::each_backend;
use crate::scim::{ENTERPRISE, USER, make_group, make_user, members, patch, sorted, user};

#[tokio::test]
async fn a_user_and_the_group_that_refers_to_it_are_created_in_either_order() {
    each_backend(async |world| {
        let client = &world.writer;
        let orders = [
            [create_user("ann"), create_group("a", &["ann"])],
            [create_group("b", &["bob"]), create_user("bob")],
        ];
        for (number, operations) in orders.iter().enumerate() {
            let results = run(client, operations).await;
            assert_eq!(statuses(&results), ["201", "201"], "{results:?}");
            let (user, group) = (id(&results[number]), id(&results[1 - number]));
            assert_eq!(members(client, &group).await, sorted(&[&user]));
            let found = client.get(&format!("/Users/{user}")).await.expect(200);
            for (result, operation) in results.iter().zip(operations) {
                assert_eq!(result["bulkId"], operation["bulkId"]);
                assert_eq!(result["method"], "POST");
                assert_eq!(result["version"], "W/\"1\"");
                assert_eq!(result.get("response"), None);
            }
            assert_eq!(results[number]["location"], found["meta"]["location"]);
        }
    })
    .await;
}

#[tokio::test]
async fn groups_that_are_members_of_each_other_are_created_in_one_request() {
    each_backend(async |world| {
        let client = &world.writer;
        let operations = [
            create_group("a", &["b", "ann"]),
            create_group("b", &["c"]),
            create_group("c", &["a"]),
            create_user("ann"),
        ];
        let results = run(client, &operations).await;
        assert_eq!(statuses(&results), ["201"; 4], "{results:?}");
        let ids: Vec<String> = results.iter().map(id).collect();
        for (group, expected) in [(0, vec![1, 3]), (1, vec![2]), (2, vec![0])] {
            let expected: Vec<&str> = expected.into_iter().map(|at: usize| &*ids[at]).collect();
            assert_eq!(members(client, &ids[group]).await, sorted(&expected));
        }
        let created = events(world)
            .into_iter()
            .filter(|event| event["operation"] == "group.create");
        let added: Vec<usize> = created
            .map(|event| {
                let changes = event["changes"].as_array().unwrap();
                let members = changes
                    .iter()
                    .find(|change| change["path"] == "members")
                    .unwrap();
                members["after"].as_array().unwrap().len()
            })
            .collect();
        assert_eq!(added.iter().sum::<usize>(), 4);
        assert_eq!(added.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_circle_is_created_as_a_whole_or_not_at_all() {
    each_backend(async |world| {
        let client = &world.writer;
        make_user(client, "taken").await;
        let before = snapshot(world).await;
        let manager = |name: &str, boss: &str| {
            let mut data = user(name);
            data[ENTERPRISE] = json!({"manager": {"value": format!("bulkId:{boss}")}});
            data
        };
        let operations = [
            create("/Users", "a", manager("ann", "b")),
            create("/Users", "b", manager("TAKEN", "a")),
            create_group("g", &["a"]),
        ];
        let results = run(client, &operations).await;
        assert_eq!(statuses(&results), ["409"; 3], "{results:?}");
        let kind = |at: usize| results[at]["response"].get("scimType");
        assert_eq!(
            (kind(0), kind(1), kind(2)),
            (None, Some(&json!("uniqueness")), None)
        );
        assert_eq!(snapshot(world).await, before);

        let operations = [
            create("/Users", "a", manager("ann", "b")),
            create("/Users", "b", manager("bob", "a")),
        ];
        let results = run(client, &operations).await;
        assert_eq!(statuses(&results), ["201", "201"]);
        for (one, other) in [(0, 1), (1, 0)] {
            let path = format!("/Users/{}", id(&results[one]));
            let found = client.get(&path).await.expect(200);
            assert_eq!(found[ENTERPRISE]["manager"]["value"], id(&results[other]));
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_created_can_be_changed_and_removed_in_the_same_request() {
    each_backend(async |world| {
        let client = &world.writer;
        let old = make_group(client, "Old", &[]).await;
        let member = json!({"op": "add", "path": "members", "value": [{"value": "bulkId:ann"}]});
        let gone = json!({"op": "remove", "path": "members[value eq \"bulkId:ann\"]"});
        let rename = json!({"op": "replace", "path": "displayName", "value": "Ann"});
        let operations = [
            json!({"method": "patch", "path": format!("Groups/{old}"), "data": patch(&[member])}),
            create_user("ann"),
            json!({"method": "PATCH", "path": "/Users/bulkId:ann", "data": patch(&[rename])}),
            json!({"method": "PUT", "path": "/Users/bulkId:ann", "version": "W/\"2\"",
                "data": {"schemas": [USER], "userName": "ann", "title": "Countess"}}),
            json!({"method": "PATCH", "path": format!("/Groups/{old}"), "bulkId": "mine",
                "version": "W/\"2\"", "data": patch(&[gone])}),
            json!({"method": "DELETE", "path": "/Users/bulkId:ann", "version": "W/\"3\""}),
            json!({"method": "DELETE", "path": "/Users/bulkId:ann"}),
        ];
        let results = run(client, &operations).await;
        let expected = ["204", "201", "200", "200", "204", "204", "404"];
        assert_eq!(statuses(&results), expected, "{results:?}");
        let versions: Vec<&str> = results
            .iter()
            .map(|result| result["version"].as_str().unwrap_or(""))
            .collect();
        let expected = [
            "W/\"2\"", "W/\"1\"", "W/\"2\"", "W/\"3\"", "W/\"3\"", "", "",
        ];
        assert_eq!(versions, expected);
        assert_eq!(results[4]["bulkId"], "mine");
        // RFC 7644 §3.7: a location, unless nothing was created.
        let ann = &results[1]["location"];
        assert!(
            results[2..=3]
                .iter()
                .chain(&results[5..])
                .all(|r| r["location"] == *ann)
        );
        assert_eq!(results[6]["response"]["status"], "404");
        assert_eq!(members(client, &old).await, sorted(&[]));
    })
    .await;
}

#[tokio::test]
async fn a_reference_that_means_nothing_is_a_conflict() {
    each_backend(async |world| {
        make_user(&world.writer, "taken").await;
        let before = snapshot(world).await;
        let operations = [
            create_group("a", &["nobody"]),
            create("/Users", "t", user("taken")),
            create_group("b", &["t"]),
            create_group("c", &["b"]),
            json!({"method": "DELETE", "path": "/Users/bulkId:t"}),
            json!({"method": "DELETE", "path": "/Users/bulkId:nobody"}),
            create("/Users", "w", json!({"userName": 7})),
            create_group("d", &["w"]),
            create_group("e", &["e"]),
        ];
        let results = run(&world.writer, &operations).await;
        let expected = [
            "409", "409", "409", "409", "409", "409", "400", "409", "400",
        ];
        assert_eq!(statuses(&results), expected, "{results:?}");
        let detail = results[0]["response"]["detail"].as_str().unwrap();
        assert!(detail.contains("data.members[0].value"), "{detail}");
        assert_eq!(snapshot(world).await, before);
    })
    .await;
}
