//! The area of who runs the server, and tenants that people make for themselves.

pub const TITLE: &str = "Tenants of this server";
pub const LINK: &str = "Operate this server";
pub const LEAD: &str = "You see how much a tenant holds, never what. To read or change something inside, ask its owner for an invitation.";
pub const CAPTION: &str = "All tenants by short name";
pub const NONE_TITLE: &str = "No tenant yet";
pub const NONE_TEXT: &str = "Create one and send the link to its first owner.";

pub const NAME: &str = "Tenant";
pub const STATE: &str = "State";
pub const ACTIVE: &str = "Active";
pub const SUSPENDED: &str = "Suspended";
pub const USERS: &str = "Users";
pub const GROUPS: &str = "Groups";
pub const TOKENS: &str = "Active tokens";
pub const MEMBERS: &str = "Members";
pub const CREATED: &str = "Created";
pub const SINCE: &str = "Suspended since";
pub const BASE_URL: &str = "SCIM base URL";

pub const CREATE: &str = "Create tenant";
pub const CREATE_LEAD: &str =
    "Its first owner gets a one-time link, which you see after this form.";
pub const OWN_LEAD: &str = "You become its owner.";
pub const OWNER_EMAIL: &str = "E-mail of the first owner";

pub const TO_TENANT: &str = "I have sent it";

pub const SUSPEND: &str = "Suspend";
pub const SUSPEND_EFFECT: &str = "From the next request on its tokens are answered with 403. Its members can sign in and read, and change nothing. Its audit log goes on.";
pub const RESUME: &str = "Resume";
pub const RESUME_EFFECT: &str =
    "Its tokens work again from the next request on, and its members can change things.";
pub const REASON: &str = "Reason";
pub const REASON_HINT: &str = "One line, kept in the audit log of the tenant.";

pub const DELETE: &str = "Delete tenant";
pub const DELETE_EFFECT: &str = "Users, groups, tokens and members are removed at once and for good. The audit log is kept as long as the tenant had chosen.";

pub fn type_slug(slug: &str) -> String {
    "Type {slug} to confirm".replace("{slug}", slug)
}

pub fn created_title(name: &str) -> String {
    "{name} is created".replace("{name}", name)
}

pub fn count(tenants: u64) -> String {
    super::plural(tenants, "{n} tenant", "{n} tenants")
}
