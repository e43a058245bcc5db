//! The token endpoint: who asks, and what is granted.

use scim::{Change, ChangeKind};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use store::{Tenant, TenantTx, UseCase, oauth_clients};
use subtle::ConstantTimeEq;

use super::access_token::AccessToken;
use super::issue::subject;
use super::{ACCESS_LIFETIME, Ask, CLIENT_PREFIX, Client, Clients, Refused};
use crate::audit::{Draft, Operation, Outcome};
use crate::authenticate::{is_allowed, noted};
use crate::caller::Authority;
use crate::representation::timestamp;
use crate::tenants::{Way, Ways};
use crate::tokens::TokenState;
use crate::{Actor, ActorKind, Caller, Directory, Error, Request, Scope};

/// A client that has proved who it is, and what it asks for.
pub struct Applicant {
    caller: Caller,
    client: Client,
    record: oauth_clients::Record,
    scope: Option<String>,
}

impl Applicant {
    /// The client as a caller, for limits that hold for each tenant and each client.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }
}

/// An access token that was granted. It exists nowhere else.
#[derive(Debug)]
pub struct Granted {
    /// The token, to be sent as `Authorization: Bearer`.
    pub access_token: SecretString,
    /// Seconds until it ends.
    pub expires_in: i64,
    /// What it may do.
    pub scope: Scope,
}

/// What stands where no client is known: comparing with it costs what comparing with one costs.
const NO_HASH: [u8; 32] = [0; 32];

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
        let (client_id, outcome) = match ask {
            Err(refused) => (None, Err(refused)),
            Ok(ask) => (Some(ask.client_id.clone()), self.find(slug, ask).await?),
        };
        let refused = match outcome {
            Err(refused) => refused,
            Ok((record, tenant, scope)) => {
                let client = Client::from_record(record.clone())?;
                let caller = client.calling(tenant, client.scope, request);
                let applicant = Applicant {
                    caller,
                    client,
                    record,
                    scope,
                };
                return self.from_allowed_address(applicant).await;
            }
        };
        self.record_refusal(slug, client_id, &refused, request)
            .await?;
        Err(refused)
    }

    /// Grants an access token.
    ///
    /// # Errors
    /// [`Refused::InvalidScope`], after it was recorded.
    pub async fn grant(&self, applicant: Applicant) -> Result<Granted, Refused> {
        let Some(scope) = narrowed(applicant.client.scope, applicant.scope.as_deref()) else {
            return Err(self.refuse(&applicant, Refused::InvalidScope).await);
        };
        let now = self.0.now();
        let most = now + ACCESS_LIFETIME;
        let end = applicant
            .client
            .expires_at
            .map_or(most, |end| end.min(most));
        let token = AccessToken {
            client_id: applicant.client.client_id.clone(),
            scope,
            expires_at: end,
        };
        let grant = Grant {
            directory: self.0.clone(),
            caller: applicant.caller.clone(),
            record: applicant.record,
            token: token.clone(),
        };
        self.0.write(&applicant.caller, grant).await?;
        Ok(Granted {
            access_token: token.seal(self.0.secret_key()),
            expires_in: (end - now).num_seconds(),
            scope,
        })
    }

    async fn find(&self, slug: &str, ask: Ask) -> Result<Result<Found, Refused>, Error> {
        let refused = |reason: &str| Ok(Err(Refused::InvalidClient(reason.to_owned())));
        let found = self.0.store().system().oauth_client(&ask.client_id).await?;
        let expected = found
            .as_ref()
            .map_or(&NO_HASH[..], |(record, _)| &record.secret_hash);
        let shown = Sha256::digest(ask.secret.expose_secret().as_bytes());
        let matches = bool::from(shown.ct_eq(expected));
        let Some((record, tenant)) = found.filter(|_| matches) else {
            return refused("no client is known by this id and secret");
        };
        if tenant.slug() != slug {
            return refused("the client belongs to another tenant");
        }
        let client = Client::from_record(record.clone())?;
        match client.state(self.0.now()) {
            TokenState::Revoked => return refused("the client was revoked"),
            TokenState::Expired => return refused("the client expired"),
            TokenState::Live => {}
        }
        if tenant.suspended_at().is_some() {
            return refused("the tenant is suspended");
        }
        if !Ways::of(&tenant).has(Way::Oauth) {
            return refused("OAuth client credentials are switched off in the settings");
        }
        Ok(Ok((record, tenant, ask.scope)))
    }

    async fn from_allowed_address(&self, applicant: Applicant) -> Result<Applicant, Refused> {
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
        client_id: Option<String>,
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
            token_prefix: client_id.filter(|client_id| is_client_id(client_id)),
        };
        let caller = Caller::new(tenant, actor, Authority::Scope(Scope::Read), request);
        self.0
            .audit()
            .credential_refused(&caller, draft(refused))
            .await
    }
}

type Found = (oauth_clients::Record, Tenant, Option<String>);

impl Client {
    /// The client, or one of its access tokens, as a caller.
    pub(crate) fn calling(&self, tenant: Tenant, scope: Scope, request: Request) -> Caller {
        let actor = Actor {
            kind: ActorKind::Token,
            id: Some(self.id.to_string()),
            label: Some(self.name.clone()),
            token_prefix: Some(self.client_id.clone()),
        };
        Caller::new(tenant, actor, Authority::Scope(scope), request)
    }
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

/// What is granted of what is asked for (RFC 6749 §3.3); `None` when that is more than there is.
fn narrowed(most: Scope, asked: Option<&str>) -> Option<Scope> {
    let Some(asked) = asked else {
        return Some(most);
    };
    let asked: Result<Vec<_>, _> = asked.split(' ').map(str::parse::<Scope>).collect();
    let asked = asked.ok()?;
    let within = |scope: &Scope| *scope == most || (most, *scope) == (Scope::Write, Scope::Read);
    if !asked.iter().all(within) {
        return None;
    }
    // The widest: one that writes reads as well.
    Some(if asked.contains(&most) {
        most
    } else {
        Scope::Read
    })
}

struct Grant {
    directory: Directory,
    caller: Caller,
    record: oauth_clients::Record,
    token: AccessToken,
}

impl UseCase for Grant {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<(), Error> {
        let used = noted(&self.caller, self.directory.now());
        tx.oauth_clients().touch(self.record.id, &used).await?;
        let add = |path: &str, after: String| Change {
            path: path.to_owned(),
            op: ChangeKind::Add,
            before: None,
            after: Some(after.into()),
        };
        let changes = vec![
            add("scope", self.token.scope.to_string()),
            add("expires_at", timestamp(self.token.expires_at)),
        ];
        let draft = Draft::new(Operation::OauthToken)
            .status(200)
            .subject(subject(&self.record))
            .changes(changes);
        let event = draft.finish(&self.caller, self.directory.clockwork());
        tx.audit().insert(&event).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Scope, narrowed};

    #[test]
    fn a_scope_is_narrowed_and_never_widened() {
        let check = |most: Scope, asked: &str, granted: Option<Scope>| {
            assert_eq!(narrowed(most, Some(asked)), granted, "{most} {asked:?}");
        };
        for scope in Scope::ALL {
            assert_eq!(narrowed(scope, None), Some(scope));
            check(scope, scope.as_str(), Some(scope));
        }
        check(Scope::Write, "read", Some(Scope::Read));
        check(Scope::Write, "read write", Some(Scope::Write));
        check(Scope::Write, "write read write", Some(Scope::Write));
        check(Scope::Read, "write", None);
        check(Scope::Read, "read write", None);
        check(Scope::AuditRead, "read", None);
        check(Scope::Write, "audit:read", None);
        for nonsense in [
            "scim",
            "read,write",
            "READ",
            " read",
            "read  write",
            "read ",
            " ",
        ] {
            check(Scope::Write, nonsense, None);
        }
    }
}
