//! Replacing a token: both work for a while, so that no request falls between them.

use std::time::Duration;

use chrono::{DateTime, Utc};
use scim::Change;
use store::{Constraint, ResultExt, TenantTx, TokenId, UseCase, tokens};

use super::issue::{granted, issued_before, subject};
use super::secret::Secret;
use super::{Expiry, MAX_LIVE, Rotation, prefix};
use crate::audit::{Draft, Operation};
use crate::representation::timestamp;
use crate::tenants::LongestToken;
use crate::{Caller, Directory, Error};

pub(super) struct Rotate {
    directory: Directory,
    caller: Caller,
    name: String,
    id: TokenId,
    of: Option<TokenId>,
    overlap: Duration,
    expires: Option<Expiry>,
    public_id: String,
    last_four: String,
    secret_hash: Vec<u8>,
}

impl Rotate {
    pub(super) fn new(
        directory: Directory,
        caller: Caller,
        name: &str,
        rotation: Rotation,
        secret: &Secret,
    ) -> Self {
        Self {
            id: rotation.id.unwrap_or_else(|| directory.clockwork().id()),
            name: name.to_owned(),
            of: rotation.of,
            overlap: rotation.overlap,
            expires: rotation.expires,
            public_id: secret.public_id().to_owned(),
            last_four: secret.last_four().to_owned(),
            secret_hash: secret.hash(),
            directory,
            caller,
        }
    }

    /// The new token: what the old one was, with a secret and a life of its own.
    fn successor(&self, old: &tokens::Record) -> Result<tokens::Record, Error> {
        let now = self.directory.now();
        let life = life_of(old.created_at, old.expires_at);
        Ok(tokens::Record {
            id: self.id,
            public_id: self.public_id.clone(),
            secret_hash: self.secret_hash.clone(),
            last_four: self.last_four.clone(),
            created_at: now,
            created_by: self.caller.actor().name(),
            expires_at: next_end(&self.caller, self.expires, life, now)?,
            overlap_ends_at: None,
            last_used_at: None,
            last_used_ip: None,
            last_used_agent: None,
            use_count: 0,
            reminded_days: None,
            ..old.clone()
        })
    }

    /// Ends the old token after the overlap, and says so in an event.
    async fn end(&self, tx: &TenantTx, old: &tokens::Record) -> Result<(), Error> {
        let now = self.directory.now();
        let end = if self.overlap.is_zero() {
            tx.tokens().revoke(old.id, now).await?;
            Change::added("revoked_at", timestamp(now))
        } else {
            let end = now + self.overlap;
            tx.tokens().end_overlap(old.id, end).await?;
            Change::added("overlap_ends_at", timestamp(end))
        };
        let draft = Draft::new(Operation::TokenRotate)
            .subject(subject(old))
            .changes(vec![
                end,
                Change::added("replaced_by", prefix(&self.public_id)),
            ]);
        self.record(tx, draft).await
    }

    async fn record(&self, tx: &TenantTx, draft: Draft) -> Result<(), Error> {
        let event = draft.finish(&self.caller, self.directory.clockwork());
        tx.audit().insert(&event).await?;
        Ok(())
    }
}

/// The life that was chosen for what was made at one time and ends at another.
pub(crate) fn life_of(made_at: DateTime<Utc>, ends_at: Option<DateTime<Utc>>) -> Expiry {
    match ends_at.map(|end| (end - made_at).to_std()) {
        Some(life) => Expiry::After(life.unwrap_or_default()),
        None => Expiry::Never,
    }
}

/// When it ends once it is replaced: as is asked for, else after as long a life again, which the
/// tenant may have shortened since.
pub(crate) fn next_end(
    caller: &Caller,
    asked: Option<Expiry>,
    life: Expiry,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, Error> {
    let longest = LongestToken::of(caller.tenant())?;
    let expires = match asked {
        Some(expires) => {
            longest.permit(expires)?;
            expires
        }
        None => longest.shorten(life),
    };
    Ok(match expires {
        Expiry::After(lifetime) => Some(now + lifetime),
        Expiry::Never => None,
    })
}

impl UseCase for Rotate {
    type Output = tokens::Record;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<tokens::Record, Error> {
        // Two who rotate at once wait for each other: a name has two live tokens at most.
        tx.settings().get_for_update().await?;
        if tx.tokens().get(self.id).await?.is_some() {
            return Err(issued_before());
        }
        let now = self.directory.now();
        let mut live = tx.tokens().live_by_name(&self.name, now).await?;
        if live.len() >= MAX_LIVE {
            let message = "Two tokens of this name work already: revoke one of them first.";
            return Err(Error::invalid("name", message));
        }
        let old = live.pop().ok_or(Error::NotFound)?;
        if self.of.is_some_and(|of| of != old.id) {
            return Err(Error::NotFound);
        }
        self.end(tx, &old).await?;
        let new = self.successor(&old)?;
        tx.tokens()
            .insert(&new)
            .await
            .on_constraint(Constraint::TokenId, issued_before)?;
        let mut changes = granted(&new);
        changes.push(Change::added("replaces", prefix(&old.public_id)));
        let issued = Draft::new(Operation::TokenIssue)
            .subject(subject(&new))
            .changes(changes);
        self.record(tx, issued).await?;
        Ok(new)
    }
}
