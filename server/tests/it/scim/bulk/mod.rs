//! Many operations in one request (RFC 7644 §3.7).

mod load;
mod log;
mod references;
mod refusals;

use serde_json::{Value, json};

use super::{group, user};
use crate::harness::{Client, Reply, World};

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
