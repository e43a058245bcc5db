//! Lists, and events, as data: what a program gets that accepts JSON rather than HTML.
//!
//! It is what the page shows, from the same model; events are whole, as exports have them. Names are
//! stable: those of RFC 7643 for users and groups, those of the event export for events. A list has
//! `rows`, its `total` where that is counted (`exact` when it is not only known to be more), and the
//! values of `cursor` that lead to its neighbours.

mod console;
mod credential;

use serde_json::{Value, json};

use crate::Page;
use crate::model::connect::Audience;
use crate::model::group::{GroupRow, MemberKind, MemberRow};
use crate::model::schema::{Origin, SchemaRow};
use crate::model::user::{MembershipRow, UserRow};
use crate::model::{FieldError, Instant, Pager, Total};

impl Page {
    /// The list or event as data; `None` for other pages.
    pub fn data(&self) -> Option<Value> {
        Some(match self {
            Self::Users(page) => list(page.rows.iter().map(user), &page.pager),
            Self::Groups(page) => list(page.rows.iter().map(group), &page.pager),
            Self::GroupMembers(page) => list(page.rows.iter().map(joined), &page.pager),
            Self::UserGroups(page) => list(page.rows.iter().map(membership), &page.pager),
            Self::Audit(page) => {
                let stopped = page.stopped.as_ref();
                let cursor = |upwards| {
                    let stopped = stopped.filter(|stopped| stopped.upwards == upwards);
                    stopped.map(|stopped| stopped.cursor.clone())
                };
                json!({
                    "rows": page.exported,
                    "previous": page.newer.clone().or_else(|| cursor(true)),
                    "next": page.older.clone().or_else(|| cursor(false)),
                    "searched_back_to": time_if(stopped.map(|stopped| &stopped.at)),
                })
            }
            Self::AuditEvent(page) => page.exported.clone()?,
            Self::SavedViews(page) => whole(page.views.iter().map(console::view)),
            Self::Schemas(page) => whole(page.rows.iter().map(schema)),
            Self::Tokens(page) => whole(page.rows.iter().map(credential::token)),
            Self::Clients(page) => whole(page.rows.iter().map(credential::client)),
            Self::Connect(page) => whole(page.cards.iter().map(credential::connection)),
            Self::Guide(page) => match &page.audience {
                Audience::Member { links, .. } => whole(links.iter().map(credential::guide_link)),
                Audience::Guest { .. } => return None,
            },
            Self::Members(page) => {
                let mut members = whole(page.members.iter().map(console::member));
                let invitations = page.invitations.iter().map(console::invitation).collect();
                members["invitations"] = Value::Array(invitations);
                members
            }
            Self::Account(page) => whole(page.sessions.iter().map(console::session)),
            Self::Tenants(page) => whole(page.memberships.iter().map(console::membership)),
            Self::Operator(page) => whole(page.tenants.iter().map(console::tenant)),
            _ => return None,
        })
    }

    /// What is wrong about the query of a list, each at its parameter.
    pub fn faults(&self) -> &[FieldError] {
        match self {
            Self::Users(page) => &page.errors,
            Self::Groups(page) => &page.errors,
            Self::Audit(page) => &page.errors,
            _ => &[],
        }
    }
}

fn list(rows: impl Iterator<Item = Value>, pager: &Pager) -> Value {
    let (total, exact) = match pager.total {
        Total::Exactly(count) => (count, true),
        Total::MoreThan(count) => (count, false),
    };
    json!({
        "rows": rows.collect::<Vec<_>>(),
        "total": total,
        "exact": exact,
        "previous": pager.previous,
        "next": pager.next,
    })
}

/// A list that is one page.
fn whole(rows: impl Iterator<Item = Value>) -> Value {
    let rows: Vec<Value> = rows.collect();
    let total = rows.len();
    json!({"rows": rows, "total": total, "exact": true, "previous": null, "next": null})
}

fn user(row: &UserRow) -> Value {
    json!({
        "id": row.id,
        "userName": row.user_name,
        "displayName": text(&row.display_name),
        "active": row.active,
        "groups": row.groups,
        "externalId": row.external_id,
        "source": row.source,
        "created": row.created.iso,
        "lastModified": row.changed.iso,
    })
}

fn group(row: &GroupRow) -> Value {
    json!({
        "id": row.id,
        "displayName": row.display_name,
        "members": row.members,
        "externalId": row.external_id,
        "source": row.source,
        "created": row.created.iso,
        "lastModified": row.changed.iso,
    })
}

fn joined(row: &MemberRow) -> Value {
    json!({
        "type": match row.kind {
            MemberKind::User => "User",
            MemberKind::Group => "Group",
        },
        "id": row.id,
        "displayName": row.label,
        "userName": row.user_name,
        "active": row.active,
        "joined": time_if(row.joined.as_ref()),
    })
}

/// A group that a user is in.
fn membership(row: &MembershipRow) -> Value {
    json!({
        "id": row.id,
        "displayName": row.display_name,
        "type": if row.direct { "direct" } else { "indirect" },
    })
}

fn schema(row: &SchemaRow) -> Value {
    let (origin, in_use_by, changed) = match &row.origin {
        Origin::BuiltIn => ("built_in", None, None),
        Origin::Registered { in_use_by, changed } => ("registered", Some(in_use_by), Some(changed)),
    };
    json!({
        "id": row.urn,
        "name": row.name,
        "resource_type": row.resource_type.word(),
        "required": row.required,
        "attributes": row.attributes,
        "origin": origin,
        "in_use_by": in_use_by,
        "changed": time_if(changed),
    })
}

/// A text that is empty where there is none.
fn text(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn time_if(at: Option<&Instant>) -> Option<&str> {
    at.map(|at| at.iso.as_str())
}
