//! Tokens and OAuth clients.

use super::{segment, tenant};
use crate::model::connect::Provider;
use crate::model::credential::CredentialKind;

pub fn tokens(slug: &str) -> String {
    format!("{}/tokens", tenant(slug))
}

pub fn token_new(slug: &str) -> String {
    format!("{}/new", tokens(slug))
}

/// The form of a token for an identity provider.
pub fn token_new_for(slug: &str, provider: Provider) -> String {
    format!("{}?for={}", token_new(slug), provider.word())
}

pub fn token(slug: &str, id: &str) -> String {
    format!("{}/{}", tokens(slug), segment(id))
}

pub fn token_rotate(slug: &str, id: &str) -> String {
    format!("{}/rotate", token(slug, id))
}

pub fn token_revoke(slug: &str, id: &str) -> String {
    format!("{}/revoke", token(slug, id))
}

pub fn clients(slug: &str) -> String {
    format!("{}/clients", tokens(slug))
}

pub fn client_new(slug: &str) -> String {
    format!("{}/new", clients(slug))
}

pub fn client(slug: &str, id: &str) -> String {
    format!("{}/{}", clients(slug), segment(id))
}

/// The page of a token or of an OAuth client.
pub fn credential(slug: &str, kind: CredentialKind, id: &str) -> String {
    match kind {
        CredentialKind::Token => token(slug, id),
        CredentialKind::Client => client(slug, id),
    }
}

pub fn client_rotate(slug: &str, id: &str) -> String {
    format!("{}/rotate", client(slug, id))
}

/// The form that ends the old secret of a client.
pub fn client_end_secret(slug: &str, id: &str) -> String {
    format!("{}/end-secret", client(slug, id))
}

pub fn client_revoke(slug: &str, id: &str) -> String {
    format!("{}/revoke", client(slug, id))
}
