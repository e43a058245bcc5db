//! Users and groups.

use super::{export, segment, tenant};
use crate::model::query::{GroupsQuery, MembersQuery, Query as _, ThenQuery, UsersQuery};

pub fn users(slug: &str, query: &UsersQuery) -> String {
    format!("{}/users{}", tenant(slug), query.suffix())
}

/// All that a list of users finds, as a file: `csv` or `ndjson`.
pub fn users_export(slug: &str, format: &str, query: &UsersQuery) -> String {
    let query = UsersQuery {
        cursor: None,
        columns: None,
        ..query.clone()
    };
    export(&format!("{}/users", tenant(slug)), format, &query)
}

/// All that a list of groups finds, as a file.
pub fn groups_export(slug: &str, format: &str, query: &GroupsQuery) -> String {
    let query = GroupsQuery {
        cursor: None,
        columns: None,
        ..query.clone()
    };
    export(&format!("{}/groups", tenant(slug)), format, &query)
}

/// All members of a group that a search finds, as a file.
pub fn group_members_export(slug: &str, id: &str, format: &str, query: &MembersQuery) -> String {
    let query = MembersQuery {
        cursor: None,
        ..query.clone()
    };
    export(&format!("{}/members", group(slug, id)), format, &query)
}

pub fn user(slug: &str, id: &str) -> String {
    format!("{}/users/{}", tenant(slug), segment(id))
}

/// A user as it was at an instant.
pub fn user_then(slug: &str, id: &str, query: &ThenQuery) -> String {
    format!("{}{}", user(slug, id), query.suffix())
}

pub fn user_groups(slug: &str, id: &str, query: &MembersQuery) -> String {
    format!("{}/groups{}", user(slug, id), query.suffix())
}

pub fn user_history(slug: &str, id: &str, query: &MembersQuery) -> String {
    format!("{}/history{}", user(slug, id), query.suffix())
}

pub fn user_raw(slug: &str, id: &str) -> String {
    format!("{}/raw", user(slug, id))
}

/// The form by which an owner takes a user's access away.
pub fn user_deactivate(slug: &str, id: &str) -> String {
    format!("{}/deactivate", user(slug, id))
}

pub fn groups(slug: &str, query: &GroupsQuery) -> String {
    format!("{}/groups{}", tenant(slug), query.suffix())
}

pub fn group(slug: &str, id: &str) -> String {
    format!("{}/groups/{}", tenant(slug), segment(id))
}

/// A group as it was at an instant.
pub fn group_then(slug: &str, id: &str, query: &ThenQuery) -> String {
    format!("{}{}", group(slug, id), query.suffix())
}

pub fn group_members(slug: &str, id: &str, query: &MembersQuery) -> String {
    format!("{}/members{}", group(slug, id), query.suffix())
}

pub fn group_history(slug: &str, id: &str, query: &MembersQuery) -> String {
    format!("{}/history{}", group(slug, id), query.suffix())
}

pub fn group_raw(slug: &str, id: &str) -> String {
    format!("{}/raw", group(slug, id))
}
