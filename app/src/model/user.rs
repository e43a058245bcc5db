//! Provisioned users.

use super::columns::UserColumn;
use super::event::EventRow;
use super::query::{UserSort, UsersQuery};
use super::then::Then;
use super::{FieldError, Instant, Json, Pager};

/// `/t/<slug>/users`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsersPage {
    pub query: UsersQuery,
    pub rows: Vec<UserRow>,
    pub pager: Pager,
    /// Whether the tenant has any user: tells "first use" from "filtered to nothing".
    pub any: bool,
    /// Whether the tenant keeps those that are deleted: then the list can show them.
    pub keeps_deleted: bool,
    /// The columns beside the name.
    pub columns: Vec<UserColumn>,
    /// Groups that the list can be narrowed to, the one that it is narrowed to among them.
    pub groups: Vec<Named>,
    /// Whether there are more groups than that.
    pub more_groups: bool,
    /// Names of the tokens and OAuth clients that provision.
    pub sources: Vec<String>,
    /// The orders the server can give; their column headers become links.
    pub sorts: Vec<UserSort>,
    /// The instant that is shown, when it is not the present.
    pub then: Option<Then>,
    /// Messages about `q`, `filter` and `at`.
    pub errors: Vec<FieldError>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserRow {
    pub id: String,
    /// Empty when the identity provider sent none; `user_name` is shown instead.
    pub display_name: String,
    pub user_name: String,
    pub active: bool,
    pub groups: u64,
    pub external_id: Option<String>,
    /// The name of the token that provisioned the user, where it is known.
    pub source: Option<String>,
    pub created: Instant,
    pub changed: Instant,
}

/// Something to choose, by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub id: String,
    pub name: String,
}

/// What the four pages of one user have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserHeader {
    pub id: String,
    pub display_name: String,
    pub user_name: String,
    pub external_id: Option<String>,
    pub active: bool,
    /// The event that set `active` to false, when it is known.
    pub deactivated: Option<Cause>,
    /// Since when the user is deleted and kept.
    pub deleted: Option<Instant>,
    pub created: Instant,
    pub changed: Instant,
    /// Number of groups, on the tab.
    pub groups: u64,
    /// Number of events, on the tab, when counted.
    pub events: Option<u64>,
}

/// The event that brought something about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cause {
    pub event_id: String,
    pub time: Instant,
    pub actor: String,
}

/// `/t/<slug>/users/<id>`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserPage {
    pub header: UserHeader,
    pub sections: Vec<AttributeSection>,
    /// The first few groups.
    pub groups: Vec<MembershipRow>,
    /// The last few events.
    pub recent: Vec<EventRow>,
}

/// `/t/<slug>/users/<id>/deactivate`: the emergency in which an owner does not wait for the identity
/// provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserDeactivatePage {
    pub id: String,
    /// Empty when the identity provider sent none.
    pub display_name: String,
    pub user_name: String,
    /// Whether there is anything to do.
    pub active: bool,
    /// Of the user that is shown: the form is refused when it has changed.
    pub version: i64,
    /// The userName, as it was typed.
    pub typed: String,
    pub reason: String,
    pub errors: Vec<FieldError>,
}

impl UserDeactivatePage {
    /// What people call the user.
    pub fn name(&self) -> &str {
        if self.display_name.is_empty() {
            &self.user_name
        } else {
            &self.display_name
        }
    }
}

/// Attributes of one schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeSection {
    pub schema: SchemaLabel,
    pub attributes: Vec<Attribute>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaLabel {
    Core,
    Enterprise,
    /// Any other extension, by its URN.
    Extension(String),
}

/// One attribute as stored: a scalar, an object or an array. The page lays it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    pub name: String,
    pub value: Json,
    /// The change since which it has this value, where it is known.
    pub origin: Option<Origin>,
}

/// The change that gave an attribute its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub time: Instant,
    pub actor: Option<String>,
    pub event: Option<String>,
}

/// A group that a user or a group is in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MembershipRow {
    pub id: String,
    pub display_name: String,
    /// `false` when the membership comes through another group.
    pub direct: bool,
}

/// `/t/<slug>/users/<id>/groups`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserGroupsPage {
    pub header: UserHeader,
    pub rows: Vec<MembershipRow>,
    pub pager: Pager,
}

/// `/t/<slug>/users/<id>/history`: newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserHistoryPage {
    pub header: UserHeader,
    pub events: Vec<EventRow>,
    pub older: Option<String>,
    pub newer: Option<String>,
}

/// `/t/<slug>/users/<id>/raw`: the body a SCIM GET answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserRawPage {
    pub header: UserHeader,
    pub resource: Json,
    /// `meta.location`, shown above the body.
    pub location: String,
}
