//! Taking the second factor of somebody else away.

use store::{AccountId, SystemTx, SystemUseCase};

use crate::audit::{Draft, Operation};
use crate::members::{Hindrance, Wanted, find, may_reset, subject};
use crate::{Caller, Directory, Error, Request, mail};

pub(super) enum By {
    Member { caller: Caller, whom: Wanted },
    Operator { email_key: String, request: Request },
}

/// Somebody else takes it away: app and codes are lost.
pub(super) struct TakeAway {
    pub(super) directory: Directory,
    pub(super) by: By,
}

impl SystemUseCase for TakeAway {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<(), Error> {
        match &self.by {
            By::Operator { email_key, request } => {
                let account = tx.account_by_email(email_key).await?;
                let account = account.ok_or(Error::NotFound)?;
                for (tenant, _) in tx.memberships(account.id).await? {
                    let caller = Directory::operator(tenant, request.clone());
                    self.record(tx, &caller, account.id, &account.email).await?;
                }
                self.take(tx, account.id, &account.email, request).await
            }
            By::Member { caller, whom } => {
                let scope = tx.tenant(caller.tenant());
                // The role is not changed while it is looked at.
                scope.settings().get_for_update().await?;
                let member = find(&scope, whom).await?;
                let role = member.role.parse().map_err(Error::internal)?;
                let tenants = tx.memberships(member.account_id).await?.len();
                let account = tx.account(member.account_id).await?;
                let operates = account.is_some_and(|account| account.operator_since.is_some());
                may_reset(
                    caller,
                    member.account_id,
                    role,
                    tenants,
                    operates,
                    member.by_provider,
                )
                .map_err(Hindrance::error)?;
                self.record(tx, caller, member.account_id, &member.email)
                    .await?;
                let (id, email) = (member.account_id, &member.email);
                self.take(tx, id, email, caller.request()).await
            }
        }
    }
}

impl TakeAway {
    async fn take(
        &self,
        tx: &SystemTx,
        account: AccountId,
        email: &str,
        request: &Request,
    ) -> Result<(), Error> {
        if !tx.second_factors().remove(account).await? {
            return Err(Error::NotFound);
        }
        tx.sessions().delete_of_account(account, None).await?;
        // From where is nothing of the person's: somebody else did it.
        let request = Request {
            ip: None,
            ..request.clone()
        };
        mail::second_factor_changed(&self.directory, tx, email, false, &request).await
    }

    async fn record(
        &self,
        tx: &SystemTx,
        caller: &Caller,
        account: AccountId,
        email: &str,
    ) -> Result<(), Error> {
        let draft = Draft::new(Operation::MemberSecondFactor)
            .subject(subject(account, email))
            .detail("the second factor was taken away; every session has ended");
        let event = draft.finish(caller, self.directory.clockwork());
        tx.tenant(caller.tenant()).audit().insert(&event).await?;
        Ok(())
    }
}
