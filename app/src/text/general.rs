//! What a tenant is called.

pub const TITLE: &str = "General";
pub const ABOUT: &str = "What this tenant is called, and its addresses.";
pub const SHOW: &str = "Name and addresses of this tenant";
pub const NAME: &str = "Name";
pub const NAME_HINT: &str = "Members and their invitations see it.";
pub const SLUG: &str = "Short name";
pub const SLUG_STAYS: &str =
    "Part of every address, also of those in your identity provider: it does not change.";
pub const CREATED: &str = "Created";
pub const REFUSED: &str = "Only owners can rename the tenant.";
