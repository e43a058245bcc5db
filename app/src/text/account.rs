//! The account page and the choice of a tenant.

use crate::model::Density;

pub const TITLE: &str = "Your account";
pub const SIGNED_IN_AS: &str = "Signed in as";
pub const SIGNED_IN_SINCE: &str = "Signed in since";
pub const SESSION_ENDS: &str = "This session ends";
pub const MEMBER_OF: &str = "Member of";

pub const PASSWORD_HEADING: &str = "Password";
pub const PASSWORD_LEAD: &str = "Changing it signs out all your other sessions.";
pub const CURRENT: &str = "Current password";
pub const NEW: &str = "New password";
pub const CHANGE: &str = "Change password";

pub const THEME_HEADING: &str = "Theme";
pub const THEME_LEAD: &str = "Kept in this browser. System follows your device.";
pub const THEME_SAVE: &str = "Save theme";

pub const DISPLAY_HEADING: &str = "Display";
pub const DISPLAY_LEAD: &str = "Kept in this browser.";
pub const DISPLAY_SAVE: &str = "Save display";
pub const ZONE: &str = "Time zone";
pub const ZONE_HINT: &str =
    "Shown beside UTC, which the audit log goes by. Leave it empty for UTC alone.";
pub const ZONE_UNKNOWN: &str = "Choose a zone of the list, such as Europe/Vienna.";
pub const DENSITY: &str = "Rows of tables";
pub const SINGLE_KEYS: &str = "Single-key shortcuts";
pub const SINGLE_KEYS_HINT: &str = "Ctrl K works with and without them.";
pub const SHORTCUTS: &str = "All keyboard shortcuts";

pub const SIGN_OUT: &str = "Sign out";

pub const TO_BE_DELETED: &str = ", to be deleted";
pub const SUSPENDED: &str = ", suspended";
pub const TENANTS_TITLE: &str = "Choose a tenant";
pub const TENANTS_NONE_TITLE: &str = "You are not a member of any tenant";
pub const TENANTS_NONE_TEXT: &str =
    "Your account works, but nobody has given it a role. Ask an owner for an invitation.";

pub const SESSIONS: &str = "Sessions";
pub const SESSIONS_LEAD: &str = "Where you are signed in. A session ends by itself after 60 minutes without use and after 12 hours in any case.";
pub const DEVICE: &str = "Device";
pub const ADDRESS: &str = "Address";
pub const STARTED: &str = "Signed in";
pub const SEEN: &str = "Last used";
pub const ACTION: &str = "Action";
pub const THIS_ONE: &str = "this one";
pub const END: &str = "Sign out";
pub const END_OTHERS: &str = "Sign out everywhere else";

/// What somebody looks through, by the names of its maker.
pub fn device(browser: Option<&str>, system: Option<&str>) -> String {
    match (browser, system) {
        (Some(browser), Some(system)) => "{browser} on {system}"
            .replace("{browser}", browser)
            .replace("{system}", system),
        (Some(known), None) | (None, Some(known)) => known.to_owned(),
        (None, None) => "Unknown device".to_owned(),
    }
}

pub fn end_of(device: &str, started: &str) -> String {
    "Sign out {device}, signed in {started}"
        .replace("{device}", device)
        .replace("{started}", started)
}

pub fn density(density: Density) -> &'static str {
    match density {
        Density::Compact => "Compact",
        Density::Default => "Default",
        Density::Comfortable => "Comfortable",
    }
}
