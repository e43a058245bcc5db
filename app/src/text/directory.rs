//! Users and groups.

use crate::model::columns::{GroupColumn, UserColumn};
use crate::model::user::SchemaLabel;
use crate::model::{Pager, Total};

pub const SET: &str = "set";
pub const SET_BY: &str = "by";
pub const USERS_TITLE: &str = "Users";
pub const GROUPS_TITLE: &str = "Groups";
pub const SEARCH: &str = "Search";
pub const USERS_SEARCH_HINT: &str = "Part of a name, userName, e-mail or externalId";
pub const USERS_SEARCH_EXAMPLE: &str = "Name, userName, e-mail, externalId";
pub const GROUPS_SEARCH_EXAMPLE: &str = "Name or externalId";
pub const GROUPS_SEARCH_HINT: &str = "Part of a name or externalId";
pub const FILTER: &str = "SCIM filter";
pub const USERS_FILTER_EXAMPLE: &str = "userName eq \"ada@example.com\"";
pub const GROUPS_FILTER_EXAMPLE: &str = "displayName eq \"Engineering\"";
pub const APPLY: &str = "Apply";
pub const ANY_STATE: &str = "Any state";
pub const DELETION: &str = "Deletion";
pub const IS_THERE: &str = "Not deleted";
pub const ONLY_DELETED: &str = "Deleted";
pub const EXPORT_CSV: &str = "Export CSV";
pub const EXPORT_NDJSON: &str = "Export NDJSON";
pub const GROUP: &str = "Group";
pub const ANY_GROUP: &str = "Any group";
pub const GROUPS_OFFERED: &str =
    "The first 100 by name; a group’s own page leads here for any other";
pub const SOURCE: &str = "Source";
pub const ANY_SOURCE: &str = "Any source";
pub const SOURCE_HINT: &str = "The token that provisioned it";
pub const COLUMNS: &str = "Columns";
pub const COLUMNS_SHOWN: &str = "Columns beside the name";
pub const COLUMNS_SHOW: &str = "Show these columns";
pub const MEMBERS_IN_USERS: &str = "Filter them in the list of users";
pub const CLEAR: &str = "Clear filters";

pub const NAME: &str = "Name";
pub const USER_NAME: &str = "userName";
pub const GROUPS: &str = "Groups";
pub const MEMBERS: &str = "Members";
pub const EXTERNAL_ID: &str = "externalId";
pub const CHANGED: &str = "Changed";
pub const CREATED: &str = "Created";
pub const ID: &str = "id";
pub const TYPE: &str = "Type";
pub const JOINED: &str = "Joined";
pub const STATE: &str = "State";
pub const IS_ACTIVE: &str = "Active";
pub const IS_INACTIVE: &str = "Inactive";
pub const KIND_USER: &str = "User";
pub const KIND_GROUP: &str = "Group";

pub const USERS_EMPTY_TITLE: &str = "Nobody has been provisioned";
pub const USERS_EMPTY_TEXT: &str = "Users appear here as soon as an identity provider sends them. Rollcall never invents or edits one.";
pub const GROUPS_EMPTY_TITLE: &str = "No group has been pushed";
pub const GROUPS_EMPTY_TEXT: &str = "Groups are pushed separately from users: in Okta under Push Groups, in Entra under Users and groups.";
pub const CONNECT: &str = "Connect an identity provider";
pub const USERS_NONE_TITLE: &str = "No user matches";
pub const GROUPS_NONE_TITLE: &str = "No group matches";
pub const MEMBERS_NONE_TITLE: &str = "No member matches";
pub const NONE_TEXT: &str = "Search for a shorter part, or remove a filter.";

pub const TAB_SUMMARY: &str = "Summary";
pub const TAB_GROUPS: &str = "Groups";
pub const TAB_MEMBERS: &str = "Members";
pub const TAB_HISTORY: &str = "History";
pub const TAB_RAW: &str = "Raw";
pub const TABS_USER: &str = "Pages of this user";
pub const TABS_GROUP: &str = "Pages of this group";

pub const WHY: &str = "Why?";
pub const DELETED: &str = "Deleted, but kept out of sight.";
pub const DELETED_ABOUT: &str = "Over SCIM this user does not exist. Created again with the same userName or externalId, it comes back with this id.";
pub const INACTIVE_SINCE: &str = "Inactive since";
pub const INACTIVE_BY: &str = "by";
pub const ATTRIBUTE: &str = "Attribute";
pub const PRIMARY: &str = "primary";
pub const RECENT: &str = "Last changes";
pub const ALL_HISTORY: &str = "Whole history";
pub const ALL_GROUPS: &str = "All groups";
pub const ALL_MEMBERS: &str = "All members";
pub const USER_IN_NO_GROUP: &str = "This user is in no group.";
pub const GROUP_EMPTY: &str = "This group has no members.";
pub const MEMBERS_EMPTY_TITLE: &str = "No members";
pub const MEMBERS_EMPTY_TEXT: &str =
    "They appear here as soon as an identity provider puts them into this group.";
pub const NESTED: &str = "through another group";
pub const DIRECT: &str = "direct";
pub const MEMBERSHIP: &str = "Membership";
pub const MEMBERS_SEARCH_HINT: &str = "Part of a name, userName, e-mail or externalId";
pub const HISTORY_NONE: &str = "No event is stored for this resource.";
pub const HISTORY_IN_AUDIT: &str = "Open in the audit log";
pub const UNCHANGED_SINCE: &str = "Created, unchanged since.";
pub const RAW_LEAD: &str = "What a SCIM GET of this resource answers.";
pub const COPY_JSON: &str = "Copy JSON";
pub const COPY_LOCATION: &str = "Copy URL";
pub const COPY_ID: &str = "Copy id";
pub const COPY_EXTERNAL_ID: &str = "Copy externalId";

pub const SORTED_BY_NAME: &str = "Sorted by name";
pub const SORTED_BY_CHANGE: &str = "Sorted by last change";
pub const SORT_ASCENDING: &str = "sort ascending";
pub const SORT_DESCENDING: &str = "sort descending";

pub const PREVIOUS: &str = "Previous";
pub const NEXT: &str = "Next";
pub const PAGES: &str = "Pages";

pub fn user_column(column: UserColumn) -> &'static str {
    match column {
        UserColumn::UserName => USER_NAME,
        UserColumn::Active => STATE,
        UserColumn::Groups => GROUPS,
        UserColumn::ExternalId => EXTERNAL_ID,
        UserColumn::Source => SOURCE,
        UserColumn::Created => CREATED,
        UserColumn::Changed => CHANGED,
    }
}

pub fn group_column(column: GroupColumn) -> &'static str {
    match column {
        GroupColumn::Members => MEMBERS,
        GroupColumn::ExternalId => EXTERNAL_ID,
        GroupColumn::Source => SOURCE,
        GroupColumn::Created => CREATED,
        GroupColumn::Changed => CHANGED,
    }
}

pub fn schema(label: &SchemaLabel) -> String {
    match label {
        SchemaLabel::Core => "Core attributes".to_owned(),
        SchemaLabel::Enterprise => "Enterprise attributes".to_owned(),
        SchemaLabel::Extension(urn) => urn.clone(),
    }
}

pub fn total(total: Total) -> String {
    match total {
        Total::Exactly(count) => super::number(count),
        Total::MoreThan(count) => "more than {n}".replace("{n}", &super::number(count)),
    }
}

/// `1–50 of 1 519`.
pub fn position(pager: &Pager, rows: usize) -> String {
    let Some(first) = pager.first.filter(|_| rows > 0) else {
        return "{total} in all".replace("{total}", &total(pager.total));
    };
    let last = first + u64::try_from(rows).unwrap_or_default() - 1;
    "{first}–{last} of {total}"
        .replace("{first}", &super::number(first))
        .replace("{last}", &super::number(last))
        .replace("{total}", &total(pager.total))
}

pub fn more_members(count: u64) -> String {
    super::plural(
        count,
        "{n} member is left out of the body shown here.",
        "{n} members are left out of the body shown here.",
    )
}

pub fn members_count(count: u64) -> String {
    super::plural(count, "{n} member", "{n} members")
}
