//! The overview.

use crate::model::credential::CredentialKind;
use crate::model::overview::Health;

pub const TITLE: &str = "Overview";
pub const OPEN_AUDIT: &str = "Open audit log";
pub const CONNECT: &str = "Connect an identity provider";
pub const ATTENTION: &str = "Needs attention";
pub const CONNECTIONS: &str = "Connections";
pub const LAST_24H: &str = "Last 24 hours";
pub const RECENT: &str = "Recent changes";
pub const NO_RECENT: &str = "Nothing has changed yet.";
pub const LAST_REQUEST: &str = "Last request";
pub const LAST_WRITE: &str = "Last write";
pub const ERRORS_24H: &str = "Errors, 24 h";
pub const REQUESTS_24H: &str = "Requests, 24 h";
pub const USERS_ACTIVE: &str = "active users";
pub const USERS_INACTIVE: &str = "inactive users";
pub const GROUPS: &str = "groups";
pub const COUNTS: &str = "Directory";
pub const GET_STARTED: &str = "From here to the first user";
pub const SHOW_REFUSALS: &str = "Show them";
pub const UNKNOWN_PROVIDER: &str = "Unknown client";

/// `{when}` is the last write, where there was one; `{names}` are those of credentials.
pub fn health(health: &Health) -> String {
    match health {
        Health::Waiting => "Waiting for the first request of an identity provider.".to_owned(),
        Health::NobodyLetIn => {
            "No active token or OAuth client: no identity provider can reach this tenant."
                .to_owned()
        }
        Health::Healthy {
            connections,
            last_write,
        } => {
            let (one, many) = if last_write.is_some() {
                (
                    "Healthy. {n} connection, last write {when}.",
                    "Healthy. {n} connections, last write {when}.",
                )
            } else {
                (
                    "Healthy. {n} connection, nothing written yet.",
                    "Healthy. {n} connections, nothing written yet.",
                )
            };
            super::plural(*connections, one, many)
        }
        Health::Refusing { refused, requests } => {
            "Some requests are refused: {refused} of {requests} in the last 24 hours."
                .replace("{refused}", &super::number(*refused))
                .replace("{requests}", &super::number(*requests))
        }
        Health::Ended(ended) => super::plural(
            ended.len() as u64,
            "A token or OAuth client has expired: {names}.",
            "{n} tokens or OAuth clients have expired: {names}.",
        ),
        Health::Silent(silent) => super::plural(
            silent.len() as u64,
            "A client has fallen silent: {names}.",
            "{n} clients have fallen silent: {names}.",
        ),
        Health::Ending(ending) => super::plural(
            ending.len() as u64,
            "A token or OAuth client expires within a week: {names}.",
            "{n} tokens or OAuth clients expire within a week: {names}.",
        ),
    }
}

pub fn expires_soon(kind: CredentialKind) -> &'static str {
    match kind {
        CredentialKind::Token => "Token {name} expires {when}",
        CredentialKind::Client => "OAuth client {name} expires {when}",
    }
}

pub fn has_expired(kind: CredentialKind) -> &'static str {
    match kind {
        CredentialKind::Token => "Token {name} expired {when}",
        CredentialKind::Client => "OAuth client {name} expired {when}",
    }
}

pub fn never_used(kind: CredentialKind) -> &'static str {
    match kind {
        CredentialKind::Token => "Token {name}, issued {when}, has never been used",
        CredentialKind::Client => "OAuth client {name}, issued {when}, has never been used",
    }
}

/// The way to what a sentence is about.
pub fn show(kind: CredentialKind) -> &'static str {
    match kind {
        CredentialKind::Token => "Show token",
        CredentialKind::Client => "Show client",
    }
}

/// Before the end of what a connection is made by.
pub fn expires(kind: CredentialKind) -> &'static str {
    match kind {
        CredentialKind::Token => "Token expires",
        CredentialKind::Client => "Client expires",
    }
}

/// Of a client that has stopped calling.
pub fn silent(longest_hours: u64) -> String {
    let pause = if longest_hours < 48 {
        super::plural(longest_hours, "{n} hour", "{n} hours")
    } else {
        super::plural(longest_hours / 24, "{n} day", "{n} days")
    };
    "{who} has fallen silent: its last request was {when}, and it never paused for more than {pause} before"
        .replace("{pause}", &pause)
}

/// `{since}` is the first, `{detail}` what was said to it.
pub fn refusals(count: u64) -> String {
    super::plural(
        count,
        "{n} request refused since {since}: {detail}",
        "{n} requests refused since {since}: {detail}",
    )
}

/// `errors` of `requests` in percent, to one decimal: `1.1 %`.
pub fn error_rate(errors: u64, requests: u64) -> String {
    if requests == 0 {
        return super::NONE.to_owned();
    }
    let per_mille = (errors * 1000 + requests / 2) / requests;
    format!("{}.{} %", per_mille / 10, per_mille % 10)
}

pub fn chart_summary(success: u64, no_change: u64, errors: u64) -> String {
    "{success} ok, {no_change} without change, {errors} errors"
        .replace("{success}", &super::number(success))
        .replace("{no_change}", &super::number(no_change))
        .replace("{errors}", &super::number(errors))
}
