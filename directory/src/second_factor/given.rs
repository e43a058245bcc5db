//! What somebody gives as a second factor, and recovery codes.

use crate::tokens::secret::one_time_code;
use crate::{Error, SecretKey};

/// 80 bits in Crockford's base 32. They are stored under the server's key, so that a stolen database
/// alone cannot be searched for them.
const LENGTH: usize = 16;
const GROUP: usize = 4;

/// A code of the app, or one of the recovery codes.
#[derive(Clone)]
pub enum Given {
    /// Six digits.
    Code(String),
    /// A recovery code as it was shown, in any letter case, with or without dashes.
    Recovery(String),
}

impl std::fmt::Debug for Given {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Code(_) => "Code(•••)",
            Self::Recovery(_) => "Recovery(•••)",
        })
    }
}

impl Given {
    /// The one of two fields that was filled; the code where both were.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `code` where neither was.
    pub fn of(code: &str, recovery: &str) -> Result<Self, Error> {
        let plain = |text: &str| -> String {
            let kept = text.chars().filter(|c| !c.is_whitespace() && *c != '-');
            kept.take(64).collect()
        };
        match (plain(code), plain(recovery)) {
            (code, _) if !code.is_empty() => Ok(Self::Code(code)),
            (_, recovery) if !recovery.is_empty() => Ok(Self::Recovery(recovery)),
            _ => Err(Error::invalid(
                "code",
                "Enter the code that your app shows, or a recovery code.",
            )),
        }
    }

    /// What was written into one field for both: a recovery code has letters.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `code` for an empty text.
    pub fn either(text: &str) -> Result<Self, Error> {
        if text.chars().any(char::is_alphabetic) {
            return Self::of("", text);
        }
        Self::of(text, "")
    }

    pub(super) fn recovery_hash(&self, key: &SecretKey) -> Option<String> {
        match self {
            Self::Code(_) => None,
            Self::Recovery(text) => Some(hash(key, &text.to_ascii_lowercase())),
        }
    }
}

/// A new recovery code, without dashes.
pub(super) fn code() -> String {
    let mut code = one_time_code();
    code.truncate(LENGTH);
    code
}

/// What is stored of a recovery code.
pub(super) fn hash(key: &SecretKey, code: &str) -> String {
    key.keyed_hash(b"recovery code", code)
}

/// A recovery code as people read it.
pub(super) fn grouped(code: &str) -> String {
    let bytes = code.as_bytes().chunks(GROUP);
    let groups: Vec<&str> = bytes.filter_map(|g| std::str::from_utf8(g).ok()).collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::{Given, code, grouped, hash};
    use crate::SecretKey;

    #[test]
    fn a_recovery_code_is_recognised_as_it_was_shown_and_otherwise_written() {
        let key = SecretKey::generate();
        let code = code();
        let stored = hash(&key, &code);
        let shown = grouped(&code);
        assert_eq!(shown.len(), 19, "{shown}");
        for written in [shown.clone(), shown.to_uppercase(), format!(" {code} ")] {
            let given = Given::of("", &written).unwrap();
            assert_eq!(
                given.recovery_hash(&key).as_ref(),
                Some(&stored),
                "{written}"
            );
        }
        assert_ne!(hash(&SecretKey::generate(), &code), stored);
    }

    #[test]
    fn the_field_that_was_filled_is_taken() {
        assert!(matches!(Given::of(" 123 456 ", "x"), Ok(Given::Code(code)) if code == "123456"));
        assert!(matches!(Given::of("", "ab-cd"), Ok(Given::Recovery(code)) if code == "abcd"));
        assert!(Given::of(" ", "-").is_err());
    }
}
