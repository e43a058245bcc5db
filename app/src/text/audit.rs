//! The audit log and its events.

use crate::model::event::{ActorKind, Outcome};
use crate::model::query::{Channel, OutcomeFilter, Range, StatusClass};

pub const TITLE: &str = "Audit log";
pub const CAPTION: &str = "Events, newest first";
pub const REFRESH: &str = "Refresh";
pub const EXPORT_NDJSON: &str = "Export NDJSON";
pub const EXPORT_CSV: &str = "Export CSV";
pub const EXPORT_CHANGES: &str = "Export changes";
pub const EVIDENCE: &str = "Evidence pack";
pub const SEARCH: &str = "Search";
pub const SEARCH_HINT: &str = "Words, phrases in quotes, or the whole query as one line";
/// What else the search takes, with an example.
pub const LINE_HINT: &str = "Search also takes a line such as";
pub const LINE_EXAMPLE: &str = "outcome:error token:okta -op:user.update";
/// Before the filters as one line.
pub const QUERY_LINE: &str = "As one line:";
pub const NOT: &str = "Not";
pub const RANGE: &str = "Range";
pub const OUTCOME: &str = "Outcome";
pub const OPERATION: &str = "Operation";
pub const RESOURCE: &str = "Resource";
pub const TOKEN: &str = "Token";
pub const ACTOR: &str = "Actor";
pub const STATUS: &str = "Status";
pub const ADDRESS: &str = "Address";
pub const REQUEST: &str = "Request id";
pub const RESOURCE_ID: &str = "Resource id";
pub const FROM: &str = "From (UTC)";
pub const TO: &str = "To (UTC), excluded";
pub const READS: &str = "Include reads";
pub const MORE_FILTERS: &str = "More filters";
pub const APPLY: &str = "Apply";
pub const CLEAR: &str = "Clear filters";
pub const FILTERS_SET: &str = "Filters set";
pub const CUSTOM: &str = "Custom dates";

pub const TIME_UTC: &str = "Time (UTC)";
pub const TIME: &str = "Time";
pub const MILLISECONDS: &str = "ms";
pub const DURATION: &str = "Duration";
pub const OLDER: &str = "Older";
pub const NEWER: &str = "Newer";

pub const EMPTY_RANGE: &str = "Nothing in this range";
pub const EMPTY_FILTER: &str = "No event matches";
pub const EMPTY_FILTER_TEXT: &str = "Search a longer range, or remove a filter.";
pub const EMPTY_EVER: &str = "No event yet";
pub const EMPTY_EVER_TEXT: &str =
    "Every request of an identity provider and every change made in this console is recorded here.";
/// `{when}` is its time.
pub const OLDEST: &str = "The oldest event is of {when}.";
pub const STOPPED: &str = "Nothing found so far";
pub const FURTHER_BACK: &str = "Search further back";
pub const FURTHER_ON: &str = "Search further on";
pub const SEARCH_ALL: &str = "Search all time";
pub const SHOW_ALL: &str = "Show everything";
pub const NO_TARGET: &str = "none";

pub const ACTIVITY: &str = "Activity";
pub const AS_TABLE: &str = "As table";
pub const CHART_FROM: &str = "From (UTC)";
pub const CHART_SUCCESS: &str = "ok";
pub const CHART_NO_CHANGE: &str = "no change";
pub const CHART_ERRORS: &str = "errors";

pub const FACTS: &str = "Facts";
pub const CHANGES: &str = "Changes";
pub const NO_CHANGES: &str = "This event changed no attribute.";
pub const CHANGES_NOT_KEPT: &str = "What changed is no longer kept: it was erased.";
pub const ATTRIBUTE: &str = "Attribute";
pub const WAS: &str = "was";
pub const NOW: &str = "now";
pub const NOTHING: &str = "nothing";
pub const REQUESTED: &str = "Requested and applied";
pub const ASKED: &str = "asked";
pub const APPLIED: &str = "applied";
pub const NOT_APPLIED: &str = "no change";
pub const TOLERANCES: &str = "Accepted although it differs from the standard:";
pub const BODIES: &str = "Request and response";
pub const REQUEST_BODY: &str = "Request body";
pub const RESPONSE_BODY: &str = "Response body";
pub const NO_BODY: &str = "No body is stored: reads keep only their address.";
pub const BODIES_NOT_KEPT: &str = "The bodies are no longer kept.";
pub const REDACTED: &str = "Struck out before storage:";
pub const SAME_REQUEST: &str = "Same request";
pub const AROUND: &str = "Related events";
pub const AROUND_RESOURCE: &str = "All events of this resource";
pub const AROUND_TOKEN: &str = "All requests with this token";
pub const AROUND_REQUEST: &str = "All events of this request";
pub const INTEGRITY: &str = "Integrity";
pub const NOT_SEALED: &str =
    "Not sealed yet. Within a few seconds the event gets its sequence number and hash.";
pub const SEQUENCE: &str = "Sequence";
pub const HASH: &str = "Hash";
pub const FOLLOWS: &str = "Follows";
pub const CLIENT: &str = "Client";
pub const CHANNEL: &str = "Channel";
pub const EVENT: &str = "Event";
pub const PROVIDER: &str = "Looks like";
pub const DETAIL: &str = "Reason";
pub const FIRST_EVENT: &str = "the first event of the chain";

/// A field that may be erased, as the export calls it, in words.
pub fn field(name: &str) -> &str {
    match name {
        "actor.label" => "name of the actor",
        "ip" => "address",
        "user_agent" => "client",
        "path" => "path",
        "resource.external_id" => "external id",
        "resource.label" => "name",
        "detail" => "reason",
        "changes" => "changes",
        "request_body" => "request body",
        "response_body" => "response body",
        other => other,
    }
}

pub fn not_kept(fields: &[&str]) -> String {
    let fields = fields.join(", ");
    format!(
        "No longer kept: {fields}. The chain still verifies: it holds digests of them, from which nobody can guess them back."
    )
}

pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Success => "ok",
        Outcome::NoChange => "no change",
        Outcome::ClientError => "refused",
        Outcome::ServerError => "failed",
        Outcome::Denied => "denied",
        Outcome::Held => "held",
    }
}

pub fn outcome_filter(filter: OutcomeFilter) -> &'static str {
    match filter {
        OutcomeFilter::Error => "Any error",
        OutcomeFilter::Only(Outcome::Success) => "Ok",
        OutcomeFilter::Only(Outcome::NoChange) => "No change",
        OutcomeFilter::Only(Outcome::ClientError) => "Refused (client error)",
        OutcomeFilter::Only(Outcome::ServerError) => "Failed (server error)",
        OutcomeFilter::Only(Outcome::Denied) => "Denied",
        OutcomeFilter::Only(Outcome::Held) => "Held",
    }
}

pub fn range(range: &Range) -> &'static str {
    match range {
        Range::Minutes15 => "Last 15 minutes",
        Range::Hour1 => "Last hour",
        Range::Hours24 => "Last 24 hours",
        Range::Days7 => "Last 7 days",
        Range::Days30 => "Last 30 days",
        Range::All => "All time",
        Range::Custom { .. } => CUSTOM,
    }
}

pub fn status_class(class: StatusClass) -> &'static str {
    match class {
        StatusClass::Success => "2xx success",
        StatusClass::Redirect => "3xx redirect",
        StatusClass::Client => "4xx client error",
        StatusClass::Server => "5xx server error",
    }
}

pub fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Scim => "SCIM",
        Channel::Console => "Console",
        Channel::Cli => "Command line",
        Channel::Job => "Rollcall itself",
    }
}

/// What stands for the actor in front of its label.
pub fn actor_kind(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::Token => "token",
        ActorKind::Member => "member",
        ActorKind::System => "system",
        ActorKind::Setup => "set-up link",
        ActorKind::Cli => "command line",
        ActorKind::Operator => "operator",
        ActorKind::Unknown => "no valid credential",
    }
}

/// The resource types the filter offers, as the events spell them.
pub const RESOURCES: [&str; 7] = [
    "User", "Group", "Token", "Client", "Member", "Tenant", "View",
];

pub fn repeated(count: u64) -> String {
    super::plural(count, "{n} time", "{n} times within a minute")
}

/// A deactivation among others.
pub fn one_of_run(count: u64) -> String {
    super::plural(
        count,
        "The only deactivation by this token within five minutes",
        "One of {n} deactivations by this token within five minutes",
    )
}

pub fn more(count: u64) -> String {
    super::plural(count, "and {n} more", "and {n} more")
}

/// How far a page has looked that is not full for no other reason.
pub fn stopped(utc: &str, upwards: bool) -> String {
    let text = if upwards {
        "Searched up to {utc} UTC. Newer events have not been looked at yet."
    } else {
        "Searched back to {utc} UTC. Older events have not been looked at yet."
    };
    text.replace("{utc}", utc)
}

/// What a chart leaves out.
pub fn counted_since(utc: &str) -> String {
    "The chart counts what happened since {utc} UTC. There are too many events before it to look at each."
        .replace("{utc}", utc)
}

pub fn duration(ms: u64) -> String {
    if ms < 10_000 {
        return "{n} ms".replace("{n}", &super::number(ms));
    }
    "{n} s".replace("{n}", &super::number(ms / 1000))
}

pub fn lines(count: u64) -> String {
    super::plural(count, "{n} line", "{n} lines")
}

/// A chart's column, for those who hear it.
pub fn bucket(from: &str, success: u64, no_change: u64, errors: u64) -> String {
    "From {from} UTC: {success} ok, {no_change} no change, {errors} errors"
        .replace("{from}", from)
        .replace("{success}", &super::number(success))
        .replace("{no_change}", &super::number(no_change))
        .replace("{errors}", &super::number(errors))
}

pub fn sequence(first: u64, last: u64) -> String {
    "Sequence {first} … {last}"
        .replace("{first}", &super::number(first))
        .replace("{last}", &super::number(last))
}

/// The chip that removes one filter.
pub fn remove_filter(name: &str) -> String {
    "Remove filter {name}".replace("{name}", name)
}
