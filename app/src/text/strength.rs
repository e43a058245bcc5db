//! How good a password is, while it is typed.

pub const LONG: &str = "Too long: use at most 1,024 bytes.";
pub const ADDRESS: &str = "This is little more than your address.";
pub const NAME: &str = "This is little more than a name that everybody would try.";
pub const PATTERN: &str = "This repeats itself or follows a row: too easy to guess.";
pub const GOOD: &str = "Good.";
pub const STRONG: &str = "Strong.";

pub fn short(missing: usize) -> String {
    let noun = if missing == 1 {
        "character"
    } else {
        "characters"
    };
    format!("Too short: {missing} more {noun}.")
}
