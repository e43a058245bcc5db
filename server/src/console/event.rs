//! Audit events in the words of the pages.

use app::model::event::{Actor, ActorKind, Change, Event, EventRow, Outcome, Seal, Target};
use app::model::query::AuditQuery;
use app::paths;
use chrono::{DateTime, Utc};
use directory::audit::{self, wire};
use scim::Tolerance;
use serde_json::Value;

use super::instant::instant;

/// Changes that a list carries per event; its pages show fewer.
const CHANGES_IN_A_LIST: usize = 5;

/// What exports have of events and lists have not.
const BODIES: [&str; 2] = ["request_body", "response_body"];

/// Events as lines of a list.
pub(super) fn rows(events: &[audit::Event], now: DateTime<Utc>) -> Vec<EventRow> {
    events
        .iter()
        .map(|event| row(event, now, CHANGES_IN_A_LIST))
        .collect()
}

/// An event as exports have it, with the address at which it is alone.
pub(super) fn exported(slug: &str, event: &audit::Event) -> Value {
    let mut exported = wire::event(event);
    let own = paths::audit_event(slug, &event.id.to_string(), &AuditQuery::default());
    exported.insert("self".to_owned(), own.into());
    Value::Object(exported)
}

/// The same in a list, which has no bodies: they are at that address.
pub(super) fn listed(slug: &str, event: &audit::Event) -> Value {
    let mut listed = exported(slug, event);
    if let Some(members) = listed.as_object_mut() {
        members.retain(|name, _| !BODIES.contains(&name.as_str()));
    }
    listed
}

/// One event with everything about it.
pub(super) fn whole(event: &audit::Event, now: DateTime<Utc>) -> Event {
    Event {
        row: row(event, now, usize::MAX),
        seal: seal(event),
        token_prefix: event.token_prefix.clone(),
        ip: event.ip.clone(),
        user_agent: event.user_agent.clone(),
        channel: event.channel.clone(),
        method: event.method.clone(),
        path: event.path.clone(),
        request_body: event.request_body.clone(),
        response_body: event.response_body.clone(),
        redactions: event.redactions.clone(),
        erased: event.erased().map(str::to_owned).collect(),
    }
}

fn row(event: &audit::Event, now: DateTime<Utc>, most: usize) -> EventRow {
    let changed = event.changes.as_array().map_or(0, Vec::len);
    EventRow {
        id: event.id.to_string(),
        seq: event.seq.map(unsigned),
        time: instant(event.time, now),
        outcome: event.outcome.parse().unwrap_or(Outcome::ServerError),
        operation: event.operation.clone(),
        target: target(event),
        actor: actor(event),
        idp: event.idp.clone().filter(|idp| idp != "unknown"),
        request_id: event.request_id.clone(),
        status: event
            .status
            .and_then(|status| u16::try_from(status).ok())
            .unwrap_or_default(),
        duration_ms: unsigned(event.duration_ms),
        scim_type: event.scim_type.clone(),
        detail: event.detail.clone(),
        changes: changes(&event.changes).take(most).collect(),
        change_count: changed as u64,
        tolerances: event
            .tolerances
            .iter()
            .map(|name| explained(name))
            .collect(),
        count: unsigned(event.count),
    }
}

fn actor(event: &audit::Event) -> Actor {
    let kind = event.actor_type.parse().unwrap_or(ActorKind::Unknown);
    let label = event
        .actor_label
        .clone()
        .unwrap_or_else(|| event.actor_type.clone());
    Actor {
        kind,
        id: event.actor_id.clone(),
        label,
    }
}

fn target(event: &audit::Event) -> Option<Target> {
    let kind = event.resource_type.clone()?;
    Some(Target {
        kind,
        id: event.resource_id.clone(),
        external_id: event.resource_external_id.clone(),
        label: event.resource_label.clone(),
        // What was deleted later has a page too: it says so and leads to the trail.
        exists: event.resource_id.is_some() && !event.operation.ends_with(".delete"),
    })
}

/// What changed, in the words of the pages.
pub(super) fn changes(values: &Value) -> impl Iterator<Item = Change> {
    let values = values.as_array().map(Vec::as_slice).unwrap_or_default();
    values.iter().filter_map(change)
}

fn change(value: &Value) -> Option<Change> {
    Some(Change {
        path: value.get("path")?.as_str()?.to_owned(),
        before: value
            .get("before")
            .filter(|before| !before.is_null())
            .cloned(),
        after: value.get("after").filter(|after| !after.is_null()).cloned(),
    })
}

fn seal(event: &audit::Event) -> Option<Seal> {
    Some(Seal {
        seq: event.seq.map(unsigned)?,
        hash: event.hash.clone()?,
        previous_hash: event.prev_hash.clone().unwrap_or_default(),
    })
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

/// What a tolerance means; the name itself where an older event has one that is no more.
fn explained(name: &str) -> String {
    let known = Tolerance::ALL
        .iter()
        .find(|tolerance| tolerance.as_str() == name);
    known.map_or_else(
        || name.to_owned(),
        |tolerance| tolerance.explanation().to_owned(),
    )
}
