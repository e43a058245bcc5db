//! Connecting an identity provider.

use crate::model::connect::{Arrivals, Provider, Reach};

pub const TITLE: &str = "Connect an identity provider";
pub const LEAD: &str = "Your identity provider needs two values: the SCIM base URL and a token. It then keeps users and groups here up to date.";
pub const CHOOSE: &str = "Which one is yours?";
pub const BASE_URL: &str = "SCIM base URL";
pub const BASE_URL_OF: &str = "Our SCIM base URL.";
pub const COPY_URL: &str = "Copy SCIM base URL";
pub const PROGRESS: &str = "Progress";
pub const CHECK_NOW: &str = "Check now";
pub const CHECK_BESIDE: &str = "Check now, in another tab";
pub const OPTIONAL: &str = "optional";

pub const STEP_TOKEN: &str = "Token or OAuth client issued";
pub const STEP_REQUEST: &str = "Identity provider reached us";
pub const STEP_USER: &str = "First user";
pub const STEP_GROUP: &str = "First group";
pub const STEP_DEACTIVATION: &str = "First deactivation";
pub const DONE: &str = "done";
pub const WAITING: &str = "waiting";

pub const UNUSED: &str = "Not used";
pub const ISSUED: &str = "Waiting for its first request, since";
pub const LAST_SEEN: &str = "Connected, last request";
pub const ENDED: &str = "No active token or OAuth client any more, last request";

pub const NEEDS: &str = "What you need";
pub const VALUES: &str = "Two values";
pub const STEPS: &str = "Steps";
pub const SENDS: &str = "What it sends";
pub const KNOWN: &str = "Known behaviour";
pub const TROUBLE: &str = "Troubleshoot";
pub const CURL: &str = "With curl";
pub const CURL_TEXT: &str =
    "No identity provider at hand? This creates one user, exactly as one would.";
pub const CURL_TOKEN: &str = "export TOKEN=rc_scim_…";

pub const TOKEN_OF: &str = "A token, shown once when it is issued.";
pub const ISSUE_REFUSED: &str = "Owners and admins issue tokens.";
pub const ISSUED_NAMED: &str = "It is called {name}, may read and write, and ends {end}.";
pub const ISSUED_FOREVER: &str = "It is called {name}, may read and write, and does not end.";
pub const OTHERWISE: &str = "With another name, lifetime or scope";
pub const HAS_TOKEN: &str = "Tokens and clients that let it in already";
/// Before when one of them ends.
pub const EXPIRES: &str = "expires";
pub const USED: &str = "last used";
pub const UNUSED_YET: &str = "not used yet";
pub const COPY_SECRET: &str = "Copy token";

pub const LINK_TITLE: &str = "Somebody else runs it?";
pub const LINK_LEAD: &str = "Make a link to this guide for them. It needs no account, shows nothing of this tenant but this guide and what the provider sent, and issues tokens for it.";
pub const LINK_LIFETIME: &str = "The link works for";
pub const LINK_MAKE: &str = "Make a link";
pub const LINK_REFUSED: &str = "Owners and admins make links to the guide.";
pub const LINK_MADE: &str = "Link to this guide";
pub const LINK_ONCE: &str = "Send it to them now: it is not shown again. Whoever has it can issue tokens, until it ends or is withdrawn.";
pub const COPY_LINK: &str = "Copy link";
pub const LINKS_OPEN: &str = "Links that work";
pub const LINK_ROW: &str = "By {by}, until {until}";
pub const WITHDRAW: &str = "Withdraw";
pub const GUEST_LEAD: &str = "{tenant} asks you to connect your identity provider. Do the steps below over there; this page shows what arrives.";
pub const GUEST_UNTIL: &str = "This page works until {until}.";
pub const GUEST_NO_MORE: &str =
    "This link has issued as many tokens as it may. Ask for another one.";

pub fn link_lifetime(days: u32) -> String {
    super::plural(u64::from(days), "{n} day", "{n} days")
}

pub fn tokens_issued(count: u32) -> String {
    super::plural(u64::from(count), "{n} token issued", "{n} tokens issued")
}

pub const REQUESTS: &str = "Last requests";
pub const READS_ONLY: &str =
    "Only reads have come so far. Is the dry-run mode still on over there?";

pub const TROUBLE_HERE: &str = "What was refused here";
pub const NO_TROUBLE: &str = "Nothing it sent in the last 7 days was refused.";
pub const TROUBLE_THERE: &str = "What is seen over there";
pub const TIMES: &str = "Times";
pub const LAST: &str = "Last (UTC)";
pub const ANSWER: &str = "Answer";
pub const REASON: &str = "Reason";

/// What the provider is called.
pub fn name(provider: Provider) -> String {
    match provider {
        Provider::Generic => "Other SCIM client".to_owned(),
        known => super::provider(known.word()),
    }
}

/// One line about it, on its card.
pub fn about(provider: Provider) -> &'static str {
    match provider {
        Provider::Okta => "SAML and SWA apps, and the SCIM test apps of the catalogue",
        Provider::Entra => "Enterprise applications, formerly Azure AD",
        Provider::OneLogin => "SCIM Provisioner with SAML",
        Provider::JumpCloud => "Custom applications with identity management",
        Provider::Google => "Auto-provisioning, where your edition offers it",
        Provider::Keycloak => "With an extension that sends SCIM",
        Provider::Authentik => "SCIM providers",
        Provider::Generic => "Anything that speaks SCIM 2.0, and curl",
    }
}

pub fn guide_title(provider: Provider) -> String {
    match provider {
        Provider::Generic => "Connect another SCIM client".to_owned(),
        known => "Connect {provider}".replace("{provider}", &name(known)),
    }
}

/// The button that issues a token for a provider.
pub fn issue_for(provider: Provider) -> String {
    match provider {
        Provider::Generic => "Issue token".to_owned(),
        known => "Issue token for {provider}".replace("{provider}", &name(known)),
    }
}

pub fn checked(when: &str) -> String {
    "Labels as of {when}. Screens of other products change: the fields keep their meaning."
        .replace("{when}", when)
}

/// The first line of the panel: how far it has come.
pub fn headline(arrivals: &Arrivals) -> String {
    let template = match &arrivals.progress {
        _ if arrivals.only_refused() => "{provider} has reached us and was refused: see below.",
        progress if progress.first_user.is_some() => "{provider} is connected.",
        progress if progress.first_request.is_some() => {
            "{provider} has reached us. Assign one person over there."
        }
        progress if progress.token_issued.is_some() => "Waiting for {provider}…",
        _ => "Issue a token first.",
    };
    template.replace("{provider}", &who(arrivals.provider))
}

/// The provider within a sentence.
pub fn who(provider: Provider) -> String {
    match provider {
        Provider::Generic => "your client".to_owned(),
        Provider::Entra => "Entra".to_owned(),
        Provider::Google => "Google".to_owned(),
        known => name(known),
    }
}

pub fn tested(provider: Provider) -> String {
    "{provider} tested the connection".replace("{provider}", &who(provider))
}

pub const ENTRA_TEST: &str = "Entra's Test Connection: the empty answer is the right one";
pub const LOOK_UP: &str = "Looked somebody up before writing";
pub const DISCOVERY: &str = "Read what this server can do";
pub const READ: &str = "Read";
pub const GRANTED: &str = "Its OAuth client was given an access token";
pub const CREATED: &str = "{name} was created";
pub const UPDATED: &str = "{name} was changed";
pub const DEACTIVATED: &str = "{name} was deactivated";
pub const REACTIVATED: &str = "{name} was activated again";
pub const DELETED: &str = "{name} was deleted";
pub const MEMBERS: &str = "The members of {name} changed";
pub const NO_CHANGE: &str = "{name} was already as sent";
pub const REFUSED: &str = "Refused: {detail}";

/// A sentence about what was written.
pub fn written(operation: &str) -> &'static str {
    match operation.split_once('.').map_or("", |(_, act)| act) {
        "create" => CREATED,
        "deactivate" => DEACTIVATED,
        "reactivate" => REACTIVATED,
        "delete" => DELETED,
        "members" => MEMBERS,
        _ => UPDATED,
    }
}

pub fn reach(reach: Reach) -> Option<&'static str> {
    match reach {
        Reach::Public => None,
        Reach::Local => Some(
            "Cloud identity providers cannot reach this address. Set ROLLCALL_PUBLIC_URL to the https address under which they can.",
        ),
        Reach::PlainHttp => Some(
            "This address is not encrypted, and most identity providers refuse it. Set ROLLCALL_PUBLIC_URL to an https address.",
        ),
    }
}

pub fn create_user(base_url: &str) -> String {
    format!(
        "curl -X POST \"{base_url}/Users\" \\\n  -H \"Authorization: Bearer $TOKEN\" \\\n  -H \"Content-Type: application/scim+json\" \\\n  -d '{{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"ada@example.com\",\"name\":{{\"givenName\":\"Ada\",\"familyName\":\"Lovelace\"}}}}'"
    )
}
