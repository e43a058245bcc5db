//! Revoking tokens.

use scim::Change;
use store::{TenantTx, TokenId, UseCase, tokens};

use super::issue::subject;
use crate::audit::{Draft, Operation};
use crate::representation::timestamp;
use crate::{Caller, Directory, Error};

pub(super) struct Revoke {
    directory: Directory,
    caller: Caller,
    which: Which,
    why: Option<String>,
}

enum Which {
    One(TokenId),
    Named(String),
}

impl Revoke {
    pub(super) fn one(directory: Directory, caller: Caller, id: TokenId) -> Self {
        Self {
            directory,
            caller,
            which: Which::One(id),
            why: None,
        }
    }

    pub(super) fn named(directory: Directory, caller: Caller, name: String) -> Self {
        Self {
            directory,
            caller,
            which: Which::Named(name),
            why: None,
        }
    }

    /// The same, with what its event says of the reason.
    pub(super) fn because(self, why: String) -> Self {
        Self {
            why: Some(why),
            ..self
        }
    }

    async fn live(&self, tx: &TenantTx) -> Result<Vec<tokens::Record>, Error> {
        match &self.which {
            Which::One(id) => {
                let record = tx.tokens().get(*id).await?.ok_or(Error::NotFound)?;
                Ok(vec![record]
                    .into_iter()
                    .filter(|record| record.revoked_at.is_none())
                    .collect())
            }
            Which::Named(name) => {
                let live = tx.tokens().live_by_name(name, self.directory.now()).await?;
                if live.is_empty() {
                    Err(Error::NotFound)
                } else {
                    Ok(live)
                }
            }
        }
    }
}

impl UseCase for Revoke {
    /// How many tokens ended.
    type Output = usize;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<usize, Error> {
        // A rotation that is under way is waited for: what it issues ends too.
        tx.settings().get_for_update().await?;
        let now = self.directory.now();
        let live = self.live(tx).await?;
        self.require_proof_for_the_last(tx, &live).await?;
        for record in &live {
            tx.tokens().revoke(record.id, now).await?;
            let draft = Draft::new(Operation::TokenRevoke)
                .subject(subject(record))
                .changes(vec![Change::added("revoked_at", timestamp(now))])
                .because(self.why.as_deref());
            tx.audit()
                .insert(&draft.finish(&self.caller, self.directory.clockwork()))
                .await?;
        }
        if live.is_empty() {
            self.nothing_to_do(tx).await?;
        }
        Ok(live.len())
    }
}

impl Revoke {
    /// Without a live token nobody reaches the tenant any more: that asks for the password again.
    async fn require_proof_for_the_last(
        &self,
        tx: &TenantTx,
        ending: &[tokens::Record],
    ) -> Result<(), Error> {
        let now = self.directory.now();
        let list = tx.tokens().list().await?;
        let stays = |token: &tokens::Record| {
            let ends = [token.expires_at, token.overlap_ends_at];
            let over = ends.into_iter().flatten().any(|end| end <= now);
            token.revoked_at.is_none() && !over && ending.iter().all(|other| other.id != token.id)
        };
        if ending.is_empty() || list.iter().any(stays) {
            return Ok(());
        }
        self.caller.require_proof(now)
    }

    /// Revoking what is revoked succeeds, and the log says that nothing changed.
    async fn nothing_to_do(&self, tx: &TenantTx) -> Result<(), Error> {
        let draft = Draft::new(Operation::TokenRevoke)
            .changes(Vec::new())
            .detail("the token was revoked before");
        tx.audit()
            .insert(&draft.finish(&self.caller, self.directory.clockwork()))
            .await?;
        Ok(())
    }
}
