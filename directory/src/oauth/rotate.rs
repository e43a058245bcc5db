//! Replacing the secret of a client: both are good for a while, so that no request falls between
//! them. The client stays what it is, with its id.

use std::time::Duration;

use chrono::{DateTime, Utc};
use scim::Change;
use store::oauth_clients::{self, NewSecret};
use store::{ClientId, TenantTx, UseCase};

use super::issue::subject;
use crate::audit::{Draft, Operation};
use crate::representation::timestamp;
use crate::tokens::rotate::{life_of, next_end};
use crate::tokens::secret::Secret;
use crate::tokens::{self, Expiry, TokenState};
use crate::{Caller, Directory, Error};

/// How the secret of a client is to be replaced by another.
#[derive(Clone, Copy, Debug)]
pub struct Rotation {
    /// How often it was replaced before, where a page says so: sending that page's form twice then
    /// replaces it once. `None` for whatever it is now.
    pub after: Option<u32>,
    /// How long the old secret goes on; zero ends it at once.
    pub overlap: Duration,
    /// When the client ends; `None` for as long a life again as was chosen for it.
    pub expires: Option<Expiry>,
}

pub(super) struct Rotate {
    directory: Directory,
    caller: Caller,
    id: ClientId,
    rotation: Rotation,
    last_four: String,
    secret_hash: Vec<u8>,
}

impl Rotate {
    pub(super) fn new(
        directory: Directory,
        caller: Caller,
        id: ClientId,
        rotation: Rotation,
        secret: &Secret,
    ) -> Self {
        Self {
            directory,
            caller,
            id,
            rotation,
            last_four: secret.last_four().to_owned(),
            secret_hash: secret.hash(),
        }
    }

    /// Refuses what cannot be rotated, or not from what a page showed.
    fn check(&self, client: &oauth_clients::Record, now: DateTime<Utc>) -> Result<(), Error> {
        let before = client.rotations.unsigned_abs();
        if self.rotation.after.is_some_and(|after| after != before) {
            return Err(rotated_before());
        }
        if tokens::state(client.revoked_at, client.expires_at, now) != TokenState::Live {
            return Err(Error::NotFound);
        }
        if client.secret_hash.is_none() {
            let message = "This client has no secret to rotate: it proves itself by its own keys. \
                           Issue another client for other keys, and revoke this one.";
            return Err(Error::invalid("overlap", message));
        }
        let old = client.old_secret.as_ref();
        if old.is_some_and(|old| now < old.ends_at) {
            let message = "Two secrets of this client work already: end the old one first.";
            return Err(Error::invalid("overlap", message));
        }
        Ok(())
    }

    fn next(&self, client: &oauth_clients::Record, now: DateTime<Utc>) -> Result<NewSecret, Error> {
        let life = life_of(
            client.rotated_at.unwrap_or(client.created_at),
            client.expires_at,
        );
        // What the old secret was to end with, it still ends with.
        let most = now + self.rotation.overlap;
        let old_ends_at = client.expires_at.map_or(most, |end| end.min(most));
        Ok(NewSecret {
            hash: self.secret_hash.clone(),
            last_four: self.last_four.clone(),
            made_at: now,
            expires_at: next_end(&self.caller, self.rotation.expires, life, now)?,
            old_ends_at,
        })
    }
}

fn changes(before: &oauth_clients::Record, next: &NewSecret) -> Vec<Change> {
    let told = |end: Option<DateTime<Utc>>| end.map_or_else(|| "never".to_owned(), timestamp);
    let mut changes = vec![Change::added(
        "old_secret_ends_at",
        timestamp(next.old_ends_at),
    )];
    if before.expires_at != next.expires_at {
        let (before, after) = (told(before.expires_at), told(next.expires_at));
        changes.push(Change::replaced("expires_at", before, after));
    }
    changes
}

fn rotated_before() -> Error {
    Error::Conflict {
        attribute: "secret",
        detail: "This secret was rotated already, and the new one has been shown once.".to_owned(),
    }
}

impl UseCase for Rotate {
    type Output = oauth_clients::Record;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<oauth_clients::Record, Error> {
        let now = self.directory.now();
        let clients = tx.oauth_clients();
        let before = clients.get(self.id).await?.ok_or(Error::NotFound)?;
        self.check(&before, now)?;
        let next = self.next(&before, now)?;
        if !clients.rotate(self.id, before.rotations, &next).await? {
            return Err(rotated_before());
        }
        let draft = Draft::new(Operation::ClientRotate)
            .subject(subject(&before))
            .changes(changes(&before, &next));
        let event = draft.finish(&self.caller, self.directory.clockwork());
        tx.audit().insert(&event).await?;
        clients.get(self.id).await?.ok_or(Error::NotFound)
    }
}
