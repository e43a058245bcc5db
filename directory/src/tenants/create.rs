//! The beginning of a tenant, by whoever runs the server.

use store::{Constraint, ResultExt, SystemTx, SystemUseCase};

use super::{Slug, created, slug_taken, subject};
use crate::audit::{Draft, Operation};
use crate::members::{Invite, Invited};
use crate::operators::Operator;
use crate::{Directory, Error, Role};

pub(super) struct Create {
    pub(super) directory: Directory,
    pub(super) slug: Slug,
    pub(super) name: String,
    pub(super) operator: Operator,
    /// Whom to invite, in the same transaction.
    pub(super) first_owner: Option<String>,
}

impl SystemUseCase for Create {
    type Output = Option<Invited>;
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<Option<Invited>, Error> {
        let tenant = tx
            .create_tenant(
                self.directory.clockwork().id(),
                self.slug.as_str(),
                &self.name,
                self.directory.now(),
            )
            .await
            .on_constraint(Constraint::TenantSlug, slug_taken)?;
        let caller = self.operator.in_tenant(tenant.clone());
        let draft = Draft::new(Operation::TenantCreate)
            .subject(subject(&tenant))
            .changes(created(&tenant));
        let event = draft.finish(&caller, self.directory.clockwork());
        tx.tenant(&tenant).audit().insert(&event).await?;
        let Some(email) = self.first_owner.clone() else {
            return Ok(None);
        };
        let invite = Invite::new(self.directory.clone(), caller, None, email, Role::Owner);
        invite.run(tx).await?;
        Ok(Some(invite.invited()))
    }
}
