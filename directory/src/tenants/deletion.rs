//! The end of a tenant at the wish of its owners: a week in which it stands still and they can take
//! it back, and then for good.

use chrono::{DateTime, TimeDelta, Utc};
use scim::Change;
use store::{SystemTx, SystemUseCase};

use super::delete::{Delete, under_hold};
use super::{Tenants, subject};
use crate::audit::{Draft, Operation};
use crate::operators::Operator;
use crate::representation::timestamp;
use crate::{Caller, Channel, Directory, Error, Permission, Request, mail};

/// How long owners can take it back.
pub const PENDING: TimeDelta = TimeDelta::days(7);

impl Tenants<'_> {
    /// Wants the caller's tenant deleted in [`PENDING`]. From its next request on it stands still:
    /// tokens are refused, members read. Answers when it will be gone.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `slug` when `typed` is another than the tenant's, and under a legal
    /// hold; [`Error::ToBeDeleted`] when that was wanted before; [`Error::ProofNeeded`].
    pub async fn schedule_deletion(
        &self,
        caller: &Caller,
        typed: &str,
    ) -> Result<DateTime<Utc>, Error> {
        caller.require(Permission::ManageTenant)?;
        let now = self.0.now();
        caller.require_proof(now)?;
        let slug = caller.tenant().slug();
        if typed.trim() != slug {
            let message = format!("Type the tenant's short name exactly: {slug}");
            return Err(Error::invalid("slug", message));
        }
        let due = now + PENDING;
        let schedule = Schedule {
            directory: self.0.clone(),
            caller: caller.clone(),
            due: Some(due),
        };
        self.0.store().write_system(schedule).await?;
        Ok(due)
    }

    /// Takes that back: the tenant goes on with its next request. An event says so also when there
    /// was nothing to take back.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for who is no owner.
    pub async fn cancel_deletion(&self, caller: &Caller) -> Result<(), Error> {
        // What else changes a tenant that stands still is refused; this is how it goes on.
        if !caller.may(Permission::ManageTenant) {
            return Err(Error::Forbidden(Permission::ManageTenant));
        }
        let cancel = Schedule {
            directory: self.0.clone(),
            caller: caller.clone(),
            due: None,
        };
        self.0.store().write_system(cancel).await
    }
}

impl Directory {
    /// Deletes the tenants whose time has come. One that came under legal hold meanwhile waits.
    ///
    /// # Errors
    /// Those of the database; what was not deleted is tried again.
    pub async fn delete_due_tenants(&self) -> Result<(), Error> {
        for tenant in self.store().system().due_tenants(self.now()).await? {
            let request = Request::local(self.request_id(), Channel::Job);
            let delete = Delete {
                directory: self.clone(),
                slug: tenant.slug().to_owned(),
                operator: Operator::on_the_machine(request),
                only_if_due: true,
            };
            match self.store().write_system(delete).await {
                Ok(()) => tracing::info!(
                    tenant = tenant.slug(),
                    "a tenant was deleted as its owners wanted"
                ),
                // Taken back, deleted by somebody else, or held.
                Err(Error::NotFound | Error::Invalid(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

struct Schedule {
    directory: Directory,
    caller: Caller,
    due: Option<DateTime<Utc>>,
}

impl SystemUseCase for Schedule {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<(), Error> {
        let tenant = self.caller.tenant();
        let scope = tx.tenant(tenant);
        if self.due.is_some() && scope.audit().retention_for_update().await?.legal_hold {
            return Err(under_hold());
        }
        let changed = tx.schedule_deletion(tenant, self.due).await?;
        let (operation, change) = match (self.due, tenant.deletion_due_at()) {
            (Some(_), _) if !changed => return Err(Error::ToBeDeleted),
            (Some(due), _) => {
                let change = Change::added("deletion_due_at", timestamp(due));
                (Operation::TenantScheduleDeletion, Some(change))
            }
            (None, before) => {
                let taken = before.map(|due| Change::removed("deletion_due_at", timestamp(due)));
                (Operation::TenantCancelDeletion, taken.filter(|_| changed))
            }
        };
        let draft = Draft::new(operation)
            .subject(subject(tenant))
            .changes(change.into_iter().collect());
        let event = draft.finish(&self.caller, self.directory.clockwork());
        scope.audit().insert(&event).await?;
        match self.due {
            Some(due) => mail::tenant_ends(&self.directory, &scope, &self.caller, due).await,
            None => Ok(()),
        }
    }
}
