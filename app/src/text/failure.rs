//! Error pages: what happened, why, what to do.

use crate::model::failure::{Failure, Missing};

pub const REQUEST: &str = "Request id";
pub const TIME: &str = "Time";
pub const STATUS: &str = "Status";
pub const COPY_DETAILS: &str = "Copy details";
pub const HOME: &str = "Go to the start page";
pub const SIGN_IN: &str = "Sign in";
pub const AUDIT_TRAIL: &str = "Look for it in the audit log";
pub const TO_AUDIT: &str = "Open the audit log";
pub const TO_TOKENS: &str = "All tokens";
pub const TO_CLIENTS: &str = "All OAuth clients";
pub const TO_VIEWS: &str = "See the saved views";
pub const TO_MEMBERS: &str = "All members";
pub const TO_TOKEN: &str = "Open the token";
pub const READINESS: &str = "Check whether the server is ready";

pub fn title(failure: &Failure) -> &'static str {
    match failure {
        Failure::BadRequest => "The request could not be understood",
        Failure::SignedOut { .. } => "Your session has ended",
        Failure::Forbidden { .. } => "Your role does not allow this",
        Failure::Suspended => "This tenant is suspended",
        Failure::ToBeDeleted => "This tenant is to be deleted",
        Failure::CrossSite => "The form was not sent from this console",
        Failure::NotFound(missing) => missing_title(missing),
        Failure::Conflict => "Someone else changed it in the meantime",
        Failure::AlreadyIssued { .. } => "This token has been issued already",
        Failure::LinkShown { .. } => "This link has been shown already",
        Failure::Unprocessable => "The input could not be used",
        Failure::TooManyRequests { .. } => "Too many requests",
        Failure::Internal => "Something went wrong on our side",
        Failure::Unavailable => "The database cannot be reached",
    }
}

fn missing_title(missing: &Missing) -> &'static str {
    match missing {
        Missing::Page => "There is no page here",
        Missing::User { .. } => "No user with this id",
        Missing::Group { .. } => "No group with this id",
        Missing::Token => "No token with this id",
        Missing::Client => "No OAuth client with this id",
        Missing::Event { .. } => "No event with this id",
        Missing::View => "No saved view with this id",
        Missing::Member => "No member with this id",
        Missing::Invitation => "No open invitation with this id",
        Missing::Link => "This link does not work",
    }
}

/// `tenant` is empty outside a tenant.
pub fn explanation(failure: &Failure, tenant: &str) -> String {
    match failure {
        Failure::BadRequest => "Part of the address or of the form is malformed. Go back and try again.".to_owned(),
        Failure::SignedOut { .. } => {
            "Nothing was changed. Sign in and you are brought back to this page.".to_owned()
        }
        Failure::Forbidden { needs } => {
            "This needs the role {role}. Ask an owner to change yours, or to do it for you."
                .replace("{role}", &super::role(*needs).to_lowercase())
        }
        Failure::ToBeDeleted => {
            "Everything can be read, and nothing changed, unless an owner takes the deletion back in the settings."
                .to_owned()
        }
        Failure::Suspended => {
            "Nothing was changed. You can read everything here; changes are possible again when whoever runs this server lets the tenant go on."
                .to_owned()
        }
        Failure::CrossSite => {
            "Nothing was changed. The form was old or came from another site. Open the page again and send it from there."
                .to_owned()
        }
        Failure::NotFound(missing) => {
            let text = missing_text(missing).replace("{tenant}", tenant);
            match missing {
                Missing::Event { kept_days } => text.replace("{days}", &kept_days.to_string()),
                _ => text,
            }
        }
        Failure::Conflict => {
            "Nothing was overwritten. Open the page again to see how it is now, then decide.".to_owned()
        }
        Failure::AlreadyIssued { name, issued, .. } => {
            "{name} was issued at {time} UTC and its secret has been shown once. If you have not stored it, revoke it and issue another."
                .replace("{name}", name)
                .replace("{time}", &issued.utc)
        }
        Failure::LinkShown { email, made } => {
            "The link for {email} was made at {time} UTC and has been shown once. If nobody has it, make another one."
                .replace("{email}", email)
                .replace("{time}", &made.utc)
        }
        Failure::Unprocessable => {
            "The form holds values this page cannot take. Go back, correct them and send it again.".to_owned()
        }
        Failure::TooManyRequests { wait_seconds } => {
            "Wait {time}, then try again.".replace("{time}", &super::wait(*wait_seconds))
        }
        Failure::Internal => {
            "It is recorded under the request id below. Try again; if it stays, give that id to whoever runs this server."
                .to_owned()
        }
        Failure::Unavailable => {
            "Nothing was lost. Identity providers repeat their requests by themselves. Try again in a minute."
                .to_owned()
        }
    }
}

fn missing_text(missing: &Missing) -> &'static str {
    match missing {
        Missing::Page => "The address is mistyped, or what it named is gone.",
        Missing::User { .. } => {
            "There is no user with this id in {tenant}. If it was deleted, its events are still in the audit log."
        }
        Missing::Group { .. } => {
            "There is no group with this id in {tenant}. If it was deleted, its events are still in the audit log."
        }
        Missing::Token => {
            "There is no token with this id in {tenant}. Revoked tokens stay in the list as long as the audit log does."
        }
        Missing::Client => {
            "There is no OAuth client with this id in {tenant}, or it has ended already."
        }
        Missing::Event { .. } => {
            "There is no event with this id in {tenant}. Events are kept for {days} days here: it may have been older."
        }
        Missing::View => "It was deleted, or its owner does not share it.",
        Missing::Member => "They were removed, or never were a member of {tenant}.",
        Missing::Invitation => "It was accepted, withdrawn, or has ended by itself.",
        Missing::Link => "It was used before, has expired, or is incomplete. Ask for a new one.",
    }
}
