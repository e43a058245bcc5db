//! Schema documents that are read, and those that are refused, with the place and the remedy.

use super::*;
use crate::message::discovery;
use crate::schema::{self, group, user};
use serde_json::json;

const URN: &str = "urn:example:badge:2.0:User";

fn registered(document: &Value) -> Result<Schema, Error> {
    register(&document.to_string(), &[&user(), &group()])
}

fn with_attribute(attribute: &Value) -> Value {
    json!({"id": URN, "attributes": [attribute]})
}

/// `place` is the path, `remedy` a part of the message.
#[track_caller]
fn refused(document: &Value, place: &str, remedy: &str) {
    let error = registered(document).expect_err("refused");
    assert_eq!(error.path.as_deref(), Some(place), "{error}");
    assert!(error.detail.contains(remedy), "{error}");
    assert!(!error.detail.contains('\n'));
}

#[test]
fn what_is_left_out_has_the_default_of_the_rfc() {
    let schema = registered(&with_attribute(&json!({"name": "colour"}))).expect("read");
    assert_eq!(
        (schema.name.as_str(), schema.description.as_str()),
        ("User", "")
    );
    assert_eq!(schema.attributes, [Attribute::string("colour", "")]);
}

#[test]
fn names_of_members_may_be_in_any_letter_case() {
    let attribute = json!({"NAME": "colour", "multivalued": true, "Mutability": "IMMUTABLE"});
    let schema = registered(&json!({"ID": URN, "Attributes": [attribute]})).expect("read");
    let expected = Attribute::string("colour", "")
        .multi_valued()
        .mutability(Mutability::Immutable);
    assert_eq!(schema.attributes, [expected]);
}

#[test]
fn what_the_rfcs_own_schemas_say_reads_back_as_their_tables() {
    for kind in [user(), group()] {
        let schemas = kind.extensions.iter().map(|extension| &extension.schema);
        for schema in schemas.chain([&kind.schema]) {
            let mut expected = Schema::clone(schema);
            // The limit on a value's length is no part of a schema document.
            for attribute in &mut expected.attributes {
                attribute.max_length = None;
                for part in &mut attribute.sub_attributes {
                    part.max_length = None;
                }
            }
            let documents = discovery::schemas("https://x/scim/v2", &[&kind]);
            let document = documents.iter().find(|d| d["id"] == schema.id.as_str());
            assert_eq!(read(document.expect("listed")), Ok(expected));
        }
    }
}

#[test]
fn an_id_that_is_no_urn_of_ones_own_is_refused() {
    for (id, remedy) in [
        ("badge", "use a URN such as"),
        ("urn:x", "use a URN such as"),
        ("urn:x:badge", "use a URN such as"),
        ("urn:example:", "use a URN such as"),
        ("urn:example:badge:", "use a URN such as"),
        ("urn:example:two words", "use a URN such as"),
        ("urn:example:bädge", "use a URN such as"),
        ("urn:example:a[b]", "use a URN such as"),
        (crate::USER_SCHEMA, "namespace of your own"),
        (crate::PATCH_OP, "namespace of your own"),
        (crate::ENTERPRISE_USER_SCHEMA, "namespace of your own"),
        (
            "URN:IETF:params:SCIM:schemas:core:2.0:Badge",
            "namespace of your own",
        ),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
            "begin alike",
        ),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise",
            "begin alike",
        ),
    ] {
        let document = json!({"id": id, "attributes": [{"name": "a"}]});
        refused(&document, "id", remedy);
    }
    refused(
        &json!({"id": format!("urn:example:{}", "x".repeat(250))}),
        "id",
        "255",
    );
    refused(
        &json!({"attributes": [{"name": "a"}]}),
        "id",
        "give the schema a URN",
    );
}

#[test]
fn an_id_that_differs_from_a_known_one_in_letter_case_is_refused() {
    let mut kind = ResourceType::clone(&user());
    let known = registered(&with_attribute(&json!({"name": "colour"}))).expect("read");
    kind.extensions.push(schema::Extension {
        schema: std::sync::Arc::new(known.clone()),
        required: false,
    });
    let document = json!({"id": URN.to_uppercase(), "attributes": [{"name": "a"}]});
    let error = register(&document.to_string(), &[&kind]).expect_err("refused");
    assert!(error.detail.contains("letter case only"), "{error}");
    let same = discovery::definition(&known);
    assert_eq!(register(&same.to_string(), &[&kind]), Ok(known));
}

#[test]
fn an_attribute_that_cannot_be_kept_is_refused() {
    let path = |member: &str| format!("attributes[0].{member}");
    for (attribute, member, remedy) in [
        (json!({}), "name", "give the attribute a name"),
        (json!({"name": "1st"}), "name", "begin with a letter"),
        (json!({"name": "a.b"}), "name", "begin with a letter"),
        (json!({"name": "$ref"}), "name", "begin with a letter"),
        (json!({"name": "x".repeat(65)}), "name", "64"),
        (json!({"name": 7}), "name", "must be a string"),
        (
            json!({"name": "a", "type": "text"}),
            "type",
            "must be one of string, boolean",
        ),
        (
            json!({"name": "a", "required": "true"}),
            "required",
            "must be true or false",
        ),
    ] {
        refused(&with_attribute(&attribute), &path(member), remedy);
    }
}

#[test]
fn characteristics_that_cannot_hold_are_refused() {
    let path = |member: &str| format!("attributes[0].{member}");
    for (attribute, member, remedy) in [
        (
            json!({"name": "a", "mutability": "readOnly"}),
            "mutability",
            "nobody could ever set it",
        ),
        (
            json!({"name": "a", "uniqueness": "global"}),
            "uniqueness",
            "use server or none",
        ),
        (
            json!({"name": "a", "multiValued": true, "uniqueness": "server"}),
            "uniqueness",
            "use none",
        ),
        (
            json!({"name": "a", "type": "boolean", "uniqueness": "server"}),
            "uniqueness",
            "use none",
        ),
        (
            json!({"name": "a", "mutability": "writeOnly", "uniqueness": "server"}),
            "uniqueness",
            "use none",
        ),
        (
            json!({"name": "a", "mutability": "writeOnly", "required": true}),
            "required",
            "set it to false",
        ),
        (
            json!({"name": "a", "type": "complex"}),
            "subAttributes",
            "at least one",
        ),
        (
            json!({"name": "a", "subAttributes": [{"name": "b"}]}),
            "subAttributes",
            "set type to complex",
        ),
        (
            json!({"name": "a", "canonicalValues": "b"}),
            "canonicalValues",
            "must be an array",
        ),
        (
            json!({"name": "a", "canonicalValues": [1]}),
            "canonicalValues",
            "strings only",
        ),
        (
            json!({"name": "a", "mutabilty": "immutable"}),
            "\"mutabilty\"",
            "use name, type",
        ),
        (json!({"name": "a", "Name": "b"}), "Name", "twice"),
    ] {
        refused(&with_attribute(&attribute), &path(member), remedy);
    }
}

#[test]
fn a_sub_attribute_that_cannot_be_kept_is_refused() {
    let path = |member: &str| format!("attributes[0].subAttributes[0].{member}");
    for (part, member, remedy) in [
        (
            json!({"name": "b", "type": "complex", "subAttributes": [{"name": "c"}]}),
            "type",
            "flatten",
        ),
        (
            json!({"name": "b", "mutability": "readOnly"}),
            "mutability",
            "nobody could ever set it",
        ),
        (
            json!({"name": "b", "mutability": "writeOnly"}),
            "mutability",
            "complex attribute itself",
        ),
        (
            json!({"name": "b", "uniqueness": "server"}),
            "uniqueness",
            "use none",
        ),
        (
            json!({"name": "b", "multiValued": true}),
            "multiValued",
            "attribute of its own",
        ),
    ] {
        let attribute = json!({"name": "a", "type": "complex", "subAttributes": [part]});
        refused(&with_attribute(&attribute), &path(member), remedy);
    }
    let reference = json!({"name": "$ref", "type": "reference", "referenceTypes": ["User"]});
    let attribute = json!({"name": "a", "type": "complex", "subAttributes": [reference]});
    assert!(registered(&with_attribute(&attribute)).is_ok());
}

#[test]
fn a_document_beyond_the_limits_is_refused() {
    let names = |count: usize| -> Vec<Value> {
        (0..count)
            .map(|n| json!({"name": format!("a{n}")}))
            .collect()
    };
    let schema = |count| json!({"id": URN, "attributes": names(count)});
    assert!(registered(&schema(100)).is_ok());
    refused(&schema(101), "attributes", "at most 100");
    refused(&schema(0), "attributes", "at least one");
    let parts = |count| json!({"name": "a", "type": "complex", "subAttributes": names(count)});
    assert!(registered(&with_attribute(&parts(50))).is_ok());
    refused(
        &with_attribute(&parts(51)),
        "attributes[0].subAttributes",
        "at most 50",
    );
    let twice = json!({"id": URN, "attributes": [{"name": "a"}, {"name": "A"}]});
    refused(&twice, "attributes[1]", "choose another name");
}

#[test]
fn what_is_no_document_is_refused() {
    for (text, remedy) in [
        ("", "no JSON"),
        ("{", "no JSON"),
        ("[]", "must be a JSON object"),
        (r#"{"id": "urn:example:x", "atributes": []}"#, "is unknown"),
        (
            r#"{"id": "urn:example:x", "attributes": {}}"#,
            "must be an array",
        ),
        (
            r#"{"id": "urn:example:x", "attributes": ["a"]}"#,
            "must be a JSON object",
        ),
    ] {
        let error = register(text, &[]).expect_err(text);
        assert!(error.detail.contains(remedy), "{error}");
    }
    let long = format!("{}{{}}", " ".repeat(MAX_DOCUMENT));
    let error = register(&long, &[]).expect_err("refused");
    assert!(error.detail.contains("64 KiB"), "{error}");
}

#[test]
fn an_update_keeps_what_resources_rely_on() {
    let base =
        json!({"name": "a", "type": "complex", "required": true, "subAttributes": [{"name": "b"}]});
    let before = registered(&with_attribute(&base)).expect("read");
    let changed = |member: &str, value: Value| {
        let mut attribute = base.clone();
        attribute[member] = value;
        with_attribute(&attribute)
    };
    let added = |attribute: Value| json!({"id": URN, "attributes": [base, attribute]});
    let more = json!([{"name": "b"}, {"name": "c"}]);
    for (after, fits) in [
        (with_attribute(&base), true),
        (changed("description", json!("new words")), true),
        (changed("required", json!(false)), true),
        (changed("subAttributes", more), true),
        (added(json!({"name": "c"})), true),
        (added(json!({"name": "c", "required": true})), false),
        (changed("name", json!("A")), false),
        (changed("name", json!("c")), false),
        (changed("multiValued", json!(true)), false),
        (changed("returned", json!("never")), false),
        (changed("mutability", json!("immutable")), false),
        (changed("subAttributes", json!([{"name": "c"}])), false),
        (
            changed("subAttributes", json!([{"name": "b", "type": "integer"}])),
            false,
        ),
        (
            changed("subAttributes", json!([{"name": "b", "required": true}])),
            false,
        ),
    ] {
        let after_read = registered(&after).expect("read");
        let verdict = update(&before, &after_read);
        assert_eq!(verdict.is_ok(), fits, "{after}: {verdict:?}");
    }
}
