//! Schemas that a tenant registers, over HTTP.

mod command;
mod console;
mod tenancy;
mod unique;
mod values;

use serde_json::{Value, json};

use super::USER;
use crate::harness::World;

const BADGE: &str = "urn:example:params:scim:schemas:badge:2.0:User";
const OWNER: &str = "urn:example:params:scim:schemas:owner:2.0:Group";

/// A badge with one attribute of each kind that matters.
fn badge() -> Value {
    json!({"id": BADGE, "name": "Badge", "attributes": [
        {"name": "number", "type": "integer", "uniqueness": "server"},
        {"name": "colour"},
        {"name": "serial", "caseExact": true, "mutability": "immutable", "uniqueness": "server"},
        {"name": "note", "returned": "request"},
        {"name": "pin", "mutability": "writeOnly", "returned": "never"},
        {"name": "doors", "type": "complex", "multiValued": true, "subAttributes": [
            {"name": "value"}, {"name": "type"}]},
    ]})
}

fn add(world: &World, tenant: &str, resource: &str, document: &Value, more: &[&str]) -> String {
    let arguments = [
        "schema",
        "add",
        "--tenant",
        tenant,
        "--resource",
        resource,
        "--file",
        "-",
    ];
    let outcome = world
        .rollcall
        .run_with(&[&arguments[..], more].concat(), &document.to_string());
    assert_eq!(outcome.code, 0, "{outcome:?}");
    outcome.stdout
}

fn with_badge(name: &str, badge: &Value) -> Value {
    json!({"schemas": [USER, BADGE], "userName": name, BADGE: badge})
}
