//! One event, as it is recorded and as it is read.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, IntoIden};
use serde_json::Value;

use crate::entity::audit_event::{Column, Model};
use crate::error::Error;
use crate::id::{EventId, Id};
use crate::sql::{Row, dialect, key};
use crate::time;

/// An event to be recorded. Its fields are those of an export, under the same names.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEvent {
    /// Its id; sorts by time.
    pub id: EventId,
    /// When it happened.
    pub time: DateTime<Utc>,
    /// The tenant's slug, which outlives the tenant in the log.
    pub tenant_slug: String,
    /// `token`, `member`, `system`, `setup` or `cli`.
    pub actor_type: String,
    /// The actor's id.
    pub actor_id: Option<String>,
    /// The actor's name.
    pub actor_label: Option<String>,
    /// The public part of the token that was shown.
    pub token_prefix: Option<String>,
    /// What identity provider the caller looks like.
    pub idp: Option<String>,
    /// The caller's address.
    pub ip: Option<String>,
    /// The caller's program.
    pub user_agent: Option<String>,
    /// What all events of one request share.
    pub request_id: String,
    /// `scim`, `console`, `cli` or `job`.
    pub channel: String,
    /// What was done, such as `user.create`.
    pub operation: String,
    /// The method of the request.
    pub method: Option<String>,
    /// The path of the request.
    pub path: Option<String>,
    /// What kind of thing it is about.
    pub resource_type: Option<String>,
    /// Its id.
    pub resource_id: Option<String>,
    /// Its external id.
    pub resource_external_id: Option<String>,
    /// Its name.
    pub resource_label: Option<String>,
    /// `success`, `no_change`, `client_error`, `server_error`, `denied` or `held`.
    pub outcome: String,
    /// The HTTP status.
    pub status: Option<i32>,
    /// The `scimType` of a refusal.
    pub scim_type: Option<String>,
    /// Why, in words.
    pub detail: Option<String>,
    /// How long it took.
    pub duration_ms: i64,
    /// Per attribute, what was and what is.
    pub changes: Value,
    /// The deviations that were accepted.
    pub tolerances: Vec<String>,
    /// The request's body, redacted.
    pub request_body: Option<Value>,
    /// The response's body, redacted.
    pub response_body: Option<Value>,
    /// The paths that were redacted.
    pub redactions: Vec<String>,
    /// How many occurrences this one event stands for.
    pub count: i64,
    /// Whether it is a read, which lists leave out unless asked.
    pub is_read: bool,
    /// What stands for values that were struck out, and that it is found by all the same.
    pub masks: Vec<String>,
}

/// An event as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its id; sorts by time.
    pub id: EventId,
    /// Its number in the tenant's chain, once sealed.
    pub seq: Option<i64>,
    /// When it happened.
    pub time: DateTime<Utc>,
    /// The tenant's slug.
    pub tenant_slug: String,
    /// `token`, `member`, `system`, `setup` or `cli`.
    pub actor_type: String,
    /// The actor's id.
    pub actor_id: Option<String>,
    /// The actor's name.
    pub actor_label: Option<String>,
    /// The public part of the token that was shown.
    pub token_prefix: Option<String>,
    /// What identity provider the caller looks like.
    pub idp: Option<String>,
    /// The caller's address.
    pub ip: Option<String>,
    /// The caller's program.
    pub user_agent: Option<String>,
    /// What all events of one request share.
    pub request_id: String,
    /// `scim`, `console`, `cli` or `job`.
    pub channel: String,
    /// What was done, such as `user.create`.
    pub operation: String,
    /// The method of the request.
    pub method: Option<String>,
    /// The path of the request.
    pub path: Option<String>,
    /// What kind of thing it is about.
    pub resource_type: Option<String>,
    /// Its id.
    pub resource_id: Option<String>,
    /// Its external id.
    pub resource_external_id: Option<String>,
    /// Its name.
    pub resource_label: Option<String>,
    /// `success`, `no_change`, `client_error`, `server_error`, `denied` or `held`.
    pub outcome: String,
    /// The HTTP status.
    pub status: Option<i32>,
    /// The `scimType` of a refusal.
    pub scim_type: Option<String>,
    /// Why, in words.
    pub detail: Option<String>,
    /// How long it took.
    pub duration_ms: i64,
    /// Per attribute, what was and what is.
    pub changes: Value,
    /// The deviations that were accepted.
    pub tolerances: Vec<String>,
    /// The request's body, redacted.
    pub request_body: Option<Value>,
    /// The response's body, redacted.
    pub response_body: Option<Value>,
    /// The paths that were redacted.
    pub redactions: Vec<String>,
    /// The salted digests of what may be erased, once sealed.
    pub digests: Option<Value>,
    /// The hash of the event before it, once sealed.
    pub prev_hash: Option<String>,
    /// Its own hash, once sealed.
    pub hash: Option<String>,
    /// How many occurrences this one event stands for.
    pub count: i64,
    /// Whether it is a read.
    pub is_read: bool,
}

impl NewEvent {
    /// The event as a row, begun with its tenant.
    pub(crate) fn row(&self, row: Row) -> Result<Row, Error> {
        use Column as C;
        let searched = [
            &self.actor_label,
            &self.resource_id,
            &self.resource_external_id,
            &self.resource_label,
            &self.detail,
        ];
        let mut row = row
            .set(C::Id, self.id)
            .time(C::Time, self.time)
            .set(C::Status, self.status)
            .set(C::DurationMs, self.duration_ms)
            .set(C::Count, self.count)
            .set(C::IsRead, self.is_read)
            .set(C::SearchKey, dialect::storable(&self.search_key(searched)));
        for (column, value) in self.required() {
            row = row.set(column, dialect::storable(value));
        }
        for (column, value) in self.optional() {
            row = row.set(column, value.as_deref().map(dialect::storable));
        }
        row.json(C::Changes, &self.changes)?
            .json(C::Tolerances, &self.tolerances)?
            .json_if(C::RequestBody, self.request_body.as_ref())?
            .json_if(C::ResponseBody, self.response_body.as_ref())?
            .json(C::Redactions, &self.redactions)
            .map(|row| row.expr(C::Seq.into_iden(), Expr::null()))
    }

    fn search_key(&self, searched: [&Option<String>; 5]) -> String {
        let mut key = found_by(&self.operation, searched);
        for mask in &self.masks {
            key.push('\n');
            key.push_str(mask);
        }
        key
    }

    fn required(&self) -> [(Column, &str); 6] {
        [
            (Column::TenantSlug, &self.tenant_slug),
            (Column::ActorType, &self.actor_type),
            (Column::RequestId, &self.request_id),
            (Column::Channel, &self.channel),
            (Column::Operation, &self.operation),
            (Column::Outcome, &self.outcome),
        ]
    }

    fn optional(&self) -> [(Column, &Option<String>); 14] {
        [
            (Column::ActorId, &self.actor_id),
            (Column::ActorLabel, &self.actor_label),
            (Column::TokenPrefix, &self.token_prefix),
            (Column::Idp, &self.idp),
            (Column::Ip, &self.ip),
            (Column::UserAgent, &self.user_agent),
            (Column::Method, &self.method),
            (Column::Path, &self.path),
            (Column::ResourceType, &self.resource_type),
            (Column::ResourceId, &self.resource_id),
            (Column::ResourceExternalId, &self.resource_external_id),
            (Column::ResourceLabel, &self.resource_label),
            (Column::ScimType, &self.scim_type),
            (Column::Detail, &self.detail),
        ]
    }
}

/// Whether a line of what an event is found by stands for a masked value.
pub(super) fn is_mask(line: &str) -> bool {
    let hash = line.strip_prefix('#').unwrap_or_default();
    hash.len() == 32 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What a free-text search of a stored event looks in.
pub(super) fn search_key(event: &Event) -> String {
    let searched = [
        &event.actor_label,
        &event.resource_id,
        &event.resource_external_id,
        &event.resource_label,
        &event.detail,
    ];
    found_by(&event.operation, searched)
}

fn found_by(operation: &str, searched: [&Option<String>; 5]) -> String {
    let searched = searched.into_iter().flatten().map(String::as_str);
    key::search(std::iter::once(operation).chain(searched))
}

impl TryFrom<Model> for Event {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        let wrong = |column| Error::Inconsistent {
            table: "audit_event",
            column,
            row: row.id.to_string(),
        };
        Ok(Self {
            time: time::at(row.time).ok_or_else(|| wrong("time"))?,
            tolerances: dialect::texts(row.tolerances).ok_or_else(|| wrong("tolerances"))?,
            redactions: dialect::texts(row.redactions).ok_or_else(|| wrong("redactions"))?,
            id: Id::from_uuid(row.id),
            seq: row.seq,
            tenant_slug: row.tenant_slug,
            actor_type: row.actor_type,
            actor_id: row.actor_id,
            actor_label: row.actor_label,
            token_prefix: row.token_prefix,
            idp: row.idp,
            ip: row.ip,
            user_agent: row.user_agent,
            request_id: row.request_id,
            channel: row.channel,
            operation: row.operation,
            method: row.method,
            path: row.path,
            resource_type: row.resource_type,
            resource_id: row.resource_id,
            resource_external_id: row.resource_external_id,
            resource_label: row.resource_label,
            outcome: row.outcome,
            status: row.status,
            scim_type: row.scim_type,
            detail: row.detail,
            duration_ms: row.duration_ms,
            changes: row.changes,
            request_body: row.request_body,
            response_body: row.response_body,
            digests: row.digests,
            prev_hash: row.prev_hash,
            hash: row.hash,
            count: row.count,
            is_read: row.is_read,
        })
    }
}
