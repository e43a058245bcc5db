//! Many operations in one request (RFC 7644 §3.7).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{ENTERPRISE, PATCH, USER, group, make_group, make_user, members, patch, sorted, user};
use crate::harness::{Client, Reply, World, each_backend};

const REQUEST: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const RESPONSE: &str = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";

fn request(operations: &[Value]) -> Value {
    json!({"schemas": [REQUEST], "Operations": operations})
}

async fn send(client: &Client, operations: &[Value]) -> Reply {
    client.post("/Bulk", &request(operations)).await
}

/// The results of a request that was understood.
async fn run(client: &Client, operations: &[Value]) -> Vec<Value> {
    let body = send(client, operations).await.expect(200);
    assert_eq!(body["schemas"], json!([RESPONSE]));
    body["Operations"].as_array().unwrap().clone()
}

fn create(path: &str, bulk_id: &str, data: Value) -> Value {
    let mut operation = json!({"method": "POST", "path": path, "bulkId": bulk_id});
    operation["data"] = data;
    operation
}

fn create_user(bulk_id: &str) -> Value {
    create("/Users", bulk_id, user(bulk_id))
}

fn create_group(bulk_id: &str, members: &[&str]) -> Value {
    let mut data = group(bulk_id);
    data["members"] = members
        .iter()
        .map(|id| json!({"value": format!("bulkId:{id}")}))
        .collect();
    create("/Groups", bulk_id, data)
}

fn statuses(results: &[Value]) -> Vec<&str> {
    results
        .iter()
        .map(|result| result["status"].as_str().unwrap())
        .collect()
}

/// The id at the end of a result's location.
fn id(result: &Value) -> String {
    let location = result["location"].as_str().unwrap();
    location.rsplit('/').next().unwrap().to_owned()
}

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
async fn a_wrong_version_refuses_that_operation_alone() {
    each_backend(async |world| {
        let client = &world.writer;
        let ann = make_user(client, "ann").await;
        let path = format!("/Users/{ann}");
        let rename = |name: &str, version: &str| {
            let data = patch(&[json!({"op": "replace", "path": "title", "value": name})]);
            json!({"method": "PATCH", "path": path, "version": version, "data": data})
        };
        let operations = [
            rename("first", "W/\"1\""),
            rename("second", "W/\"1\""),
            rename("first", "*"),
            json!({"method": "DELETE", "path": path, "version": "W/\"1\""}),
        ];
        let results = run(client, &operations).await;
        assert_eq!(
            statuses(&results),
            ["200", "412", "200", "412"],
            "{results:?}"
        );
        let found = client.get(&path).await.expect(200);
        assert_eq!(
            (&found["title"], &found["meta"]["version"]),
            (&json!("first"), &json!("W/\"2\""))
        );
        let outcomes: Vec<Value> = events(world)
            .into_iter()
            .filter(|event| event["operation"] != "bulk" && event["path"] == path.as_str())
            .map(|event| event["outcome"].clone())
            .collect();
        assert_eq!(
            outcomes,
            ["success", "client_error", "no_change", "client_error"]
        );
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

#[tokio::test]
async fn processing_stops_after_the_errors_that_the_client_accepts() {
    each_backend(async |world| {
        let taken = || create("/Users", "t", user("taken"));
        let again = |bulk_id: &str| create("/Users", bulk_id, user("taken"));
        let operations = [
            taken(),
            again("t1"),
            create_user("ann"),
            again("t2"),
            create_user("bob"),
            again("t3"),
        ];
        for (errors, processed, users) in [(1, 2, 1), (2, 4, 2), (3, 6, 3), (9, 6, 3)] {
            let mut body = request(&operations);
            body["failOnErrors"] = json!(errors);
            let answer = world.writer.post("/Bulk", &body).await.expect(200);
            let results = answer["Operations"].as_array().unwrap();
            assert_eq!(results.len(), processed, "{errors}: {results:?}");
            let found = world.reader.get("/Users").await.expect(200);
            assert_eq!(found["totalResults"], users, "{errors}");
            let found = found["Resources"].as_array().unwrap().clone();
            for user in found {
                let path = format!("/Users/{}", user["id"].as_str().unwrap());
                world.writer.delete(&path).await.expect(204);
            }
        }
        let details: Vec<Value> = events(world)
            .into_iter()
            .filter(|event| event["operation"] == "bulk")
            .map(|event| event["detail"].clone())
            .collect();
        assert_eq!(details[0], "6 operations: 1 done, 1 refused, 4 not begun");
        assert_eq!(details[3], "6 operations: 3 done, 3 refused");
    })
    .await;
}

#[tokio::test]
async fn a_refused_operation_leaves_nothing_behind() {
    each_backend(async |world| {
        let client = &world.writer;
        let ann = make_user(client, "ann").await;
        let team = make_group(client, "Team", &[&ann]).await;
        let before = (snapshot(world).await, events(world).len());
        let unknown = "018f0000-0000-7000-8000-000000000000";
        let groups = format!("/Groups/{team}");
        let mut nobody = group("Nobody");
        nobody["members"] = json!([{"value": ann}, {"value": unknown}]);
        let half = patch(&[
            json!({"op": "replace", "path": "displayName", "value": "Half"}),
            json!({"op": "remove", "path": "members"}),
            json!({"op": "add", "path": "members", "value": [{"value": unknown}]}),
        ]);
        let operation = |method: &str, path: &str, data: Value| {
            let mut operation = json!({"method": method, "path": path});
            operation["data"] = data;
            operation
        };
        let cases = [
            (create("/Groups", "x", nobody.clone()), "400"),
            (create("/Users", "x", user("ANN")), "409"),
            (create("/Users", "x", json!({"userName": 7})), "400"),
            (create("/Users", "x", json!([])), "400"),
            (create("/Users/1", "x", user("x")), "400"),
            (create("https://id.example/Users", "x", user("x")), "400"),
            (
                json!({"method": "POST", "path": "/Users", "data": user("x")}),
                "400",
            ),
            (
                json!({"method": "POST?", "path": "/%00Users", "bulkId": " "}),
                "400",
            ),
            (json!({}), "400"),
            (operation("PATCH", &groups, half), "400"),
            (
                operation("PATCH", &groups, json!({"schemas": [PATCH]})),
                "400",
            ),
            (operation("PUT", &groups, nobody), "400"),
            (operation("PUT", &groups, json!({})), "400"),
            (
                operation("PUT", &format!("/Users/{unknown}"), user("x")),
                "404",
            ),
            (operation("PUT", "/Users/nonsense", user("x")), "404"),
            (operation("GET", &groups, Value::Null), "400"),
            (operation("DELETE", "/Devices/1", Value::Null), "400"),
            (
                operation("DELETE", &format!("/Users/{team}"), Value::Null),
                "404",
            ),
        ];
        let operations: Vec<Value> = cases
            .iter()
            .map(|(operation, _)| operation.clone())
            .collect();
        for (operation, status) in &cases {
            let results = run(client, std::slice::from_ref(operation)).await;
            assert_eq!(statuses(&results), [*status], "{operation}: {results:?}");
            let response = &results[0]["response"];
            assert_eq!(response["status"], *status);
            let detail = response["detail"].as_str().unwrap();
            assert!(!detail.contains('\n') && detail.len() < 600, "{detail}");
        }
        // The same ones together, after each other; only bulkIds must differ.
        let together: Vec<Value> = operations
            .into_iter()
            .enumerate()
            .map(|(number, mut operation)| {
                if operation.get("bulkId").is_some() {
                    operation["bulkId"] = json!(number.to_string());
                }
                operation
            })
            .collect();
        let results = run(client, &together).await;
        let expected: Vec<&str> = cases.iter().map(|(_, status)| *status).collect();
        assert_eq!(statuses(&results), expected);
        assert_eq!(snapshot(world).await, before.0);
        // Each operation has left its event, and each request one more.
        let left = events(world).len() - before.1;
        assert_eq!(left, 2 * cases.len() + cases.len() + 1);
    })
    .await;
}

#[tokio::test]
async fn a_message_that_is_no_bulk_request_is_refused_as_a_whole() {
    each_backend(async |world| {
        let many: Vec<Value> = (0..1_001)
            .map(|number| json!({"method": "DELETE", "path": format!("/Users/{number}")}))
            .collect();
        let mut negative = request(&[create_user("a")]);
        negative["failOnErrors"] = json!(-1);
        let cases = [
            (json!({}), 400, Some("invalidSyntax")),
            (json!([]), 400, Some("invalidSyntax")),
            (request(&[]), 400, Some("invalidSyntax")),
            (request(&[json!("x")]), 400, Some("invalidSyntax")),
            (negative, 400, Some("invalidValue")),
            (
                request(&[create_user("a"), create_group("a", &[])]),
                400,
                Some("invalidValue"),
            ),
            (request(&many), 413, None),
        ];
        for (body, status, kind) in &cases {
            let reply = world.writer.post("/Bulk", body).await;
            let detail = reply.refused(*status, *kind);
            if *status == 413 {
                // RFC 7644 §3.7.4: the answer names the limit.
                assert!(detail.contains("1000"), "{detail}");
            }
        }
        let large =
            json!({"Operations": [create("/Users", "a", json!({"x": "a".repeat(1 << 20)}))]});
        world.writer.post("/Bulk", &large).await.refused(413, None);
        world
            .reader
            .post("/Bulk", &request(&[create_user("a")]))
            .await
            .refused(403, None);
        world
            .anonymous
            .post("/Bulk", &request(&[create_user("a")]))
            .await
            .refused(401, None);
        let log = events(world);
        let mut operations: Vec<&Value> = log.iter().map(|event| &event["operation"]).collect();
        assert_eq!(operations.pop(), Some(&json!("access.denied")));
        assert_eq!(operations, vec!["bulk"; cases.len() + 2]);
        assert_eq!(
            world.reader.get("/Users").await.expect(200)["totalResults"],
            0
        );
    })
    .await;
}

#[tokio::test]
async fn ids_of_another_tenant_are_unknown_ids() {
    each_backend(async |world| {
        let client = &world.writer;
        let ann = make_user(client, "ann").await;
        let team = make_group(client, "Team", &[&ann]).await;
        let before = snapshot(world).await;
        let globex = format!("{}/t/globex/scim/v2", world.server.url);
        let stranger = world.stranger.clone().at(&globex);
        let unknown = "018f0000-0000-7000-8000-000000000000";
        let mut answers = Vec::new();
        for (user, group) in [(&*ann, &*team), (unknown, unknown)] {
            let mut data = super::group("Foreign");
            data["members"] = json!([{"value": user}]);
            let title = patch(&[json!({"op": "replace", "path": "displayName", "value": "x"})]);
            let operations = [
                json!({"method": "PUT", "path": format!("/Users/{user}"), "data": super::user("x")}),
                json!({"method": "PATCH", "path": format!("/Users/{user}"), "data": title}),
                json!({"method": "DELETE", "path": format!("/Users/{user}")}),
                json!({"method": "PATCH", "path": format!("/Groups/{group}"), "data": title}),
                json!({"method": "DELETE", "path": format!("/Groups/{group}")}),
                create("/Groups", "g", data),
            ];
            let results = run(&stranger, &operations).await;
            assert_eq!(statuses(&results), ["404", "404", "404", "404", "404", "400"]);
            let text = json!(results).to_string();
            answers.push(text.replace(user, "ID").replace(group, "ID"));
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(snapshot(world).await, before);
    })
    .await;
}

#[tokio::test]
async fn every_operation_is_an_event_and_the_request_is_one_more() {
    each_backend(async |world| {
        let client = &world.writer;
        let mut ann = user("ann");
        ann["password"] = json!("correct horse");
        let operations = [
            create("/Users", "ann", ann),
            create_group("team", &["ann"]),
            json!({"method": "PUT", "path": "/Users/bulkId:ann", "data": user("ann")}),
            create("/Users", "again", user("ann")),
            json!({"method": "DELETE", "path": "/Groups/bulkId:team"}),
        ];
        let reply = send(client, &operations).await;
        let results = reply.expect(200)["Operations"].clone();
        let log = events(world);
        assert!(
            log.iter()
                .all(|event| event["request_id"] == reply.header("x-request-id"))
        );
        let told = |event: &Value| {
            ["operation", "outcome", "method", "path", "status"]
                .map(|name| event[name].to_string().replace('"', ""))
                .join(" ")
        };
        let expected = [
            "user.create success POST /Users 201",
            "group.create success POST /Groups 201",
            "user.update no_change PUT /Users/bulkId:ann 200",
            "user.create client_error POST /Users 409",
            "group.delete success DELETE /Groups/bulkId:team 204",
            "bulk success POST /t/acme/scim/v2/Bulk 200",
        ];
        assert_eq!(log.iter().map(told).collect::<Vec<_>>(), expected);
        assert_eq!(log[5]["detail"], "5 operations: 4 done, 1 refused");
        // Its own part of the request, and nothing secret of it.
        assert_eq!(log[0]["request_body"]["userName"], "ann");
        assert_eq!(log[0]["request_body"]["password"], "•••");
        assert_eq!(log[0]["redactions"], json!(["request_body.password"]));
        assert_eq!(log[0]["resource"]["id"], id(&results[0]));
        assert_eq!(log[1]["request_body"]["members"][0]["value"], "bulkId:ann");
        assert_eq!(log[3]["scim_type"], "uniqueness");
        assert_eq!(
            log[4].get("request_body").cloned().unwrap_or_default(),
            Value::Null
        );
        let whole = log[5]["request_body"].to_string();
        assert!(
            whole.contains("\"team\"") && !whole.contains("correct horse"),
            "{whole}"
        );
        assert_eq!(log[5]["response_body"]["Operations"], results);
        // Nothing was answered to an operation that succeeded.
        assert_eq!(
            log[0].get("response_body").cloned().unwrap_or_default(),
            Value::Null
        );
        let verified = world
            .rollcall
            .done(&["audit", "verify", "--tenant", "acme"]);
        assert!(verified.starts_with("ok: "), "{verified}");
    })
    .await;
}

#[tokio::test]
async fn a_thousand_users_are_created_in_one_request() {
    each_backend(async |world| {
        let operations: Vec<Value> = (0..1_000)
            .map(|number| match number % 100 {
                // A reference across the whole request, and one refusal in each hundred.
                0 => create_group(
                    &format!("group-{number}"),
                    &[&format!("user-{}", 999 - number)],
                ),
                50 => create("/Users", &format!("double-{number}"), user("USER-1")),
                _ => create_user(&format!("user-{number}")),
            })
            .collect();
        let results = run(&world.writer, &operations).await;
        let mut counted: BTreeMap<String, usize> = BTreeMap::new();
        for status in statuses(&results) {
            *counted.entry(status.to_owned()).or_default() += 1;
        }
        assert_eq!(
            counted,
            BTreeMap::from([("201".to_owned(), 990), ("409".to_owned(), 10)])
        );
        for (result, operation) in results.iter().zip(&operations) {
            assert_eq!(result["bulkId"], operation["bulkId"]);
        }
        let users = world.reader.get("/Users?count=0").await.expect(200);
        let groups = world.reader.get("/Groups").await.expect(200);
        assert_eq!(
            (&users["totalResults"], &groups["totalResults"]),
            (&json!(980), &json!(10))
        );
        for group in groups["Resources"].as_array().unwrap() {
            assert_eq!(group["members"].as_array().unwrap().len(), 1);
        }
        let log = events(world);
        assert_eq!(log.len(), 1_001);
        assert_eq!(
            log[1_000]["detail"],
            "1000 operations: 990 done, 10 refused"
        );
        let created: BTreeSet<&str> = log
            .iter()
            .filter(|event| event["outcome"] == "success")
            .filter_map(|event| event["resource"]["id"].as_str())
            .collect();
        assert_eq!(created.len(), 990);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn others_write_while_a_bulk_request_runs() {
    each_backend(async |world| {
        let names = |prefix: &'static str| (0..300).map(move |n| format!("{prefix}-{n}"));
        let bulk = |prefix: &'static str| {
            let client = world.writer.clone();
            let operations: Vec<Value> = names(prefix).map(|name| create_user(&name)).collect();
            tokio::spawn(async move { run(&client, &operations).await })
        };
        let (one, other) = (bulk("one"), bulk("other"));
        let single = {
            let client = world.writer.clone();
            tokio::spawn(async move {
                for number in 0..20 {
                    let name = format!("single-{number}");
                    client.post("/Users", &user(&name)).await.expect(201);
                    // Refused after it wrote: neighbours of its transaction are run again.
                    client
                        .post("/Users", &user(&name))
                        .await
                        .refused(409, Some("uniqueness"));
                }
            })
        };
        for results in [one.await.unwrap(), other.await.unwrap()] {
            assert!(statuses(&results).iter().all(|status| *status == "201"));
        }
        single.await.unwrap();
        let users = world.reader.get("/Users?count=0").await.expect(200);
        assert_eq!(users["totalResults"], 620);
        assert_eq!(world.events("acme").iter().filter(|event| event["operation"] == "user.create"
            && event["outcome"] == "success").count(), 620);
    })
    .await;
}

/// Everything that reading can tell of the tenant.
async fn snapshot(world: &World) -> (Value, Value) {
    let users = world.reader.get("/Users").await.expect(200);
    (users, world.reader.get("/Groups").await.expect(200))
}

/// The log since the tokens were issued, without reads.
fn events(world: &World) -> Vec<Value> {
    let own = |event: &Value| {
        let operation = event["operation"].as_str().unwrap_or_default();
        let reads = matches!(operation.rsplit('.').next(), Some("list" | "read"));
        event["channel"] == "scim" && !reads
    };
    world.events("acme").into_iter().filter(own).collect()
}
