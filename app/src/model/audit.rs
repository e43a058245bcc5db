//! The audit log and one event of it.

use super::activity::Activity;
use super::curl::Curl;
use super::elsewhere::Elsewhere;
use super::event::{Event, EventRow};
use super::explanation::Explanation;
use super::query::{AuditQuery, Range};
use super::saved_view::SavedView;
use super::trial::Trial;
use super::{FieldError, Instant, Json};

/// `/t/<slug>/audit`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditPage {
    pub query: AuditQuery,
    /// The bounds of the query's range, where it is one that ends now.
    pub bounds: Option<Range>,
    /// The query as one line; empty when it is the default.
    pub line: String,
    /// Newest first.
    pub rows: Vec<EventRow>,
    /// The same events as exports have them, for a program that asks for data.
    pub exported: Vec<Json>,
    /// Cursors for `Older` and `Newer`.
    pub older: Option<String>,
    pub newer: Option<String>,
    /// Where looking ended before the page was full.
    pub stopped: Option<Stopped>,
    /// The number after which events are new to this page, where it can be followed live.
    pub live: Option<i64>,
    /// Over the query's range; without it no chart is shown.
    pub activity: Option<Activity>,
    /// The viewer's saved views and those that others share.
    pub views: Vec<SavedView>,
    /// Names of the tenant's tokens, for the filter.
    pub tokens: Vec<String>,
    /// The oldest event of the tenant, named when the range holds nothing.
    pub oldest: Option<Instant>,
    /// Messages about `q`, `from`, `to`.
    pub errors: Vec<FieldError>,
}

/// A page that is not full because it has looked at enough events, not because there are no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// The cursor that goes on from there.
    pub cursor: String,
    /// The time of the last event that was looked at.
    pub at: Instant,
    /// Whether it was going towards newer events.
    pub upwards: bool,
}

/// Deactivations by the same token around the same time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeactivationRun {
    /// How many, this one among them; more than one.
    pub count: u64,
    /// The list of them.
    pub query: AuditQuery,
}

/// `/t/<slug>/audit/<event id>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEventPage {
    pub event: Event,
    /// The same as exports have it, for a program that asks for data.
    pub exported: Option<Json>,
    /// The list the reader came from; repeated in the links back and to the neighbours.
    pub query: AuditQuery,
    /// Event ids of the neighbours within that list.
    pub newer: Option<String>,
    pub older: Option<String>,
    /// Why it failed, where it is a request over SCIM that did.
    pub explanation: Option<Explanation>,
    /// Whether it would succeed now, where it is a write that failed.
    pub trial: Option<Trial>,
    /// The run of deactivations that it belongs to.
    pub run: Option<DeactivationRun>,
    /// The request as a command; `None` where it came by another way than SCIM.
    pub curl: Option<Curl>,
    /// Where the sender's own log has it, as far as that can be told.
    pub elsewhere: Option<Elsewhere>,
    /// Other events with the same request id (a Bulk request).
    pub same_request: Vec<EventRow>,
}
