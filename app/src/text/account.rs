//! The account page and the choice of a tenant.

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

pub const SIGN_OUT: &str = "Sign out";

pub const SUSPENDED: &str = ", suspended";
pub const TENANTS_TITLE: &str = "Choose a tenant";
pub const TENANTS_NONE_TITLE: &str = "You are not a member of any tenant";
pub const TENANTS_NONE_TEXT: &str =
    "Your account works, but nobody has given it a role. Ask an owner for an invitation.";
