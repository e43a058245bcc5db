//! Access tokens: opaque to whoever holds them, sealed with the server's key, kept nowhere.
//!
//! `rc_access_` + URL-safe base 64 of version, scope, end, client and seal. Nobody without the key
//! can make one or change one; whether its client still works is looked up on each request
//! ([decision 0018](../../../docs/decisions/0018-sealed-access-tokens.md)).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use secrecy::SecretString;
use subtle::ConstantTimeEq;

use super::CLIENT_PREFIX;
use crate::tokens::secret::PUBLIC_ID;
use crate::{Scope, SecretKey};

/// What every access token starts with.
pub(crate) const PREFIX: &str = "rc_access_";

const PURPOSE: &[u8] = b"oauth access token";
const VERSION: u8 = 1;
const SEAL: usize = 16;
/// Version, scope, end in seconds, the random part of the client's id.
const CLAIMS: usize = 1 + 1 + 8 + PUBLIC_ID;

/// What an access token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AccessToken {
    /// The client that asked for it.
    pub(crate) client_id: String,
    /// What it may do.
    pub(crate) scope: Scope,
    /// When it ends, to the second.
    pub(crate) expires_at: DateTime<Utc>,
}

impl AccessToken {
    /// Writes it out.
    pub(crate) fn seal(&self, key: &SecretKey) -> SecretString {
        let mut bytes = Vec::with_capacity(CLAIMS + SEAL);
        bytes.extend([VERSION, scope_byte(self.scope)]);
        bytes.extend(self.expires_at.timestamp().to_be_bytes());
        bytes.extend(&self.client_id.as_bytes()[CLIENT_PREFIX.len()..]);
        let seal = key.seal(PURPOSE, &bytes);
        bytes.extend(seal);
        SecretString::from(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// Reads one that was shown; `None` when it was not made here, or was changed.
    pub(crate) fn open(text: &str, key: &SecretKey) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?;
        let (claims, seal) = bytes.split_at_checked(CLAIMS)?;
        if !bool::from(key.seal(PURPOSE, claims).ct_eq(seal)) {
            return None;
        }
        let [version, scope, rest @ ..] = claims else {
            return None;
        };
        let (end, client) = rest.split_at_checked(8)?;
        let end = i64::from_be_bytes(end.try_into().ok()?);
        let scope = Scope::ALL
            .into_iter()
            .find(|one| scope_byte(*one) == *scope)?;
        (*version == VERSION).then_some(Self {
            client_id: format!("{CLIENT_PREFIX}{}", std::str::from_utf8(client).ok()?),
            scope,
            expires_at: DateTime::from_timestamp(end, 0)?,
        })
    }
}

fn scope_byte(scope: Scope) -> u8 {
    match scope {
        Scope::Read => b'r',
        Scope::Write => b'w',
        Scope::AuditRead => b'a',
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use secrecy::ExposeSecret;

    use super::{AccessToken, PREFIX};
    use crate::{Scope, SecretKey};

    fn token() -> AccessToken {
        AccessToken {
            client_id: format!("rc_client_{}", "x".repeat(22)),
            scope: Scope::Read,
            expires_at: DateTime::from_timestamp(1_795_262_400, 0).unwrap(),
        }
    }

    #[test]
    fn what_was_sealed_is_read_by_the_same_key_only() {
        let (key, other) = (SecretKey::generate(), SecretKey::generate());
        let sealed = token().seal(&key);
        let text = sealed.expose_secret();
        assert_eq!(text.len(), PREFIX.len() + 64);
        assert_eq!(AccessToken::open(text, &key), Some(token()));
        assert_eq!(AccessToken::open(text, &other), None);
    }

    #[test]
    fn one_changed_character_opens_nothing() {
        let key = SecretKey::generate();
        let sealed = token().seal(&key);
        let text = sealed.expose_secret();
        for at in 0..text.len() {
            let mut changed = text.to_owned();
            let other = if &text[at..=at] == "A" { "B" } else { "A" };
            changed.replace_range(at..=at, other);
            assert_eq!(AccessToken::open(&changed, &key), None, "at {at}");
        }
        for text in [
            "",
            PREFIX,
            "rc_access_AAAA",
            &text[..text.len() - 1],
            &format!("{text}AAAA"),
            &format!("{text}="),
        ] {
            assert_eq!(AccessToken::open(text, &key), None, "{text}");
        }
    }
}
