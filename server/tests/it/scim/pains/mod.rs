//! What users of other systems complain about, by the numbers of the product's list: it does not
//! happen here.

mod groups;
mod users;

use serde_json::{Value, json};

use crate::harness::World;

fn op(op: &str, path: &str, value: impl Into<Value>) -> Value {
    json!({"op": op, "path": path, "value": value.into()})
}

/// The newest event that wrote to a resource; events of reads come late.
fn last_event(world: &World, id: &str) -> Value {
    let mut events = world.events("acme");
    events.retain(|event| event["resource"]["id"] == id && event["method"] != "GET");
    events.pop().unwrap()
}
