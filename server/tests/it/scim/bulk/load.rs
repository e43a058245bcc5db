//! Large requests, and others that write meanwhile.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{create, create_group, create_user, events, run, statuses};
use crate::harness::each_backend;
use crate::scim::user;

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
