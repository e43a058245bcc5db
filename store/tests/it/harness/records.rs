//! Users, and events, as they are stored.

use chrono::{DateTime, Utc};
use scim::Resource;
use serde_json::{Map, Value, json};
use store::audit::NewEvent;
use store::{Id, UserId, groups, users};

/// What filters look into, of a user.
pub(crate) fn compared(user: &users::Record) -> Map<String, Value> {
    let resource = Resource::from_map(user.document.clone());
    scim::comparison(&scim::schema::user(), &resource)
}

/// What filters look into, of a group.
pub(crate) fn compared_group(group: &groups::Record) -> Map<String, Value> {
    let resource = Resource::from_map(group.document.clone());
    scim::comparison(&scim::schema::group(), &resource)
}

pub(crate) fn object(value: Value) -> Map<String, Value> {
    let Value::Object(map) = value else {
        panic!("{value} is no object")
    };
    map
}

pub(super) fn user(id: UserId, user_name: &str, now: DateTime<Utc>) -> users::Record {
    let email = format!("{user_name}@example.com");
    users::Record {
        id,
        user_name: user_name.to_owned(),
        external_id: Some(format!("ext-{user_name}")),
        display_name: Some(format!("The {user_name}")),
        active: true,
        document: object(json!({
            "userName": user_name,
            "externalId": format!("ext-{user_name}"),
            "displayName": format!("The {user_name}"),
            "name": {"givenName": user_name, "familyName": "Zander"},
            "emails": [{"value": email, "type": "work", "primary": true}],
        })),
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

pub(super) fn event(id: Id<store::id::Event>, time: DateTime<Utc>, operation: &str) -> NewEvent {
    NewEvent {
        id,
        time,
        tenant_slug: "acme".to_owned(),
        actor_type: "token".to_owned(),
        actor_id: None,
        actor_label: Some("okta".to_owned()),
        token_prefix: Some("rc_scim_abc".to_owned()),
        idp: None,
        ip: Some("203.0.113.7".to_owned()),
        user_agent: None,
        request_id: id.to_string(),
        channel: "scim".to_owned(),
        operation: operation.to_owned(),
        method: Some("POST".to_owned()),
        path: None,
        resource_type: None,
        resource_id: None,
        resource_external_id: None,
        resource_label: None,
        outcome: "success".to_owned(),
        status: Some(200),
        scim_type: None,
        detail: None,
        duration_ms: 3,
        changes: json!([{"path": "zulu", "op": "add", "after": 1}]),
        tolerances: vec!["boolean-as-text".to_owned()],
        request_body: Some(json!({"zulu": 1, "alpha": 2})),
        response_body: None,
        redactions: Vec::new(),
        count: 1,
        is_read: false,
        masks: Vec::new(),
    }
}
