//! What is refused: an operation alone, the rest after it, or the request as a whole.

use serde_json::{Value, json};

use super::{create, create_group, create_user, events, request, run, snapshot, statuses};
use crate::harness::each_backend;
use crate::scim::{PATCH, group, make_group, make_user, patch, user};

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
