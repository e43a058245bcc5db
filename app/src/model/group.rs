//! Provisioned groups.

use super::columns::GroupColumn;
use super::event::EventRow;
use super::query::{GroupSort, GroupsQuery, MembersQuery};
use super::then::Then;
use super::user::AttributeSection;
use super::{FieldError, Instant, Json, Pager};

/// `/t/<slug>/groups`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupsPage {
    pub query: GroupsQuery,
    pub rows: Vec<GroupRow>,
    pub pager: Pager,
    /// Whether the tenant has any group.
    pub any: bool,
    /// The columns beside the name.
    pub columns: Vec<GroupColumn>,
    /// Names of the tokens and OAuth clients that provision.
    pub sources: Vec<String>,
    /// The orders the server can give; their column headers become links.
    pub sorts: Vec<GroupSort>,
    /// The instant that is shown, when it is not the present.
    pub then: Option<Then>,
    /// Messages about `q`, `filter` and `at`.
    pub errors: Vec<FieldError>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupRow {
    pub id: String,
    pub display_name: String,
    pub members: u64,
    pub external_id: Option<String>,
    /// The name of the token that provisioned the group, where it is known.
    pub source: Option<String>,
    pub created: Instant,
    pub changed: Instant,
}

/// What the four pages of one group have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupHeader {
    pub id: String,
    pub display_name: String,
    pub external_id: Option<String>,
    pub members: u64,
    pub created: Instant,
    pub changed: Instant,
    /// Number of events, on the tab, when counted.
    pub events: Option<u64>,
}

/// `/t/<slug>/groups/<id>`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupPage {
    pub header: GroupHeader,
    pub sections: Vec<AttributeSection>,
    /// The first few members.
    pub members: Vec<MemberRow>,
    /// The last few events.
    pub recent: Vec<EventRow>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberRow {
    pub kind: MemberKind,
    pub id: String,
    /// A user's display name or userName, a group's displayName.
    pub label: String,
    /// A user's userName.
    pub user_name: Option<String>,
    /// A user's state; `None` for groups.
    pub active: Option<bool>,
    pub joined: Option<Instant>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberKind {
    User,
    Group,
}

/// `/t/<slug>/groups/<id>/members`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupMembersPage {
    pub header: GroupHeader,
    pub query: MembersQuery,
    pub rows: Vec<MemberRow>,
    pub pager: Pager,
}

/// `/t/<slug>/groups/<id>/history`: newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupHistoryPage {
    pub header: GroupHeader,
    pub events: Vec<EventRow>,
    pub older: Option<String>,
    pub newer: Option<String>,
}

/// `/t/<slug>/groups/<id>/raw`: the body a SCIM GET answers, members left out when there are many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupRawPage {
    pub header: GroupHeader,
    pub resource: Json,
    /// `meta.location`, shown above the body.
    pub location: String,
    /// How many members the shown body leaves out.
    pub members_left_out: u64,
}
