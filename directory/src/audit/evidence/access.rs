//! Who may enter the console, and who did.

use store::audit::{Event, Query};

use super::lives::{head, text};
use crate::members::Member;
use crate::timestamp;

/// The columns of `console_members.csv`.
pub(super) const MEMBER_COLUMNS: &[&str] = &["email", "role", "member_since", "disabled_at"];

/// The columns of `console_access.csv`.
pub(super) const COLUMNS: &[&str] = &[
    "time",
    "seq",
    "event_id",
    "operation",
    "actor_type",
    "actor",
    "token_prefix",
    "outcome",
    "count",
    "ip",
    "user_agent",
    "member",
    "changes",
    "detail",
];

pub(super) fn member(member: &Member) -> Vec<String> {
    vec![
        member.email.clone(),
        member.role.to_string(),
        timestamp(member.since),
        member.disabled_at.map_or_else(String::new, timestamp),
    ]
}

/// Everything but what identity providers do, which is the most of a log.
pub(super) fn query() -> Query {
    let families = ["user.", "group.", "bulk"].map(|family| Query {
        operation: Some(family.to_owned()),
        reads: true,
        ..Query::default()
    });
    Query {
        except: families.to_vec(),
        ..Query::default()
    }
}

/// The row of a sign-in, a refusal or a change of members.
pub(super) fn row(event: &Event) -> Option<Vec<String>> {
    let operation = &*event.operation;
    let refused = operation == "access.denied" && event.channel == "console";
    if !refused && !operation.starts_with("login.") && !operation.starts_with("member.") {
        return None;
    }
    let changes = event.changes.as_array().filter(|all| !all.is_empty());
    let mut cells = head(event);
    cells.extend([
        event.outcome.clone(),
        event.count.to_string(),
        text(event.ip.as_ref()),
        text(event.user_agent.as_ref()),
        text(event.resource_label.as_ref()),
        changes.map_or_else(String::new, |_| event.changes.to_string()),
        text(event.detail.as_ref()),
    ]);
    Some(cells)
}
