//! Ending the old secret of a client before its time.

use scim::Change;
use store::{ClientId, TenantTx, UseCase};

use super::issue::subject;
use crate::audit::{Draft, Operation};
use crate::representation::timestamp;
use crate::{Caller, Directory, Error};

/// Ends the secret that another one replaced, with the event that says so.
pub(crate) struct EndSecret {
    directory: Directory,
    caller: Caller,
    id: ClientId,
    /// After how many rotations it is the old secret; whichever it is, where nobody says.
    after: Option<u32>,
    why: Option<String>,
}

impl EndSecret {
    pub(crate) fn new(directory: Directory, caller: Caller, id: ClientId) -> Self {
        Self {
            directory,
            caller,
            id,
            after: None,
            why: None,
        }
    }

    /// The secret that is the old one after so many rotations, and no later one.
    pub(crate) fn after(self, rotations: u32) -> Self {
        Self {
            after: Some(rotations),
            ..self
        }
    }

    /// The same, with what its event says of the reason.
    pub(crate) fn because(self, why: String) -> Self {
        Self {
            why: Some(why),
            ..self
        }
    }
}

impl UseCase for EndSecret {
    /// Whether one ended.
    type Output = bool;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<bool, Error> {
        let now = self.directory.now();
        let clients = tx.oauth_clients();
        let client = clients.get(self.id).await?.ok_or(Error::NotFound)?;
        let is_meant = self
            .after
            .is_none_or(|after| after == client.rotations.unsigned_abs());
        let ended = is_meant
            && clients
                .end_old_secret(self.id, client.rotations, now)
                .await?;
        let draft = Draft::new(Operation::ClientEndSecret).subject(subject(&client));
        // Ending what has ended succeeds, and the log says that nothing changed.
        let draft = match &client.old_secret {
            Some(old) if ended => {
                let (before, after) = (timestamp(old.ends_at), timestamp(now));
                draft
                    .changes(vec![Change::replaced("old_secret_ends_at", before, after)])
                    .because(self.why.as_deref())
            }
            _ => draft.changes(Vec::new()).detail(if is_meant {
                "no old secret of the client works"
            } else {
                "the client was rotated meanwhile: the secret that was meant has ended"
            }),
        };
        let event = draft.finish(&self.caller, self.directory.clockwork());
        tx.audit().insert(&event).await?;
        Ok(ended)
    }
}
