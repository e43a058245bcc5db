//! Lists, and events, as data: what a program gets that accepts JSON rather than HTML.
//!
//! It is what the page shows, from the same model; events are whole, as exports have them. Names are
//! stable: those of RFC 7643 for users and groups, those of the event export for events. A list has
//! `rows`, its `total` where that is counted (`exact` when it is not only known to be more), and the
//! values of `cursor` that lead to its neighbours.

use serde_json::{Value, json};

use crate::Page;
use crate::model::group::{GroupRow, MemberKind, MemberRow};
use crate::model::member::InvitationRow;
use crate::model::token::{Expiry, LastUse, TokenRow, TokenState};
use crate::model::user::UserRow;
use crate::model::{FieldError, Instant, Pager, Total, member};

impl Page {
    /// The list or event as data; `None` for other pages.
    pub fn data(&self) -> Option<Value> {
        Some(match self {
            Self::Users(page) => list(page.rows.iter().map(user), &page.pager),
            Self::Groups(page) => list(page.rows.iter().map(group), &page.pager),
            Self::GroupMembers(page) => list(page.rows.iter().map(joined), &page.pager),
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
            Self::Tokens(page) => whole(page.rows.iter().map(token)),
            Self::Members(page) => {
                let mut members = whole(page.members.iter().map(person));
                let invitations = page.invitations.iter().map(invitation).collect();
                members["invitations"] = Value::Array(invitations);
                members
            }
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

fn token(row: &TokenRow) -> Value {
    let revoked = match &row.state {
        TokenState::Revoked { at, .. } => Some(at),
        TokenState::Live | TokenState::Expired => None,
    };
    json!({
        "id": row.id,
        "name": row.name,
        "display": row.display,
        "scope": row.scope.word(),
        "resources": row.resources.word(),
        "state": match row.state {
            TokenState::Live => "live",
            TokenState::Expired => "expired",
            TokenState::Revoked { .. } => "revoked",
        },
        "created": row.created.iso,
        "created_by": row.created_by,
        "expires": match &row.expiry {
            Expiry::Never => Value::Null,
            Expiry::At { at, .. } => Value::from(at.iso.as_str()),
        },
        "revoked": time_if(revoked),
        "last_used": row.last_used.as_ref().map(last_use),
    })
}

fn last_use(used: &LastUse) -> Value {
    json!({
        "time": used.at.iso,
        "ip": used.ip,
        "user_agent": used.user_agent,
        "idp": used.idp,
    })
}

fn person(row: &member::MemberRow) -> Value {
    json!({
        "id": row.id,
        "email": row.email,
        "role": row.role.word(),
        "since": row.since.iso,
        // To the day, as on the page.
        "last_seen": row.last_seen.as_ref().map(Instant::date),
        "second_factor": row.second_factor,
        "disabled": time_if(row.disabled.as_ref()),
    })
}

fn invitation(row: &InvitationRow) -> Value {
    json!({
        "id": row.id,
        "email": row.email,
        "role": row.role.word(),
        "invited_by": text(&row.invited_by),
        "expires": row.expires.iso,
    })
}

/// A text that is empty where there is none.
fn text(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn time_if(at: Option<&Instant>) -> Option<&str> {
    at.map(|at| at.iso.as_str())
}
