//! What a tenant demands of its members and its tokens.

pub const TITLE: &str = "Security";
pub const ABOUT: &str = "What this tenant demands of those who sign in to its console, and how long its tokens live at most.";
pub const SHOW: &str = "Security of this tenant";
pub const SECOND_FACTOR: &str = "Second factor";
pub const OPTIONAL: &str = "Optional";
pub const OPTIONAL_HINT: &str = "Whoever wants one has one.";
pub const REQUIRED: &str = "Required";
pub const REQUIRED_HINT: &str = "Nobody is let into this tenant without one. Who has none sets one up first, with their next click. Whoever signs in through your provider is asked for what the provider wants.";
pub const REFUSED: &str = "Only owners can change what the tenant demands.";

pub const LONGEST_TOKEN: &str = "Longest life of a token, in days";
pub const LONGEST_TOKEN_HINT: &str = "For SCIM tokens and OAuth clients that are issued or rotated from now on, 1 to 3650. Empty for no limit. Those that live longer already are marked in their list and go on.";
pub const SHOW_MEMBERS: &str = "Show members";
pub const LONGEST_TOKEN_WRONG: &str = "Write a number of days from 1 to 3650, or nothing.";

/// How many would have to.
pub fn without(members: u64) -> String {
    super::plural(
        members,
        "{n} member has no second factor yet.",
        "{n} members have no second factor yet.",
    )
}
