//! An event in the form of exports, with stable names.

use serde_json::{Map, Value, json};
use store::audit::Event;

use crate::representation::timestamp;

/// The exported form of an event. Sealed fields are null until it is sealed.
pub fn event(event: &Event) -> Map<String, Value> {
    let value = json!({
        "id": event.id.to_string(),
        "seq": event.seq,
        "time": timestamp(event.time),
        "tenant": event.tenant_slug,
        "actor": {
            "type": event.actor_type,
            "id": event.actor_id,
            "label": event.actor_label,
        },
        "token_prefix": event.token_prefix,
        "idp": event.idp,
        "ip": event.ip,
        "user_agent": event.user_agent,
        "request_id": event.request_id,
        "channel": event.channel,
        "operation": event.operation,
        "method": event.method,
        "path": event.path,
        "resource": {
            "type": event.resource_type,
            "id": event.resource_id,
            "external_id": event.resource_external_id,
            "label": event.resource_label,
        },
        "outcome": event.outcome,
        "status": event.status,
        "scim_type": event.scim_type,
        "detail": event.detail,
        "duration_ms": event.duration_ms,
        "count": event.count,
        "changes": event.changes,
        "tolerances": event.tolerances,
        "request_body": event.request_body,
        "response_body": event.response_body,
        "redactions": event.redactions,
        "digests": event.digests,
        "prev_hash": event.prev_hash,
        "hash": event.hash,
    });
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// An exported event as a line of NDJSON.
pub(crate) fn line(event: Map<String, Value>) -> String {
    let mut line = Value::Object(event).to_string();
    line.push('\n');
    line
}
