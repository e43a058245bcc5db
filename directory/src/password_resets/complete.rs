//! Using a link: another password.

use store::{SystemTx, SystemUseCase};

use super::{holder, still_holds};
use crate::audit::{Draft, Operation};
use crate::members::subject;
use crate::{Directory, Error, Request, mail};

pub(super) struct Complete {
    pub(super) directory: Directory,
    pub(super) request: Request,
    pub(super) code_hash: String,
    pub(super) password_hash: String,
    pub(super) email: String,
}

impl SystemUseCase for Complete {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<(), Error> {
        let now = self.directory.now();
        let resets = tx.password_resets();
        let used = resets.use_up(&self.code_hash, now).await?;
        let used = used.ok_or(Error::NotFound)?;
        let memberships = tx.memberships(used.account_id).await?;
        let account = tx.account(used.account_id).await?;
        if !account.is_some_and(|account| still_holds(&used, &memberships, &account)) {
            return Err(Error::NotFound);
        }
        let account = used.account_id;
        tx.set_password(account, &self.password_hash, now).await?;
        tx.sessions().delete_of_account(account, None).await?;
        resets.end_of_account(account, now).await?;
        mail::password_changed(&self.directory, tx, &self.email, &self.request).await?;
        for (tenant, _) in memberships {
            let scope = tx.tenant(&tenant);
            let caller = holder(tenant, &self.email, &self.request);
            let draft = Draft::new(Operation::MemberPassword)
                .subject(subject(account, &self.email))
                .detail("by a one-time link; every session has ended");
            let event = draft.finish(&caller, self.directory.clockwork());
            scope.audit().insert(&event).await?;
        }
        Ok(())
    }
}
