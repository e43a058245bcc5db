//! What names a tenant in URLs.

use std::str::FromStr;

use crate::Error;

/// Slugs that would look like routes of the server.
const RESERVED: &[&str] = &[
    "new", "setup", "scim", "api", "static", "pkg", "healthz", "readyz", "metrics", "login",
    "logout", "account", "tenants", "invite", "help", "operator",
];

/// The name of a tenant in URLs: 2 to 40 lower-case letters, digits and inner hyphens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slug(String);

impl Slug {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Slug {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let form = (2..=40).contains(&text.len())
            && text.chars().all(allowed)
            && !text.starts_with('-')
            && !text.ends_with('-');
        if !form {
            return Err(
                "Use 2 to 40 lower-case letters, digits and hyphens, such as acme.".to_owned(),
            );
        }
        if RESERVED.contains(&text) {
            return Err(format!(
                "{text} is a name of the server's own. Choose another."
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

pub(crate) fn slug_taken() -> Error {
    Error::invalid("slug", "Another tenant has this slug. Choose another.")
}

#[cfg(test)]
mod tests {
    use super::Slug;

    #[test]
    fn a_slug_is_plain_and_not_a_route() {
        for (text, fine) in [
            ("acme", true),
            ("a1-b2", true),
            ("a", false),
            ("-acme", false),
            ("acme-", false),
            ("Acme", false),
            ("ac me", false),
            ("login", false),
            (&"a".repeat(41), false),
        ] {
            assert_eq!(text.parse::<Slug>().is_ok(), fine, "{text}");
        }
    }
}
