//! One user, on each of the pages about them.

use serde_json::json;

use crate::model::user::{
    Attribute, AttributeSection, Cause, MembershipRow, Origin, SchemaLabel, UserGroupsPage,
    UserHeader, UserHistoryPage, UserPage, UserRawPage,
};
use crate::model::{Json, Pager, Total};
use crate::samples::{HOSTILE, TURNED, at, audit, endless, on};

pub(super) fn deleted_user() -> UserPage {
    let header = UserHeader {
        deactivated: None,
        deleted: Some(at("02:14:00", "just now")),
        groups: 0,
        ..header()
    };
    UserPage {
        header,
        groups: Vec::new(),
        ..user()
    }
}

pub(super) fn header() -> UserHeader {
    UserHeader {
        id: "2819c223-7f76-453a-919d-413861904646".to_owned(),
        display_name: "Ada Lovelace".to_owned(),
        user_name: "ada@acme.com".to_owned(),
        external_id: Some("00u1ldT5d7XkQpLmNo".to_owned()),
        active: false,
        deactivated: Some(Cause {
            event_id: "01JD8M2T9G".to_owned(),
            time: at("02:11:03", "3 min ago"),
            actor: "okta-2025-11".to_owned(),
        }),
        deleted: None,
        created: on("2026-09-30", "08:12:44", "52 d ago"),
        changed: at("02:11:03", "3 min ago"),
        groups: 3,
        events: Some(9),
    }
}

fn sections() -> Vec<AttributeSection> {
    let attribute = |name: &str, value: Json| Attribute {
        origin: Some(Origin {
            time: at("02:11:03", "3 min ago"),
            actor: Some("okta-2026-11".to_owned()),
            event: Some("e1".to_owned()),
        }),
        name: name.to_owned(),
        value,
    };
    vec![
        AttributeSection {
            schema: SchemaLabel::Core,
            attributes: vec![
                attribute("userName", json!("ada@acme.com")),
                attribute(
                    "name",
                    json!({"givenName": "Ada", "familyName": "Lovelace"}),
                ),
                attribute("active", json!(false)),
                attribute("title", json!("Countess of Computing")),
                attribute(
                    "emails",
                    json!([
                        {"value": "ada@acme.com", "type": "work", "primary": true},
                        {"value": "ada@lovelace.example", "type": "home"},
                    ]),
                ),
                attribute("locale", json!("en-GB")),
            ],
        },
        AttributeSection {
            schema: SchemaLabel::Enterprise,
            attributes: vec![
                attribute("employeeNumber", json!("1815")),
                attribute("department", json!("Analytical Engines")),
                attribute(
                    "manager",
                    json!({"value": "26118915", "displayName": "Charles Babbage"}),
                ),
            ],
        },
        AttributeSection {
            schema: SchemaLabel::Extension(
                "urn:ietf:params:scim:schemas:extension:acme:2.0:User".to_owned(),
            ),
            attributes: vec![attribute("badge", json!("A-0042"))],
        },
    ]
}

fn memberships() -> Vec<MembershipRow> {
    ["Engineering", "Everyone", "Analytical Engines Guild"]
        .into_iter()
        .enumerate()
        .map(|(index, name)| MembershipRow {
            id: format!("g{index}"),
            display_name: name.to_owned(),
            direct: index != 1,
        })
        .collect()
}

pub(super) fn user() -> UserPage {
    UserPage {
        header: header(),
        sections: sections(),
        groups: memberships(),
        recent: audit::rows(),
    }
}

pub(super) fn active_user() -> UserPage {
    let header = UserHeader {
        active: true,
        deactivated: None,
        ..header()
    };
    UserPage { header, ..user() }
}

pub(super) fn hostile_user() -> UserPage {
    let header = UserHeader {
        display_name: endless(),
        user_name: HOSTILE.to_owned(),
        ..header()
    };
    let attributes = vec![
        Attribute {
            origin: Some(Origin {
                time: at("02:11:03", "3 min ago"),
                actor: Some(HOSTILE.to_owned()),
                event: None,
            }),
            name: "title".to_owned(),
            value: json!(HOSTILE),
        },
        Attribute {
            origin: None,
            name: HOSTILE.to_owned(),
            value: json!({ HOSTILE: TURNED }),
        },
        Attribute {
            origin: None,
            name: "nickName".to_owned(),
            value: json!(endless()),
        },
    ];
    let sections = vec![AttributeSection {
        schema: SchemaLabel::Core,
        attributes,
    }];
    UserPage {
        header,
        sections,
        groups: Vec::new(),
        recent: audit::hostile_rows(),
    }
}

pub(super) fn user_groups() -> UserGroupsPage {
    UserGroupsPage {
        header: header(),
        rows: memberships(),
        pager: Pager {
            first: Some(1),
            total: Total::Exactly(3),
            previous: None,
            next: None,
        },
    }
}

pub(super) fn user_history() -> UserHistoryPage {
    UserHistoryPage {
        header: header(),
        events: audit::rows(),
        older: Some("older".to_owned()),
        newer: None,
    }
}

pub(super) fn user_raw() -> UserRawPage {
    UserRawPage {
        header: header(),
        resource: json!({
            "schemas": [
                "urn:ietf:params:scim:schemas:core:2.0:User",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
            ],
            "id": "2819c223-7f76-453a-919d-413861904646",
            "userName": "ada@acme.com",
            "name": {"givenName": "Ada", "familyName": "Lovelace"},
            "active": false,
            "emails": [{"value": "ada@acme.com", "type": "work", "primary": true}],
            "groups": [],
            "meta": {"resourceType": "User", "version": "W/\"18\""},
        }),
        location: "https://id.example/t/acme/scim/v2/Users/2819c223-7f76-453a-919d-413861904646"
            .to_owned(),
    }
}
