//! POST and PUT bodies, from the wire to what is stored.

use super::*;
use crate::schema::{self, Extension, Type};
use crate::urn::{ENTERPRISE_USER_SCHEMA as EU, GROUP_SCHEMA, USER_SCHEMA};
use serde_json::json;
use std::sync::Arc;

/// What a user's body becomes, without `schemas`.
#[track_caller]
fn check(body: Value, expected: &Value) {
    let mut resource = accept(&schema::user(), body, Purpose::Create)
        .expect("accepted")
        .resource;
    resource.remove("schemas");
    assert_eq!(Value::Object(resource.into_map()), *expected);
}

#[track_caller]
fn check_refused(body: Value, kind: ScimType, path: &str) {
    let error = accept(&schema::user(), body, Purpose::Create).expect_err("refused");
    assert_eq!(
        (error.kind, error.path.as_deref().unwrap_or("")),
        (kind, path),
        "{error}"
    );
}

#[track_caller]
fn check_tolerances(body: Value, expected: &[Tolerance]) {
    let accepted = accept(&schema::user(), body, Purpose::Create).expect("accepted");
    assert_eq!(
        accepted.tolerances.into_iter().collect::<Vec<_>>(),
        expected
    );
}

#[test]
fn a_full_user_is_kept_as_it_is() {
    let user = json!({
        "userName": "bjensen", "externalId": "7", "active": true, "title": "Tour Guide",
        "name": {"formatted": "Ms. Barbara J Jensen, III", "familyName": "Jensen"},
        "emails": [{"value": "b@x.example", "type": "work", "primary": true}],
        "addresses": [{"type": "work", "locality": "Hollywood", "primary": true}],
        "x509Certificates": [{"value": "MIIDQzCCAqygAwIBAgICEAAwDQYJKoZIhvcNAQEFBQ=="}],
        EU: {"department": "Tours", "manager": {"value": "26118915", "$ref": "../Users/26118915"}}
    });
    check(user.clone(), &user);
}

#[test]
fn schemas_lists_what_the_resource_holds() {
    let body = json!({"userName": "b", EU: {"department": "x"}, "schemas": []});
    let user = accept(&schema::user(), body, Purpose::Create)
        .expect("accepted")
        .resource;
    assert_eq!(user.get("schemas"), Some(&json!([USER_SCHEMA, EU])));
}

#[test]
fn names_get_the_spelling_of_the_schema() {
    check(
        json!({"USERNAME": "b", "Name": {"FAMILYNAME": "J"}, "Emails": [{"Value": "x", "Primary": true}],
               EU.to_uppercase(): {"Department": "d", "Manager": {"Value": "m"}}}),
        &json!({"userName": "b", "name": {"familyName": "J"}, "emails": [{"value": "x", "primary": true}],
                EU: {"department": "d", "manager": {"value": "m"}}}),
    );
}

#[test]
fn read_only_unknown_and_empty_attributes_are_left_out() {
    check(
        json!({"userName": "b", "id": "mine", "meta": {"resourceType": "User"}, "groups": [{"value": "g"}],
               "shoeSize": 46, "name": {"first": "x", "givenName": null}, "addresses": null,
               "roles": [], "emails": [null], "nickName": "", "department": "unqualified",
               "urn:example:custom:User": {"a": 1}}),
        &json!({"userName": "b"}),
    );
}

#[test]
fn the_password_is_checked_and_dropped() {
    check(
        json!({"userName": "b", "password": "t1meMa$heen"}),
        &json!({"userName": "b"}),
    );
    check_refused(
        json!({"userName": "b", "password": 5}),
        ScimType::InvalidValue,
        "password",
    );
}

#[test]
fn a_urn_may_qualify_a_key() {
    check(
        json!({"urn:ietf:params:scim:schemas:core:2.0:User:userName": "b",
               format!("{EU}:department"): "d", USER_SCHEMA: {"title": "t"}}),
        &json!({"userName": "b", "title": "t", EU: {"department": "d"}}),
    );
}

#[test]
fn booleans_may_be_text_in_any_letter_case() {
    for (sent, stored) in [("True", true), ("FALSE", false), ("false", false)] {
        check(
            json!({"userName": "b", "active": sent}),
            &json!({"userName": "b", "active": stored}),
        );
    }
    for wrong in [json!("yes"), json!(1), json!({}), json!([true])] {
        check_refused(
            json!({"userName": "b", "active": wrong}),
            ScimType::InvalidValue,
            "active",
        );
    }
}

#[test]
fn an_object_stands_for_a_list_of_one() {
    check(
        json!({"userName": "b", "emails": {"value": "x@y", "type": "work"}}),
        &json!({"userName": "b", "emails": [{"value": "x@y", "type": "work"}]}),
    );
}

#[test]
fn a_manager_may_be_text_or_a_list_of_one() {
    for manager in [
        json!("m"),
        json!([{"value": "m"}]),
        json!({"value": "m", "displayName": "M"}),
    ] {
        check(
            json!({"userName": "b", EU: {"manager": manager}}),
            &json!({"userName": "b", EU: {"manager": {"value": "m"}}}),
        );
    }
    for nobody in [
        json!(""),
        json!(null),
        json!({}),
        json!([]),
        json!({"value": ""}),
    ] {
        check(
            json!({"userName": "b", EU: {"manager": nobody}}),
            &json!({"userName": "b"}),
        );
    }
}

#[test]
fn one_value_stays_primary() {
    let emails = json!([
        {"value": "a@x", "type": "work", "primary": true},
        {"value": "a@x", "type": "home", "primary": "True"}]);
    check(
        json!({"userName": "b", "emails": emails}),
        &json!({"userName": "b", "emails": [
            {"value": "a@x", "type": "work", "primary": true},
            {"value": "a@x", "type": "home", "primary": false}]}),
    );
}

#[test]
fn the_same_value_twice_is_kept_once() {
    let emails = json!([{"value": "A@x", "type": "work"}, {"value": "a@X", "type": "Work"}]);
    check(
        json!({"userName": "b", "emails": emails}),
        &json!({"userName": "b", "emails": [{"value": "A@x", "type": "work"}]}),
    );
}

#[test]
fn values_that_say_nothing_are_left_out() {
    check(
        json!({"userName": "b", "emails": [{"type": "work", "primary": true, "value": null}, {}]}),
        &json!({"userName": "b"}),
    );
}

#[test]
fn values_of_the_wrong_type_are_refused_by_path() {
    for (body, path) in [
        (json!({"userName": 5}), "userName"),
        (json!({"userName": ["b"]}), "userName"),
        (json!({"userName": "b", "name": "Barbara"}), "name"),
        (
            json!({"userName": "b", "name": {"givenName": {}}}),
            "name.givenName",
        ),
        (json!({"userName": "b", "emails": "b@x"}), "emails"),
        (json!({"userName": "b", "emails": ["b@x"]}), "emails[0]"),
        (
            json!({"userName": "b", "emails": [{"value": "a"}, {"value": 1}]}),
            "emails[1].value",
        ),
        (
            json!({"userName": "b", "emails": {"value": 1}}),
            "emails.value",
        ),
        (json!({"userName": "b", "emails": [[]]}), "emails[0]"),
        (
            json!({"userName": "b", "x509Certificates": [{"value": "§"}]}),
            "x509Certificates[0].value",
        ),
        (json!({"userName": "b", EU: "x"}), EU),
        (
            json!({"userName": "b", EU: {"department": 4}}),
            &format!("{EU}:department"),
        ),
    ] {
        check_refused(body, ScimType::InvalidValue, path);
    }
}

#[test]
fn required_attributes_must_say_something() {
    for body in [
        json!({}),
        json!({"userName": ""}),
        json!({"userName": null}),
        json!({"userName": "  "}),
    ] {
        check_refused(body, ScimType::InvalidValue, "userName");
    }
    let error =
        accept(&schema::group(), json!({"members": []}), Purpose::Create).expect_err("refused");
    assert_eq!(error.detail, "displayName is required; send a value for it");
}

#[test]
fn text_has_a_limit_and_no_control_characters() {
    check_refused(
        json!({"userName": "x".repeat(255)}),
        ScimType::InvalidValue,
        "userName",
    );
    check(
        json!({"userName": "ü".repeat(254)}),
        &json!({"userName": "ü".repeat(254)}),
    );
    let name = |length| json!({"userName": "b", "name": {"givenName": "g".repeat(length)}});
    check(name(100), &name(100));
    check_refused(name(101), ScimType::InvalidValue, "name.givenName");
    check_refused(
        json!({"userName": "b", "title": "a\u{0}"}),
        ScimType::InvalidValue,
        "title",
    );
    check_refused(
        json!({"userName": "b", "title": "a\u{1b}"}),
        ScimType::InvalidValue,
        "title",
    );
    check(
        json!({"userName": "b", "title": "a\tb\r\n"}),
        &json!({"userName": "b", "title": "a\tb\r\n"}),
    );
}

#[test]
fn two_spellings_of_one_name_are_refused() {
    check_refused(
        json!({"userName": "a", "USERNAME": "b"}),
        ScimType::InvalidSyntax,
        "userName",
    );
    check_refused(
        json!({"userName": "a", "name": {"givenName": "a", "givenname": "b"}}),
        ScimType::InvalidSyntax,
        "name.givenName",
    );
    check_refused(
        json!({"userName": "a", EU: {"department": "a"}, format!("{EU}:department"): "b"}),
        ScimType::InvalidSyntax,
        &format!("{EU}:department"),
    );
}

#[test]
fn the_body_and_schemas_must_have_the_right_form() {
    for body in [json!([]), json!("x"), json!(null), json!(5)] {
        check_refused(body, ScimType::InvalidSyntax, "");
    }
    for schemas in [json!("urn"), json!({}), json!([5]), json!(true)] {
        check_refused(
            json!({"userName": "b", "schemas": schemas}),
            ScimType::InvalidSyntax,
            "schemas",
        );
    }
}

#[test]
fn what_was_tolerated_is_named() {
    use Tolerance::{BooleanAsText, MissingSchemaUri, UnknownAttribute, UnknownSchemaUri};
    check_tolerances(json!({"schemas": [USER_SCHEMA], "userName": "b"}), &[]);
    check_tolerances(json!({"userName": "b"}), &[MissingSchemaUri]);
    check_tolerances(
        json!({"schemas": [USER_SCHEMA], "userName": "b", EU: {"department": "d"}}),
        &[MissingSchemaUri],
    );
    check_tolerances(json!({"schemas": [USER_SCHEMA, EU], "userName": "b"}), &[]);
    check_tolerances(
        json!({"schemas": [USER_SCHEMA, "urn:x"], "userName": "b", "a": 1, "active": "True"}),
        &[BooleanAsText, UnknownAttribute, UnknownSchemaUri],
    );
}

#[test]
fn group_members_stay_for_the_caller() {
    let body = json!({"schemas": [GROUP_SCHEMA], "displayName": "G",
        "members": [{"value": "u1", "type": "User", "displayName": "x", "$ref": null}, "u2"]});
    let accepted = accept(&schema::group(), body, Purpose::Create).expect("accepted");
    assert_eq!(
        accepted.resource.get("members"),
        Some(&json!([{"value": "u1", "type": "User"}, {"value": "u2"}]))
    );
}

/// Users with an extension that has one immutable attribute.
fn badged() -> ResourceType {
    let badge = Attribute::new("badge", Type::Integer, "Given once.")
        .mutability(Mutability::Immutable)
        .required();
    let schema = Schema {
        id: "urn:example:badge".to_owned(),
        name: "Badge".to_owned(),
        description: "Badges".to_owned(),
        attributes: vec![badge],
    };
    let mut kind = (*schema::user()).clone();
    kind.extensions.push(Extension {
        schema: Arc::new(schema),
        required: true,
    });
    kind
}

#[test]
fn an_immutable_attribute_keeps_its_first_value() {
    let kind = badged();
    let body = |badge: Value| json!({"userName": "b", "urn:example:badge": {"badge": badge}});
    let current = accept(&kind, body(json!(7)), Purpose::Create)
        .expect("accepted")
        .resource;
    let replace = |next| accept(&kind, next, Purpose::Replace { current: &current });
    assert!(replace(body(json!(7))).is_ok());
    assert_eq!(
        replace(body(json!(8))).expect_err("immutable").kind,
        ScimType::Mutability
    );
    let silent = replace(json!({"userName": "b"})).expect("kept").resource;
    assert_eq!(silent.get("urn:example:badge"), Some(&json!({"badge": 7})));
}

#[test]
fn a_required_extension_must_be_there_with_its_required_attributes() {
    let refused = |body| accept(&badged(), body, Purpose::Create).expect_err("refused");
    assert_eq!(
        refused(json!({"userName": "b"})).path.as_deref(),
        Some("urn:example:badge")
    );
    let wrong = json!({"userName": "b", "urn:example:badge": {"badge": 1.5}});
    assert_eq!(
        refused(wrong).path.as_deref(),
        Some("urn:example:badge:badge")
    );
}
