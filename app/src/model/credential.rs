//! What lets an identity provider in: a SCIM token or an OAuth client.

use super::Instant;
use super::token::Expiry;

/// Which of the two something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    Token,
    Client,
}

/// A token or an OAuth client, where only that matters which somebody is let in by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    pub kind: CredentialKind,
    pub id: String,
    pub name: String,
    /// `okta`, `entra`, …; `None` when unknown.
    pub idp: Option<String>,
    pub created: Instant,
    pub expiry: Expiry,
}
