//! The token endpoint: who asks.

use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use store::{Tenant, oauth_clients};
use subtle::ConstantTimeEq;

use super::ask::Shown;
use super::assertion::Used;
use super::keys::Keys;
use super::{Ask, CLIENT_PREFIX, Client, Clients, Refused};
use crate::audit::{Draft, Operation, Outcome};
use crate::authenticate::is_allowed;
use crate::caller::Authority;
use crate::tenants::{Way, Ways};
use crate::tokens::TokenState;
use crate::{Actor, ActorKind, Caller, Error, Request, Scope};

/// A client that has proved who it is, and what it asks for.
pub struct Applicant {
    pub(super) caller: Caller,
    pub(super) client: Client,
    pub(super) record: oauth_clients::Record,
    pub(super) by: By,
    pub(super) scope: Option<String>,
    /// The assertion that it showed, where it showed one.
    pub(super) used: Option<Used>,
}

impl Applicant {
    /// The client as a caller, for limits that hold for each tenant and each client.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }
}

/// What stands where no client is known: comparing with it costs what comparing with one costs.
const NO_HASH: [u8; 32] = [0; 32];
/// The same for keys: the public half of RFC 8037 §A.1.
const NO_KEYS: &str =
    r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

/// By what a client has proved who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Secret,
    /// By the one that its secret replaced, which may have ended.
    OldSecret,
    Keys,
}

/// A client that was found by what was shown.
struct Found {
    record: oauth_clients::Record,
    by: By,
    client: Client,
    tenant: Tenant,
    used: Option<Used>,
}

/// Why nobody was: for the log alone.
struct Unknown {
    reason: &'static str,
    /// What the client calls itself. Another tenant's is nothing to name in this tenant's log.
    named: Option<String>,
}

impl Clients<'_> {
    /// Finds out who asks. Every refusal of a client looks the same from outside, costs the same,
    /// and is in the log of the tenant in the path with its reason.
    ///
    /// # Errors
    /// [`Refused`], after it was recorded.
    pub async fn admit(
        &self,
        slug: &str,
        ask: Result<Ask, Refused>,
        request: Request,
    ) -> Result<Applicant, Refused> {
        let (refused, named) = match ask {
            Err(refused) => (refused, None),
            Ok(ask) => match self.find(slug, &ask).await? {
                Ok(found) => {
                    let applicant = found.asking(ask.scope, request);
                    return self.check_address(applicant).await;
                }
                Err(unknown) => {
                    let refused = Refused::InvalidClient(unknown.reason.to_owned());
                    (refused, unknown.named)
                }
            },
        };
        self.record_refusal(slug, named, &refused, request).await?;
        Err(refused)
    }

    async fn find(&self, slug: &str, ask: &Ask) -> Result<Result<Found, Unknown>, Error> {
        let unknown = |reason| {
            let named = Some(ask.client_id.clone()).filter(|id| is_client_id(id));
            Ok(Err(Unknown { reason, named }))
        };
        let found = self.0.store().system().oauth_client(&ask.client_id).await?;
        let record = found.as_ref().map(|(record, _)| record);
        let by = proved(&ask.shown, record)?;
        let Some(((record, tenant), by)) = found.zip(by) else {
            return unknown("no client is known by this id and what it showed");
        };
        if tenant.slug() != slug {
            let (reason, named) = ("the client belongs to another tenant", None);
            return Ok(Err(Unknown { reason, named }));
        }
        let client = Client::from_record(record.clone())?;
        match self.check(&client, by, &tenant, &ask.shown) {
            Err(reason) => unknown(reason),
            Ok(used) => Ok(Ok(Found {
                record,
                by,
                client,
                tenant,
                used,
            })),
        }
    }

    /// Whether a client that is known may ask; the assertion that it showed, to be used once.
    fn check(
        &self,
        client: &Client,
        by: By,
        tenant: &Tenant,
        shown: &Shown,
    ) -> Result<Option<Used>, &'static str> {
        let now = self.0.now();
        match client.state(now) {
            TokenState::Revoked => return Err("the client was revoked"),
            TokenState::Expired => return Err("the client expired"),
            TokenState::Live => {}
        }
        if by == By::OldSecret && client.working_old_secret(now).is_none() {
            return Err("the client secret was replaced by another, and has ended");
        }
        if tenant.suspended_at().is_some() {
            return Err("the tenant is suspended");
        }
        if tenant.deletion_due_at().is_some() {
            return Err("the tenant is to be deleted");
        }
        if !Ways::of(tenant).has(Way::Oauth) {
            return Err("OAuth client credentials are switched off in the settings");
        }
        match shown {
            Shown::Secret(_) => Ok(None),
            Shown::Assertion(assertion) => {
                let audiences = self.audiences(tenant.slug());
                assertion.check(&audiences, now).map(Some)
            }
        }
    }

    /// What an assertion may be meant for: the token endpoint, or the tenant as an issuer.
    fn audiences(&self, slug: &str) -> [String; 2] {
        let endpoint = self.0.token_endpoint(slug);
        let issuer = endpoint.trim_end_matches("/oauth/token").to_owned();
        [endpoint, issuer]
    }

    async fn check_address(&self, applicant: Applicant) -> Result<Applicant, Refused> {
        if is_allowed(&applicant.client.allow, applicant.caller.request()) {
            return Ok(applicant);
        }
        Err(self.refuse(&applicant, Refused::UnauthorizedClient).await)
    }

    /// Records the refusal of a client that is known, and answers it; or why it could not be
    /// recorded.
    pub async fn refuse(&self, applicant: &Applicant, refused: Refused) -> Refused {
        let draft = draft(&refused);
        let audit = self.0.audit();
        match audit.credential_refused(&applicant.caller, draft).await {
            Ok(()) => refused,
            Err(error) => error.into(),
        }
    }

    /// Records a refusal in the log of the tenant that the path names, else in the operator's.
    async fn record_refusal(
        &self,
        slug: &str,
        named: Option<String>,
        refused: &Refused,
        request: Request,
    ) -> Result<(), Error> {
        let Some(tenant) = self.0.store().system().tenant_by_slug(slug).await? else {
            tracing::warn!(
                request.id = request.id,
                client.ip = request.ip.map(tracing::field::display),
                reason = refused.reason(),
                "an OAuth client was refused"
            );
            return Ok(());
        };
        let actor = Actor {
            kind: ActorKind::Token,
            id: None,
            label: None,
            token_prefix: named,
        };
        let caller = Caller::new(tenant, actor, Authority::Scope(Scope::Read), request);
        self.0
            .audit()
            .credential_refused(&caller, draft(refused))
            .await
    }
}

impl Found {
    fn asking(self, scope: Option<String>, request: Request) -> Applicant {
        let most = self.client.scope;
        Applicant {
            caller: self.client.calling(self.tenant, most, request),
            client: self.client,
            record: self.record,
            by: self.by,
            scope,
            used: self.used,
        }
    }
}

impl Client {
    /// The client, or one of its access tokens, as a caller.
    pub(crate) fn calling(&self, tenant: Tenant, scope: Scope, request: Request) -> Caller {
        let actor = Actor {
            kind: ActorKind::Token,
            id: Some(self.id.to_string()),
            label: Some(self.name.clone()),
            token_prefix: Some(self.client_id.clone()),
        };
        Caller::new(tenant, actor, Authority::Scope(scope), request).only_for(self.only)
    }
}

/// What of the client's own was shown, if anything. Where there is no client it costs the same, and
/// is never so.
fn proved(shown: &Shown, record: Option<&oauth_clients::Record>) -> Result<Option<By>, Error> {
    Ok(match shown {
        Shown::Secret(secret) => {
            let hash = Sha256::digest(secret.expose_secret().as_bytes());
            let is = |expected: Option<&[u8]>| {
                let same = hash.as_slice().ct_eq(expected.unwrap_or(&NO_HASH));
                bool::from(same) && expected.is_some()
            };
            let current = is(record.and_then(|record| record.secret_hash.as_deref()));
            let old = record.and_then(|record| record.old_secret.as_ref());
            let old = is(old.map(|old| old.hash.as_slice()));
            match (current, old) {
                (true, _) => Some(By::Secret),
                (false, true) => Some(By::OldSecret),
                (false, false) => None,
            }
        }
        Shown::Assertion(assertion) => {
            let jwks = record.and_then(|record| record.jwks.as_deref());
            let keys = Keys::parse(jwks.unwrap_or(NO_KEYS)).map_err(Error::internal)?;
            (assertion.is_signed_by(&keys) && jwks.is_some()).then_some(By::Keys)
        }
    })
}

/// Whether a text could be the id of a client: nothing else gets into the log by this way.
fn is_client_id(text: &str) -> bool {
    text.strip_prefix(CLIENT_PREFIX).is_some_and(|rest| {
        rest.len() <= 22 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

fn draft(refused: &Refused) -> Draft {
    let status = refused.status();
    let outcome = match status {
        401 => Outcome::Denied,
        _ => Outcome::ClientError,
    };
    Draft::new(Operation::AccessDenied)
        .status(status)
        .outcome(outcome)
        .detail(refused.reason())
}
