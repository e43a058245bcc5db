//! What a request would be refused with.

use scim::ScimType;

use crate::Error;

/// A refusal as its sender would be told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// Of RFC 7644 table 9.
    pub scim_type: Option<ScimType>,
    /// What to change, in one line.
    pub detail: String,
    /// The attribute whose value somebody else has, where that is why.
    pub(super) unique: Option<String>,
}

impl From<&Error> for Refusal {
    fn from(error: &Error) -> Self {
        let unique = match error {
            Error::Conflict {
                attribute: "userName",
                ..
            } => Some("userName".to_owned()),
            Error::Scim(scim::Error {
                kind: ScimType::Uniqueness,
                path,
                ..
            }) => path.clone(),
            _ => None,
        };
        Self {
            status: error.status(),
            scim_type: error.scim_type(),
            detail: error.detail(),
            unique,
        }
    }
}
