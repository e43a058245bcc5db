//! The list of users, in every state it can be in.

use crate::model::columns::{ListColumn, UserColumn};
use crate::model::query::{UserSort, UsersQuery};
use crate::model::then::Then;
use crate::model::user::{Named, UserRow, UsersPage};
use crate::model::{FieldError, Pager, Total};
use crate::samples::{HOSTILE, TURNED, at, endless, on};
use crate::text::forms;

pub(in crate::samples) fn pager(total: u64) -> Pager {
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

pub(super) fn users() -> UsersPage {
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

pub(super) fn filtered_users() -> UsersPage {
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

pub(super) fn all_columns() -> UsersPage {
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

pub(super) fn deleted_users() -> UsersPage {
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

pub(super) fn bad_filter() -> UsersPage {
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

pub(super) fn empty_users() -> UsersPage {
    UsersPage {
        rows: Vec::new(),
        any: false,
        then: None,
        ..users()
    }
}

pub(super) fn hostile_users() -> UsersPage {
    let rows = vec![
        row(HOSTILE, HOSTILE, true, 1),
        row(TURNED, "rtl@acme.com", true, 2),
        row(&endless(), &endless(), true, 3),
    ];
    UsersPage { rows, ..users() }
}

pub(super) fn users_then() -> UsersPage {
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
