//! Comparison without letter case (RFC 7643 §2.2, `caseExact`).

use std::cmp::Ordering;

/// The comparison key of a string whose attribute is not `caseExact`.
///
/// Every character is lower-cased by itself, whatever the database's or the system's locale
/// thinks, so that a stored key and a key computed here are always the same.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        folded(text).collect()
    }
}

/// The characters of [`fold`], without building the string.
pub(crate) fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().flat_map(char::to_lowercase)
}

/// Equality under the attribute's `caseExact`.
pub(crate) fn equal(left: &str, right: &str, case_exact: bool) -> bool {
    if case_exact {
        left == right
    } else if left.is_ascii() && right.is_ascii() {
        left.eq_ignore_ascii_case(right)
    } else {
        folded(left).eq(folded(right))
    }
}

/// Lexicographic order under the attribute's `caseExact`.
pub(crate) fn order(left: &str, right: &str, case_exact: bool) -> Ordering {
    if case_exact {
        left.cmp(right)
    } else {
        folded(left).cmp(folded(right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fold_lowers_every_script() {
        assert_eq!(fold("ÄÖÜ Straße ΣΑΣ"), "äöü straße σασ");
    }

    #[test]
    fn fold_is_idempotent() {
        for text in ["İstanbul", "ǅ", "BJENSEN", "ΑΣ"] {
            assert_eq!(fold(&fold(text)), fold(text), "{text}");
        }
    }

    #[test]
    fn equality_respects_case_exact() {
        assert!(equal("Bob", "bOB", false));
        assert!(!equal("Bob", "bOB", true));
        // The Kelvin sign is not ASCII, its lower case is.
        assert!(equal("\u{212a}", "K", false));
    }
}
