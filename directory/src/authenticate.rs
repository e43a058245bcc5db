//! Letting callers in: a SCIM credential, a console session, the command line.

use chrono::{DateTime, TimeDelta, Utc};
use store::{AccountId, Tenant, TenantTx, UseCase, admins, tokens};

use crate::audit::{Draft, Operation};
use crate::caller::Authority;
use crate::tokens::secret::{self, Secret};
use crate::tokens::{Token, TokenState, prefix};
use crate::{Actor, ActorKind, Caller, Channel, Directory, Error, Request};

/// How exact "last used" is; a busy token is written down once in this time.
const LAST_USED_STEP: TimeDelta = TimeDelta::minutes(1);

/// Why a credential was refused: for the log, never for the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    Missing,
    NotBearer,
    Malformed,
    Checksum,
    Unknown,
    WrongTenant,
    Expired(DateTime<Utc>),
    Revoked(DateTime<Utc>),
    Suspended,
}

impl Refusal {
    fn reason(self) -> String {
        match self {
            Self::Missing => "no Authorization header was sent".to_owned(),
            Self::NotBearer => "the Authorization header does not say Bearer".to_owned(),
            Self::Malformed => "the credential is no Rollcall token".to_owned(),
            Self::Checksum => "the token was mistyped or cut: its checksum is wrong".to_owned(),
            Self::Unknown => "no token is known by this credential".to_owned(),
            Self::WrongTenant => "the token belongs to another tenant".to_owned(),
            Self::Expired(end) => format!("the token expired on {}", end.format("%Y-%m-%d")),
            Self::Revoked(end) => format!("the token was revoked on {}", end.format("%Y-%m-%d")),
            Self::Suspended => "the tenant is suspended".to_owned(),
        }
    }
}

impl Directory {
    /// Lets the holder of a SCIM token in. `slug` is the tenant of the path, where it names one.
    ///
    /// Every refusal looks the same from outside; the log of the tenant in the path says why.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`], after the refusal was recorded; [`Error::AddressRefused`] when
    /// the token may not be used from the caller's address.
    pub async fn authenticate_scim(
        &self,
        slug: Option<&str>,
        authorization: Option<&str>,
        request: Request,
    ) -> Result<Caller, Error> {
        let presented = bearer(authorization);
        let refusal = match &presented {
            Err(refusal) => *refusal,
            Ok(presented) => match self.find(slug, presented).await? {
                Err(refusal) => refusal,
                Ok((token, tenant)) => return self.admit(token, tenant, request).await,
            },
        };
        let public_id = presented.ok().map(|secret| secret.public_id().to_owned());
        self.refuse(slug, refusal, public_id, request).await?;
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
            match (token.state(self.now()), token.revoked_at, token.expires_at) {
                (TokenState::Revoked, Some(end), _) => Err(Refusal::Revoked(end)),
                (TokenState::Expired, _, Some(end)) => Err(Refusal::Expired(end)),
                (TokenState::Live, ..) if tenant.suspended_at().is_some() => {
                    Err(Refusal::Suspended)
                }
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
        let allowed = token.allow.is_empty()
            || request
                .ip
                .is_some_and(|ip| token.allow.iter().any(|net| net.contains(&ip)));
        let kinds = self.kinds(&tenant).await?;
        let caller = Caller::new(tenant, actor, Authority::Scope(token.scope), request);
        let caller = caller.with_kinds(kinds);
        if !allowed {
            let draft = Draft::refusal(Operation::AccessDenied, &Error::AddressRefused);
            self.audit().credential_refused(&caller, draft).await?;
            return Err(Error::AddressRefused);
        }
        self.note_use(&token, &caller).await?;
        Ok(caller)
    }

    /// Writes down when, from where and by what a token was used, once a minute.
    async fn note_use(&self, token: &Token, caller: &Caller) -> Result<(), Error> {
        let now = self.now();
        if token
            .last_used_at
            .is_some_and(|last| now - last < LAST_USED_STEP)
        {
            return Ok(());
        }
        let request = caller.request();
        let touch = Touch {
            token: token.id,
            used: tokens::Use {
                at: now,
                ip: request.ip.map(|ip| ip.to_string()),
                agent: request.user_agent.as_deref().map(|agent| {
                    agent
                        .chars()
                        .filter(|c| !c.is_control())
                        .take(200)
                        .collect()
                }),
            },
        };
        self.store().write(caller.tenant(), touch).await
    }

    /// Records a refusal: in the log of the tenant that the path names, else in the operator's.
    async fn refuse(
        &self,
        slug: Option<&str>,
        refusal: Refusal,
        public_id: Option<String>,
        request: Request,
    ) -> Result<(), Error> {
        let tenant = match slug {
            Some(slug) => self.store().system().tenant_by_slug(slug).await?,
            None => None,
        };
        let Some(tenant) = tenant else {
            tracing::warn!(
                request.id = request.id,
                client.ip = request.ip.map(tracing::field::display),
                reason = refusal.reason(),
                "a SCIM credential was refused"
            );
            return Ok(());
        };
        let actor = Actor {
            kind: ActorKind::Token,
            id: None,
            label: None,
            // Another tenant's token is nothing to name in this tenant's log.
            token_prefix: public_id
                .filter(|_| refusal != Refusal::WrongTenant)
                .map(|public_id| prefix(&public_id)),
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
    /// member of: nobody learns which tenants there are.
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
        let actor = Actor {
            kind: ActorKind::Member,
            id: Some(account.to_string()),
            label: Some(member.email.clone()),
            token_prefix: None,
        };
        self.note_visit(&tenant, &member).await;
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
        let kind = match request.channel {
            Channel::Cli => ActorKind::Cli,
            Channel::Scim | Channel::Console | Channel::Job => ActorKind::System,
        };
        let actor = Actor {
            kind,
            id: None,
            label: None,
            token_prefix: None,
        };
        Caller::new(tenant, actor, Authority::Operator, request)
    }
}

/// Reads `Authorization: Bearer <token>` (RFC 6750 §2.1); the scheme in any letter case.
fn bearer(authorization: Option<&str>) -> Result<Secret, Refusal> {
    let header = authorization
        .map(str::trim)
        .filter(|header| !header.is_empty());
    let (scheme, credential) = header
        .ok_or(Refusal::Missing)?
        .split_once(' ')
        .ok_or(Refusal::NotBearer)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Refusal::NotBearer);
    }
    Secret::parse(credential.trim()).map_err(|error| match error {
        secret::SecretError::Form => Refusal::Malformed,
        secret::SecretError::Checksum => Refusal::Checksum,
    })
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

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::{Refusal, bearer};
    use crate::tokens::secret::Secret;

    #[test]
    fn only_a_whole_bearer_token_is_read() {
        let secret = Secret::generate().reveal();
        let secret = secret.expose_secret();
        let refused = |header: &str| bearer(Some(header)).err();
        assert_eq!(refused(&format!("Bearer {secret}")), None);
        assert_eq!(refused(&format!("bearer  {secret} ")), None);
        assert_eq!(refused(secret), Some(Refusal::NotBearer));
        assert_eq!(refused("Basic YWRhOng="), Some(Refusal::NotBearer));
        assert_eq!(refused("Bearer x"), Some(Refusal::Malformed));
        assert_eq!(
            refused(&format!("Bearer {secret}x")),
            Some(Refusal::Malformed)
        );
        assert_eq!(refused(""), Some(Refusal::Missing));
        assert_eq!(bearer(None).err(), Some(Refusal::Missing));
    }
}
