//! PATCH, operation by operation.

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

fn apply_to(current: &Value, operations: Value) -> Result<Patched, Error> {
    let current = current.as_object().cloned().unwrap_or_default();
    let request = parse(json!({"schemas": [crate::PATCH_OP], "Operations": operations}))?;
    let plan = plan(&schema::user(), request)?;
    apply(&schema::user(), &Resource::from_map(current), plan)
}

/// Only the named attributes (pairs of name and value) differ from the sample user.
#[track_caller]
fn check(operations: Value, expected: Value) {
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
    let mut found = apply_to(&user(), operations)
        .expect(&shown)
        .resource
        .into_map();
    found.remove("schemas");
    assert_eq!(Value::Object(found), Value::Object(wanted), "{shown}");
}

#[track_caller]
fn check_refused(operation: Value, kind: ScimType) {
    let error = apply_to(&user(), json!([operation])).expect_err(&operation.to_string());
    assert_eq!(error.kind, kind, "{operation}: {error}");
}

fn op(op: &str, path: &str, value: Value) -> Value {
    json!([{"op": op, "path": path, "value": value}])
}

fn remove(path: &str) -> Value {
    json!([{"op": "remove", "path": path}])
}

const WORK: &str = r#"emails[type eq "work"]"#;

#[test]
fn add_and_replace_set_a_single_value() {
    for name in ["add", "replace", "Replace"] {
        check(op(name, "title", json!("T")), json!({"title": "T"}));
        check(op(name, "ACTIVE", json!("False")), json!({"active": false}));
        check(
            op(name, "name.givenName", json!("X")),
            json!({"name": {"givenName": "X", "familyName": "J"}}),
        );
    }
}

#[test]
fn a_complex_value_changes_only_the_parts_it_names() {
    for name in ["add", "replace"] {
        check(
            op(name, "name", json!({"givenName": "X", "middleName": "M"})),
            json!({"name": {"givenName": "X", "familyName": "J", "middleName": "M"}}),
        );
        check(
            op(name, "name", json!({"givenName": null})),
            json!({"name": {"familyName": "J"}}),
        );
    }
}

#[test]
fn patch_without_path_merges_top_level_attributes() {
    check(
        json!([{"op": "replace", "value": {"title": "T", "name": {"givenName": "X"}, "active": "false"}}]),
        json!({"title": "T", "active": false, "name": {"givenName": "X", "familyName": "J"}}),
    );
}

#[test]
fn keys_of_a_value_without_path_may_be_paths() {
    check(
        json!([{"op": "Add", "value": {
            "name.familyName": "K", "Name.GivenName": "C", format!("{EU}:department"): "e",
            format!("{EU}:manager.value"): "m2", "emails[type eq \"work\"].value": "n@x",
            "emails[type eq \"other\"].value": "o@x", EU: {"division": "v"}}}]),
        json!({"name": {"familyName": "K", "givenName": "C"},
            "emails": [{"value": "n@x", "type": "work", "primary": true}, {"value": "h@x", "type": "home"},
                       {"type": "other", "value": "o@x"}],
            EU: {"department": "e", "division": "v", "manager": {"value": "m2"}}}),
    );
}

#[test]
fn a_key_with_a_filter_creates_what_it_does_not_find_even_for_replace() {
    check(
        json!([{"op": "Replace", "value": {"phoneNumbers[type eq \"mobile\"].value": "1"}}]),
        json!({"phoneNumbers": [{"type": "mobile", "value": "1"}]}),
    );
}

#[test]
fn parts_of_a_name_may_stand_alone() {
    check(
        json!([{"op": "replace", "value": {"givenName": "X", "familyName": "Y"}}]),
        json!({"name": {"givenName": "X", "familyName": "Y"}}),
    );
    check(
        op("replace", "familyName", json!("Y")),
        json!({"name": {"givenName": "B", "familyName": "Y"}}),
    );
}

#[test]
fn what_a_value_without_path_may_not_set_is_ignored() {
    check(
        json!([{"op": "replace", "value": {"id": "x", "meta": {}, "groups": [], "schemas": ["u"],
            "shoeSize": 46, "a b": 1, "urn:unknown:x": 1, "password": "p", "meta.version": "v"}}]),
        json!({}),
    );
}

#[test]
fn add_appends_what_is_not_there_yet() {
    let two = user()["emails"].clone();
    check(
        op("add", "emails", json!([{"value": "W@x", "type": "work"}])),
        json!({"emails": [
        {"value": "W@x", "type": "work", "primary": true}, two[1]]}),
    );
    check(
        op("add", "emails", json!({"value": "o@x"})),
        json!({"emails": [two[0], two[1], {"value": "o@x"}]}),
    );
    check(op("add", "emails", json!([])), json!({}));
}

#[test]
fn a_new_primary_value_takes_over() {
    check(
        op("add", "emails", json!([{"value": "o@x", "primary": true}])),
        json!({"emails": [{"value": "w@x", "type": "work", "primary": false}, {"value": "h@x", "type": "home"},
                          {"value": "o@x", "primary": true}]}),
    );
    check(
        op("replace", r#"emails[type eq "home"].primary"#, json!(true)),
        json!({"emails": [{"value": "w@x", "type": "work", "primary": false},
                          {"value": "h@x", "type": "home", "primary": true}]}),
    );
}

#[test]
fn replace_of_a_list_replaces_all_of_it() {
    check(
        op("replace", "emails", json!([{"value": "n@x"}])),
        json!({"emails": [{"value": "n@x"}]}),
    );
    for nothing in [json!([]), json!(null), json!("")] {
        check(op("replace", "emails", nothing), json!({"emails": null}));
    }
}

#[test]
fn a_filter_selects_the_values_to_change() {
    let home = user()["emails"][1].clone();
    check(
        op("replace", &format!("{WORK}.value"), json!("n@x")),
        json!({"emails": [{"value": "n@x", "type": "work", "primary": true}, home]}),
    );
    check(
        op("add", WORK, json!({"display": "D"})),
        json!({"emails": [{"value": "w@x", "type": "work", "primary": true, "display": "D"}, home]}),
    );
    check(
        op("replace", WORK, json!({"value": "n@x", "display": "D"})),
        json!({"emails": [{"type": "work", "value": "n@x", "display": "D"}, home]}),
    );
    check(
        op("replace", WORK, json!([{"value": "n@x"}])),
        json!({"emails": [{"type": "work", "value": "n@x"}, home]}),
    );
}

#[test]
fn add_creates_the_value_that_its_filter_describes() {
    check(
        op("Add", r#"phoneNumbers[type eq "mobile"].value"#, json!("1")),
        json!({"phoneNumbers": [{"type": "mobile", "value": "1"}]}),
    );
    check(
        op("Add", r#"roles[primary eq "True"].value"#, json!("admin")),
        json!({"roles": [{"primary": true, "value": "admin"}]}),
    );
    check(
        op(
            "Add",
            r#"addresses[type eq "work" and primary eq true]"#,
            json!({"locality": "L"}),
        ),
        json!({"addresses": [{"type": "work", "primary": true, "locality": "L"}]}),
    );
    check_refused(
        json!({"op": "add", "path": r#"emails[value co "zzz"].display"#, "value": "x"}),
        ScimType::NoTarget,
    );
}

#[test]
fn several_adds_with_one_filter_build_one_value() {
    let path = |part: &str| format!(r#"addresses[type eq "untyped"].{part}"#);
    let add = |part: &str, value: Value| json!({"op": "Add", "path": path(part), "value": value});
    check(
        json!([
            add("primary", json!("True")),
            add("type", json!("work")),
            add("locality", json!("L")),
            add("country", json!("DE"))
        ]),
        json!({"addresses": [{"type": "work", "primary": true, "locality": "L", "country": "DE"}]}),
    );
}

#[test]
fn a_built_value_that_stays_empty_disappears() {
    check(
        op("add", r#"phoneNumbers[type eq "fax"].primary"#, json!(true)),
        json!({}),
    );
    check(
        op("add", r#"phoneNumbers[type eq "fax"].value"#, json!("")),
        json!({}),
    );
}

#[test]
fn replace_by_a_filter_that_matches_nothing_has_no_target() {
    let path = r#"emails[type eq "other"].value"#;
    check_refused(
        json!({"op": "replace", "path": path, "value": "x"}),
        ScimType::NoTarget,
    );
    check(op("replace", path, json!("")), json!({}));
}

#[test]
fn remove_clears_attributes_parts_and_values() {
    let (work, home) = (user()["emails"][0].clone(), user()["emails"][1].clone());
    check(remove("active"), json!({"active": null}));
    check(
        remove("name.givenName"),
        json!({"name": {"familyName": "J"}}),
    );
    check(remove("name"), json!({"name": null}));
    check(remove("emails"), json!({"emails": null}));
    check(remove(WORK), json!({"emails": [home]}));
    check(remove(&format!("{WORK}.value")), json!({"emails": [home]}));
    check(remove(r#"emails[type eq "other"]"#), json!({}));
    check(
        remove("emails.type"),
        json!({"emails": [{"value": "w@x", "primary": true}, {"value": "h@x"}]}),
    );
    check(remove("nickName"), json!({}));
    check(remove(EU), json!({EU: null}));
    check(
        json!([{"op": "Remove", "path": "emails", "value": [{"value": "H@X"}]}]),
        json!({"emails": [work]}),
    );
}

#[test]
fn null_and_empty_text_clear() {
    for nothing in [json!(null), json!("")] {
        check(
            op("replace", "active", nothing.clone()),
            json!({"active": null}),
        );
        check(
            op("add", &format!("{EU}:department"), nothing.clone()),
            json!({
            EU: {"manager": {"value": "m1", "$ref": "../Users/m1"}}}),
        );
        check(
            op("replace", "manager", nothing.clone()),
            json!({EU: {"department": "d"}}),
        );
        check(
            op("replace", &format!("{WORK}.value"), nothing.clone()),
            json!({"emails": [user()["emails"][1]]}),
        );
        check(
            op("replace", WORK, nothing),
            json!({"emails": [user()["emails"][1]]}),
        );
    }
    check(
        json!([{"op": "replace", "value": {EU: null}}]),
        json!({EU: null}),
    );
}

#[test]
fn a_manager_is_text_an_object_or_a_list_of_one() {
    let managed = json!({EU: {"department": "d", "manager": {"value": "m2"}}});
    let urn = format!("{EU}:manager");
    for path in ["manager", &urn] {
        for value in [
            json!("m2"),
            json!({"value": "m2"}),
            json!([{"value": "m2"}]),
            json!({"value": "m2", "displayName": "ignored", "managerId": "x"}),
        ] {
            check(op("Replace", path, value), managed.clone());
        }
    }
    check(
        op("add", &format!("{urn}.value"), json!("m2")),
        managed.clone(),
    );
    check(op("add", "manager.value", json!("m2")), managed);
    check(remove("manager"), json!({EU: {"department": "d"}}));
    check(
        remove(&format!("{urn}.value")),
        json!({EU: {"department": "d"}}),
    );
}

#[test]
fn a_schema_urn_as_path_names_its_attributes() {
    check(
        op("add", EU, json!({"division": "v", "department": "e"})),
        json!({EU: {"department": "e", "division": "v", "manager": {"value": "m1", "$ref": "../Users/m1"}}}),
    );
    check(
        op("replace", crate::USER_SCHEMA, json!({"title": "T"})),
        json!({"title": "T"}),
    );
    check_refused(
        json!({"op": "remove", "path": crate::USER_SCHEMA}),
        ScimType::Mutability,
    );
}

#[test]
fn read_only_paths_are_refused() {
    for path in [
        "id",
        "meta",
        "meta.version",
        "groups",
        r#"groups[value eq "g"]"#,
        "manager.displayName",
    ] {
        check_refused(
            json!({"op": "replace", "path": path, "value": "x"}),
            ScimType::Mutability,
        );
        check_refused(json!({"op": "remove", "path": path}), ScimType::Mutability);
    }
}

#[test]
fn required_attributes_cannot_go() {
    check_refused(
        json!({"op": "remove", "path": "userName"}),
        ScimType::Mutability,
    );
    for nothing in [json!(null), json!(""), json!(" ")] {
        check_refused(
            json!({"op": "replace", "path": "userName", "value": nothing}),
            ScimType::InvalidValue,
        );
    }
}

#[test]
fn paths_that_name_nothing_are_refused() {
    for path in [
        "shoeSize",
        "name.first",
        "emails[",
        "emails]",
        "emails[type eq \"work\"].size",
        "a b",
        "name[givenName eq \"B\"]",
        "userName.x",
        "emails.value[type eq \"work\"]",
        "urn:x:y",
        "..",
        "manager[value eq \"m\"]",
        "$.userName",
        "emails[type eq \"work\"]value",
    ] {
        let error = apply_to(&user(), op("replace", path, json!("x"))).expect_err(path);
        assert!(
            matches!(error.kind, ScimType::InvalidPath | ScimType::InvalidFilter),
            "{path}: {error}"
        );
    }
    check_refused(
        json!({"op": "replace", "path": "emails[size eq 5]", "value": "x"}),
        ScimType::InvalidFilter,
    );
    check_refused(
        json!({"op": "replace", "path": 5, "value": "x"}),
        ScimType::InvalidPath,
    );
}

#[test]
fn operations_of_the_wrong_form_are_refused() {
    use ScimType::{InvalidSyntax, InvalidValue, NoTarget};
    for (operation, kind) in [
        (
            json!({"op": "move", "path": "title", "value": "x"}),
            InvalidSyntax,
        ),
        (json!({"path": "title", "value": "x"}), InvalidSyntax),
        (
            json!({"op": 5, "path": "title", "value": "x"}),
            InvalidSyntax,
        ),
        (json!("replace"), InvalidSyntax),
        (
            json!({"op": "add", "OP": "remove", "path": "title"}),
            InvalidSyntax,
        ),
        (json!({"op": "remove"}), NoTarget),
        (json!({"op": "add", "path": "title"}), InvalidValue),
        (json!({"op": "add", "value": "x"}), InvalidValue),
        (json!({"op": "add"}), InvalidValue),
        (
            json!({"op": "replace", "path": "title", "value": 5}),
            InvalidValue,
        ),
        (
            json!({"op": "replace", "path": "active", "value": "maybe"}),
            InvalidValue,
        ),
        (
            json!({"op": "replace", "value": {"active": true, "Active": false}}),
            InvalidSyntax,
        ),
    ] {
        check_refused(operation, kind);
    }
}

#[test]
fn the_envelope_may_be_untidy_but_not_empty() {
    let operation = json!({"op": "replace", "path": "title", "value": "T"});
    for body in [
        json!({"operations": [operation], "id": "x", "name": "y"}),
        json!({"schemas": ["urn:other"], "OPERATIONS": operation}),
    ] {
        assert_eq!(parse(body).expect("parsed").operations.len(), 1);
    }
    for body in [
        json!({}),
        json!({"Operations": []}),
        json!({"Operations": null}),
        json!([]),
        json!({"schemas": "x", "Operations": [operation]}),
    ] {
        assert_eq!(
            parse(body).expect_err("refused").kind,
            ScimType::InvalidSyntax
        );
    }
    let many = |count: usize| json!({"Operations": vec![operation.clone(); count]});
    assert!(parse(many(MAX_OPERATIONS)).is_ok());
    assert!(parse(many(MAX_OPERATIONS + 1)).is_err());
}

#[test]
fn a_failing_operation_leaves_nothing_behind() {
    let before = user();
    let operations = json!([
        {"op": "replace", "path": "title", "value": "T"},
        {"op": "replace", "path": "emails[type eq \"other\"].value", "value": "x"}]);
    assert!(apply_to(&before, operations).is_err());
    assert_eq!(before, user());
}

#[test]
fn nothing_changed_is_no_change() {
    let patched = apply_to(&user(), op("replace", "active", json!(true))).expect("applied");
    assert_eq!(patched.changes, []);
}

#[test]
fn what_changed_is_told() {
    let patched = apply_to(
        &user(),
        op("replace", &format!("{WORK}.value"), json!("n@x")),
    )
    .expect("applied");
    let paths: Vec<_> = patched
        .changes
        .iter()
        .map(|change| change.path.as_str())
        .collect();
    assert_eq!(paths, [r#"emails[type eq "work"].value"#]);
}

#[test]
fn keys_that_other_languages_trip_over_are_unknown_attributes() {
    check(
        json!([{"op": "add", "value": {"__proto__.x": 1, "constructor": {"prototype": 1}, "$where": "1"}}]),
        json!({}),
    );
}

#[test]
fn take_leaves_the_other_steps() {
    let request = parse(json!({"Operations": [{"op": "replace", "value": {
        "displayName": "G", "id": "x", "members": [{"value": "u"}]}}]}))
    .expect("parsed");
    let mut plan = plan(&schema::group(), request).expect("planned");
    assert_eq!(plan.take("members").len(), 1);
    assert_eq!(plan.steps.len(), 1);
    assert_eq!(plan.steps[0].target.to_string(), "displayName");
    let current = Resource::from_map(Map::from_iter([("displayName".to_owned(), json!("F"))]));
    let patched = apply(&schema::group(), &current, plan).expect("applied");
    assert_eq!(patched.resource.display_name(), Some("G"));
}
