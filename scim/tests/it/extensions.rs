//! A tenant's own extension behaves as the RFC's do, by its table alone (RFC 7643 §3.3).

use proptest::prelude::*;
use scim::message::discovery;
use scim::patch::{self, Patched};
use scim::schema::{
    self, Attribute, Extension, Mutability, ResourceType, Returned, Schema, Type, Uniqueness,
    definition,
};
use scim::{Error, Projection, Purpose, Resource, ScimType, accept, filter};
use serde_json::{Value, json};
use std::sync::Arc;

const URN: &str = "urn:example:badge:2.0:User";

/// Users with a badge: of every characteristic one attribute.
fn kind(required: bool) -> ResourceType {
    let document = json!({"id": URN, "attributes": [
        {"name": "number", "type": "integer", "required": true},
        {"name": "colour", "canonicalValues": ["red"]},
        {"name": "code", "caseExact": true},
        {"name": "issued", "type": "dateTime", "mutability": "immutable"},
        {"name": "pin", "mutability": "writeOnly", "returned": "never"},
        {"name": "note", "returned": "request"},
        {"name": "serial", "returned": "always"},
        {"name": "hidden", "returned": "never"},
        {"name": "doors", "type": "complex", "multiValued": true, "subAttributes": [
            {"name": "value"}, {"name": "type"}, {"name": "floor", "type": "integer"}]},
        {"name": "chip", "type": "complex", "subAttributes": [
            {"name": "value", "mutability": "immutable"}, {"name": "maker"}]},
    ]});
    let schema = definition::register(&document.to_string(), &[&schema::user()]);
    let mut kind = ResourceType::clone(&schema::user());
    kind.extensions.push(Extension {
        schema: Arc::new(schema.expect("a good schema")),
        required,
    });
    kind
}

fn created(badge: &Value) -> Resource {
    let body = json!({"userName": "ada", URN: badge});
    let accepted = accept(&kind(false), body, Purpose::Create);
    accepted.expect("accepted").resource
}

fn patched(kind: &ResourceType, user: &Resource, operations: &Value) -> Result<Patched, Error> {
    let request = patch::parse(json!({ "Operations": operations }))?;
    patch::apply(kind, user, patch::plan(kind, request)?)
}

#[test]
fn values_get_their_types_and_names_their_spelling() {
    let user = created(&json!({"NUMBER": 7, "Colour": "blue", "pin": "1234", "wings": 2}));
    assert_eq!(user.get(URN), Some(&json!({"number": 7, "colour": "blue"})));
    assert!(
        user.as_map()["schemas"]
            .as_array()
            .is_some_and(|all| all.contains(&json!(URN)))
    );
    for (badge, path) in [
        (json!({"number": "7"}), "number"),
        (json!({"number": 7, "issued": "yesterday"}), "issued"),
        (json!({"number": 7, "doors": "front"}), "doors"),
        (
            json!({"number": 7, "doors": [{"floor": 1.5}]}),
            "doors[0].floor",
        ),
        (json!({"number": 7, "pin": 1234}), "pin"),
    ] {
        let error = accept(
            &kind(false),
            json!({"userName": "ada", URN: badge}),
            Purpose::Create,
        );
        let error = error.expect_err("refused");
        assert_eq!(error.path, Some(format!("{URN}:{path}")), "{error}");
    }
}

#[test]
fn every_form_of_patch_reaches_an_extension() {
    let user = created(&json!({"number": 7}));
    for operation in [
        json!({"op": "add", "path": format!("{URN}:colour"), "value": "red"}),
        json!({"op": "replace", "path": "colour", "value": "red"}),
        json!({"op": "replace", "path": URN, "value": {"colour": "red"}}),
        json!({"op": "add", "value": {URN: {"colour": "red"}}}),
        json!({"op": "add", "value": {format!("{URN}:colour"): "red"}}),
        json!({"op": "add", "path": URN.to_uppercase(), "value": {"COLOUR": "red"}}),
    ] {
        let after = patched(&kind(false), &user, &json!([operation])).expect("applied");
        let badge = after.resource.get(URN);
        assert_eq!(
            badge,
            Some(&json!({"number": 7, "colour": "red"})),
            "{operation}"
        );
        assert_eq!(after.changes[0].path, format!("{URN}:colour"));
    }
    let doors = json!([
        {"op": "add", "path": format!("{URN}:doors"), "value": [{"value": "front", "floor": 1}]},
        {"op": "replace", "path": format!("{URN}:doors[floor eq 1].value"), "value": "back"},
    ]);
    let after = patched(&kind(false), &user, &doors)
        .expect("applied")
        .resource;
    assert_eq!(
        after.as_map()[URN]["doors"],
        json!([{"value": "back", "floor": 1}])
    );
    let unknown = json!([{"op": "add", "path": format!("{URN}:wings"), "value": 2}]);
    let error = patched(&kind(false), &user, &unknown).expect_err("refused");
    assert_eq!(error.kind, ScimType::InvalidPath);
}

#[test]
fn a_write_only_value_is_checked_and_dropped_by_patch_too() {
    let user = created(&json!({"number": 7}));
    let set = json!([{"op": "add", "path": format!("{URN}:pin"), "value": "1234"}]);
    let after = patched(&kind(false), &user, &set).expect("applied");
    assert_eq!(after.changes, []);
    assert_eq!(after.resource.get(URN), Some(&json!({"number": 7})));
}

#[test]
fn what_is_required_is_asked_of_those_who_have_the_extension() {
    let plain = json!({"userName": "ada"});
    assert!(accept(&kind(false), plain.clone(), Purpose::Create).is_ok());
    let error = accept(&kind(true), plain.clone(), Purpose::Create).expect_err("refused");
    assert_eq!(error.path.as_deref(), Some(URN));
    let half = json!({"userName": "ada", URN: {"colour": "red"}});
    let error = accept(&kind(false), half, Purpose::Create).expect_err("refused");
    assert_eq!(error.path, Some(format!("{URN}:number")));
}

#[test]
fn a_resource_older_than_the_schema_can_still_be_patched() {
    let old = accept(&schema::user(), json!({"userName": "ada"}), Purpose::Create);
    let old = old.expect("accepted").resource;
    let number = format!("{URN}:number");
    let colour = format!("{URN}:colour");
    for (operations, refused) in [
        (
            json!([{"op": "add", "path": "title", "value": "CTO"}]),
            None,
        ),
        (json!([{"op": "add", "path": number, "value": 7}]), None),
        (
            json!([{"op": "add", "path": colour, "value": "red"}]),
            Some(ScimType::InvalidValue),
        ),
    ] {
        let outcome = patched(&kind(true), &old, &operations);
        assert_eq!(
            outcome.err().map(|error| error.kind),
            refused,
            "{operations}"
        );
    }
}

#[test]
fn what_is_required_goes_with_the_whole_extension_only() {
    let user = created(&json!({"number": 7, "colour": "red"}));
    let number = json!([{"op": "remove", "path": format!("{URN}:number")}]);
    let null = json!([{"op": "replace", "path": format!("{URN}:number"), "value": null}]);
    let whole = json!([{"op": "remove", "path": URN}]);
    for (required, operations, refused) in [
        (false, &number, Some(ScimType::Mutability)),
        (false, &null, Some(ScimType::InvalidValue)),
        (false, &whole, None),
        (true, &whole, Some(ScimType::Mutability)),
    ] {
        let outcome = patched(&kind(required), &user, operations);
        assert_eq!(
            outcome.as_ref().err().map(|error| error.kind),
            refused,
            "{operations}"
        );
        if let Ok(after) = outcome {
            assert_eq!(after.resource.get(URN), None);
        }
    }
}

#[test]
fn what_is_immutable_is_set_once() {
    let badge = json!({"number": 7, "issued": "2026-01-01T00:00:00Z", "chip": {"value": "x", "maker": "m"}});
    let user = created(&badge);
    for operation in [
        json!({"op": "replace", "path": format!("{URN}:issued"), "value": "2027-01-01T00:00:00Z"}),
        json!({"op": "remove", "path": format!("{URN}:issued")}),
        json!({"op": "replace", "path": format!("{URN}:chip.value"), "value": "y"}),
        json!({"op": "replace", "path": format!("{URN}:chip"), "value": {"value": "y"}}),
    ] {
        let error = patched(&kind(false), &user, &json!([operation])).expect_err("refused");
        assert_eq!(error.kind, ScimType::Mutability, "{operation}");
    }
    let replace = |badge: Value| {
        let purpose = Purpose::Replace { current: &user };
        accept(
            &kind(false),
            json!({"userName": "ada", URN: badge}),
            purpose,
        )
    };
    for badge in [
        json!({"number": 7, "issued": "2027-01-01T00:00:00Z"}),
        json!({"number": 7, "chip": {"value": "y"}}),
    ] {
        assert_eq!(
            replace(badge).expect_err("refused").kind,
            ScimType::Mutability
        );
    }
    let kept = replace(json!({"number": 8, "chip": {"maker": "n"}}))
        .expect("accepted")
        .resource;
    let expected = json!({"number": 8, "issued": "2026-01-01T00:00:00Z", "chip": {"maker": "n", "value": "x"}});
    assert_eq!(kept.get(URN), Some(&expected));
}

#[test]
fn an_answer_holds_what_returned_says() {
    let badge = json!({"number": 7, "note": "n", "serial": "s", "hidden": "h"});
    let user = created(&badge).into_map();
    for (attributes, expected) in [
        (None, json!({"number": 7, "serial": "s"})),
        (Some("userName".to_owned()), json!({"serial": "s"})),
        (
            Some(format!("{URN}:note")),
            json!({"note": "n", "serial": "s"}),
        ),
        (Some(format!("{URN}:hidden")), json!({"serial": "s"})),
    ] {
        let projection = Projection::parse(&kind(false), attributes.as_deref(), None);
        let answer = projection
            .expect("parsed")
            .apply(&kind(false), user.clone());
        assert_eq!(answer.get(URN), Some(&expected), "{attributes:?}");
    }
}

#[test]
fn filters_reach_an_extension() {
    let user = created(
        &json!({"number": 7, "colour": "Red", "code": "Ab", "doors": [{"value": "front", "floor": 2}]}),
    );
    for (text, expected) in [
        (format!("{URN}:number gt 6"), true),
        (format!("{URN}:colour eq \"red\""), true),
        (format!("{URN}:code eq \"ab\""), false),
        ("number eq 8".to_owned(), false),
        (format!("{URN}:doors[floor ge 2 and value sw \"f\"]"), true),
        (format!("{URN}:issued pr"), false),
    ] {
        let filter = filter::compile(&kind(false), &text).expect("compiled");
        assert_eq!(filter::matches(&filter, &user), expected, "{text}");
    }
    let wrong = filter::compile(&kind(false), &format!("{URN}:number eq \"7\""));
    assert_eq!(wrong.expect_err("refused").kind, ScimType::InvalidFilter);
}

#[test]
fn a_resource_loses_an_extension_whole() {
    let user = created(&json!({"number": 7})).without_extension(URN);
    assert_eq!(user.get(URN), None);
    assert_eq!(user.get("schemas"), Some(&json!([scim::USER_SCHEMA])));
}

fn simple(name: String) -> impl Strategy<Value = Attribute> {
    const KINDS: &[Type] = &[
        Type::String,
        Type::Boolean,
        Type::Decimal,
        Type::Integer,
        Type::DateTime,
        Type::Binary,
        Type::Reference,
    ];
    let mutability = prop_oneof![Just(Mutability::ReadWrite), Just(Mutability::Immutable)];
    let kind = proptest::sample::select(KINDS);
    let returned = proptest::sample::select(&Returned::ALL[..]);
    let texts = || proptest::collection::vec("[a-z]{1,4}", 0..3);
    (
        kind,
        mutability,
        returned,
        any::<(bool, bool)>(),
        texts(),
        texts(),
        "[ -~é]{0,12}",
    )
        .prop_map(
            move |(kind, mutability, returned, (exact, required), canonical, targets, words)| {
                let mut attribute = Attribute::new(&name, kind, words.trim())
                    .mutability(mutability)
                    .returned(returned);
                attribute.required = required;
                attribute.canonical_values = canonical;
                attribute.reference_types = targets;
                if matches!(kind, Type::String | Type::Reference) {
                    attribute.case_exact = exact;
                }
                attribute
            },
        )
}

fn attribute(index: usize) -> impl Strategy<Value = Attribute> {
    let name = format!("a-{index}_x");
    let single = (simple(name.clone()), any::<bool>()).prop_map(|(mut attribute, unique)| {
        let indexed = matches!(
            attribute.kind,
            Type::String | Type::Integer | Type::Reference
        );
        if unique && indexed {
            attribute.uniqueness = Uniqueness::Server;
        }
        attribute
    });
    let parts = (0..3_usize).map(|part| simple(format!("p{part}")));
    let parts = parts.collect::<Vec<_>>();
    let complex = (parts, any::<bool>()).prop_map(move |(parts, many)| {
        let mut attribute = Attribute::complex(&name, "", parts);
        attribute.multi_valued = many;
        attribute
    });
    prop_oneof![3 => single, 1 => complex]
}

fn any_schema() -> impl Strategy<Value = Schema> {
    let attributes =
        (1..8_usize).prop_flat_map(|count| (0..count).map(attribute).collect::<Vec<_>>());
    (
        "[a-zA-Z0-9]{1,9}(:[a-zA-Z0-9._-]{1,5}[a-z])?",
        "[A-Za-z]{1,8}",
        attributes,
    )
        .prop_map(|(id, name, attributes)| Schema {
            id: format!("urn:example:{id}"),
            name,
            description: String::new(),
            attributes,
        })
}

proptest! {
    #![proptest_config(crate::reproducible())]

    #[test]
    fn a_schema_that_discovery_answers_reads_back_as_itself(schema in any_schema()) {
        let mut kind = ResourceType::clone(&schema::user());
        kind.extensions.push(Extension { schema: Arc::new(schema.clone()), required: false });
        let documents = discovery::schemas("https://x/scim/v2", &[&kind]);
        let document = documents.iter().find(|document| document["id"] == schema.id.as_str());
        let text = document.expect("listed").to_string();
        prop_assert_eq!(&definition::register(&text, &[&kind]), &Ok(schema.clone()));
        prop_assert_eq!(definition::update(&schema, &schema), Ok(()));
    }

    #[test]
    fn any_text_is_a_schema_or_refused(text in "\\PC{0,80}") {
        let _ = definition::register(&text, &[&schema::user()]);
        let wrapped = json!({"id": text, "attributes": [{"name": text}]}).to_string();
        let _ = definition::register(&wrapped, &[&schema::user()]);
    }
}
