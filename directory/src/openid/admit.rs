//! Letting somebody in whom a tenant's provider vouches for, and making them a member the first
//! time.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use store::{
    AccountId, Constraint, ResultExt, SystemTx, SystemUseCase, TenantTx, accounts, admins,
};

use super::refusal::{counted, provider_caller};
use super::{Bound, OpenId, PROVIDER, Provider, Refusal};
use crate::audit::{Draft, Operation, Outcome};
use crate::members::{check_email, end_invitations, subject};
use crate::sign_in::{Account, acting};
use crate::{Caller, Directory, Error, Request, Role, mail};

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

/// Whom the claims are about.
enum Whom {
    /// The provider has named them before.
    Known(accounts::Record),
    /// There is an account of the address.
    Found(accounts::Record),
    /// There is none.
    Nobody { email: String },
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

    /// Finds out who it is; writes nothing.
    async fn whom(&self, tx: &SystemTx, scope: &TenantTx) -> Result<Result<Whom, Refusal>, Error> {
        let issuer = &self.provider.connection.issuer;
        let identities = scope.identities();
        let known = identities.account(issuer, &self.claims.subject).await?;
        let whom = match known {
            Some(id) => Whom::Known(tx.account(id).await?.ok_or(Error::NotFound)?),
            None => match self.by_address(tx).await? {
                Ok(whom) => whom,
                Err(refusal) => return Ok(Err(refusal)),
            },
        };
        let (Whom::Known(account) | Whom::Found(account)) = &whom else {
            return Ok(Ok(whom));
        };
        // Nobody but whoever runs the server says who runs it.
        if account.operator_since.is_some() {
            return Ok(Err(Refusal::Operator));
        }
        let member = scope.admins().by_account(account.id).await?;
        if member.is_some_and(|member| member.disabled_at.is_some()) {
            return Ok(Err(Refusal::Disabled));
        }
        // An address that was given to another person does not bring the first one's account.
        let other =
            matches!(whom, Whom::Found(_)) && scope.identities().knows(issuer, account.id).await?;
        Ok(if other {
            Err(Refusal::OtherSubject)
        } else {
            Ok(whom)
        })
    }

    async fn by_address(&self, tx: &SystemTx) -> Result<Result<Whom, Refusal>, Error> {
        if self.claims.email_verified == Some(false) {
            return Ok(Err(Refusal::EmailUnverified));
        }
        let email = self.claims.email.as_deref().unwrap_or_default();
        let Ok(email) = check_email(email) else {
            return Ok(Err(Refusal::NoEmail));
        };
        let found = tx.account_by_email(&scim::fold(&email)).await?;
        Ok(Ok(match found {
            Some(account) => Whom::Found(account),
            None => Whom::Nobody { email },
        }))
    }

    /// The account, made without a password where there is none, and known by its subject from
    /// now on.
    async fn account(&self, tx: &SystemTx, scope: &TenantTx, whom: Whom) -> Result<Account, Error> {
        let now = self.directory.now();
        let (id, email) = match whom {
            Whom::Known(account) => return Ok(plain(account.id, account.email)),
            Whom::Found(account) => (account.id, account.email),
            Whom::Nobody { email } => {
                let id = self.directory.clockwork().id();
                let key = scim::fold(&email);
                let made = tx.insert_account(id, &email, &key, None, now).await;
                made.on_constraint(Constraint::Email, at_once)?;
                (id, email)
            }
        };
        let issuer = &self.provider.connection.issuer;
        let identities = scope.identities();
        let insert = identities.insert(issuer, &self.claims.subject, id, now);
        insert.await?;
        Ok(plain(id, email))
    }

    /// Makes the person a member.
    async fn join(&self, scope: &TenantTx, account: &Account, role: Role) -> Result<(), Error> {
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
    async fn keep(
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

async fn is_member(scope: &TenantTx, whom: &Whom) -> Result<bool, Error> {
    match whom {
        Whom::Nobody { .. } => Ok(false),
        Whom::Known(account) | Whom::Found(account) => {
            Ok(scope.admins().by_account(account.id).await?.is_some())
        }
    }
}

/// An account that runs no server.
fn plain(id: AccountId, email: String) -> Account {
    Account {
        id,
        email,
        operates: false,
        second_factor: false,
    }
}

fn at_once() -> Error {
    Error::Conflict {
        attribute: "email",
        detail: "This account was made at this very moment.".to_owned(),
    }
}
