//! Comparison keys: folded, and short enough for an index of either database.

use std::fmt::Write;

use scim::fold;
use sha2::{Digest, Sha256};

/// PostgreSQL refuses index rows over 2,700 bytes; 512 characters are 2,048 bytes at most.
const LONGEST: usize = 512;

/// How much of a longer key is kept as it is, before the hash of all of it.
const KEPT: usize = 440;

/// The key by which texts are compared without regard to case.
pub(crate) fn folded(text: &str) -> String {
    bounded(fold(text))
}

/// A text that may be too long for an index, as a key that never is.
pub(crate) fn bounded(text: String) -> String {
    if text.len() <= LONGEST || text.chars().count() <= LONGEST {
        return text;
    }
    let mut key: String = text.chars().take(KEPT).collect();
    key.push('#');
    for byte in Sha256::digest(text.as_bytes()) {
        // Writing to a string does not fail.
        let _ = write!(key, "{byte:02x}");
    }
    key
}

/// What a free-text search looks in: the folded parts, one per line.
pub(crate) fn search<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    fold(&parts.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_key_is_the_folded_text() {
        assert_eq!(folded("Ann.ÉTÉ@Example.com"), "ann.été@example.com");
    }

    #[test]
    fn a_long_key_is_bounded_and_still_tells_texts_apart() {
        let (one, other) = ("é".repeat(9_000) + "1", "é".repeat(9_000) + "2");
        assert!(folded(&one).len() <= 2_048);
        assert_ne!(folded(&one), folded(&other));
        assert_eq!(folded(&one), folded(&one.to_uppercase()));
    }
}
