//! The keyboard shortcuts.

/// One shortcut: its keys, what they do, and where.
pub struct Shortcut {
    /// In their order, with spaces between them.
    pub keys: &'static str,
    pub action: &'static str,
    pub place: &'static str,
}

pub const TITLE: &str = "Keyboard shortcuts";
pub const LEAD: &str =
    "Single keys are not heard while you type in a field. You can switch them off.";
pub const SETTING: &str = "Change it at your account.";
pub const KEYS: &str = "Keys";
pub const ACTION: &str = "Action";
pub const WHERE: &str = "Where";
pub const CLOSE: &str = "Close";

const EVERYWHERE: &str = "everywhere";
const TENANT: &str = "in a tenant";
const LISTS: &str = "lists";

pub const ALL: [Shortcut; 21] = [
    of("?", "Show the shortcuts", EVERYWHERE),
    of(
        "Ctrl K",
        "Go to a page, a user, a group, a token, an event; Cmd K on a Mac",
        TENANT,
    ),
    of("/", "Go to the search field", LISTS),
    of("g o", "Go to the overview", TENANT),
    of("g u", "Go to the users", TENANT),
    of("g g", "Go to the groups", TENANT),
    of("g a", "Go to the audit log", TENANT),
    of("g c", "Go to Connect", TENANT),
    of("g t", "Go to the tokens", TENANT),
    of("g m", "Go to the members", TENANT),
    of("g s", "Go to the settings", TENANT),
    of("j", "Next row", LISTS),
    of("k", "Previous row", LISTS),
    of("Enter", "Open the row; with Ctrl in a new tab", LISTS),
    of(
        "[",
        "Previous event, or previous page of a list",
        "events and lists",
    ),
    of(
        "]",
        "Next event, or next page of a list",
        "events and lists",
    ),
    of("l", "Live on or off", "audit log"),
    of("r", "Include reads or not", "audit log"),
    of("e", "Export what the list finds", LISTS),
    of(
        "y",
        "Copy the address; a range that ends now becomes fixed",
        EVERYWHERE,
    ),
    of("Esc", "Close a dialog, leave a field", EVERYWHERE),
];

const fn of(keys: &'static str, action: &'static str, place: &'static str) -> Shortcut {
    Shortcut {
        keys,
        action,
        place,
    }
}
