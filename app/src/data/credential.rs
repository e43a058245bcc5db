//! What lets identity providers in, and how far each has come. No secret is in these models.

use serde_json::{Value, json};

use super::time_if;
use crate::model::Instant;
use crate::model::client::{ClientRow, Proof};
use crate::model::connect::{ConnectionState, GuideLinkRow, ProviderCard};
use crate::model::token::{Expiry, LastUse, TokenRow, TokenState};

pub(super) fn token(row: &TokenRow) -> Value {
    json!({
        "id": row.id,
        "name": row.name,
        "display": row.display,
        "scope": row.scope.word(),
        "resources": row.resources.word(),
        "state": state(&row.state),
        "created": row.created.iso,
        "created_by": row.created_by,
        "expires": expires(&row.expiry),
        "revoked": time_if(revoked(&row.state)),
        "last_used": row.last_used.as_ref().map(last_use),
    })
}

pub(super) fn client(row: &ClientRow) -> Value {
    let (proof, last_four, keys) = match &row.proof {
        Proof::Secret(last_four) => ("secret", Some(last_four), None),
        Proof::Keys(keys) => ("keys", None, Some(keys)),
    };
    json!({
        "id": row.id,
        "name": row.name,
        "client_id": row.client_id,
        "proof": proof,
        "last_four": last_four,
        "keys": keys,
        "old_secret_ends": time_if(row.old_secret_ends.as_ref()),
        "scope": row.scope.word(),
        "resources": row.resources.word(),
        "state": state(&row.state),
        "created": row.created.iso,
        "created_by": row.created_by,
        "expires": expires(&row.expiry),
        "revoked": time_if(revoked(&row.state)),
        "last_used": row.last_used.as_ref().map(last_use),
    })
}

/// How far a provider has come.
pub(super) fn connection(card: &ProviderCard) -> Value {
    let (state, waiting, last) = match &card.state {
        ConnectionState::Unused => ("unused", None, None),
        ConnectionState::Waiting { since } => ("waiting", Some(since), None),
        ConnectionState::Connected { last } => ("connected", None, Some(last)),
        ConnectionState::Ended { last } => ("ended", None, Some(last)),
    };
    json!({
        "provider": card.provider.word(),
        "state": state,
        "waiting_since": time_if(waiting),
        "last": time_if(last),
    })
}

/// A link to a guide, which is not in it.
pub(super) fn guide_link(row: &GuideLinkRow) -> Value {
    json!({
        "id": row.id,
        "created_by": row.by,
        "expires": row.until.iso,
        "tokens_issued": row.tokens_issued,
    })
}

fn state(state: &TokenState) -> &'static str {
    match state {
        TokenState::Live => "live",
        TokenState::Expired => "expired",
        TokenState::Revoked { .. } => "revoked",
    }
}

fn revoked(state: &TokenState) -> Option<&Instant> {
    match state {
        TokenState::Revoked { at, .. } => Some(at),
        TokenState::Live | TokenState::Expired => None,
    }
}

fn expires(expiry: &Expiry) -> Option<&str> {
    match expiry {
        Expiry::Never => None,
        Expiry::At { at, .. } => Some(&at.iso),
    }
}

fn last_use(used: &LastUse) -> Value {
    json!({
        "time": used.at.iso,
        "ip": used.ip,
        "user_agent": used.user_agent,
        "idp": used.idp,
    })
}
