//! What a tenant is called.

use scim::Change;
use store::{TenantTx, UseCase};

use super::{Tenants, check_name, subject};
use crate::audit::{Draft, Operation};
use crate::{Caller, Directory, Error, Permission};

impl Tenants<'_> {
    /// Gives the caller's tenant another name. Its slug stays: it is part of addresses that others have.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `name`.
    pub async fn rename(&self, caller: &Caller, name: &str) -> Result<(), Error> {
        caller.require(Permission::ManageTenant)?;
        let rename = Rename {
            directory: self.0.clone(),
            caller: caller.clone(),
            name: check_name("name", name)?,
        };
        self.0.write(caller, rename).await
    }
}

struct Rename {
    directory: Directory,
    caller: Caller,
    name: String,
}

impl UseCase for Rename {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<(), Error> {
        let tenant = self.caller.tenant();
        let there = tx.settings().get_for_update().await?;
        there.ok_or(Error::NotFound)?;
        let mut changes = Vec::new();
        if tenant.name() != self.name {
            tx.settings().rename(&self.name).await?;
            changes.push(Change::replaced("name", tenant.name(), self.name.as_str()));
        }
        let draft = Draft::new(Operation::SettingsUpdate)
            .subject(subject(tenant))
            .changes(changes);
        let event = draft.finish(&self.caller, self.directory.clockwork());
        tx.audit().insert(&event).await?;
        Ok(())
    }
}
