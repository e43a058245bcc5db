//! Reports of secrets that were found where they must not be.
//!
//! Whoever has a secret could use it, so nobody has to prove more than that they have it: a token
//! that is reported is revoked at once.

use sha2::{Digest, Sha256};
use store::Tenant;

use super::Tokens;
use super::revoke::Revoke;
use super::secret::{Form, Secret, hex};
use crate::caller::Authority;
use crate::oauth::end_secret::EndSecret;
use crate::oauth::{self, CLIENT_PREFIX};
use crate::{Actor, ActorKind, Caller, Error, Request};

/// Secrets in one report at most.
pub const MAX_REPORTED: usize = 100;
/// Characters that are kept of the place where one was found.
const LONGEST_PLACE: usize = 300;
/// What reports are counted by, beside the address they come from.
const THROTTLED_AS: &str = "leak report";

/// A secret that was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The text that looks like one.
    pub secret: secrecy::SecretString,
    /// Where it was found, as far as that is told.
    pub place: Option<String>,
}

/// What became of a secret that was reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Hexadecimal SHA-256 of the reported text, so that no answer repeats a secret.
    pub hash: String,
    /// Whether it is one that was ever issued here; it works no longer.
    pub known: bool,
}

impl Tokens<'_> {
    /// Revokes the tokens and clients of these secrets, and says of each whether there was one. Of a
    /// client whose secret was replaced by another since, only the old one ends.
    ///
    /// # Errors
    /// [`Error::Limited`] after too many reports from one address.
    pub async fn report_leaked(
        &self,
        found: &[Found],
        request: &Request,
    ) -> Result<Vec<Verdict>, Error> {
        let now = self.0.now();
        self.0.throttle().attempt(THROTTLED_AS, request.ip, now)?;
        let mut verdicts = Vec::with_capacity(found.len());
        for found in found.iter().take(MAX_REPORTED) {
            let text = crate::directory::reveal(&found.secret);
            verdicts.push(Verdict {
                hash: hex(&Sha256::digest(text.as_bytes())),
                known: self.end_leaked(found, request).await?,
            });
        }
        Ok(verdicts)
    }

    async fn end_leaked(&self, found: &Found, request: &Request) -> Result<bool, Error> {
        let text = crate::directory::reveal(&found.secret);
        let why = found.why();
        if let Ok(secret) = Secret::parse(text) {
            return self.end_token(&secret, why, request).await;
        }
        match Secret::parse_as(Form::Client, text) {
            Ok(secret) => self.end_client(&secret, why, request).await,
            Err(_) => Ok(false),
        }
    }

    async fn end_token(
        &self,
        secret: &Secret,
        why: String,
        request: &Request,
    ) -> Result<bool, Error> {
        let found = self.0.store().system().token(secret.public_id()).await?;
        let Some((record, tenant)) =
            found.filter(|(record, _)| secret.matches(&record.secret_hash))
        else {
            return Ok(false);
        };
        let caller = reporter(tenant, request);
        let revoke = Revoke::one(self.0.clone(), caller.clone(), record.id).because(why);
        self.0.write(&caller, revoke).await?;
        Ok(true)
    }

    async fn end_client(
        &self,
        secret: &Secret,
        why: String,
        request: &Request,
    ) -> Result<bool, Error> {
        let client_id = format!("{CLIENT_PREFIX}{}", secret.public_id());
        let found = self.0.store().system().oauth_client(&client_id).await?;
        let Some((record, tenant)) = found else {
            return Ok(false);
        };
        let caller = reporter(tenant, request);
        let is = |hash: &Vec<u8>| secret.matches(hash);
        if record.secret_hash.as_ref().is_some_and(is) {
            let revoke = oauth::revoke::Revoke::new(self.0.clone(), caller.clone(), record.id);
            self.0.write(&caller, revoke.because(why)).await?;
            return Ok(true);
        }
        if record.old_secret.is_some_and(|old| is(&old.hash)) {
            let end = EndSecret::new(self.0.clone(), caller.clone(), record.id);
            let end = end.after(record.rotations.unsigned_abs()).because(why);
            self.0.write(&caller, end).await?;
            return Ok(true);
        }
        Ok(false)
    }
}

impl Found {
    /// What the log says of it.
    fn why(&self) -> String {
        let place = self.place.as_deref().map(printable).unwrap_or_default();
        if place.is_empty() {
            "the secret was reported as found in the open".to_owned()
        } else {
            format!("the secret was reported as found at {place}")
        }
    }
}

/// Whoever reported it, in the log of the tenant whose secret it was.
fn reporter(tenant: Tenant, request: &Request) -> Caller {
    let actor = Actor {
        kind: ActorKind::System,
        id: None,
        label: Some(THROTTLED_AS.to_owned()),
        token_prefix: None,
    };
    Caller::new(tenant, actor, Authority::Operator, request.clone())
}

fn printable(place: &str) -> String {
    let characters = place.chars().filter(|character| !character.is_control());
    characters.take(LONGEST_PLACE).collect()
}
