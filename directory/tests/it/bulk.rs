//! Bulk requests that come to no good end.

use std::time::{Duration, Instant};

use directory::{Request, Scope};
use secrecy::ExposeSecret;
use serde_json::json;

use crate::harness::{House, request};

#[tokio::test]
async fn what_is_not_begun_in_time_is_refused_and_recorded() {
    let house = House::open().await;
    let secret = house.token("acme", "okta", Scope::Write).await;
    let header = format!("Bearer {}", secret.expose_secret());
    let long_ago = Request {
        started: Instant::now().checked_sub(Duration::from_secs(50)).unwrap(),
        ..request()
    };
    let caller = house
        .directory
        .authenticate_scim(Some("acme"), Some(&header), long_ago)
        .await
        .unwrap();
    let create = |name: &str| {
        let data = json!({"userName": name});
        json!({"method": "POST", "path": "/Users", "bulkId": name, "data": data})
    };
    let mut body = json!({"Operations": [create("ann"), create("bob"), create("cid")]});
    for (most_errors, refused) in [(None, 3), (Some(2), 2)] {
        body["failOnErrors"] = json!(most_errors);
        let bulk = house.directory.bulk();
        let answer = bulk.run(&caller, body.clone()).await.unwrap();
        let results = answer.body.unwrap().into_value()["Operations"].clone();
        let results = results.as_array().unwrap();
        assert_eq!(results.len(), refused);
        assert!(results.iter().all(|result| result["status"] == "503"));
    }
    let mut expected = vec!["user.create server_error"; 3];
    expected.extend(["bulk success"]);
    expected.extend(["user.create server_error"; 2]);
    expected.extend(["bulk success"]);
    assert_eq!(house.log("acme").await, expected);
    let last = house.last_event("acme").await;
    let detail = "3 operations: 0 done, 2 refused, 1 not begun";
    assert_eq!(last.detail.as_deref(), Some(detail));
}
