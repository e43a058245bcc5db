//! Differences as the audit log shows them.

use super::*;
use crate::schema;
use crate::urn::ENTERPRISE_USER_SCHEMA as EU;
use serde_json::json;

fn resource(value: &Value) -> Resource {
    Resource::from_map(value.as_object().cloned().unwrap_or_default())
}

/// Changes as `op path: before -> after`.
#[track_caller]
fn check(before: &Value, after: &Value, expected: &[&str]) {
    let changes = diff(&schema::user(), &resource(before), &resource(after));
    let shown: Vec<_> = changes
        .iter()
        .map(|change| {
            let show =
                |value: &Option<Value>| value.as_ref().map_or("-".to_owned(), Value::to_string);
            let op = serde_json::to_value(change.op).expect("serialises");
            let op = op.as_str().unwrap_or_default().to_owned();
            format!(
                "{op} {}: {} -> {}",
                change.path,
                show(&change.before),
                show(&change.after)
            )
        })
        .collect();
    assert_eq!(shown, expected);
}

#[test]
fn equal_resources_do_not_differ() {
    let user = json!({"userName": "b", "emails": [{"value": "x", "type": "work"}]});
    check(&user, &user, &[]);
}

#[test]
fn a_new_resource_is_all_additions() {
    check(
        &json!({}),
        &json!({"schemas": ["x"], "id": "1", "userName": "b", "name": {"givenName": "B"}, "meta": {}}),
        &[
            r#"add userName: - -> "b""#,
            r#"add name.givenName: - -> "B""#,
        ],
    );
}

#[test]
fn complex_attributes_differ_by_part() {
    check(
        &json!({"name": {"givenName": "A", "familyName": "X"}, EU: {"department": "d"}}),
        &json!({"name": {"givenName": "B", "familyName": "X"}, EU: {"manager": {"value": "m"}}}),
        &[
            r#"replace name.givenName: "A" -> "B""#,
            &format!(r#"remove {EU}:department: "d" -> -"#),
            &format!(r#"add {EU}:manager.value: - -> "m""#),
        ],
    );
}

#[test]
fn list_values_are_matched_by_value_then_by_type() {
    check(
        &json!({"emails": [{"value": "a", "type": "work", "primary": true}, {"value": "b", "type": "home"}]}),
        &json!({"emails": [{"value": "c", "type": "work", "primary": true}, {"value": "b", "type": "home"},
                           {"value": "d", "type": "other"}]}),
        &[
            r#"replace emails[type eq "work"].value: "a" -> "c""#,
            r#"add emails: - -> {"value":"d","type":"other"}"#,
        ],
    );
    check(
        &json!({"roles": [{"value": "a"}, {"value": "b"}]}),
        &json!({"roles": [{"value": "b", "primary": true}]}),
        &[
            r#"add roles[value eq "b"].primary: - -> true"#,
            r#"remove roles: {"value":"a"} -> -"#,
        ],
    );
}

#[test]
fn the_order_of_a_list_is_no_difference() {
    check(
        &json!({"emails": [{"value": "a"}, {"value": "b"}]}),
        &json!({"emails": [{"value": "b"}, {"value": "a"}]}),
        &[],
    );
}

#[test]
fn changes_survive_the_wire() {
    let change = Change {
        path: "title".to_owned(),
        op: ChangeKind::Add,
        before: None,
        after: Some(json!("x")),
    };
    let wire = serde_json::to_value(&change).expect("serialises");
    assert_eq!(
        wire,
        json!({"path": "title", "op": "add", "before": null, "after": "x"})
    );
    assert_eq!(
        serde_json::from_value::<Change>(wire).expect("reads"),
        change
    );
}
