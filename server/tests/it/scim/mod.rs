//! SCIM, as identity providers and strangers speak it.

mod atomic;
mod bodies;
mod bulk;
mod discovery;
mod error_tables;
mod groups;
mod lists;
mod pains;
mod quirks;
mod refusals;
mod replay;
mod schemas;
mod searches;
mod sequences;
mod users;
mod versions;

use serde_json::{Value, json};

use crate::harness::Client;

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

fn user(name: &str) -> Value {
    json!({"schemas": [USER], "userName": name})
}

fn group(name: &str) -> Value {
    json!({"schemas": [GROUP], "displayName": name})
}

fn patch(operations: &[Value]) -> Value {
    json!({"schemas": [PATCH], "Operations": operations})
}

async fn make_user(client: &Client, name: &str) -> String {
    client.post("/Users", &user(name)).await.id(201)
}

async fn make_group(client: &Client, name: &str, members: &[&str]) -> String {
    let mut body = group(name);
    body["members"] = members.iter().map(|id| json!({"value": id})).collect();
    client.post("/Groups", &body).await.id(201)
}

/// The ids of a group's members, sorted.
async fn members(client: &Client, id: &str) -> Vec<String> {
    let found = client.get(&format!("/Groups/{id}")).await.expect(200);
    let list = found
        .get("members")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let mut ids: Vec<String> = list
        .iter()
        .map(|member| member["value"].as_str().unwrap().to_owned())
        .collect();
    ids.sort();
    ids
}

/// An attribute that has no value: an empty list is none (RFC 7643 §2.5).
fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

fn sorted(ids: &[&str]) -> Vec<String> {
    let mut ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
    ids.sort();
    ids
}
