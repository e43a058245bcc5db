//! Suspending a tenant, and letting it go on.

use scim::Change;
use store::{SystemTx, SystemUseCase};

use super::subject;
use crate::audit::{Draft, Operation};
use crate::operators::Operator;
use crate::representation::timestamp;
use crate::{Directory, Error};

pub(super) struct Suspend {
    pub(super) directory: Directory,
    pub(super) slug: String,
    pub(super) operator: Operator,
    pub(super) why: Option<String>,
    pub(super) suspended: bool,
}

impl SystemUseCase for Suspend {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<(), Error> {
        let tenant = tx.tenant_by_slug(&self.slug).await?;
        let tenant = tenant.ok_or(Error::NotFound)?;
        let before = tenant.suspended_at();
        let after = self.suspended.then(|| self.directory.now());
        let operation = if self.suspended {
            Operation::TenantSuspend
        } else {
            Operation::TenantResume
        };
        let caller = self.operator.in_tenant(tenant.clone());
        let changed = tx.suspend_tenant(&tenant, after).await?;
        let change = match (before, after) {
            (_, Some(at)) => Some(Change::added("suspended_at", timestamp(at))),
            (Some(at), None) => Some(Change::removed("suspended_at", timestamp(at))),
            (None, None) => None,
        };
        let draft = Draft::new(operation)
            .subject(subject(&tenant))
            .changes(change.filter(|_| changed).into_iter().collect())
            .because(self.why.as_deref());
        let event = draft.finish(&caller, self.directory.clockwork());
        tx.tenant(&tenant).audit().insert(&event).await?;
        Ok(())
    }
}
