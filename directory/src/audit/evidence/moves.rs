//! What changed about users, a row for each attribute and each membership.

use serde_json::Value;
use store::audit::Event;

use super::lives::{head, text};

/// The columns of `movers.csv`.
pub(super) const COLUMNS: &[&str] = &[
    "time",
    "seq",
    "event_id",
    "operation",
    "actor_type",
    "actor",
    "token_prefix",
    "type",
    "id",
    "name",
    "external_id",
    "attribute",
    "before",
    "after",
    "group_id",
];

/// Stands for values that were erased from the log.
const ERASED: &str = "(erased)";

/// Who moved.
struct Mover {
    kind: String,
    id: String,
    name: String,
    external_id: String,
}

/// What moved, and from where to where.
struct Move {
    attribute: String,
    before: String,
    after: String,
    group_id: String,
}

/// The rows of an event; most events have none.
pub(super) fn rows(event: &Event) -> Vec<Vec<String>> {
    let operation = &*event.operation;
    let (user, group) = (
        operation.starts_with("user."),
        operation.starts_with("group."),
    );
    if !user && !group {
        return Vec::new();
    }
    let Some(changes) = event.changes.as_array().filter(|all| !all.is_empty()) else {
        let digests = event.digests.as_ref();
        let erased = digests.is_some_and(|digests| digests.get("changes").is_some());
        return (erased && operation != "user.create")
            .then(|| erased_row(event))
            .into_iter()
            .collect();
    };
    let moves = changes.iter().flat_map(|change| {
        let path = change["path"].as_str().unwrap_or_default();
        match path {
            "members" if group => members(event, change),
            "groups" => left(event, change),
            _ if user && is_move(operation, path) => vec![attribute(event, path, change)],
            _ => Vec::new(),
        }
    });
    moves.map(|(who, moved)| row(event, who, moved)).collect()
}

/// Whether a change of a user's attribute is no part of coming or going.
fn is_move(operation: &str, path: &str) -> bool {
    match operation {
        "user.update" => true,
        "user.deactivate" | "user.reactivate" => path != "active",
        _ => false,
    }
}

fn row(event: &Event, who: Mover, moved: Move) -> Vec<String> {
    let mut cells = head(event);
    cells.extend([who.kind, who.id, who.name, who.external_id]);
    cells.extend([moved.attribute, moved.before, moved.after, moved.group_id]);
    cells
}

fn subject(event: &Event) -> Mover {
    Mover {
        kind: text(event.resource_type.as_ref()),
        id: text(event.resource_id.as_ref()),
        name: text(event.resource_label.as_ref()),
        external_id: text(event.resource_external_id.as_ref()),
    }
}

fn attribute(event: &Event, path: &str, change: &Value) -> (Mover, Move) {
    let moved = Move {
        attribute: path.to_owned(),
        before: value(&change["before"]),
        after: value(&change["after"]),
        group_id: String::new(),
    };
    (subject(event), moved)
}

/// Who came into the group that an event is about, and who went.
fn members(event: &Event, change: &Value) -> Vec<(Mover, Move)> {
    let group = subject(event);
    let named = |members: &Value, came: bool| {
        let moves = members.as_array().into_iter().flatten().map(|member| {
            let moved = Move {
                attribute: "groups".to_owned(),
                before: if came {
                    String::new()
                } else {
                    group.name.clone()
                },
                after: if came {
                    group.name.clone()
                } else {
                    String::new()
                },
                group_id: group.id.clone(),
            };
            (member_of(member), moved)
        });
        moves.collect::<Vec<_>>()
    };
    let mut moves = named(&change["after"], true);
    moves.extend(named(&change["before"], false));
    moves
}

fn member_of(member: &Value) -> Mover {
    let name = match member["and_more"].as_u64() {
        // The event names the first of very many and counts the others.
        Some(more) => format!("(and {more} more, who are not named in the event)"),
        None => value(&member["display"]),
    };
    Mover {
        kind: value(&member["type"]),
        id: value(&member["value"]),
        name,
        external_id: String::new(),
    }
}

/// The groups that were left by whom an event is about.
fn left(event: &Event, change: &Value) -> Vec<(Mover, Move)> {
    let groups = change["before"].as_array().into_iter().flatten();
    let moves = groups.map(|group| {
        let moved = Move {
            attribute: "groups".to_owned(),
            before: value(&group["display"]),
            after: String::new(),
            group_id: value(&group["value"]),
        };
        (subject(event), moved)
    });
    moves.collect()
}

fn erased_row(event: &Event) -> Vec<String> {
    let moved = Move {
        attribute: ERASED.to_owned(),
        before: ERASED.to_owned(),
        after: ERASED.to_owned(),
        group_id: String::new(),
    };
    row(event, subject(event), moved)
}

/// Text as it is, everything else as JSON.
fn value(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
