//! The command palette and its page.

pub const TITLE: &str = "Go to";
pub const OPEN: &str = "Go to …";
pub const KEYS: &str = "Ctrl K";
pub const WANTED: &str = "What are you looking for?";
pub const EXAMPLES: &str = "Page, person, group, token, id";
pub const HINT: &str = "The beginning of a page's, person's, group's or token's name, an external id, or the id of an event or a request.";
pub const FIND: &str = "Find";
pub const FOUND: &str = "What was found";
pub const NOTHING: &str = "Nothing found";
pub const NOTHING_TEXT: &str = "Type the beginning of the name of a page, person, group or token, an external id, or the whole id of an event or a request.";
pub const PAGES: &str = "Pages";
pub const USERS: &str = "Users";
pub const GROUPS: &str = "Groups";
pub const TOKENS: &str = "Tokens";
pub const LOG: &str = "Audit log";
pub const REQUEST: &str = "Events of this request";
pub const ALL_USERS: &str = "Search all users";
pub const ALL_GROUPS: &str = "Search all groups";

pub const SAVED_VIEWS: &str = "Saved views";
pub const EVIDENCE: &str = "Evidence pack";
pub const TOKEN_NEW: &str = "Issue a token";
pub const CLIENTS: &str = "OAuth clients";
pub const INVITE: &str = "Invite a member";
pub const SECURITY: &str = "Security settings";
pub const RETENTION: &str = "Retention settings";
pub const SIGN_IN: &str = "Sign-in settings";
pub const SCHEMAS: &str = "Schemas";
pub const DELETION: &str = "Delete tenant";

/// How much was found, said when the list has changed.
pub fn found(count: u64) -> String {
    match count {
        0 => "Nothing found.".to_owned(),
        count => super::plural(count, "{n} result", "{n} results"),
    }
}
