//! Single events, and their pages.

use serde_json::json;

use super::rows::{deactivation, hostile_rows, quiet, rows};
use crate::model::audit::{AuditEventPage, DeactivationRun};
use crate::model::curl::curl;
use crate::model::elsewhere::{Elsewhere, Person, ProviderLog};
use crate::model::event::{Event, EventRow, Outcome, Seal};
use crate::model::explanation::{Refusal, explain};
use crate::model::query::AuditQuery;
use crate::model::trial::{Extent, Trial};
use crate::samples::{HOSTILE, TURNED, endless};

/// A deactivation as Entra phrases it.
pub fn event() -> Event {
    Event {
        row: deactivation(),
        seal: Some(Seal {
            seq: 88_412,
            hash: "9f3c1a7be0d24c55a1f06be2c3d4958796a0b1c2d3e4f5061728394a5b6c7d8e".to_owned(),
            previous_hash: "41c0ffee7be0d24c55a1f06be2c3d4958796a0b1c2d3e4f5061728394a5b6c7d"
                .to_owned(),
        }),
        token_prefix: Some("rc_scim_4fQw…7f2a".to_owned()),
        ip: Some("203.0.113.7".to_owned()),
        user_agent: Some("Okta SCIM Client 1.0.0".to_owned()),
        channel: "scim".to_owned(),
        method: Some("PATCH".to_owned()),
        path: Some("/t/acme/scim/v2/Users/2819c223-7f76-453a-919d-413861904646".to_owned()),
        request_body: Some(json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [
                {"op": "Replace", "path": "active", "value": "False"},
                {"op": "Add", "path": "title", "value": "Countess of Computing"},
                {"op": "Replace", "path": "password", "value": "•••"},
            ],
        })),
        response_body: Some(json!({
            "id": "2819c223-7f76-453a-919d-413861904646",
            "active": false,
            "meta": {"version": "W/\"18\""},
        })),
        redactions: vec!["Operations[2].value".to_owned()],
        erased: Vec::new(),
    }
}

/// The same when the person was erased.
pub(super) fn erased() -> Event {
    let mut row = deactivation();
    row.changes.clear();
    row.change_count = 0;
    if let Some(target) = &mut row.target {
        (target.label, target.external_id) = (None, None);
    }
    let erased = ["changes", "request_body", "resource.label", "response_body"];
    Event {
        row,
        request_body: None,
        response_body: None,
        erased: erased.map(str::to_owned).to_vec(),
        ..event()
    }
}

pub(super) fn refusal() -> Event {
    let row = rows().swap_remove(2);
    Event {
        row,
        seal: None,
        method: Some("POST".to_owned()),
        path: Some("/t/acme/scim/v2/Users".to_owned()),
        request_body: Some(json!({"userName": "adam@acme.com", "active": true})),
        response_body: Some(json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
            "status": "409", "scimType": "uniqueness",
            "detail": "userName adam@acme.com already exists",
        })),
        redactions: Vec::new(),
        erased: Vec::new(),
        ..event()
    }
}

pub(super) fn console() -> Event {
    Event {
        row: rows().swap_remove(6),
        seal: Some(Seal {
            seq: 1,
            hash: "9f3c".to_owned(),
            previous_hash: String::new(),
        }),
        token_prefix: None,
        channel: "console".to_owned(),
        method: None,
        path: None,
        request_body: None,
        response_body: None,
        redactions: Vec::new(),
        erased: Vec::new(),
        ..event()
    }
}

pub(super) fn hostile() -> Event {
    Event {
        row: hostile_rows().swap_remove(0),
        user_agent: Some(HOSTILE.to_owned()),
        path: Some(format!("/t/acme/scim/v2/Users?filter={HOSTILE}")),
        request_body: Some(json!({ HOSTILE: [HOSTILE, TURNED, endless()] })),
        redactions: vec![HOSTILE.to_owned()],
        erased: Vec::new(),
        ..event()
    }
}

/// A request whose token has expired.
pub(super) fn denied() -> Event {
    Event {
        row: EventRow {
            operation: "access.denied".to_owned(),
            outcome: Outcome::Denied,
            status: 401,
            target: None,
            detail: Some("the token expired on 2026-11-01".to_owned()),
            ..quiet()
        },
        method: Some("GET".to_owned()),
        path: Some("/t/acme/scim/v2/Users?count=1".to_owned()),
        request_body: None,
        response_body: None,
        redactions: Vec::new(),
        ..event()
    }
}

pub(in crate::samples) fn page(event: Event) -> AuditEventPage {
    let public_url = "https://id.example";
    let base_url = "https://id.example/t/acme/scim/v2";
    let scim = event.channel == "scim";
    let explanation = Refusal::of(&event.row).filter(|_| scim);
    let writes = event.method.as_deref() == Some("POST");
    let deactivates = event.row.operation == "user.deactivate";
    AuditEventPage {
        explanation: explanation.as_ref().map(explain),
        trial: (explanation.is_some() && writes).then_some(Trial::Offered(Extent::Request)),
        run: deactivates.then(|| DeactivationRun {
            count: 212,
            query: AuditQuery::by_token("okta-2025-11"),
        }),
        curl: curl(&event, public_url, base_url),
        elsewhere: scim.then(|| Elsewhere {
            log: ProviderLog::Okta,
            person: Person::ExternalId("00u1ldT5d7".to_owned()),
            from: "2026-11-21 02:06:03".to_owned(),
            to: "2026-11-21 02:16:03".to_owned(),
        }),
        event,
        exported: None,
        query: AuditQuery::default(),
        newer: Some("01932e5a-newer".to_owned()),
        older: Some("01932e5a-older".to_owned()),
        same_request: rows().into_iter().take(2).collect(),
    }
}
