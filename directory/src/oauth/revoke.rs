//! Revoking a client.

use scim::Change;
use store::{ClientId, TenantTx, UseCase};

use super::issue::subject;
use crate::audit::{Draft, Operation};
use crate::representation::timestamp;
use crate::{Caller, Directory, Error};

/// Ends a client, with the event that says so.
pub(crate) struct Revoke {
    directory: Directory,
    caller: Caller,
    id: ClientId,
    why: Option<String>,
}

impl Revoke {
    pub(crate) fn new(directory: Directory, caller: Caller, id: ClientId) -> Self {
        Self {
            directory,
            caller,
            id,
            why: None,
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

impl UseCase for Revoke {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<(), Error> {
        let now = self.directory.now();
        let record = tx.oauth_clients().get(self.id).await?;
        let record = record.ok_or(Error::NotFound)?;
        let draft = Draft::new(Operation::ClientRevoke).subject(subject(&record));
        // Revoking what is revoked succeeds, and the log says that nothing changed.
        let draft = if tx.oauth_clients().revoke(self.id, now).await? {
            draft
                .changes(vec![Change::added("revoked_at", timestamp(now))])
                .because(self.why.as_deref())
        } else {
            draft
                .changes(Vec::new())
                .detail("the client was revoked before")
        };
        let event = draft.finish(&self.caller, self.directory.clockwork());
        tx.audit().insert(&event).await?;
        Ok(())
    }
}
