//! A sign-in that is under way: what the browser carries to the provider and back, sealed, in a
//! cookie. The server keeps nothing of it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use directory::{Directory, TenantId};
use serde::{Deserialize, Serialize};

/// How long somebody may take at the provider.
pub(crate) const LIFETIME: TimeDelta = TimeDelta::minutes(10);
/// What it is sealed for.
const PURPOSE: &str = "openid attempt";
/// Longer ones lead to the first page: a cookie has 4 KiB.
const LONGEST_NEXT: usize = 1_000;

/// What is remembered of a sign-in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Attempt {
    pub(crate) tenant: TenantId,
    pub(crate) slug: String,
    pub(crate) state: String,
    pub(crate) nonce: String,
    /// Of PKCE (RFC 7636).
    pub(crate) verifier: String,
    /// A checked local path to go to afterwards.
    pub(crate) next: Option<String>,
    began: DateTime<Utc>,
    /// The session that is to be confirmed, by the hash of its id; `None` to begin one.
    pub(crate) session: Option<String>,
}

impl Attempt {
    /// Begins one. `unguessable` makes 128 random bits.
    pub(crate) fn begin(
        tenant: TenantId,
        slug: &str,
        next: Option<String>,
        session: Option<String>,
        now: DateTime<Utc>,
        unguessable: impl Fn() -> String,
    ) -> Self {
        Self {
            tenant,
            slug: slug.to_owned(),
            state: unguessable(),
            nonce: unguessable(),
            verifier: format!("{}{}", unguessable(), unguessable()),
            next: next.filter(|next| next.len() <= LONGEST_NEXT),
            began: now,
            session,
        }
    }

    /// For the cookie.
    pub(crate) fn seal(&self, directory: &Directory) -> Result<String, directory::Error> {
        // Plain values: writing them as JSON does not fail.
        let plain = serde_json::to_vec(self).unwrap_or_default();
        let sealed = directory.seal(PURPOSE, &plain)?;
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// From the cookie; `None` when it was not made here. It may be over: see [`Self::is_over`].
    pub(crate) fn open(directory: &Directory, cookie: &str) -> Option<Self> {
        let sealed = URL_SAFE_NO_PAD.decode(cookie).ok()?;
        let plain = directory.unseal(PURPOSE, &sealed)?;
        serde_json::from_slice(&plain).ok()
    }

    /// Whether somebody took too long.
    pub(crate) fn is_over(&self, now: DateTime<Utc>) -> bool {
        now - self.began >= LIFETIME
    }
}
