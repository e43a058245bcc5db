//! The audit log.

use serde_json::json;

use super::{HOSTILE, Sample, TURNED, at, endless, inside, on};
use crate::Page;
use crate::model::activity::Activity;
use crate::model::audit::{AuditEventPage, AuditPage, DeactivationRun, Stopped};
use crate::model::curl::curl;
use crate::model::elsewhere::{Elsewhere, Person, ProviderLog};
use crate::model::event::{Actor, ActorKind, Change, Event, EventRow, Outcome, Seal, Target};
use crate::model::explanation::{Refusal, explain};
use crate::model::query::{AuditQuery, OutcomeFilter, Range};
use crate::model::trial::{Extent, Holder, Obstacle, StillRefused, Trial};
use crate::model::{FieldError, Json};
use crate::text::forms;

pub(super) fn samples() -> Vec<Sample> {
    vec![
        inside("audit", Page::Audit(list())),
        inside("audit-filtered", Page::Audit(filtered())),
        inside("audit-refused", Page::Audit(refused())),
        inside("audit-empty", Page::Audit(AuditPage::default())),
        inside("audit-stopped", Page::Audit(stopped())),
        inside(
            "audit-nothing-so-far",
            Page::Audit(AuditPage {
                rows: Vec::new(),
                ..stopped()
            }),
        ),
        inside(
            "audit-hostile",
            Page::Audit(AuditPage {
                rows: hostile_rows(),
                ..list()
            }),
        ),
        inside("event", Page::AuditEvent(Box::new(page(event())))),
        inside("event-refused", Page::AuditEvent(Box::new(page(refusal())))),
        inside(
            "event-explained",
            Page::AuditEvent(Box::new(tried(still_refused()))),
        ),
        inside(
            "event-would-succeed",
            Page::AuditEvent(Box::new(tried(would_succeed()))),
        ),
        inside(
            "event-not-tried",
            Page::AuditEvent(Box::new(tried(Trial::Impossible(Obstacle::StruckOut)))),
        ),
        inside(
            "event-bulk-would-be-taken",
            Page::AuditEvent(Box::new(tried(Trial::Taken {
                done: 2,
                refused: 1,
                left: 0,
            }))),
        ),
        inside(
            "event-would-not-be-begun",
            Page::AuditEvent(Box::new(tried(Trial::NotBegun))),
        ),
        inside("event-denied", Page::AuditEvent(Box::new(page(denied())))),
        inside(
            "event-refused-hostile",
            Page::AuditEvent(Box::new(tried(hostile_refusal()))),
        ),
        inside("event-erased", Page::AuditEvent(Box::new(page(erased())))),
        inside("event-console", Page::AuditEvent(Box::new(page(console())))),
        inside("event-hostile", Page::AuditEvent(Box::new(page(hostile())))),
    ]
}

fn change(path: &str, before: Option<Json>, after: Option<Json>) -> Change {
    Change {
        path: path.to_owned(),
        before,
        after,
    }
}

fn user(label: &str) -> Target {
    Target {
        kind: "User".to_owned(),
        id: Some("2819c223-7f76-453a-919d-413861904646".to_owned()),
        external_id: Some("00u1ldT5d7".to_owned()),
        label: Some(label.to_owned()),
        exists: true,
    }
}

fn okta() -> Actor {
    Actor {
        kind: ActorKind::Token,
        id: Some("tok1".to_owned()),
        label: "okta-2025-11".to_owned(),
    }
}

fn deactivation() -> EventRow {
    EventRow {
        id: "01932e5a-8c41-7d3e-9b1f-5a6c7d8e9f00".to_owned(),
        seq: Some(88_412),
        time: at("02:11:03", "3 min ago"),
        outcome: Outcome::Success,
        operation: "user.deactivate".to_owned(),
        target: Some(user("Ada Lovelace")),
        actor: okta(),
        idp: Some("okta".to_owned()),
        request_id: "01JD8M2T9GQ4Z0X6C3V7B5N1KR".to_owned(),
        status: 200,
        duration_ms: 12,
        scim_type: None,
        detail: None,
        changes: vec![change("active", Some(json!(true)), Some(json!(false)))],
        change_count: 1,
        tolerances: vec!["boolean-as-text".to_owned(), "op-letter-case".to_owned()],
        count: 1,
    }
}

/// A request of which nothing special is to be said.
fn quiet() -> EventRow {
    EventRow {
        changes: Vec::new(),
        change_count: 0,
        tolerances: Vec::new(),
        ..deactivation()
    }
}

pub(super) fn rows() -> Vec<EventRow> {
    let mut rows = recent_rows();
    rows.extend(older_rows());
    rows
}

fn recent_rows() -> Vec<EventRow> {
    vec![
        deactivation(),
        EventRow {
            seq: Some(88_411),
            time: at("02:10:58", "3 min ago"),
            operation: "group.members".to_owned(),
            target: Some(Target {
                kind: "Group".to_owned(),
                id: Some("g418".to_owned()),
                label: Some("Engineering".to_owned()),
                exists: true,
                ..Target::default()
            }),
            changes: vec![
                change(
                    "members",
                    None,
                    Some(json!({"value": "77c1", "display": "Alan Turing"})),
                ),
                change(
                    "members",
                    Some(json!({"value": "2819", "display": "Ada"})),
                    None,
                ),
            ],
            change_count: 12,
            ..quiet()
        },
        EventRow {
            time: at("02:09:41", "4 min ago"),
            outcome: Outcome::ClientError,
            operation: "user.create".to_owned(),
            target: Some(Target {
                exists: false,
                ..user("adam@acme.com")
            }),
            status: 409,
            duration_ms: 4,
            scim_type: Some("uniqueness".to_owned()),
            detail: Some("userName adam@acme.com already exists".to_owned()),
            ..quiet()
        },
        EventRow {
            time: at("02:08:12", "6 min ago"),
            outcome: Outcome::NoChange,
            operation: "user.update".to_owned(),
            target: Some(user("Grace Hopper")),
            ..quiet()
        },
    ]
}

fn older_rows() -> Vec<EventRow> {
    vec![
        EventRow {
            time: at("01:55:00", "19 min ago"),
            outcome: Outcome::Denied,
            operation: "user.list".to_owned(),
            target: None,
            actor: Actor {
                kind: ActorKind::Unknown,
                id: None,
                label: String::new(),
            },
            idp: None,
            status: 401,
            duration_ms: 1,
            count: 14,
            ..quiet()
        },
        EventRow {
            time: on("2026-10-02", "10:00:00", "50 d ago"),
            operation: "user.update".to_owned(),
            target: Some(user("Ada Lovelace")),
            changes: vec![change(
                "name.familyName",
                Some(json!("Byron")),
                Some(json!("Lovelace")),
            )],
            change_count: 1,
            ..quiet()
        },
        EventRow {
            time: on("2026-09-30", "08:12:44", "52 d ago"),
            operation: "token.issue".to_owned(),
            target: Some(Target {
                kind: "Token".to_owned(),
                id: Some("tok1".to_owned()),
                label: Some("okta-2025-11".to_owned()),
                exists: true,
                ..Target::default()
            }),
            actor: grace(),
            idp: None,
            status: 0,
            duration_ms: 9,
            ..quiet()
        },
    ]
}

fn grace() -> Actor {
    Actor {
        kind: ActorKind::Member,
        id: Some("m1".to_owned()),
        label: "grace@acme.com".to_owned(),
    }
}

pub(super) fn hostile_rows() -> Vec<EventRow> {
    vec![
        EventRow {
            target: Some(user(HOSTILE)),
            changes: vec![change(
                HOSTILE,
                Some(json!(HOSTILE)),
                Some(json!({ HOSTILE: TURNED })),
            )],
            ..deactivation()
        },
        EventRow {
            target: Some(user(&endless())),
            operation: HOSTILE.to_owned(),
            detail: Some(endless()),
            changes: vec![change(&endless(), None, Some(json!(endless())))],
            ..deactivation()
        },
    ]
}

pub(super) fn list() -> AuditPage {
    AuditPage {
        query: AuditQuery::default(),
        bounds: Some(Range::Custom {
            from: "2026-11-20T02:14:07".to_owned(),
            to: "2026-11-21T02:14:08".to_owned(),
        }),
        line: String::new(),
        rows: rows(),
        exported: Vec::new(),
        older: Some("88363".to_owned()),
        newer: None,
        stopped: None,
        live: Some(88_412),
        views: super::saved_views::views(),
        activity: Some(super::overview::activity()),
        tokens: vec!["okta-2025-11".to_owned(), "entra-staging".to_owned()],
        oldest: Some(on("2025-11-27", "09:30:12", "2025-11-27")),
        errors: Vec::new(),
    }
}

/// A search that has looked at enough.
fn stopped() -> AuditPage {
    let at = on("2026-11-20", "08:12:03", "18 h ago");
    AuditPage {
        rows: rows().into_iter().take(2).collect(),
        older: None,
        stopped: Some(Stopped {
            cursor: "o01932e5a-8c41-7d3e-9b1f-5a6c7d8e9f00".to_owned(),
            at: at.clone(),
            upwards: false,
        }),
        activity: Some(Activity {
            since: Some(at),
            ..super::overview::activity()
        }),
        ..filtered()
    }
}

fn filtered() -> AuditPage {
    AuditPage {
        query: AuditQuery {
            q: "already exists".to_owned(),
            outcome: Some(OutcomeFilter::Error),
            op: "user.create".to_owned(),
            token: "okta-gone".to_owned(),
            reads: true,
            range: Range::Days7,
            not: vec!["op:user.update".to_owned(), "text:ada lovelace".to_owned()],
            ..AuditQuery::default()
        },
        line: "range:7d outcome:error op:user.create token:okta-gone -op:user.update \
               -\"ada lovelace\" reads:yes already exists"
            .to_owned(),
        rows: Vec::new(),
        older: None,
        activity: None,
        ..list()
    }
}

fn refused() -> AuditPage {
    AuditPage {
        query: AuditQuery {
            range: Range::Custom {
                from: "2026-11-21T03:00".to_owned(),
                to: "2026-11-21T02:00".to_owned(),
            },
            ..AuditQuery::default()
        },
        errors: vec![FieldError::new("from", forms::FROM_WRONG)],
        ..list()
    }
}

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
fn erased() -> Event {
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

fn refusal() -> Event {
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

fn console() -> Event {
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

fn hostile() -> Event {
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
fn denied() -> Event {
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

/// The refused creation, and what came of trying it again.
fn tried(trial: Trial) -> AuditEventPage {
    AuditEventPage {
        trial: Some(trial),
        ..page(refusal())
    }
}

fn would_succeed() -> Trial {
    Trial::Done {
        changes: vec![change("userName", None, Some(json!("adam@acme.com")))],
        extent: Extent::InBulk,
    }
}

fn still_refused() -> Trial {
    refused_for("adam@acme.com", user("Adam Smith"))
}

fn hostile_refusal() -> Trial {
    refused_for(HOSTILE, user(HOSTILE))
}

fn refused_for(name: &str, target: Target) -> Trial {
    let detail = format!("userName {name} already exists in this tenant: choose another name.");
    let explanation = explain(&Refusal {
        operation: "user.create",
        status: 409,
        scim_type: Some("uniqueness"),
        detail: Some(&detail),
        idp: Some("okta"),
    });
    Trial::Refused(Box::new(StillRefused {
        status: 409,
        scim_type: Some("uniqueness".to_owned()),
        explanation,
        detail,
        holder: Some(Holder {
            target,
            inactive: true,
        }),
        extent: Extent::Request,
    }))
}

pub(super) fn page(event: Event) -> AuditEventPage {
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
