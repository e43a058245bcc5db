//! The end of a tenant.

pub const TITLE: &str = "Delete tenant";
pub const ABOUT: &str = "Ends the tenant after a week in which it can be taken back.";
pub const SHOW: &str = "Delete this tenant";
pub const NOW: &str = "As soon as you confirm, tokens are refused and nothing in the tenant changes. Within 7 days an owner can cancel that here. After them the tenant is deleted for good, with its users, groups, tokens, members and settings. Its audit log is kept for as long as you chose.";
pub const EXPORT: &str = "Export the audit log first";
pub const SUBMIT: &str = "Delete in 7 days";
pub const REFUSED: &str = "Only owners can delete a tenant, or cancel that.";
pub const PENDING: &str = "This tenant will be deleted at";
pub const PENDING_TEXT: &str = "Until then its tokens are refused and nothing in it changes. Cancel it, and everything goes on as it was.";
pub const CANCEL: &str = "Cancel deletion";

pub fn type_slug(slug: &str) -> String {
    "Type {slug} to confirm".replace("{slug}", slug)
}

/// What goes with it.
pub fn loses(users: u64, groups: u64, members: u64) -> String {
    "{users}, {groups} and {members} go with it."
        .replace("{users}", &super::plural(users, "{n} user", "{n} users"))
        .replace(
            "{groups}",
            &super::plural(groups, "{n} group", "{n} groups"),
        )
        .replace(
            "{members}",
            &super::plural(members, "{n} member", "{n} members"),
        )
}
