//! What operations make of values.

use super::*;

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
        &json!({"op": "add", "path": r#"emails[value co "zzz"].display"#, "value": "x"}),
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
        &json!({"op": "replace", "path": path, "value": "x"}),
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
fn what_removals_leave_behind_is_no_tolerance() {
    let given = json!({"userName": "b", "addresses": [{"type": "work", "locality": "L"}]});
    let locality = r#"addresses[type eq "work"].locality"#;
    for (operations, tolerances) in [
        (remove(locality), vec![]),
        (
            op("replace", locality, json!("")),
            vec![Tolerance::EmptyStringClears, Tolerance::EmptyValueDropped],
        ),
    ] {
        let patched = apply_to(&given, &operations).expect("applied");
        assert_eq!(patched.resource.get("addresses"), None, "{operations}");
        let found: Vec<_> = patched.tolerances.into_iter().collect();
        assert_eq!(found, tolerances, "{operations}");
    }
}

#[test]
fn the_filter_of_a_path_has_its_dialects() {
    let given = json!({"userName": "b", "emails": [{"value": "w@x", "primary": true}]});
    for (path, tolerances) in [
        ("emails[primary eq true].value", vec![]),
        (
            "emails[primary eq \"true\"].value",
            vec![Tolerance::BooleanAsText],
        ),
        (
            "emails[primary eq True].value",
            vec![Tolerance::LiteralForm],
        ),
    ] {
        let patched = apply_to(&given, &op("replace", path, json!("n@x"))).expect("applied");
        let found: Vec<_> = patched.tolerances.into_iter().collect();
        assert_eq!(found, tolerances, "{path}");
    }
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
fn required_attributes_cannot_go() {
    check_refused(
        &json!({"op": "remove", "path": "userName"}),
        ScimType::Mutability,
    );
    for nothing in [json!(null), json!(""), json!(" ")] {
        check_refused(
            &json!({"op": "replace", "path": "userName", "value": nothing}),
            ScimType::InvalidValue,
        );
    }
}

#[test]
fn a_failing_operation_leaves_nothing_behind() {
    let before = user();
    let operations = json!([
        {"op": "replace", "path": "title", "value": "T"},
        {"op": "replace", "path": "emails[type eq \"other\"].value", "value": "x"}]);
    assert!(apply_to(&before, &operations).is_err());
    assert_eq!(before, user());
}

#[test]
fn nothing_changed_is_no_change() {
    let patched = apply_to(&user(), &op("replace", "active", json!(true))).expect("applied");
    assert_eq!(patched.changes, []);
}

#[test]
fn what_changed_is_told() {
    let patched = apply_to(
        &user(),
        &op("replace", &format!("{WORK}.value"), json!("n@x")),
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
fn few_and_many_additions_find_the_same_values() {
    let emails: Vec<_> = (0..40)
        .map(|i| json!({"value": format!("{}@x", i % 20), "type": if i % 3 == 0 { "work" } else { "home" }}))
        .collect();
    let one_by_one: Vec<_> = emails
        .iter()
        .map(|email| json!({"op": "add", "path": "emails", "value": [email]}))
        .collect();
    let few = apply_to(&user(), &json!(one_by_one)).expect("applied");
    let many = apply_to(&user(), &op("add", "emails", json!(emails))).expect("applied");
    assert_eq!(few.resource, many.resource);
}
