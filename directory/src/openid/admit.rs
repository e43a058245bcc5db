//! Letting somebody in whom a tenant's provider vouches for, and making them a member the first
//! time.

mod membership;
mod whom;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use store::{AccountId, SystemTx, SystemUseCase, TenantTx};

use self::whom::is_member;
use super::refusal::{counted, provider_caller};
use super::{Bound, OpenId, PROVIDER, Provider, Refusal};
use crate::audit::{Draft, Operation, Outcome};
use crate::sign_in::{Account, acting};
use crate::{Caller, Directory, Error, Request};

/// How long ago the provider may have asked somebody who they are for it to be a proof now.
const FRESH: TimeDelta = TimeDelta::minutes(5);
/// How far a provider's clock may be ahead of ours.
const AHEAD: TimeDelta = TimeDelta::minutes(1);

/// What a provider said of somebody in an ID token that was checked.
#[derive(Clone, Debug, Default)]
pub struct Claims {
    /// `sub`
    pub subject: String,
    /// `email`
    pub email: Option<String>,
    /// `email_verified`
    pub email_verified: Option<bool>,
    /// The claim that the connection names.
    pub role: Option<Value>,
    /// `auth_time`
    pub auth_time: Option<DateTime<Utc>>,
}

impl Claims {
    /// Whether the provider asked the person within the last minutes.
    fn are_fresh(&self, now: DateTime<Utc>) -> bool {
        self.auth_time
            .is_some_and(|at| now - at < FRESH && at - now < AHEAD)
    }

    /// What the log calls the person.
    fn name(&self) -> &str {
        self.email.as_deref().unwrap_or(&self.subject)
    }
}

/// What became of a sign-in.
#[derive(Clone, Debug)]
pub enum Admission {
    /// Somebody is in.
    Admitted(Admitted),
    /// Nobody is. The log has why.
    Refused(Refusal),
}

/// Somebody who is in.
#[derive(Clone, Debug)]
pub struct Admitted {
    /// Whose session it becomes.
    pub account: AccountId,
    /// What the session is bound to.
    pub bound: Bound,
    /// When the provider asked who they are, if that is proof enough for what is sensitive.
    pub proved_at: Option<DateTime<Utc>>,
}

impl OpenId<'_> {
    /// Lets somebody in. The first time an account of the address is found or made and becomes a
    /// member; every time the claim decides the role. The last owner stays one.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the connection ended or changed meanwhile.
    pub async fn admit(
        &self,
        provider: &Provider,
        claims: Claims,
        request: &Request,
    ) -> Result<Admission, Error> {
        let admit = Admit {
            directory: self.0.clone(),
            provider: provider.clone(),
            claims: claims.clone(),
            request: request.clone(),
        };
        let admission = match self.0.store().write_system(admit).await {
            // Rolled back: another sign-in made the account first.
            Err(Error::Conflict { .. }) => Admission::Refused(Refusal::AtOnce),
            outcome => outcome?,
        };
        match &admission {
            Admission::Admitted(_) => self.0.throttle().succeeded(&counted(provider), request.ip),
            Admission::Refused(refusal) => {
                let who = claims.name();
                self.refused(provider, who, *refusal, request).await?;
            }
        }
        Ok(admission)
    }

    /// Takes the provider's word as the proof that a person is still the one who signed in; an
    /// event says what came of it.
    pub async fn confirm(
        &self,
        provider: &Provider,
        account: &Account,
        bound: &Bound,
        claims: &Claims,
        request: &Request,
    ) -> Result<Result<(), Refusal>, Error> {
        let found = self.0.store().system();
        let found = found.membership(account.id, bound.tenant).await?;
        let (tenant, member) = found.ok_or(Error::NotFound)?;
        let issuer = &provider.connection().issuer;
        let refusal = if provider.tenant() != bound.tenant
            || *issuer != bound.issuer
            || claims.subject != bound.subject
        {
            Some(Refusal::SomebodyElse)
        } else if claims.are_fresh(self.0.now()) {
            None
        } else {
            Some(Refusal::NotAskedAgain)
        };
        let caller = acting(account, tenant, &member, request)?;
        let draft = Draft::new(Operation::LoginConfirm);
        let draft = match refusal {
            None => draft.detail(format!("through the {PROVIDER}")),
            Some(refusal) => draft
                .outcome(Outcome::Denied)
                .status(403)
                .detail(refusal.told()),
        };
        self.0.audit().write(&caller, draft).await?;
        Ok(refusal.map_or(Ok(()), Err))
    }
}

struct Admit {
    directory: Directory,
    provider: Provider,
    claims: Claims,
    request: Request,
}

impl SystemUseCase for Admit {
    type Output = Admission;
    type Error = Error;

    async fn run(&self, tx: &SystemTx) -> Result<Admission, Error> {
        let scope = tx.tenant(&self.provider.tenant);
        // Who signs in and who changes members wait for each other.
        let there = scope.settings().get_for_update().await?;
        there.ok_or(Error::NotFound)?;
        self.still_connected(&scope).await?;
        let whom = match self.whom(tx, &scope).await? {
            Ok(whom) => whom,
            Err(refusal) => return Ok(Admission::Refused(refusal)),
        };
        let rules = &self.provider.connection.roles;
        let Some(role) = rules.role(self.claims.role.as_ref()) else {
            return Ok(Admission::Refused(Refusal::NoRole));
        };
        if self.stands_still() && !is_member(&scope, &whom).await? {
            return Ok(Admission::Refused(Refusal::StandsStill));
        }
        let account = self.account(tx, &scope, whom).await?;
        let found = scope.admins().by_account(account.id).await?;
        let detail = if let Some(member) = found {
            self.keep(&scope, &member, role).await?
        } else {
            self.join(&scope, &account, role).await?;
            None
        };
        self.tell(&scope, &account, detail).await?;
        Ok(Admission::Admitted(self.admitted(account.id)))
    }
}

impl Admit {
    /// What was asked of the provider holds only while the connection is the one that asked.
    async fn still_connected(&self, scope: &TenantTx) -> Result<(), Error> {
        let now = scope.openid().get().await?;
        let then = &self.provider.connection;
        let same = now.is_some_and(|now| {
            now.enabled && now.issuer == then.issuer && now.client_id == then.client_id
        });
        if same { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Whether nothing changes in the tenant but who is signed in: its owners come in to keep it.
    fn stands_still(&self) -> bool {
        self.provider.tenant.deletion_due_at().is_some()
    }

    /// The sign-in itself, in the log of this tenant alone.
    async fn tell(
        &self,
        scope: &TenantTx,
        account: &Account,
        detail: Option<String>,
    ) -> Result<(), Error> {
        let member = scope.admins().by_account(account.id).await?;
        let member = member.ok_or(Error::NotFound)?;
        let tenant = self.provider.tenant.clone();
        let caller = acting(account, tenant, &member, &self.request)?;
        let told = [Some(format!("through the {PROVIDER}")), detail];
        let told: Vec<String> = told.into_iter().flatten().collect();
        let draft = Draft::new(Operation::LoginSuccess).detail(told.join("; "));
        self.record(scope, &caller, draft).await
    }

    async fn record(&self, scope: &TenantTx, caller: &Caller, draft: Draft) -> Result<(), Error> {
        let event = draft.finish(caller, self.directory.clockwork());
        scope.audit().insert(&event).await?;
        Ok(())
    }

    fn provider_caller(&self) -> Caller {
        provider_caller(&self.provider, &self.request)
    }

    fn admitted(&self, account: AccountId) -> Admitted {
        let tenant = &self.provider.tenant;
        let fresh = self.claims.are_fresh(self.directory.now());
        Admitted {
            account,
            bound: Bound {
                tenant: tenant.id(),
                slug: tenant.slug().to_owned(),
                name: tenant.name().to_owned(),
                issuer: self.provider.connection.issuer.clone(),
                subject: self.claims.subject.clone(),
            },
            proved_at: self.claims.auth_time.filter(|_| fresh),
        }
    }
}
