//! The end of a tenant with all that it holds, but for its log.

use scim::Change;
use store::audit::Retention;
use store::{SystemTx, SystemUseCase};

use super::subject;
use crate::audit::{Draft, Operation, seal_within};
use crate::operators::Operator;
use crate::{Directory, Error};

pub(super) struct Delete {
    pub(super) directory: Directory,
    pub(super) slug: String,
    pub(super) operator: Operator,
    /// Whether it is for the wish of its owners, who may have taken it back.
    pub(super) only_if_due: bool,
}

impl SystemUseCase for Delete {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<(), Error> {
        let tenant = tx
            .tenant_by_slug(&self.slug)
            .await?
            .ok_or(Error::NotFound)?;
        let caller = self.operator.in_tenant(tenant.clone());
        let change = Change::removed("slug", tenant.slug());
        let draft = Draft::new(Operation::TenantDelete)
            .subject(subject(&tenant))
            .changes(vec![change]);
        let event = draft.finish(&caller, self.directory.clockwork());
        let scope = tx.tenant(&tenant);
        let retention = scope.audit().retention_for_update().await?;
        if retention.legal_hold {
            return Err(under_hold());
        }
        let retention = Retention {
            tenant_deleted_at: Some(self.directory.now()),
            ..retention
        };
        scope.audit().keep_retention(&retention).await?;
        scope.audit().insert(&event).await?;
        seal_within(&self.directory, &scope).await?;
        let deleted = if self.only_if_due {
            tx.delete_due_tenant(&tenant, self.directory.now()).await?
        } else {
            tx.delete_tenant(&tenant).await?
        };
        // Nothing of this happened, then: the event is rolled back, too.
        if deleted {
            Ok(())
        } else {
            Err(Error::NotFound)
        }
    }
}

pub(super) fn under_hold() -> Error {
    let message = "The log of this tenant is under legal hold, and what its users were would go with it: lift the hold first.";
    Error::invalid("slug", message)
}
