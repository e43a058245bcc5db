//! The membership of whoever comes in: made the first time, given the role of the claim every time.

use store::{AccountId, TenantTx, admins};

use super::Admit;
use crate::audit::{Draft, Operation};
use crate::members::{end_invitations, subject};
use crate::sign_in::Account;
use crate::{Caller, Error, Role, mail};

impl Admit {
    /// Makes the person a member.
    pub(super) async fn join(
        &self,
        scope: &TenantTx,
        account: &Account,
        role: Role,
    ) -> Result<(), Error> {
        let (id, now) = (self.directory.clockwork().id(), self.directory.now());
        let admins = scope.admins();
        let insert = admins.insert_by_provider(id, account.id, role.as_str(), now);
        insert.await?;
        end_invitations(&self.directory, scope, &account.email).await?;
        let draft = Draft::new(Operation::MemberCreate)
            .subject(subject(account.id, &account.email))
            .changes(vec![
                scim::Change::added("email", account.email.as_str()),
                scim::Change::added("role", role.as_str()),
            ]);
        let caller = self.provider_caller();
        self.record(scope, &caller, draft).await?;
        self.tell_owners(scope, &caller, account.id, &account.email, role)
            .await
    }

    /// Gives a member the role that the claim says; what the log says beside it.
    pub(super) async fn keep(
        &self,
        scope: &TenantTx,
        member: &admins::Record,
        role: Role,
    ) -> Result<Option<String>, Error> {
        if member.role == role.as_str() {
            return Ok(None);
        }
        if self.stands_still() {
            return Ok(Some(format!(
                "the claim says {role}, and roles stay as they are until the tenant is deleted"
            )));
        }
        let last = member.role == Role::Owner.as_str() && scope.admins().count_owners().await? <= 1;
        if last {
            return Ok(Some(format!(
                "the claim says {role}, and the last owner stays an owner"
            )));
        }
        scope.admins().set_role(member.id, role.as_str()).await?;
        let draft = Draft::new(Operation::MemberRole)
            .subject(subject(member.account_id, &member.email))
            .changes(vec![scim::Change::replaced(
                "role",
                &*member.role,
                role.as_str(),
            )]);
        let caller = self.provider_caller();
        self.record(scope, &caller, draft).await?;
        mail::role_changed(&self.directory, scope, &caller, &member.email, role).await?;
        self.tell_owners(scope, &caller, member.account_id, &member.email, role)
            .await?;
        Ok(None)
    }

    /// Tells the other owners when there is one more.
    async fn tell_owners(
        &self,
        scope: &TenantTx,
        caller: &Caller,
        account: AccountId,
        email: &str,
        role: Role,
    ) -> Result<(), Error> {
        match role {
            Role::Owner => mail::owner_made(&self.directory, scope, caller, account, email).await,
            Role::Admin | Role::Auditor => Ok(()),
        }
    }
}
