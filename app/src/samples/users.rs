//! Users.

use serde_json::json;

use super::{HOSTILE, Sample, TURNED, as_auditor, at, audit, endless, inside, on};
use crate::Page;
use crate::model::columns::{ListColumn, UserColumn};
use crate::model::event::Change;
use crate::model::query::{UserSort, UsersQuery};
use crate::model::then::{Kind, Related, Since, Then, ThenPage};
use crate::model::user::{
    Attribute, AttributeSection, Cause, MembershipRow, Named, Origin, SchemaLabel,
    UserDeactivatePage, UserGroupsPage, UserHeader, UserHistoryPage, UserPage, UserRawPage,
    UserRow, UsersPage,
};
use crate::model::{FieldError, Json, Pager, Total};
use crate::text::forms;

pub(super) fn samples() -> Vec<Sample> {
    vec![
        inside("users", Page::Users(users())),
        inside("users-filtered", Page::Users(filtered_users())),
        inside("users-all-columns", Page::Users(all_columns())),
        inside("users-deleted", Page::Users(deleted_users())),
        inside("users-bad-filter", Page::Users(bad_filter())),
        inside("users-empty", Page::Users(empty_users())),
        inside("users-then", Page::Users(users_then())),
        inside("users-hostile", Page::Users(hostile_users())),
        inside("user", Page::User(user())),
        inside("user-deleted", Page::User(deleted_user())),
        inside("user-groups", Page::UserGroups(user_groups())),
        inside("user-history", Page::UserHistory(user_history())),
        inside("user-raw", Page::UserRaw(user_raw())),
        inside("user-hostile", Page::User(hostile_user())),
        inside("user-deactivate", Page::UserDeactivate(deactivate())),
        inside(
            "user-deactivate-refused",
            Page::UserDeactivate(refused_deactivation()),
        ),
        inside(
            "user-deactivate-inactive",
            Page::UserDeactivate(nothing_to_deactivate()),
        ),
        inside("user-active", Page::User(active_user())),
        as_auditor("user-active-auditor", Page::User(active_user())),
        inside("user-then", Page::Then(user_then())),
        inside("user-then-gone", Page::Then(hostile_then())),
    ]
}

pub(super) fn pager(total: u64) -> Pager {
    Pager {
        first: Some(1),
        total: Total::Exactly(total),
        previous: None,
        next: Some("b3BhcXVl".to_owned()),
    }
}

fn row(name: &str, user_name: &str, active: bool, groups: u64) -> UserRow {
    UserRow {
        id: format!("2819c223-7f76-453a-919d-{groups:012}"),
        display_name: name.to_owned(),
        user_name: user_name.to_owned(),
        active,
        groups,
        external_id: Some("00u1ldT5d7XkQpLmNo".to_owned()),
        source: Some("okta".to_owned()),
        created: on("2026-09-30", "08:12:44", "52 d ago"),
        changed: at("02:11:03", "3 min ago"),
    }
}

fn users() -> UsersPage {
    UsersPage {
        query: UsersQuery::default(),
        rows: vec![
            row("Ada Lovelace", "ada@acme.com", false, 3),
            row("Adam Smith", "adam@acme.com", true, 7),
            row("Alan Turing", "alan@acme.com", true, 12),
            UserRow {
                external_id: None,
                ..row("", "service-account-7", true, 0)
            },
            row("Barbara Liskov", "barbara@acme.com", true, 5),
            row("Donald Knuth", "don@acme.com", true, 4),
            row("Edsger W. Dijkstra", "edsger@acme.com", true, 1),
            row("Grace Hopper", "grace@acme.com", true, 9),
            row("Katherine Johnson", "katherine@acme.com", true, 2),
            row("Radia Perlman", "radia@acme.com", false, 0),
        ],
        pager: pager(1_519),
        any: true,
        then: None,
        keeps_deleted: false,
        columns: UserColumn::USUAL.to_vec(),
        groups: vec![
            Named {
                id: "g418".to_owned(),
                name: "Engineering".to_owned(),
            },
            Named {
                id: "g31".to_owned(),
                name: HOSTILE.to_owned(),
            },
        ],
        more_groups: true,
        sources: vec!["entra".to_owned(), "okta".to_owned()],
        sorts: vec![UserSort::UserName, UserSort::ChangedDescending],
        errors: Vec::new(),
    }
}

fn filtered_users() -> UsersPage {
    UsersPage {
        query: UsersQuery {
            q: "zoe".to_owned(),
            filter: "userName eq \"zoe@acme.com\"".to_owned(),
            active: Some(false),
            group: "g418".to_owned(),
            source: "okta-2025-11".to_owned(),
            ..UsersQuery::default()
        },
        rows: Vec::new(),
        pager: Pager {
            first: None,
            total: Total::Exactly(0),
            previous: None,
            next: None,
        },
        ..users()
    }
}

fn all_columns() -> UsersPage {
    let columns = UserColumn::ALL.to_vec();
    UsersPage {
        query: UsersQuery {
            columns: Some(columns.clone()),
            ..UsersQuery::default()
        },
        columns,
        ..users()
    }
}

fn deleted_users() -> UsersPage {
    UsersPage {
        query: UsersQuery {
            deleted: true,
            ..UsersQuery::default()
        },
        rows: vec![row("Ada Lovelace", "ada@acme.com", false, 0)],
        keeps_deleted: true,
        ..users()
    }
}

fn deleted_user() -> UserPage {
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

fn bad_filter() -> UsersPage {
    UsersPage {
        query: UsersQuery {
            filter: "userName eqq \"a\"".to_owned(),
            ..UsersQuery::default()
        },
        errors: vec![FieldError::new(
            "filter",
            forms::filter_wrong(10, "an operator like eq"),
        )],
        ..users()
    }
}

fn empty_users() -> UsersPage {
    UsersPage {
        rows: Vec::new(),
        any: false,
        then: None,
        ..users()
    }
}

fn hostile_users() -> UsersPage {
    let rows = vec![
        row(HOSTILE, HOSTILE, true, 1),
        row(TURNED, "rtl@acme.com", true, 2),
        row(&endless(), &endless(), true, 3),
    ];
    UsersPage { rows, ..users() }
}

fn header() -> UserHeader {
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

fn user() -> UserPage {
    UserPage {
        header: header(),
        sections: sections(),
        groups: memberships(),
        recent: audit::rows(),
    }
}

fn active_user() -> UserPage {
    let header = UserHeader {
        active: true,
        deactivated: None,
        ..header()
    };
    UserPage { header, ..user() }
}

fn deactivate() -> UserDeactivatePage {
    UserDeactivatePage {
        id: header().id,
        display_name: "Ada Lovelace".to_owned(),
        user_name: "ada@acme.com".to_owned(),
        active: true,
        version: 7,
        ..UserDeactivatePage::default()
    }
}

fn refused_deactivation() -> UserDeactivatePage {
    UserDeactivatePage {
        display_name: TURNED.to_owned(),
        user_name: endless(),
        typed: HOSTILE.to_owned(),
        reason: "</textarea>".to_owned(),
        errors: vec![
            FieldError::new("user_name", "Type the userName exactly as it is shown."),
            FieldError::new("reason", "Say why, in 10 to 500 characters."),
        ],
        ..deactivate()
    }
}

fn nothing_to_deactivate() -> UserDeactivatePage {
    UserDeactivatePage {
        active: false,
        ..deactivate()
    }
}

fn hostile_user() -> UserPage {
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

fn users_then() -> UsersPage {
    UsersPage {
        query: UsersQuery {
            at: "2026-11-21T02:11".to_owned(),
            ..UsersQuery::default()
        },
        then: Some(Then::At(at("02:11:00", "3 min ago"))),
        sorts: Vec::new(),
        ..users()
    }
}

fn user_then() -> ThenPage {
    ThenPage {
        kind: Kind::User,
        id: "2819c223-7f76-453a-919d-413861904646".to_owned(),
        name: "Ada Lovelace".to_owned(),
        active: Some(true),
        at: "88412".to_owned(),
        then: Then::After(88_412),
        version: 17,
        made: at("02:11:03", "3 min ago"),
        event: Some("e1".to_owned()),
        sections: user().sections,
        related: vec![Related {
            id: "g418".to_owned(),
            name: "Engineering".to_owned(),
            is_group: true,
        }],
        related_total: 1,
        since: Since::Changed(vec![Change {
            path: "active".to_owned(),
            before: Some(json!(true)),
            after: Some(json!(false)),
        }]),
    }
}

fn hostile_then() -> ThenPage {
    ThenPage {
        kind: Kind::Group,
        name: endless(),
        active: None,
        at: HOSTILE.to_owned(),
        then: Then::At(at("02:11:00", "3 min ago")),
        event: None,
        sections: hostile_user().sections,
        related: vec![Related {
            id: HOSTILE.to_owned(),
            name: HOSTILE.to_owned(),
            is_group: false,
        }],
        related_total: 100_000,
        since: Since::Gone,
        ..user_then()
    }
}

fn user_groups() -> UserGroupsPage {
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

fn user_history() -> UserHistoryPage {
    UserHistoryPage {
        header: header(),
        events: audit::rows(),
        older: Some("older".to_owned()),
        newer: None,
    }
}

fn user_raw() -> UserRawPage {
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
