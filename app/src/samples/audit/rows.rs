//! Rows of the log.

use serde_json::json;

use crate::model::Json;
use crate::model::event::{Actor, ActorKind, Change, EventRow, Outcome, Target};
use crate::samples::{HOSTILE, TURNED, at, endless, on};

pub(super) fn change(path: &str, before: Option<Json>, after: Option<Json>) -> Change {
    Change {
        path: path.to_owned(),
        before,
        after,
    }
}

pub(super) fn user(label: &str) -> Target {
    Target {
        kind: "User".to_owned(),
        id: Some("2819c223-7f76-453a-919d-413861904646".to_owned()),
        external_id: Some("00u1ldT5d7".to_owned()),
        label: Some(label.to_owned()),
        exists: true,
    }
}

fn okta() -> Actor {
    Actor {
        kind: ActorKind::Token,
        id: Some("tok1".to_owned()),
        label: "okta-2025-11".to_owned(),
    }
}

pub(super) fn deactivation() -> EventRow {
    EventRow {
        id: "01932e5a-8c41-7d3e-9b1f-5a6c7d8e9f00".to_owned(),
        seq: Some(88_412),
        time: at("02:11:03", "3 min ago"),
        outcome: Outcome::Success,
        operation: "user.deactivate".to_owned(),
        target: Some(user("Ada Lovelace")),
        actor: okta(),
        idp: Some("okta".to_owned()),
        request_id: "01JD8M2T9GQ4Z0X6C3V7B5N1KR".to_owned(),
        status: 200,
        duration_ms: 12,
        scim_type: None,
        detail: None,
        changes: vec![change("active", Some(json!(true)), Some(json!(false)))],
        change_count: 1,
        tolerances: vec![
            "A boolean was sent as text (\"True\", \"False\") and read as a boolean.".to_owned(),
            "The PATCH operation's name was not in lower case (RFC 7644 §3.5.2).".to_owned(),
        ],
        count: 1,
    }
}

/// A request of which nothing special is to be said.
pub(super) fn quiet() -> EventRow {
    EventRow {
        changes: Vec::new(),
        change_count: 0,
        tolerances: Vec::new(),
        ..deactivation()
    }
}

pub(in crate::samples) fn rows() -> Vec<EventRow> {
    let mut rows = recent_rows();
    rows.extend(older_rows());
    rows
}

fn recent_rows() -> Vec<EventRow> {
    vec![
        deactivation(),
        EventRow {
            seq: Some(88_411),
            time: at("02:10:58", "3 min ago"),
            operation: "group.members".to_owned(),
            target: Some(Target {
                kind: "Group".to_owned(),
                id: Some("g418".to_owned()),
                label: Some("Engineering".to_owned()),
                exists: true,
                ..Target::default()
            }),
            changes: vec![
                change(
                    "members",
                    None,
                    Some(json!({"value": "77c1", "display": "Alan Turing"})),
                ),
                change(
                    "members",
                    Some(json!({"value": "2819", "display": "Ada"})),
                    None,
                ),
            ],
            change_count: 12,
            ..quiet()
        },
        EventRow {
            time: at("02:09:41", "4 min ago"),
            outcome: Outcome::ClientError,
            operation: "user.create".to_owned(),
            target: Some(Target {
                exists: false,
                ..user("adam@acme.com")
            }),
            status: 409,
            duration_ms: 4,
            scim_type: Some("uniqueness".to_owned()),
            detail: Some("userName adam@acme.com already exists".to_owned()),
            ..quiet()
        },
        EventRow {
            time: at("02:08:12", "6 min ago"),
            outcome: Outcome::NoChange,
            operation: "user.update".to_owned(),
            target: Some(user("Grace Hopper")),
            ..quiet()
        },
    ]
}

fn older_rows() -> Vec<EventRow> {
    vec![
        EventRow {
            time: at("01:55:00", "19 min ago"),
            outcome: Outcome::Denied,
            operation: "user.list".to_owned(),
            target: None,
            actor: Actor {
                kind: ActorKind::Unknown,
                id: None,
                label: String::new(),
            },
            idp: None,
            status: 401,
            duration_ms: 1,
            count: 14,
            ..quiet()
        },
        EventRow {
            time: on("2026-10-02", "10:00:00", "50 d ago"),
            operation: "user.update".to_owned(),
            target: Some(user("Ada Lovelace")),
            changes: vec![change(
                "name.familyName",
                Some(json!("Byron")),
                Some(json!("Lovelace")),
            )],
            change_count: 1,
            ..quiet()
        },
        EventRow {
            time: on("2026-09-30", "08:12:44", "52 d ago"),
            operation: "token.issue".to_owned(),
            target: Some(Target {
                kind: "Token".to_owned(),
                id: Some("tok1".to_owned()),
                label: Some("okta-2025-11".to_owned()),
                exists: true,
                ..Target::default()
            }),
            actor: grace(),
            idp: None,
            status: 0,
            duration_ms: 9,
            ..quiet()
        },
    ]
}

fn grace() -> Actor {
    Actor {
        kind: ActorKind::Member,
        id: Some("m1".to_owned()),
        label: "grace@acme.com".to_owned(),
    }
}

pub(in crate::samples) fn hostile_rows() -> Vec<EventRow> {
    vec![
        EventRow {
            target: Some(user(HOSTILE)),
            changes: vec![change(
                HOSTILE,
                Some(json!(HOSTILE)),
                Some(json!({ HOSTILE: TURNED })),
            )],
            ..deactivation()
        },
        EventRow {
            target: Some(user(&endless())),
            operation: HOSTILE.to_owned(),
            detail: Some(endless()),
            changes: vec![change(&endless(), None, Some(json!(endless())))],
            ..deactivation()
        },
    ]
}
