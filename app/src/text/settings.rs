//! Settings of a tenant.

use crate::model::settings::{Deletion, GroupPatch, Tolerance};

pub const TITLE: &str = "Settings";
pub const BEHAVIOUR: &str = "SCIM behaviour";
pub const LEAD: &str = "What RFC 7644 leaves to the server, chosen for this tenant. It holds from the next request on.";
pub const SCHEMAS: &str = "Attributes of your own, beside those of the RFCs: validated, filtered, sorted and listed in /Schemas like them.";
pub const SHOW_SCHEMAS: &str = "Show all schemas";
pub const SAVE: &str = "Save settings";
pub const REFUSED: &str = "Only owners can change how SCIM behaves.";

pub const TOLERANCE: &str = "Requests that are not written as the RFCs ask";
pub const DELETE: &str = "When a user is deleted";
pub const GROUP_PATCH: &str = "Answer to a PATCH of a group";

pub const WAYS: &str = "Ways in besides Authorization: Bearer";
pub const WAYS_HINT: &str =
    "Each is off until it is ticked. Leave off what your identity provider does not need.";
pub const RAW_TOKEN: &str = "Token alone";
pub const RAW_TOKEN_HINT: &str = "The Authorization header holds a token and no word before it, as Okta's apps with header authentication send it.";
pub const BASIC: &str = "HTTP Basic";
pub const BASIC_HINT: &str = "A token is the password; the user name can be anything.";
pub const OAUTH: &str = "OAuth 2.0 client credentials";
pub const OAUTH_HINT: &str = "OAuth clients, which are issued beside tokens, exchange their secret for access tokens of an hour.";

pub fn tolerance(choice: Tolerance) -> &'static str {
    match choice {
        Tolerance::Forgiving => "Forgiving",
        Tolerance::Strict => "Strict",
    }
}

pub fn tolerance_hint(choice: Tolerance) -> &'static str {
    match choice {
        Tolerance::Forgiving => {
            "They are understood where their meaning is clear, and the event names every tolerance."
        }
        Tolerance::Strict => {
            "They are refused with 400 and what to send instead; most identity providers need some tolerance."
        }
    }
}

pub fn deletion(choice: Deletion) -> &'static str {
    match choice {
        Deletion::Remove => "Remove",
        Deletion::Hide => "Keep, out of sight",
    }
}

pub fn deletion_hint(choice: Deletion) -> &'static str {
    match choice {
        Deletion::Remove => "The user is gone; somebody who comes back gets a new id.",
        Deletion::Hide => {
            "The user is deactivated, leaves all groups and is 404 over SCIM; whoever is created again with the same userName or externalId gets the old id back."
        }
    }
}

pub fn group_patch(choice: GroupPatch) -> &'static str {
    match choice {
        GroupPatch::NoContent => "204, nothing more",
        GroupPatch::Resource => "200 with the group",
    }
}

pub fn group_patch_hint(choice: GroupPatch) -> &'static str {
    match choice {
        GroupPatch::NoContent => {
            "Fast with groups of any size; a client that wants to see the group reads it."
        }
        GroupPatch::Resource => {
            "For clients that insist on a body; every change of a large group then answers all its members."
        }
    }
}
