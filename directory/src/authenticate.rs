//! Letting callers in: a SCIM credential, a console session, the command line.

mod credential;
mod oauth_client;
mod refusal;

use chrono::{DateTime, TimeDelta, Utc};
use ipnet::IpNet;
use store::{AccountId, Tenant, TenantTx, UseCase, admins, tokens};

pub(crate) use self::credential::basic;
use self::credential::{Credential, Shown};
pub use self::refusal::reasons;
use self::refusal::{Refusal, Refused};
use crate::audit::{Draft, Operation};
use crate::caller::{Authority, standstill};
use crate::operators::Operator;
use crate::tenants::{SecondFactor, Way, Ways};
use crate::tokens::secret::Secret;
use crate::tokens::{Token, TokenState, prefix};
use crate::{Actor, ActorKind, Caller, Channel, Directory, Error, Request};

/// How exact "last used" is; a busy token is written down once in this time.
const LAST_USED_STEP: TimeDelta = TimeDelta::minutes(1);

impl Directory {
    /// Lets the holder of a SCIM token in, or of an access token of an OAuth client. `slug` is the
    /// tenant of the path, where it names one.
    ///
    /// Every refusal looks the same from outside; the log of the tenant in the path says why.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`], after the refusal was recorded; [`Error::AddressRefused`] when
    /// the token may not be used from the caller's address, [`Error::Suspended`] while its tenant
    /// is suspended.
    pub async fn authenticate_scim(
        &self,
        slug: Option<&str>,
        authorization: Option<&str>,
        request: Request,
    ) -> Result<Caller, Error> {
        let Shown { way, credential } = Shown::read(authorization);
        let refused = match credential {
            Err(refusal) => Refused::new(refusal, way),
            Ok(Credential::Token(secret)) => match self.find(slug, &secret).await? {
                Ok((token, tenant)) => match switched_off(way, &tenant) {
                    None => return self.admit(token, tenant, request).await,
                    Some(off) => Refused::new(off, way).of(prefix(secret.public_id()), tenant),
                },
                Err(refusal) => Refused::new(refusal, way).named(prefix(secret.public_id())),
            },
            Ok(Credential::AccessToken(text)) => match self.find_client(slug, &text).await? {
                Ok(found) => return self.admit_client(found, request).await,
                Err(refused) => refused,
            },
        };
        self.refuse(slug, refused, request).await?;
        Err(Error::Unauthenticated)
    }

    async fn find(
        &self,
        slug: Option<&str>,
        presented: &Secret,
    ) -> Result<Result<(Token, Tenant), Refusal>, Error> {
        let found = self.store().system().token(presented.public_id()).await?;
        let Some((record, tenant)) = found else {
            return Ok(Err(Refusal::Unknown));
        };
        if !presented.matches(&record.secret_hash) {
            return Ok(Err(Refusal::Unknown));
        }
        if slug.is_some_and(|slug| slug != tenant.slug()) {
            return Ok(Err(Refusal::WrongTenant));
        }
        let token = Token::from_record(record)?;
        Ok(
            match (token.state(self.now()), token.revoked_at, token.ends_at()) {
                (TokenState::Revoked, Some(end), _) => Err(Refusal::Revoked(end)),
                (TokenState::Expired, _, Some(end)) if token.overlap_ends_at == Some(end) => {
                    Err(Refusal::Replaced(end))
                }
                (TokenState::Expired, _, Some(end)) => Err(Refusal::Expired(end)),
                (TokenState::Live, ..) => Ok((token, tenant)),
                _ => Err(Refusal::Unknown),
            },
        )
    }

    async fn admit(&self, token: Token, tenant: Tenant, request: Request) -> Result<Caller, Error> {
        let actor = Actor {
            kind: ActorKind::Token,
            id: Some(token.id.to_string()),
            label: Some(token.name.clone()),
            token_prefix: Some(token.prefix.clone()),
        };
        let allowed = is_allowed(&token.allow, &request);
        let kinds = self.kinds(&tenant).await?;
        let caller = Caller::new(tenant, actor, Authority::Scope(token.scope), request);
        let caller = caller.with_kinds(kinds).only_for(token.only);
        self.bar(&caller, allowed).await?;
        self.note_use(&token, &caller).await?;
        Ok(caller)
    }

    /// Refuses somebody whose credential is right: outside of its networks, and while the tenant is
    /// suspended.
    async fn bar(&self, caller: &Caller, allowed: bool) -> Result<(), Error> {
        let refusal = if !allowed {
            Error::AddressRefused
        } else if let Some(refusal) = standstill(caller.tenant()) {
            refusal
        } else {
            return Ok(());
        };
        let draft = Draft::refusal(Operation::AccessDenied, &refusal);
        self.audit().credential_refused(caller, draft).await?;
        Err(refusal)
    }

    /// Writes down when, from where and by what a token was used, and how often, once a minute.
    async fn note_use(&self, token: &Token, caller: &Caller) -> Result<(), Error> {
        if is_noted(token.last_used_at, self.now()) {
            self.uses().add(caller.tenant(), token.id);
            return Ok(());
        }
        let touch = Touch {
            token: token.id,
            used: tokens::Use {
                times: self.uses().take(token.id).saturating_add(1),
                ..noted(caller, self.now())
            },
        };
        self.store().write(caller.tenant(), touch).await
    }

    /// Records a refusal: in the log of the tenant that the path names, or whose token it is that
    /// was shown in a way that is off; else in the operator's.
    async fn refuse(
        &self,
        slug: Option<&str>,
        refused: Refused,
        request: Request,
    ) -> Result<(), Error> {
        let tenant = match slug {
            Some(slug) => self.store().system().tenant_by_slug(slug).await?,
            None => refused.tenant,
        };
        let refusal = refused.refusal;
        let Some(tenant) = tenant else {
            tracing::warn!(
                request.id = request.id,
                client.ip = request.ip.map(tracing::field::display),
                reason = refusal.reason(),
                "a SCIM credential was refused"
            );
            return Ok(());
        };
        let refusal = match refusal {
            // Another tenant's token says nothing of this one.
            Refusal::WrongTenant => refusal,
            _ => switched_off(refused.way, &tenant).unwrap_or(refusal),
        };
        let actor = Actor {
            kind: ActorKind::Token,
            id: None,
            label: None,
            // Another tenant's token is nothing to name in this tenant's log.
            token_prefix: refused.named.filter(|_| refusal != Refusal::WrongTenant),
        };
        let caller = Caller::new(tenant, actor, Authority::Scope(crate::Scope::Read), request);
        let draft = Draft::refusal(Operation::AccessDenied, &Error::Unauthenticated)
            .detail(refusal.reason());
        self.audit().credential_refused(&caller, draft).await
    }

    /// Lets a signed-in account into one of its tenants.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a tenant that does not exist and for one that the account is no
    /// member of: nobody learns which tenants there are. [`Error::SecondFactorNeeded`] where the
    /// tenant demands one and the account has none.
    pub async fn member_caller(
        &self,
        account: AccountId,
        slug: &str,
        request: Request,
    ) -> Result<Caller, Error> {
        let memberships = self.store().system().memberships(account).await?;
        let (tenant, member) = memberships
            .into_iter()
            .find(|(tenant, member)| tenant.slug() == slug && member.disabled_at.is_none())
            .ok_or(Error::NotFound)?;
        let demanded = SecondFactor::of(&tenant)? == SecondFactor::Required;
        if demanded && member.factor_since.is_none() {
            return Err(Error::SecondFactorNeeded);
        }
        self.admit_member(tenant, &member, request).await
    }

    /// A member whose session was checked, in their tenant.
    pub(crate) async fn admit_member(
        &self,
        tenant: Tenant,
        member: &admins::Record,
        request: Request,
    ) -> Result<Caller, Error> {
        let actor = Actor {
            kind: ActorKind::Member,
            id: Some(member.account_id.to_string()),
            label: Some(member.email.clone()),
            token_prefix: None,
        };
        self.note_visit(&tenant, member).await;
        let role = member.role.parse().map_err(Error::internal)?;
        let kinds = self.kinds(&tenant).await?;
        Ok(Caller::new(tenant, actor, Authority::Role(role), request).with_kinds(kinds))
    }

    /// Writes down on which day a member was last in the console. A visit that cannot be noted is
    /// a visit all the same: pages are read while nothing can be stored.
    async fn note_visit(&self, tenant: &Tenant, member: &admins::Record) {
        let now = self.now();
        let today = now.date_naive();
        let noted = member
            .last_seen_at
            .is_some_and(|last| last.date_naive() >= today);
        if noted {
            return;
        }
        let visit = Visit {
            member: member.id,
            now,
        };
        if let Err(error) = self.store().write(tenant, visit).await {
            let error: &dyn std::error::Error = &error;
            tracing::debug!(error, "a visit was not noted");
        }
    }

    /// Lets the operator in, from the command line.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such tenant.
    pub async fn cli_caller(&self, slug: &str) -> Result<Caller, Error> {
        let tenant = self
            .store()
            .system()
            .tenant_by_slug(slug)
            .await?
            .ok_or(Error::NotFound)?;
        let kinds = self.kinds(&tenant).await?;
        let request = Request::local(self.request_id(), Channel::Cli);
        Ok(Self::operator(tenant, request).with_kinds(kinds))
    }

    /// Lets the operator at the log of a tenant, also of one that is gone, which an id names too.
    ///
    /// # Errors
    /// [`Error::NotFound`] when no such log is kept; [`Error::Invalid`] when several are.
    pub async fn log_caller(&self, name: &str) -> Result<Caller, Error> {
        match self.cli_caller(name).await {
            Err(Error::NotFound) => {}
            found => return found,
        }
        let mut tenants = self.store().system().deleted_tenants().await?;
        tenants.retain(|tenant| tenant.slug() == name || tenant.id().to_string() == name);
        let request = Request::local(self.request_id(), Channel::Cli);
        match tenants.pop() {
            None => Err(Error::NotFound),
            Some(only) if tenants.is_empty() => Ok(Self::operator(only, request)),
            Some(_) => Err(Error::invalid(
                "tenant",
                format!(
                    "Several tenants that are gone were called {name}: give the id of one, from tenant list --deleted."
                ),
            )),
        }
    }

    pub(crate) fn operator(tenant: Tenant, request: Request) -> Caller {
        Operator::on_the_machine(request).in_tenant(tenant)
    }
}

/// Whether a credential may be used from where a request came from.
pub(crate) fn is_allowed(allow: &[IpNet], request: &Request) -> bool {
    let within = |ip| allow.iter().any(|net| net.contains(&ip));
    allow.is_empty() || request.ip.is_some_and(within)
}

/// Whether a use was written down just now.
fn is_noted(last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    last.is_some_and(|last| now - last < LAST_USED_STEP)
}

/// A use, to be written down.
pub(crate) fn noted(caller: &Caller, now: DateTime<Utc>) -> tokens::Use {
    let request = caller.request();
    let agent = request.user_agent.as_deref().map(|agent| {
        let printable = agent.chars().filter(|c| !c.is_control());
        printable.take(200).collect()
    });
    tokens::Use {
        at: now,
        times: 1,
        ip: request.ip.map(|ip| ip.to_string()),
        agent,
    }
}

/// The refusal of a credential that came in a way that its tenant has not switched on.
fn switched_off(way: Option<Way>, tenant: &Tenant) -> Option<Refusal> {
    let off = way.filter(|way| !Ways::of(tenant).has(*way));
    off.map(Refusal::SwitchedOff)
}

struct Touch {
    token: store::TokenId,
    used: tokens::Use,
}

impl UseCase for Touch {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<(), Error> {
        Ok(tx.tokens().touch(self.token, &self.used).await?)
    }
}

struct Visit {
    member: store::MemberId,
    now: DateTime<Utc>,
}

impl UseCase for Visit {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<(), Error> {
        Ok(tx.admins().touch(self.member, self.now).await?)
    }
}
