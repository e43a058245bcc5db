//! What a session that a provider started is bound to.

use serde::{Deserialize, Serialize};
use store::{AccountId, Tenant, TenantId, admins};

use super::OpenId;
use crate::audit::{Draft, Operation};
use crate::sign_in::{Account, Membership, acting};
use crate::{Caller, Directory, Error, Request};

/// The one tenant that such a session is for, and whom its provider means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bound {
    /// The tenant.
    pub tenant: TenantId,
    /// The tenant's slug.
    pub slug: String,
    /// The tenant's name when the session began.
    pub name: String,
    /// The provider.
    pub issuer: String,
    /// What the provider calls the person.
    pub subject: String,
}

impl OpenId<'_> {
    /// The membership that a session opens; `None` when it opens nothing any more: the connection
    /// was switched off, or is to another provider, or the person is no member or disabled.
    pub async fn membership(
        &self,
        account: AccountId,
        bound: &Bound,
    ) -> Result<Option<Membership>, Error> {
        let found = self.holder(account, bound).await?;
        let shown = |(tenant, member)| Membership::of(&tenant, &member);
        found.map(shown).transpose()
    }

    /// Lets a person in by a session of a provider, to its own tenant alone.
    ///
    /// # Errors
    /// [`Error::NotFound`] for every other tenant, and for what [`Self::membership`] does not find.
    pub async fn caller(
        &self,
        account: AccountId,
        bound: &Bound,
        slug: &str,
        request: Request,
    ) -> Result<Caller, Error> {
        let found = self.holder(account, bound).await?;
        let found = found.filter(|(tenant, _)| tenant.slug() == slug);
        let (tenant, member) = found.ok_or(Error::NotFound)?;
        self.0.admit_member(tenant, &member, request).await
    }

    /// Notes that a person signed out, in the log of this tenant alone.
    pub async fn signed_out(
        &self,
        account: &Account,
        bound: &Bound,
        request: &Request,
    ) -> Result<(), Error> {
        let found = self.holder(account.id, bound).await?;
        let (tenant, member) = found.ok_or(Error::NotFound)?;
        let caller = acting(account, tenant, &member, request)?;
        let draft = Draft::new(Operation::LoginEnd);
        self.0.audit().write(&caller, draft).await
    }

    async fn holder(
        &self,
        account: AccountId,
        bound: &Bound,
    ) -> Result<Option<(Tenant, admins::Record)>, Error> {
        let system = self.0.store().system();
        let Some((tenant, member)) = system.membership(account, bound.tenant).await? else {
            return Ok(None);
        };
        let holds = member.disabled_at.is_none()
            && is_connected(self.0, &tenant, &bound.issuer).await?
            && self.means(&tenant, bound).await? == Some(account);
        Ok(holds.then_some((tenant, member)))
    }

    async fn means(&self, tenant: &Tenant, bound: &Bound) -> Result<Option<AccountId>, Error> {
        let read = self.0.store().read(tenant);
        let identities = read.identities();
        Ok(identities.account(&bound.issuer, &bound.subject).await?)
    }
}

async fn is_connected(directory: &Directory, tenant: &Tenant, issuer: &str) -> Result<bool, Error> {
    let record = directory.store().read(tenant).openid().get().await?;
    Ok(record.is_some_and(|record| record.enabled && record.issuer == issuer))
}
