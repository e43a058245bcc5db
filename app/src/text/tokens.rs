//! Tokens.

use crate::model::token::{Expiry, Lifetime, Scope};

pub const TITLE: &str = "Tokens";
pub const LEAD: &str = "An identity provider proves with a token that it may write to this tenant.";
pub const ISSUE: &str = "Issue token";
pub const ISSUE_REFUSED: &str = "Your role is auditor. Owners and admins can issue tokens.";
pub const REVOKE_REFUSED: &str = "Your role is auditor. Owners and admins can revoke tokens.";
pub const LIST_CAPTION: &str = "Tokens of this tenant, live ones first";

pub const EMPTY_TITLE: &str = "No token yet";
pub const EMPTY_TEXT: &str = "An identity provider needs one to reach you.";
pub const EMPTY_CONNECT: &str = "See how to connect";

pub const NAME: &str = "Name";
pub const TOKEN: &str = "Token";
pub const SCOPE: &str = "Scope";
pub const LAST_USED: &str = "Last used";
pub const EXPIRES: &str = "Expires";
pub const REQUESTS_24H: &str = "Requests, 24 h";
pub const STATE: &str = "State";
pub const CREATED: &str = "Created";
pub const ALLOWED_FROM: &str = "Allowed from";
pub const ANY_ADDRESS: &str = "any address";
pub const LAST_ADDRESS: &str = "Last address";
pub const LAST_AGENT: &str = "Last client";
pub const NEVER_USED: &str = "never used";
pub const REVOKED_BY: &str = "Revoked";

pub const LIVE: &str = "Live";
pub const EXPIRED: &str = "Expired";
pub const REVOKED: &str = "Revoked";

pub const NEW_TITLE: &str = "Issue token";
pub const NEW_LEAD: &str = "The secret is shown once, right after this form.";
pub const NAME_HINT: &str =
    "How you will recognise it, like okta-2026-11. Letters, digits, dots, hyphens, underscores.";
pub const SCOPE_LEGEND: &str = "What it may do";
pub const EXPIRES_LEGEND: &str = "Expires after";
pub const NEVER_WARNING: &str =
    "A token without an end stays valid until someone remembers to revoke it.";
pub const CIDRS: &str = "Allowed addresses";
pub const CIDRS_HINT: &str =
    "One address or range per line, like 203.0.113.0/24. Empty: from anywhere.";
pub const CANCEL: &str = "Cancel";

pub const ISSUED_TITLE: &str = "Token issued";
pub const ISSUED_ONCE: &str =
    "Copy it now. You will not see this again. If you lose it, issue another one and revoke this.";
pub const SECRET: &str = "Token";
pub const BASE_URL: &str = "SCIM base URL";
pub const COPY_SECRET: &str = "Copy token";
pub const COPY_URL: &str = "Copy URL";
pub const COPY_COMMAND: &str = "Copy command";
pub const TRY: &str = "Try it";
pub const TRY_TEXT: &str = "This asks for one user and changes nothing.";
pub const STORED: &str = "I have stored it";
pub const TO_CONNECT: &str = "How to connect an identity provider";

pub const RECENT: &str = "Last requests";
pub const NO_RECENT: &str = "No request has used this token yet.";
pub const ALL_REQUESTS: &str = "All requests with this token";
pub const SIBLINGS: &str = "Other live token of this name";
pub const USAGE: &str = "Usage";
pub const DETAILS: &str = "Details";

pub const REVOKE: &str = "Revoke";
pub const REVOKE_EFFECT: &str =
    "Revoking ends it at once and for good. What still uses it is answered with 401 from then on.";
pub const REVOKE_SUCCESSOR: &str = "Another live token has the same name and goes on working.";
pub const REVOKE_ALONE: &str = "No other live token has this name.";
pub const KEEP: &str = "Keep it";

pub fn scope(scope: Scope) -> &'static str {
    match scope {
        Scope::Write => "Read and write",
        Scope::Read => "Read only",
        Scope::AuditRead => "Read the audit log",
    }
}

pub fn scope_hint(scope: Scope) -> &'static str {
    match scope {
        Scope::Write => "What an identity provider needs.",
        Scope::Read => "For scripts that look and never change.",
        Scope::AuditRead => "For log collectors. No access to users and groups.",
    }
}

pub fn lifetime(lifetime: Lifetime) -> &'static str {
    match lifetime {
        Lifetime::Days90 => "90 days",
        Lifetime::Days180 => "180 days",
        Lifetime::Days365 => "1 year",
        Lifetime::Days730 => "2 years",
        Lifetime::Never => "Never",
    }
}

/// `in 6 days`, `today`, `never`, `3 days ago`.
pub fn days_left(expiry: &Expiry) -> String {
    match expiry {
        Expiry::Never => super::NEVER.to_owned(),
        Expiry::At { days_left: 0, .. } => "within a day".to_owned(),
        Expiry::At { days_left, .. } if *days_left > 0 => {
            super::plural(days_left.unsigned_abs(), "in {n} day", "in {n} days")
        }
        Expiry::At { days_left, .. } => {
            super::plural(days_left.unsigned_abs(), "{n} day ago", "{n} days ago")
        }
    }
}

pub fn count(live: u64) -> String {
    super::plural(live, "{n} live token", "{n} live tokens")
}

pub fn revoke_title(name: &str) -> String {
    "Revoke {name}".replace("{name}", name)
}

pub fn revoke_impact(requests: u64, idp: Option<&str>, ip: Option<&str>) -> String {
    let requests = super::plural(requests, "{n} time", "{n} times");
    let sentence = match (idp, ip) {
        (Some(_), Some(_)) => "Used {requests} in the last hour by {idp} from {ip}.",
        (None, Some(_)) => "Used {requests} in the last hour, last from {ip}.",
        (Some(_), None) => "Used {requests} in the last hour by {idp}.",
        (None, None) => "Used {requests} in the last hour.",
    };
    sentence
        .replace("{requests}", &requests)
        .replace("{idp}", idp.unwrap_or_default())
        .replace("{ip}", ip.unwrap_or_default())
}

pub fn last_used_at(utc: &str, relative: &str) -> String {
    "Last used {relative}, at {utc} UTC."
        .replace("{relative}", relative)
        .replace("{utc}", utc)
}

pub const REVOKE_UNUSED: &str = "It has not been used in the last 24 hours.";
pub const REVOKE_NEVER_USED: &str = "It has never been used.";

pub fn type_name(name: &str) -> String {
    "Type {name} to confirm".replace("{name}", name)
}

pub fn curl(base_url: &str, secret: &str) -> String {
    format!("curl -H \"Authorization: Bearer {secret}\" \"{base_url}/Users?count=1\"")
}
