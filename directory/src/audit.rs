//! The audit log: every request and every change, with what it really did.

mod chain;
mod erase;
mod event;
pub mod evidence;
mod export;
mod journal;
mod manifest;
mod marks;
pub mod mask;
mod operation;
mod pull;
mod purge;
mod read;
mod rebuild;
pub mod redact;
pub mod retention;
mod scan;
mod seal;
pub(crate) mod stage;
pub(crate) mod table;
mod tail;
pub mod verify;
pub mod wire;

use store::Tenant;

pub use self::erase::Erased;
pub use self::event::Outcome;
pub use self::export::{Format, Shape};
pub use self::operation::Operation;
pub use self::pull::Pulled;
pub use self::read::{EventPage, History};
pub use self::rebuild::Rebuilt;
pub use self::tail::Tail;
pub use store::audit::{Buckets, Event, Query, Retention};

pub(crate) use self::event::{Draft, Subject};
pub(crate) use self::journal::{Journal, Write};
pub(crate) use self::redact::folded as folded_name;
pub(crate) use self::seal::seal_within;

use crate::{Caller, Directory, Error};

/// The use cases on the audit log.
pub struct Audit<'d>(pub(crate) &'d Directory);

impl Audit<'_> {
    /// Makes a refusal durable; call it before the refusal is answered.
    pub async fn refused(
        &self,
        caller: &Caller,
        operation: Operation,
        error: &Error,
    ) -> Result<(), Error> {
        self.write(caller, Draft::refusal(operation, error)).await
    }

    /// A refusal that has no [`Error`] of its own: an unknown path, a wrong method, a body too
    /// large.
    pub async fn refused_with(
        &self,
        caller: &Caller,
        operation: Operation,
        status: u16,
        detail: &str,
    ) -> Result<(), Error> {
        let outcome = if status >= 500 {
            Outcome::ServerError
        } else {
            Outcome::ClientError
        };
        let draft = Draft::new(operation)
            .status(status)
            .outcome(outcome)
            .detail(detail);
        self.write(caller, draft).await
    }

    /// Notes that discovery was read with a tenant's credential.
    pub async fn discovery_read(&self, caller: &Caller) -> Result<(), Error> {
        self.0
            .record_read(caller, Draft::new(Operation::DiscoveryRead).status(200))
            .await
    }

    /// Writes an event that stands on its own.
    pub(crate) async fn write(&self, caller: &Caller, draft: Draft) -> Result<(), Error> {
        let event = draft.finish(caller, self.0.clockwork());
        self.0
            .store()
            .write(
                caller.tenant(),
                Write {
                    events: vec![event],
                },
            )
            .await
    }

    /// Writes the refusal of a credential: the first of an address at once, those that follow
    /// within a minute as one event with a count.
    pub(crate) async fn credential_refused(
        &self,
        caller: &Caller,
        draft: Draft,
    ) -> Result<(), Error> {
        let event = draft.finish(caller, self.0.clockwork());
        let tenant: &Tenant = caller.tenant();
        if self.0.journal().count(tenant, caller.request().ip, &event) {
            self.0
                .store()
                .write(
                    tenant,
                    Write {
                        events: vec![event],
                    },
                )
                .await?;
        }
        Ok(())
    }
}
