//! Which paths, keys and messages are understood.

use super::*;

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
        &json!({"op": "remove", "path": crate::USER_SCHEMA}),
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
            &json!({"op": "replace", "path": path, "value": "x"}),
            ScimType::Mutability,
        );
        check_refused(&json!({"op": "remove", "path": path}), ScimType::Mutability);
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
        let error = apply_to(&user(), &op("replace", path, json!("x"))).expect_err(path);
        assert!(
            matches!(error.kind, ScimType::InvalidPath | ScimType::InvalidFilter),
            "{path}: {error}"
        );
    }
    check_refused(
        &json!({"op": "replace", "path": "emails[size eq 5]", "value": "x"}),
        ScimType::InvalidFilter,
    );
    check_refused(
        &json!({"op": "replace", "path": 5, "value": "x"}),
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
        check_refused(&operation, kind);
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

#[test]
fn a_path_may_carry_the_urn_of_the_core_schema() {
    let path = format!("{}:{WORK}.value", crate::USER_SCHEMA);
    check(
        op("replace", &path, json!("n@x")),
        json!({"emails": [{"value": "n@x", "type": "work", "primary": true}, user()["emails"][1]]}),
    );
}
