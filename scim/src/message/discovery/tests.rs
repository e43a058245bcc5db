//! Discovery documents, generated from the tables.

use super::*;
use crate::schema;
use crate::urn::{ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, USER_SCHEMA};

fn documents() -> Vec<Value> {
    schemas(
        "https://x/scim/v2",
        &[&schema::user(), &schema::group(), &schema::user()],
    )
}

fn attribute_names(document: &Value) -> Vec<&str> {
    let attributes = document["attributes"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    attributes
        .iter()
        .filter_map(|attribute| attribute["name"].as_str())
        .collect()
}

#[test]
fn every_schema_is_listed_once() {
    let documents = documents();
    let ids: Vec<_> = documents
        .iter()
        .map(|document| document["id"].as_str())
        .collect();
    assert_eq!(
        ids,
        [
            Some(USER_SCHEMA),
            Some(ENTERPRISE_USER_SCHEMA),
            Some(GROUP_SCHEMA)
        ]
    );
    assert_eq!(
        documents[0]["meta"]["location"],
        format!("https://x/scim/v2/Schemas/{USER_SCHEMA}")
    );
}

#[test]
fn schema_documents_hold_the_attributes_of_the_rfc() {
    let documents = documents();
    assert_eq!(
        attribute_names(&documents[0]),
        [
            "userName",
            "name",
            "displayName",
            "nickName",
            "profileUrl",
            "title",
            "userType",
            "preferredLanguage",
            "locale",
            "timezone",
            "active",
            "password",
            "emails",
            "phoneNumbers",
            "ims",
            "photos",
            "addresses",
            "groups",
            "entitlements",
            "roles",
            "x509Certificates"
        ]
    );
    assert_eq!(
        attribute_names(&documents[1]),
        [
            "employeeNumber",
            "costCenter",
            "organization",
            "division",
            "department",
            "manager"
        ]
    );
    assert_eq!(attribute_names(&documents[2]), ["displayName", "members"]);
}

#[test]
fn an_attribute_shows_its_characteristics() {
    let documents = documents();
    assert_eq!(
        documents[0]["attributes"][0],
        json!({
            "name": "userName", "type": "string", "multiValued": false,
            "description": "The name a user signs in with, unique within the tenant.",
            "required": true, "caseExact": false, "mutability": "readWrite",
            "returned": "default", "uniqueness": "server"
        })
    );
    let active = &documents[0]["attributes"][10];
    assert_eq!(
        (&active["type"], active.get("caseExact")),
        (&json!("boolean"), None)
    );
    let kinds = &documents[2]["attributes"][1]["subAttributes"][2];
    assert_eq!(kinds["canonicalValues"], json!(["User", "Group"]));
}

#[test]
fn resource_types_name_their_extensions() {
    let types = resource_types("https://x/scim/v2", &[&schema::user(), &schema::group()]);
    assert_eq!(
        types[0]["schemaExtensions"],
        json!([{"schema": ENTERPRISE_USER_SCHEMA, "required": false}])
    );
    assert_eq!(types[1]["endpoint"], "/Groups");
    assert_eq!(
        types[1]["meta"]["location"],
        "https://x/scim/v2/ResourceTypes/Group"
    );
}

#[test]
fn the_configuration_says_what_is_missing_too() {
    let config = service_provider_config("https://x", &Capabilities::default());
    for name in ["patch", "bulk", "filter", "changePassword", "sort", "etag"] {
        assert_eq!(config[name]["supported"], false, "{name}");
    }
    assert_eq!(config["bulk"]["maxOperations"], 0);
    assert_eq!(config["authenticationSchemes"], json!([]));
}

#[test]
fn the_first_authentication_scheme_is_primary() {
    let scheme = |kind: &str| AuthenticationScheme {
        kind: kind.to_owned(),
        name: kind.to_owned(),
        description: kind.to_owned(),
        spec_uri: Some("https://www.rfc-editor.org/info/rfc6750".to_owned()),
        documentation_uri: None,
    };
    let capabilities = Capabilities {
        patch: true,
        filter: Some(1000),
        bulk: Some(Bulk {
            max_operations: 1000,
            max_payload_size: 1_048_576,
        }),
        authentication_schemes: vec![scheme("oauthbearertoken"), scheme("httpbasic")],
        ..Capabilities::default()
    };
    let config = service_provider_config("https://x", &capabilities);
    assert_eq!(
        config["filter"],
        json!({"supported": true, "maxResults": 1000})
    );
    assert_eq!(config["bulk"]["maxPayloadSize"], 1_048_576);
    let primary = |index: usize| config["authenticationSchemes"][index]["primary"].clone();
    assert_eq!((primary(0), primary(1)), (json!(true), json!(false)));
}
