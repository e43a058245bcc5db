//! Saved views of the audit log.

use crate::model::saved_view::Given;

pub const TITLE: &str = "Saved views";
pub const LEAD: &str = "A view is the audit log with filters of your choice, under a name.";
pub const VIEWS: &str = "Views";
pub const SAVE_VIEW: &str = "Save view";
pub const MANAGE: &str = "Manage views";
pub const GIVEN: &str = "Always there";
pub const OWN: &str = "Yours";
pub const OF_OTHERS: &str = "Shared by others";
pub const NONE: &str = "You have saved no view yet. Filter the audit log, then choose Save view.";
pub const TO_LOG: &str = "Open the audit log";
pub const CHANGE: &str = "Change";
pub const SHARED: &str = "shared with the tenant";
pub const PRIVATE: &str = "yours alone";
pub const EVERYTHING: &str = "The last 24 hours, without a filter";

pub const NEW_TITLE: &str = "Save view";
pub const NAME: &str = "Name";
pub const NAME_HINT: &str = "1 to 60 characters, such as Refused by Okta";
pub const FILTERS: &str = "Filters";
pub const SHARE: &str = "Share with everybody in this tenant";
pub const SHARE_HINT: &str =
    "They can open it; its owner and the owners of the tenant can change it.";
pub const SHARE_REFUSED: &str =
    "It will be yours alone. Your role is auditor; owners and admins can share views.";
pub const SAVE: &str = "Save view";

pub const OPEN: &str = "Open";
pub const SAVE_CHANGES: &str = "Save changes";
pub const CHANGE_REFUSED: &str =
    "Somebody else shares this view. Its owner and the owners of the tenant can change it.";
pub const DELETE: &str = "Delete view";
pub const DELETE_TEXT: &str = "For ten minutes it can be brought back.";
pub const UNDO: &str = "Undo";

pub fn given(given: Given) -> &'static str {
    match given {
        Given::Errors => "Errors, last 24 h",
        Given::Deactivations => "Deactivations, last 7 days",
        Given::ConsoleChanges => "Console changes",
    }
}

/// What opens the list of saved views.
pub fn saved(count: u64) -> String {
    super::plural(count, "{n} saved view", "{n} saved views")
}

pub fn shared_by(owner: &str) -> String {
    "shared by {owner}".replace("{owner}", owner)
}

pub fn deleted(name: &str) -> String {
    "The view {name} is deleted.".replace("{name}", name)
}

/// The link to a view's own page, for those who hear it by itself.
pub fn change_of(name: &str) -> String {
    "Change {name}".replace("{name}", name)
}
