//! Why a request failed, on the page of its event; and the same request tried again without writing.

mod bulk;
mod causes;
mod obstacles;
mod trials;

use std::collections::BTreeMap;

use sea_orm::sea_query::{Asterisk, Query};
use sea_orm::{ConnectionTrait, FromQueryResult, JsonValue};
use serde_json::{Value, json};

use crate::harness::{Person, Reply, World};

impl Person {
    async fn page(&self, event: &str) -> String {
        let reply = self.browser.get(&format!("/t/acme/audit/{event}")).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.text
    }

    async fn try_again(&self, event: &str) -> Reply {
        let path = format!("/t/acme/audit/{event}/explain");
        self.browser.form(&path, &[("csrf", &self.csrf)]).await
    }
}

/// The id of the newest event of an operation.
fn last(world: &World, operation: &str) -> String {
    let events = world.events("acme");
    let event = events
        .iter()
        .rev()
        .find(|event| event["operation"] == operation);
    event.unwrap()["id"].as_str().unwrap().to_owned()
}

/// The id of the event of a request that was answered, of several the newest of an operation.
fn told_of(world: &World, reply: &Reply, operation: &str) -> String {
    let request = reply.header("x-request-id");
    let events = world.events("acme");
    let event = events
        .iter()
        .rev()
        .find(|event| event["operation"] == operation && event["request_id"] == request);
    event.unwrap()["id"].as_str().unwrap().to_owned()
}

/// Every row of every table that holds users, groups and what they were.
async fn directory(world: &World) -> BTreeMap<&'static str, Vec<String>> {
    let connection = world.database.connect().await;
    let mut content = BTreeMap::new();
    for table in [
        "scim_user",
        "scim_user_value",
        "scim_group",
        "group_member",
        "group_member_period",
        "scim_version",
        "tenant_schema_use",
        "tenant_schema_value",
    ] {
        let all = Query::select().column(Asterisk).from(table).take();
        let rows = connection.query_all(&all).await.unwrap();
        let row = |row| JsonValue::from_query_result(row, "").unwrap().to_string();
        let mut rows: Vec<String> = rows.iter().map(row).collect();
        rows.sort();
        content.insert(table, rows);
    }
    connection.close().await.unwrap();
    content
}

fn patch(operations: &Value) -> Value {
    json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations})
}
