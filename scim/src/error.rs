//! What the client did wrong, in the words of RFC 7644 §3.12 table 9.

use serde_json::Value;
use std::fmt::{self, Write as _};

/// Longest piece of a client's own text that a message repeats.
const ECHO: usize = 80;

/// The `scimType` of a refusal (RFC 7644 §3.12 table 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ScimType {
    /// The filter is not well-formed, or compares an attribute in a way its type does not allow.
    InvalidFilter,
    /// The request yields more results than the server is willing to work on.
    TooMany,
    /// A value that must be unique is in use.
    Uniqueness,
    /// The change is not compatible with the attribute's mutability.
    Mutability,
    /// The body's structure is not that of the message it should be.
    InvalidSyntax,
    /// The `path` of a PATCH operation is malformed or names no attribute.
    InvalidPath,
    /// The `path` names nothing that exists.
    NoTarget,
    /// A required value is missing, or a value does not fit its attribute.
    InvalidValue,
    /// The SCIM protocol version is not supported.
    InvalidVers,
    /// The request carried sensitive information in its URI.
    Sensitive,
    /// The cursor is none of this server's, or not of this query (RFC 9865 §2.1).
    InvalidCursor,
}

impl ScimType {
    /// The spelling on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidFilter => "invalidFilter",
            Self::TooMany => "tooMany",
            Self::Uniqueness => "uniqueness",
            Self::Mutability => "mutability",
            Self::InvalidSyntax => "invalidSyntax",
            Self::InvalidPath => "invalidPath",
            Self::NoTarget => "noTarget",
            Self::InvalidValue => "invalidValue",
            Self::InvalidVers => "invalidVers",
            Self::Sensitive => "sensitive",
            Self::InvalidCursor => "invalidCursor",
        }
    }
}

impl fmt::Display for ScimType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A refusal: the only way in which this crate fails.
///
/// `detail` is one line that names the attribute by its wire path, says what was found there and
/// what to send instead. It repeats at most 80 characters of the client's input, with control
/// characters escaped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct Error {
    /// The `scimType` of the answer.
    pub kind: ScimType,
    /// The `detail` of the answer.
    pub detail: String,
    /// The wire path of the attribute at fault, when there is one.
    pub path: Option<String>,
}

impl Error {
    /// A refusal of the request as a whole.
    pub fn new(kind: ScimType, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            path: None,
        }
    }

    /// A refusal because of one attribute, named by its wire path.
    pub fn at(kind: ScimType, path: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            path: Some(path.into()),
        }
    }

    /// The HTTP status: 409 for uniqueness, 400 for everything else (RFC 7644 §3.12).
    pub fn status(&self) -> u16 {
        match self.kind {
            ScimType::Uniqueness => 409,
            _ => 400,
        }
    }
}

/// The client's own text, safe to repeat in a message: quoted, shortened, one line.
pub(crate) fn echo(text: &str) -> String {
    let mut out = String::from("\"");
    for (count, character) in text.chars().enumerate() {
        if count == ECHO {
            out.push('…');
            break;
        }
        if character.is_control() {
            // Writing to a String cannot fail.
            let _ = write!(out, "\\u{:04x}", u32::from(character));
        } else {
            out.push(character);
        }
    }
    out.push('"');
    out
}

/// The kind of a JSON value, in the words of a message.
pub(crate) fn found(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn echo_is_short_and_on_one_line() {
        let text = format!("a\nb\u{0}{}", "x".repeat(200));
        let echoed = echo(&text);
        assert!(echoed.starts_with("\"a\\u000ab\\u0000xx"));
        assert!(echoed.chars().count() < 100);
    }

    #[test]
    fn uniqueness_is_a_conflict_and_the_rest_bad_requests() {
        assert_eq!(Error::new(ScimType::Uniqueness, "taken").status(), 409);
        assert_eq!(Error::new(ScimType::InvalidPath, "no").status(), 400);
    }
}
