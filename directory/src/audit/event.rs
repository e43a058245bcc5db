//! Composing one audit event.

use std::borrow::Cow;
use std::collections::BTreeSet;

use scim::{Change, ScimType, Tolerance};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::EventId;
use store::audit::NewEvent;

use super::{Operation, mask, redact};
use crate::clockwork::Clockwork;
use crate::tokens::secret::hex;
use crate::{Caller, Error};

/// What became of a request; `outcome` of an audit event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Success,
    /// It was answered with success, and nothing needed to change.
    NoChange,
    /// The client must change something.
    ClientError,
    /// A fault of ours.
    ServerError,
    /// The caller may not.
    Denied,
}

impl Outcome {
    /// The name in an audit event.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::NoChange => "no_change",
            Self::ClientError => "client_error",
            Self::ServerError => "server_error",
            Self::Denied => "denied",
        }
    }

    fn of_refusal(status: u16) -> Self {
        match status {
            401 | 403 => Self::Denied,
            500.. => Self::ServerError,
            _ => Self::ClientError,
        }
    }
}

/// The thing an event is about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Subject {
    pub(crate) kind: &'static str,
    pub(crate) id: Option<String>,
    pub(crate) external_id: Option<String>,
    pub(crate) label: Option<String>,
}

impl Subject {
    pub(crate) fn new(
        kind: &'static str,
        id: impl std::fmt::Display,
        external_id: Option<&str>,
        label: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            id: Some(id.to_string()),
            external_id: external_id.map(str::to_owned),
            label: Some(label.into()),
        }
    }
}

/// An event in the making. Nothing of it is stored before [`Draft::finish`], which redacts.
pub(crate) struct Draft {
    operation: Operation,
    outcome: Outcome,
    status: Option<u16>,
    subject: Option<Subject>,
    scim_type: Option<ScimType>,
    detail: Option<String>,
    changes: Vec<Change>,
    tolerances: BTreeSet<Tolerance>,
    response: Option<Value>,
}

impl Draft {
    pub(crate) fn new(operation: Operation) -> Self {
        Self {
            operation,
            outcome: Outcome::Success,
            status: None,
            subject: None,
            scim_type: None,
            detail: None,
            changes: Vec::new(),
            tolerances: BTreeSet::new(),
            response: None,
        }
    }

    /// The event of a refusal.
    pub(crate) fn refusal(operation: Operation, error: &Error) -> Self {
        let status = error.status();
        let mut draft = Self::new(operation).status(status).detail(error.detail());
        draft.outcome = Outcome::of_refusal(status);
        draft.scim_type = error.scim_type();
        match error {
            Error::NotTolerated(tolerances) | Error::FilterNotTolerated(tolerances) => {
                draft.tolerances(tolerances)
            }
            _ => draft,
        }
    }

    pub(crate) fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    pub(crate) fn outcome(mut self, outcome: Outcome) -> Self {
        self.outcome = outcome;
        self
    }

    pub(crate) fn subject(mut self, subject: Subject) -> Self {
        self.subject = Some(subject);
        self
    }

    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// The reason that was given, where one was.
    pub(crate) fn because(self, why: Option<&str>) -> Self {
        match why {
            Some(why) => self.detail(why),
            None => self,
        }
    }

    /// What changed; nothing at all makes it `no_change`.
    pub(crate) fn changes(mut self, changes: Vec<Change>) -> Self {
        if changes.is_empty() {
            self.outcome = Outcome::NoChange;
        }
        self.changes = changes;
        self
    }

    /// What the request was understood by; more than one part of it may say so.
    pub(crate) fn tolerances(mut self, tolerances: &BTreeSet<Tolerance>) -> Self {
        self.tolerances.extend(tolerances);
        self
    }

    pub(crate) fn response(mut self, response: Option<Value>) -> Self {
        self.response = response;
        self
    }

    /// Redacts, stamps and completes the event with what is known of the caller's request.
    pub(crate) fn finish(self, caller: &Caller, clockwork: &Clockwork) -> NewEvent {
        let (request, actor) = (caller.request(), caller.actor());
        let is_read = self.operation.is_read() && self.outcome == Outcome::Success;
        let text = |text: &Option<String>| text.as_deref().map(redact::text);
        let mut redactions = Vec::new();
        let masked = mask::folded(caller.tenant());
        let masks = self.masks(caller, clockwork, is_read, &masked);
        let secrets = secrets(caller, &masked);
        let secrets = secrets.as_ref();
        let request_body = request.body.as_deref().filter(|_| !is_read).cloned();
        let request_body =
            request_body.map(|value| body("request_body", value, secrets, &mut redactions));
        let path = request.path.as_deref();
        let target = path.map(|path| redact::target(path, secrets));
        let struck_out = redactions.iter().any(|place| redact::is_filter(place))
            || target.as_deref() != text(&request.path).as_deref();
        // A message repeats what could not be understood of a filter.
        let repeats = |detail: &str| {
            if struck_out {
                redact::quotes(detail)
            } else {
                detail.to_owned()
            }
        };
        let response_body = self.response.map(|mut value| {
            redact::details(&mut value, &repeats);
            body("response_body", value, secrets, &mut redactions)
        });
        let changes = serde_json::to_value(&self.changes).unwrap_or_default();
        let changes = redacted("changes", changes, secrets, &mut redactions);
        let subject = self.subject.unwrap_or_default();
        let id: EventId = clockwork.id();
        NewEvent {
            id,
            // One time for both: events are found by the order of their ids.
            time: id.time(),
            tenant_slug: caller.tenant().slug().to_owned(),
            actor_type: actor.kind.as_str().to_owned(),
            actor_id: actor.id.clone(),
            actor_label: actor.label.clone(),
            token_prefix: actor.token_prefix.clone(),
            idp: (request.channel == crate::Channel::Scim)
                .then(|| request.identity_provider().to_owned()),
            ip: request.ip.map(|ip| ip.to_string()),
            user_agent: text(&request.user_agent).map(|agent| clip(&agent, 512)),
            request_id: request.id.clone(),
            channel: request.channel.as_str().to_owned(),
            operation: self.operation.as_str().to_owned(),
            method: request.method.clone(),
            path: target.map(|path| clip(&path, 2_048)),
            resource_type: (!subject.kind.is_empty()).then(|| subject.kind.to_owned()),
            resource_id: subject.id,
            resource_external_id: subject.external_id.map(|id| clip(&id, 512)),
            resource_label: subject.label.map(|label| clip(&label, 512)),
            outcome: self.outcome.as_str().to_owned(),
            status: self.status.map(i32::from),
            scim_type: self.scim_type.map(|kind| kind.as_str().to_owned()),
            detail: text(&self.detail).map(|detail| clip(&repeats(&detail), 1_024)),
            duration_ms: request.elapsed_ms(),
            changes,
            tolerances: names(&self.tolerances),
            request_body,
            response_body,
            redactions,
            count: 1,
            is_read,
            masks,
        }
    }

    /// What stands for the values of masked attributes.
    fn masks(
        &self,
        caller: &Caller,
        clockwork: &Clockwork,
        is_read: bool,
        masked: &[String],
    ) -> Vec<String> {
        if masked.is_empty() {
            return Vec::new();
        }
        let changes = serde_json::to_value(&self.changes).unwrap_or_default();
        let mut values = mask::values(&changes, masked);
        let request = caller.request().body.as_deref().filter(|_| !is_read);
        for body in request.into_iter().chain(&self.response) {
            values.extend(mask::values(body, masked));
        }
        let tenant = caller.tenant().id();
        let masks = values.iter().map(|value| clockwork.mask(tenant, value));
        masks.collect()
    }
}

/// Names whose values are struck out: of secrets, and of what the tenant masks.
fn secrets<'c>(caller: &'c Caller, masked: &[String]) -> Cow<'c, [String]> {
    let secrets = caller.kinds().secrets();
    if masked.is_empty() {
        return Cow::Borrowed(secrets);
    }
    Cow::Owned([secrets, masked].concat())
}

/// Bytes of a body that are kept whole. Of a larger one the log keeps size and digest.
const LARGEST_BODY: usize = 64 << 10;
/// Struck-out places that one event names.
const NAMED_REDACTIONS: usize = 100;

/// A body without its secrets, or what stands for it when it is too large to keep.
fn body(field: &str, value: Value, secrets: &[String], redactions: &mut Vec<String>) -> Value {
    let value = redacted(field, value, secrets, redactions);
    redactions.truncate(NAMED_REDACTIONS);
    let text = value.to_string();
    if text.len() <= LARGEST_BODY {
        return value;
    }
    let digest = hex(&Sha256::digest(text.as_bytes()));
    json!({"omitted": "too large", "bytes": text.len(), "sha256": digest})
}

fn redacted(
    field: &str,
    mut value: Value,
    secrets: &[String],
    redactions: &mut Vec<String>,
) -> Value {
    redactions.extend(
        redact::body(&mut value, secrets)
            .into_iter()
            .map(|path| format!("{field}.{path}")),
    );
    value
}

fn names(tolerances: &BTreeSet<Tolerance>) -> Vec<String> {
    let names = tolerances.iter().map(|tolerance| tolerance.as_str());
    names.map(str::to_owned).collect()
}

/// Cuts text to a number of characters; PostgreSQL takes no NUL, and nobody reads one.
fn clip(text: &str, characters: usize) -> String {
    text.chars()
        .filter(|c| *c != '\0')
        .take(characters)
        .collect()
}
