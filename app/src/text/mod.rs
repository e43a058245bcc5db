//! Every word of the console, by page. A sentence is written whole, never put together from parts;
//! what varies is a `{placeholder}`. SCIM names, the identity providers' labels and error codes
//! are quoted, never translated.

#[cfg(feature = "ssr")]
pub mod account;
#[cfg(feature = "ssr")]
pub mod audit;
#[cfg(feature = "ssr")]
pub mod clients;
#[cfg(feature = "ssr")]
pub mod connect;
#[cfg(feature = "ssr")]
pub mod deactivation;
#[cfg(feature = "ssr")]
pub mod deletion;
#[cfg(feature = "ssr")]
pub mod directory;
#[cfg(feature = "ssr")]
pub mod elsewhere;
#[cfg(feature = "ssr")]
pub mod entry;
#[cfg(feature = "ssr")]
pub mod evidence;
#[cfg(feature = "ssr")]
pub mod explanation;
#[cfg(feature = "ssr")]
pub mod failure;
#[cfg(feature = "ssr")]
pub mod forms;
#[cfg(feature = "ssr")]
pub mod general;
#[cfg(feature = "ssr")]
pub mod go;
#[cfg(feature = "ssr")]
pub mod guides;
pub mod live;
#[cfg(feature = "ssr")]
pub mod members;
#[cfg(feature = "ssr")]
pub mod operation;
#[cfg(feature = "ssr")]
pub mod operator;
#[cfg(feature = "ssr")]
pub mod overview;
#[cfg(feature = "ssr")]
pub mod past;
#[cfg(feature = "ssr")]
pub mod retention;
#[cfg(feature = "ssr")]
pub mod saved_views;
#[cfg(feature = "ssr")]
pub mod schemas;
#[cfg(feature = "ssr")]
pub mod second_factor;
#[cfg(feature = "ssr")]
pub mod security;
#[cfg(feature = "ssr")]
pub mod settings;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
pub mod shortcuts;
#[cfg(feature = "ssr")]
pub mod sign_in;
pub mod strength;
#[cfg(feature = "ssr")]
pub mod time;
#[cfg(feature = "ssr")]
pub mod tokens;
#[cfg(feature = "ssr")]
pub mod trial;

pub const PRODUCT: &str = "Rollcall";

pub const COPY: &str = "Copy";
pub const COPY_LINK: &str = "Copy link";
pub const COPIED: &str = "Copied";
pub const COPY_FAILED: &str = "Press Ctrl+C";
pub const SHOW: &str = "Show";
pub const HIDE: &str = "Hide";
pub const SHOW_PASSWORD: &str = "Show password";
pub const HIDE_PASSWORD: &str = "Hide password";

pub const NONE: &str = "none";
pub const YES: &str = "yes";
pub const NO: &str = "no";
pub const ANY: &str = "Any";
pub const NEVER: &str = "never";
pub const UNKNOWN: &str = "unknown";
pub const UTC: &str = "UTC";

/// A count with a narrow no-break space between thousands: `88 412`.
pub fn number(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 * 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    grouped
}

/// Picks the sentence for a count and writes the count into its `{n}`.
pub fn plural(count: u64, one: &str, many: &str) -> String {
    let sentence = if count == 1 { one } else { many };
    sentence.replace("{n}", &number(count))
}

/// How long somebody has to wait: in minutes, rounded up, from two minutes on.
#[cfg(feature = "ssr")]
pub fn wait(seconds: u64) -> String {
    if seconds < 120 {
        plural(seconds, "{n} second", "{n} seconds")
    } else {
        plural(seconds.div_ceil(60), "{n} minute", "{n} minutes")
    }
}

/// The words of an outcome-like state never stand alone: an icon goes with them.
#[cfg(feature = "ssr")]
pub fn role(role: crate::model::Role) -> &'static str {
    use crate::model::Role;

    match role {
        Role::Owner => "Owner",
        Role::Admin => "Admin",
        Role::Auditor => "Auditor",
    }
}

/// The name people know an identity provider by.
pub fn provider(idp: &str) -> String {
    match idp {
        "okta" => "Okta".to_owned(),
        "entra" => "Microsoft Entra ID".to_owned(),
        "onelogin" => "OneLogin".to_owned(),
        "jumpcloud" => "JumpCloud".to_owned(),
        "google" => "Google Workspace".to_owned(),
        "keycloak" => "Keycloak".to_owned(),
        "authentik" => "authentik".to_owned(),
        "generic" => "Other SCIM client".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        for (count, text) in [
            (0, "0"),
            (999, "999"),
            (1_519, "1\u{202f}519"),
            (12_431_000, "12\u{202f}431\u{202f}000"),
        ] {
            assert_eq!(number(count), text);
        }
    }

    #[test]
    fn one_is_not_many() {
        assert_eq!(plural(1, "{n} user", "{n} users"), "1 user");
        assert_eq!(plural(0, "{n} user", "{n} users"), "0 users");
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn a_long_wait_is_told_in_minutes() {
        for (seconds, text) in [
            (1, "1 second"),
            (119, "119 seconds"),
            (120, "2 minutes"),
            (640, "11 minutes"),
        ] {
            assert_eq!(wait(seconds), text);
        }
    }
}
