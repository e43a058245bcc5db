//! Who came and who went, a row for each event.

use store::audit::Event;

use crate::timestamp;

/// The columns of `joiners.csv` and `leavers.csv`.
pub(super) const COLUMNS: &[&str] = &[
    "time",
    "seq",
    "event_id",
    "operation",
    "actor_type",
    "actor",
    "token_prefix",
    "user_id",
    "user_name",
    "name",
    "external_id",
    "detail",
];

/// Whether somebody has access who had none before.
pub(super) fn joins(event: &Event) -> bool {
    matches!(&*event.operation, "user.create" | "user.reactivate")
}

/// Whether somebody lost access.
pub(super) fn leaves(event: &Event) -> bool {
    matches!(&*event.operation, "user.deactivate" | "user.delete")
}

/// The cells of an event about somebody who was called so.
pub(super) fn cells(event: &Event, user_name: Option<String>) -> Vec<String> {
    let mut cells = head(event);
    cells.extend([
        text(event.resource_id.as_ref()),
        user_name.unwrap_or_default(),
        text(event.resource_label.as_ref()),
        text(event.resource_external_id.as_ref()),
        text(event.detail.as_ref()),
    ]);
    cells
}

/// What every row that comes from an event begins with: when, which event, what, by whom.
pub(super) fn head(event: &Event) -> Vec<String> {
    vec![
        timestamp(event.time),
        event.seq.map_or_else(String::new, |seq| seq.to_string()),
        event.id.to_string(),
        event.operation.clone(),
        event.actor_type.clone(),
        text(event.actor_label.as_ref()),
        text(event.token_prefix.as_ref()),
    ]
}

/// A cell that may be empty.
pub(super) fn text(value: Option<&String>) -> String {
    value.cloned().unwrap_or_default()
}
