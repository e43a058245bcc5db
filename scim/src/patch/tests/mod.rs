//! PATCH, operation by operation.

mod paths;
mod values;

use super::*;
use crate::error::{Error, ScimType};
use crate::schema;
use crate::urn::ENTERPRISE_USER_SCHEMA as EU;
use serde_json::{Map, json};

fn user() -> Value {
    json!({
        "userName": "b", "active": true, "name": {"givenName": "B", "familyName": "J"},
        "emails": [
            {"value": "w@x", "type": "work", "primary": true},
            {"value": "h@x", "type": "home"}
        ],
        EU: {"department": "d", "manager": {"value": "m1", "$ref": "../Users/m1"}}
    })
}

fn apply_to(current: &Value, operations: &Value) -> Result<Patched, Error> {
    let current = current.as_object().cloned().unwrap_or_default();
    let request = parse(json!({"schemas": [crate::PATCH_OP], "Operations": operations}))?;
    let plan = plan(&schema::user(), request)?;
    apply(&schema::user(), &Resource::from_map(current), plan)
}

/// Only the named attributes (pairs of name and value) differ from the sample user.
#[track_caller]
fn check(operations: impl Into<Value>, expected: Value) {
    let operations = operations.into();
    let shown = operations.to_string();
    let mut wanted = user().as_object().cloned().unwrap_or_default();
    let Value::Object(expected) = expected else {
        panic!("an object")
    };
    for (name, value) in expected {
        if value.is_null() {
            wanted.remove(&name)
        } else {
            wanted.insert(name, value)
        };
    }
    let mut found = apply_to(&user(), &operations)
        .expect(&shown)
        .resource
        .into_map();
    found.remove("schemas");
    assert_eq!(Value::Object(found), Value::Object(wanted), "{shown}");
}

#[track_caller]
fn check_refused(operation: &Value, kind: ScimType) {
    let error = apply_to(&user(), &json!([operation])).expect_err(&operation.to_string());
    assert_eq!(error.kind, kind, "{operation}: {error}");
}

fn op(op: &str, path: &str, value: impl Into<Value>) -> Value {
    json!([{"op": op, "path": path, "value": value.into()}])
}

fn remove(path: &str) -> Value {
    json!([{"op": "remove", "path": path}])
}

const WORK: &str = r#"emails[type eq "work"]"#;
