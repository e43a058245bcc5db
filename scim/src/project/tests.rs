//! What answers hold.

use super::*;
use crate::error::Error;
use crate::schema;
use crate::urn::ENTERPRISE_USER_SCHEMA as EU;
use serde_json::json;

fn project(attributes: Option<&str>, excluded: Option<&str>) -> Result<Projection, Error> {
    Projection::parse(&schema::user(), attributes, excluded)
}

#[track_caller]
fn check(attributes: Option<&str>, excluded: Option<&str>, expected: &Value) {
    let user = json!({
        "schemas": ["s"], "id": "1", "userName": "b", "password": "never", "unknown": 1,
        "name": {"givenName": "B", "familyName": "J"},
        "emails": [{"value": "x", "type": "work"}, {"type": "home"}], "groups": [],
        EU: {"department": "d", "manager": {"value": "m"}}, "meta": {"version": "v"}
    });
    let user = user.as_object().cloned().unwrap_or_default();
    let projection = project(attributes, excluded).expect("a projection");
    assert_eq!(
        Value::Object(projection.apply(&schema::user(), user)),
        *expected
    );
}

#[test]
fn by_default_everything_but_the_password_is_there() {
    check(
        None,
        None,
        &json!({
            "schemas": ["s"], "id": "1", "userName": "b", "name": {"givenName": "B", "familyName": "J"},
            "emails": [{"value": "x", "type": "work"}, {"type": "home"}], "groups": [],
            EU: {"department": "d", "manager": {"value": "m"}}, "meta": {"version": "v"}
        }),
    );
}

#[test]
fn attributes_come_with_those_that_are_always_there() {
    let some = |rest: Value| {
        let mut all = json!({"schemas": ["s"], "id": "1"})
            .as_object()
            .cloned()
            .unwrap_or_default();
        all.extend(rest.as_object().cloned().unwrap_or_default());
        Value::Object(all)
    };
    check(Some("USERNAME"), None, &some(json!({"userName": "b"})));
    check(
        Some("name.givenName, groups"),
        None,
        &some(json!({"name": {"givenName": "B"}, "groups": []})),
    );
    check(
        Some("emails.value"),
        None,
        &some(json!({"emails": [{"value": "x"}]})),
    );
    check(Some("password,nobody.knows"), None, &some(json!({})));
    check(
        Some(EU),
        None,
        &some(json!({EU: {"department": "d", "manager": {"value": "m"}}})),
    );
    let department = format!("{EU}:department");
    check(
        Some(&department),
        None,
        &some(json!({EU: {"department": "d"}})),
    );
    check(
        Some("name,name.givenName"),
        None,
        &some(json!({"name": {"givenName": "B", "familyName": "J"}})),
    );
}

#[test]
fn excluded_attributes_are_gone_but_for_those_that_are_always_there() {
    check(
        None,
        Some(&format!(
            "id,schemas,emails.type,name,groups,meta.version,{EU}:manager.value"
        )),
        &json!({"schemas": ["s"], "id": "1", "userName": "b", "emails": [{"value": "x"}], EU: {"department": "d"}}),
    );
    check(
        None,
        Some(&format!("userName,name,emails,groups,meta,{EU}")),
        &json!({"schemas": ["s"], "id": "1"}),
    );
}

#[test]
fn the_two_parameters_exclude_each_other() {
    assert_eq!(
        project(Some("id"), Some("name")).expect_err("both").kind,
        ScimType::InvalidValue
    );
    assert!(project(Some("id"), Some(" ")).is_ok());
    assert!(project(Some(""), None).expect("empty").is_default());
}

#[test]
fn what_is_not_wanted_need_not_be_loaded() {
    let group = schema::group();
    let wants = |attributes, excluded| {
        Projection::parse(&group, attributes, excluded)
            .expect("a projection")
            .wants("members")
    };
    assert!(wants(None, None));
    assert!(!wants(None, Some("members")));
    assert!(!wants(None, Some("MEMBERS")));
    assert!(wants(None, Some("members.display")));
    assert!(!wants(Some("displayName"), None));
    assert!(wants(Some("members.value"), None));
    assert!(project(None, Some("id")).expect("a projection").wants("id"));
}

#[test]
fn many_names_are_as_few_as_the_schema_has() {
    let names = "userName,".repeat(100_000);
    assert_eq!(
        project(Some(&names), None)
            .expect("a projection")
            .names
            .len(),
        1
    );
}

#[test]
fn names_without_their_urn_are_named() {
    let named = |list: &str| {
        let projection = project(Some(list), None).expect("a projection");
        projection.tolerances().iter().copied().collect::<Vec<_>>()
    };
    assert_eq!(named("userName, nonsense"), []);
    assert_eq!(named(&format!("{EU}:department,{EU}")), []);
    assert_eq!(named("manager.value"), [Tolerance::UnqualifiedExtension]);
}
