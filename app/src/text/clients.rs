//! OAuth clients.

use crate::model::token::Verdict;

pub const TITLE: &str = "OAuth clients";
pub const LEAD: &str = "An identity provider that asks for a client id and a secret gets access tokens for an hour at a time.";
pub const ISSUE: &str = "Issue client";
pub const ISSUE_REFUSED: &str = "Your role is auditor. Owners and admins can issue clients.";
pub const REVOKE_REFUSED: &str = "Your role is auditor. Owners and admins can revoke clients.";
pub const LIST_CAPTION: &str = "OAuth clients of this tenant, active ones first";
pub const SWITCHED_OFF: &str =
    "Clients are not let in: OAuth client credentials are switched off in the settings.";
pub const TO_SETTINGS: &str = "Open the settings";
/// The way from the list of tokens.
pub const FROM_TOKENS: &str =
    "For identity providers that ask for a client id and a secret instead of a token:";

pub const TOO_LONG: &str = "longer than this tenant lets clients live: rotate it";
/// Of a client with keys, which has no secret to rotate.
pub const TOO_LONG_KEYS: &str = "longer than this tenant lets clients live: issue another one";
pub const ROTATING: &str = "secret being rotated";

pub const EMPTY_TITLE: &str = "No client yet";
pub const EMPTY_TEXT: &str = "Most identity providers need none: a token is enough for them.";
pub const ALL_TOKENS: &str = "All tokens";

pub const CLIENT_ID: &str = "Client id";
pub const SECRET: &str = "Client secret";
pub const ENDPOINT: &str = "Token endpoint";
pub const COPY_ID: &str = "Copy client id";
pub const COPY_SECRET: &str = "Copy client secret";
pub const COPY_ENDPOINT: &str = "Copy token endpoint";

pub const PROOF: &str = "Proves itself by";
pub const KEYS: &str = "Public keys";
pub const KEYS_HINT: &str = "A JWKS document, for a client that signs assertions with a key of its own (private_key_jwt): RSA of 2048 bits or more, EC P-256 or Ed25519. Such a client gets no secret.";
pub const KEYS_STAY: &str =
    "It has no secret to rotate. For another key, issue another client and revoke this one.";
pub const ISSUED_KEYS: &str = "The client has no secret: it signs its assertions with the key that belongs to one of its public keys.";

pub const NEW_TITLE: &str = "Issue OAuth client";
pub const NEW_LEAD: &str =
    "The secret is shown once, right after this form; with public keys there is none.";
pub const NAME_HINT: &str =
    "How you will recognise it, like entra-2026-11. Letters, digits, dots, hyphens, underscores.";
pub const NEVER_WARNING: &str =
    "A client without an end stays valid until someone remembers to revoke it.";

pub const OPEN: &str = "Open the client";
pub const ISSUED_ONCE: &str =
    "Copy the secret now. You will not see it again. If you lose it, rotate it.";
pub const TRY_TEXT: &str = "This asks for an access token, and shows it.";

pub const RECENT: &str = "Last requests";
pub const NO_RECENT: &str = "No request has used this client yet.";
pub const ALL_REQUESTS: &str = "All requests of this client";

pub const REVOKE_EFFECT: &str = "Revoking ends it and every access token that it was given, at once and for good. What still uses them is answered with 401 from then on.";

pub const ROTATE_REFUSED: &str = "Your role is auditor. Owners and admins can rotate clients.";
pub const ROTATE_LEAD: &str = "A new secret takes over. The client keeps its id, scope, resources and addresses, and gets another life. Both secrets work until the overlap ends, so that no request is refused in between.";
pub const ROTATE_BUTTON: &str = "Make the new secret";
pub const OVERLAP_LEGEND: &str = "The old secret goes on for";
pub const OVERLAP_HINT: &str =
    "Put the new one into your identity provider in this time. You can end the old one earlier.";
pub const OVERLAP_LEAKED: &str = "For a secret that has leaked. Access tokens that it got go on for an hour at most: only revoking the client ends them too.";
pub const ROTATED_ONCE: &str =
    "Copy the new secret now. You will not see it again. The client id is the same.";
pub const OLD_ENDED: &str = "The old secret has ended.";
pub const OLD_SECRET: &str = "Old secret";
pub const NEW_SECRET: &str = "New secret";
pub const END_SECRET: &str = "End the old secret now";
pub const END_EFFECT: &str = "The old secret ends at once and for good. Who still shows it gets no access token from then on. Access tokens that it got go on for an hour at most: only revoking the client ends them too.";

pub fn issued_title(rotated: bool) -> &'static str {
    if rotated {
        "New client secret"
    } else {
        "OAuth client issued"
    }
}

pub fn end_title(name: &str) -> String {
    "End the old secret of {name}".replace("{name}", name)
}

pub fn old_ends(utc: &str) -> String {
    "The old secret goes on until {utc} UTC, or until you end it.".replace("{utc}", utc)
}

pub fn verdict(verdict: Verdict) -> String {
    let sentence = match verdict {
        Verdict::NewUnused => {
            "Nobody has used the new secret yet: put it into your identity provider."
        }
        Verdict::OldInUse { .. } => {
            "The old secret was used within the last {time}: wait until everything uses the new one."
        }
        Verdict::Safe { .. } => {
            "The new secret is in use, and the old one has been silent for {time} or longer: it can be ended."
        }
    };
    sentence.replace("{time}", &super::tokens::cycle(verdict))
}

pub fn secret(last_four: &str) -> String {
    "a secret that ends in {end}".replace("{end}", last_four)
}

pub fn count(live: u64) -> String {
    super::plural(live, "{n} active client", "{n} active clients")
}

pub fn curl(endpoint: &str, client_id: &str, secret: &str) -> String {
    format!("curl -u \"{client_id}:{secret}\" -d grant_type=client_credentials \"{endpoint}\"")
}
