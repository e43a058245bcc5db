//! Groups.

use serde_json::json;

use super::users::pager;
use super::{Sample, at, audit, inside, on};
use crate::Page;
use crate::model::columns::{GroupColumn, ListColumn};
use crate::model::group::{
    GroupHeader, GroupHistoryPage, GroupMembersPage, GroupPage, GroupRawPage, GroupRow, GroupsPage,
    MemberKind, MemberRow,
};
use crate::model::query::{GroupSort, GroupsQuery, MembersQuery};
use crate::model::user::{Attribute, AttributeSection, SchemaLabel};
use crate::model::{Pager, Total};

pub(super) fn samples() -> Vec<Sample> {
    vec![
        inside("groups", Page::Groups(groups())),
        inside(
            "groups-empty",
            Page::Groups(GroupsPage {
                rows: Vec::new(),
                any: false,
                ..groups()
            }),
        ),
        inside("group", Page::Group(group())),
        inside("group-members", Page::GroupMembers(group_members())),
        inside("group-members-none", Page::GroupMembers(no_members())),
        inside("group-history", Page::GroupHistory(group_history())),
        inside("group-raw", Page::GroupRaw(group_raw())),
    ]
}

fn group_row(name: &str, members: u64) -> GroupRow {
    GroupRow {
        id: format!("g{members}"),
        display_name: name.to_owned(),
        members,
        external_id: Some("00g9xkA1b2".to_owned()),
        source: Some("okta".to_owned()),
        created: on("2026-09-30", "08:14:02", "52 d ago"),
        changed: at("02:10:58", "3 min ago"),
    }
}

fn groups() -> GroupsPage {
    GroupsPage {
        query: GroupsQuery::default(),
        rows: vec![
            group_row("Analytical Engines Guild", 12),
            group_row("Engineering", 418),
            group_row("Everyone", 1_519),
            group_row("Finance", 31),
            group_row("On call", 6),
        ],
        pager: pager(64),
        any: true,
        then: None,
        columns: GroupColumn::ALL.to_vec(),
        sources: vec!["entra".to_owned(), "okta".to_owned()],
        sorts: vec![GroupSort::DisplayName],
        errors: Vec::new(),
    }
}

fn group_header() -> GroupHeader {
    GroupHeader {
        id: "e9e30dba-f08f-4109-8486-d5c6a331660a".to_owned(),
        display_name: "Engineering".to_owned(),
        external_id: Some("00g9xkA1b2".to_owned()),
        members: 418,
        created: on("2026-09-30", "08:14:02", "52 d ago"),
        changed: at("02:10:58", "3 min ago"),
        events: Some(212),
    }
}

fn members() -> Vec<MemberRow> {
    let user = |name: &str, user_name: &str, active| MemberRow {
        kind: MemberKind::User,
        id: user_name.to_owned(),
        label: name.to_owned(),
        user_name: Some(user_name.to_owned()),
        active: Some(active),
        joined: Some(on("2026-10-02", "10:00:00", "50 d ago")),
    };
    vec![
        user("Adam Smith", "adam@acme.com", true),
        user("Ada Lovelace", "ada@acme.com", false),
        MemberRow {
            kind: MemberKind::Group,
            id: "g6".to_owned(),
            label: "On call".to_owned(),
            user_name: None,
            active: None,
            joined: None,
        },
    ]
}

fn group() -> GroupPage {
    let attributes = vec![Attribute {
        origin: None,
        name: "displayName".to_owned(),
        value: json!("Engineering"),
    }];
    GroupPage {
        header: group_header(),
        sections: vec![AttributeSection {
            schema: SchemaLabel::Core,
            attributes,
        }],
        members: members(),
        recent: audit::rows(),
    }
}

fn group_members() -> GroupMembersPage {
    GroupMembersPage {
        header: group_header(),
        query: MembersQuery {
            q: "ad".to_owned(),
            cursor: None,
        },
        rows: members(),
        pager: pager(418),
    }
}

fn no_members() -> GroupMembersPage {
    GroupMembersPage {
        header: GroupHeader {
            members: 0,
            ..group_header()
        },
        query: MembersQuery::default(),
        rows: Vec::new(),
        pager: Pager {
            first: None,
            total: Total::Exactly(0),
            previous: None,
            next: None,
        },
    }
}

fn group_history() -> GroupHistoryPage {
    GroupHistoryPage {
        header: group_header(),
        events: audit::rows().into_iter().take(1).collect(),
        older: None,
        newer: None,
    }
}

fn group_raw() -> GroupRawPage {
    GroupRawPage {
        header: group_header(),
        resource: json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
            "id": "e9e30dba-f08f-4109-8486-d5c6a331660a",
            "displayName": "Engineering",
        }),
        location: "https://id.example/t/acme/scim/v2/Groups/e9e30dba".to_owned(),
        members_left_out: 418,
    }
}
