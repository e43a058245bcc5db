//! Tokens.

use crate::model::token::{Expiry, Lifetime, Overlap, Resources, Scope, Verdict};

pub const TITLE: &str = "Tokens";
pub const LEAD: &str = "An identity provider proves with a token that it may write to this tenant.";
pub const ISSUE: &str = "Issue token";
pub const ISSUE_REFUSED: &str = "Your role is auditor. Owners and admins can issue tokens.";
pub const REVOKE_REFUSED: &str = "Your role is auditor. Owners and admins can revoke tokens.";
pub const LIST_CAPTION: &str = "Tokens of this tenant, active ones first";

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
/// Before who did it.
pub const BY: &str = "by";
pub const ALLOWED_FROM: &str = "Allowed from";
pub const ANY_ADDRESS: &str = "any address";
pub const LAST_ADDRESS: &str = "Last address";
pub const LAST_AGENT: &str = "Last client";
pub const NEVER_USED: &str = "never used";
pub const REVOKED_BY: &str = "Revoked";

pub const REPLACED: &str = "being replaced";
pub const ACTIVE: &str = "Active";
pub const EXPIRED: &str = "Expired";
pub const REVOKED: &str = "Revoked";

pub const NEW_TITLE: &str = "Issue token";
pub const NEW_LEAD: &str = "The secret is shown once, right after this form.";
pub const PROVIDER: &str = "Identity provider";
pub const PROVIDER_HINT: &str =
    "Who will use it. It changes no permission: the console names the connection after it.";
pub const NO_PROVIDER: &str = "Not specified";
pub const NAME_HINT: &str =
    "How you will recognise it, like okta-2026-11. Letters, digits, dots, hyphens, underscores.";
pub const SCOPE_LEGEND: &str = "What it may do";
pub const RESOURCES_LEGEND: &str = "For which resources";
pub const EXPIRES_LEGEND: &str = "Expires after";
pub const NEVER_WARNING: &str =
    "A token without an end stays valid until someone remembers to revoke it.";
pub const LIMITED: &str = "An owner of this tenant has chosen how long tokens live at most. Longer lives are not offered.";
pub const TOO_LONG: &str = "longer than this tenant lets tokens live: rotate it";
pub const CIDRS: &str = "Allowed addresses";
pub const CIDRS_HINT: &str =
    "One address or range per line, like 203.0.113.0/24. Empty: from anywhere.";

pub const ISSUED_TITLE: &str = "Token issued";
pub const ISSUED_ONCE: &str =
    "Copy it now. You will not see this again. If you lose it, rotate it.";
pub const SECRET: &str = "Token";
pub const BASE_URL: &str = "SCIM base URL";
pub const COPY_SECRET: &str = "Copy token";
pub const COPY_URL: &str = "Copy SCIM base URL";
pub const COPY_COMMAND: &str = "Copy command";
pub const TRY: &str = "Try it";
pub const TRY_TEXT: &str = "This asks for one user and changes nothing.";
pub const STORED: &str = "I have stored it";
pub const TO_CONNECT: &str = "How to connect an identity provider";

pub const RECENT: &str = "Last requests";
pub const NO_RECENT: &str = "No request has used this token yet.";
pub const ALL_REQUESTS: &str = "All requests with this token";
pub const USAGE: &str = "Usage";
pub const DETAILS: &str = "Details";

pub const ROTATE: &str = "Rotate";
pub const ROTATE_REFUSED: &str = "Your role is auditor. Owners and admins can rotate tokens.";
pub const ROTATE_LEAD: &str = "A new token with the same name, scope, resources and addresses takes over. Both work until the overlap ends, so that no request is refused in between.";
pub const ROTATE_BUTTON: &str = "Issue the new token";
pub const OVERLAP_LEGEND: &str = "The old token goes on for";
pub const OVERLAP_HINT: &str =
    "Put the new one into your identity provider in this time. You can revoke the old one earlier.";
pub const OVERLAP_LEAKED: &str =
    "For a token that has leaked. What still uses it is answered with 401 from then on.";
pub const ROTATION: &str = "Rotation";
pub const ROTATION_OLD: &str = "Old token";
pub const ROTATION_NEW: &str = "New token";
pub const ROTATION_CALLERS: &str = "Who still uses the old token";
pub const NO_CALLERS: &str = "Nobody has used it in the last 24 hours.";
pub const ADDRESS: &str = "Address";
pub const CLIENT: &str = "Client";
pub const REQUESTS: &str = "Requests";
pub const LAST_REQUEST: &str = "Last request";
pub const REVOKE_OLD: &str = "Revoke old token";
pub const CHECK_NOW: &str = "Check now";
pub const ENDED_NOW: &str = "The old token has ended.";
pub const EXPOSURE: &str = "What it was used for";

pub const REVOKE: &str = "Revoke";
pub const REVOKE_EFFECT: &str =
    "Revoking ends it at once and for good. What still uses it is answered with 401 from then on.";
pub const REVOKE_SUCCESSOR: &str = "Another active token has the same name and goes on working.";
pub const REVOKE_ALONE: &str = "No other active token has this name.";

pub fn resources(resources: Resources) -> &'static str {
    match resources {
        Resources::All => "Users and groups",
        Resources::Users => "Users only",
        Resources::Groups => "Groups only",
    }
}

/// What a token may do, and with what.
pub fn scope_of(scope: Scope, of: Resources) -> String {
    match of {
        Resources::All => self::scope(scope).to_owned(),
        Resources::Users => "{scope}, users only".replace("{scope}", self::scope(scope)),
        Resources::Groups => "{scope}, groups only".replace("{scope}", self::scope(scope)),
    }
}

pub fn overlap(overlap: Overlap) -> &'static str {
    match overlap {
        Overlap::Hour1 => "1 hour",
        Overlap::Hours24 => "24 hours",
        Overlap::Days7 => "7 days",
        Overlap::Days30 => "30 days",
        Overlap::None => "Not at all: it ends now",
    }
}

pub fn rotate_title(name: &str) -> String {
    "Rotate {name}".replace("{name}", name)
}

pub fn verdict(verdict: Verdict) -> String {
    let sentence = match verdict {
        Verdict::NewUnused => {
            "Nobody has used the new token yet: put it into your identity provider."
        }
        Verdict::OldInUse { .. } => {
            "The old token was used within the last {time}: wait until everything uses the new one."
        }
        Verdict::Safe { .. } => {
            "The new token is in use, and the old one has been silent for {time} or longer: it can be revoked."
        }
    };
    sentence.replace("{time}", &cycle(verdict))
}

/// The time for which something old has to be silent, in words.
pub fn cycle(verdict: Verdict) -> String {
    let minutes = match verdict {
        Verdict::NewUnused => 0,
        Verdict::OldInUse { cycle_minutes } | Verdict::Safe { cycle_minutes } => cycle_minutes,
    };
    if minutes >= 60 && minutes.is_multiple_of(60) {
        super::plural(minutes / 60, "{n} hour", "{n} hours")
    } else {
        super::plural(minutes, "{n} minute", "{n} minutes")
    }
}

pub fn old_ends(utc: &str) -> String {
    "The old token goes on until {utc} UTC, or until you revoke it.".replace("{utc}", utc)
}

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

/// `longest` is how many days a token lives at most here.
pub fn lifetime(lifetime: Lifetime, longest: Option<u32>) -> String {
    let words = match lifetime {
        Lifetime::Days90 => "90 days",
        Lifetime::Days180 => "180 days",
        Lifetime::Days365 => "1 year",
        Lifetime::Days730 => "2 years",
        Lifetime::Longest => {
            let days = u64::from(longest.unwrap_or_default());
            return super::plural(days, "{n} day, the longest", "{n} days, the longest");
        }
        Lifetime::Never => "Never",
    };
    words.to_owned()
}

/// `in 6 days`, `within a day`, `never`, `within the last day`, `3 days ago`.
pub fn days_left(expiry: &Expiry) -> String {
    match expiry {
        Expiry::Never => super::NEVER.to_owned(),
        Expiry::At { days_left: 0, .. } => "within a day".to_owned(),
        Expiry::At { days_left, .. } if *days_left > 0 => {
            super::plural(days_left.unsigned_abs(), "in {n} day", "in {n} days")
        }
        Expiry::At { days_left: -1, .. } => "within the last day".to_owned(),
        // Rounded down: what ended an hour ago ended a day ago by that.
        Expiry::At { days_left, .. } => {
            super::plural(days_left.unsigned_abs() - 1, "{n} day ago", "{n} days ago")
        }
    }
}

pub fn count(live: u64) -> String {
    super::plural(live, "{n} active token", "{n} active tokens")
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
