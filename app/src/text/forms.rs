//! What every form says, and the messages of refused input. A message says what to do.

pub const CHOOSE: &str = "Choose one of the options.";
pub const PROBLEM: &str = "There is a problem";
pub const ERROR_PREFIX: &str = "Error: ";
pub const OPTIONAL: &str = "optional";
/// The way back from a form, wherever it stands beside what would be done.
pub const CANCEL: &str = "Cancel";

pub const EMAIL: &str = "E-mail";
pub const PASSWORD: &str = "Password";
pub const PASSWORD_RULES: &str =
    "At least 12 characters. A few random words are better than one word with digits.";

pub const EMAIL_WRONG: &str = "Enter an e-mail address like name@example.com.";
pub const PASSWORD_SHORT: &str =
    "Use at least 12 characters. A few unrelated words are easy to remember.";
pub const SLUG_RESERVED: &str = "This short name is reserved. Choose another one.";
pub const NAME_WRONG: &str = "Use 1 to 60 letters, digits, dots, hyphens and underscores.";
pub const LIFETIME_WRONG: &str = "Choose when it expires.";
pub const CIDRS_WRONG: &str = "Write one address or range per line, like 203.0.113.0/24.";
pub const CURRENT_PASSWORD_WRONG: &str = "This is not your current password.";
pub const FROM_WRONG: &str = "Enter a start like 2026-11-21T02:00.";

/// `position` counts characters from 1.
pub fn filter_wrong(position: usize, expected: &str) -> String {
    "The filter is not valid at character {position}. Expected: {expected}"
        .replace("{position}", &position.to_string())
        .replace("{expected}", expected)
}

pub fn typed_slug_differs(slug: &str) -> String {
    "Type the tenant's short name exactly: {slug}".replace("{slug}", slug)
}

pub fn typed_name_differs(name: &str) -> String {
    "Type the token's name exactly: {name}".replace("{name}", name)
}
