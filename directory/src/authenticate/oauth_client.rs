//! Letting the access tokens of OAuth clients in.

use store::{Tenant, TenantTx, UseCase, tokens};

use super::refusal::{Refusal, Refused};
use super::{is_allowed, is_noted, noted, switched_off};
use crate::oauth::Client;
use crate::oauth::access_token::AccessToken;
use crate::tenants::Way;
use crate::tokens::TokenState;
use crate::{Caller, ClientId, Directory, Error, Request, Scope};

/// A client, what its access token may do, and whose it is.
pub(super) struct Found {
    client: Client,
    scope: Scope,
    tenant: Tenant,
}

impl Directory {
    /// Opens an access token, and looks at its client as that is now: whatever ends the client,
    /// ends its access tokens.
    pub(super) async fn find_client(
        &self,
        slug: Option<&str>,
        text: &str,
    ) -> Result<Result<Found, Refused>, Error> {
        const WAY: Option<Way> = Some(Way::Oauth);
        let refused = |refusal| Refused::new(refusal, WAY);
        let Some(token) = AccessToken::open(text, self.secret_key()) else {
            return Ok(Err(refused(Refusal::Forged)));
        };
        let refused = |refusal| refused(refusal).named(token.client_id.as_str());
        let found = self.store().system().oauth_client(&token.client_id).await?;
        let Some((record, tenant)) = found else {
            return Ok(Err(refused(Refusal::ClientGone)));
        };
        let client = Client::from_record(record)?;
        if slug.is_some_and(|slug| slug != tenant.slug()) {
            return Ok(Err(refused(Refusal::WrongTenant)));
        }
        if let Some(off) = switched_off(WAY, &tenant) {
            let refused = refused(off).of(token.client_id.as_str(), tenant);
            return Ok(Err(refused));
        }
        Ok(match client.state(self.now()) {
            TokenState::Revoked => Err(refused(Refusal::ClientRevoked)),
            TokenState::Expired => Err(refused(Refusal::ClientExpired)),
            TokenState::Live if token.expires_at <= self.now() => {
                Err(refused(Refusal::AccessExpired(token.expires_at)))
            }
            TokenState::Live => Ok(Found {
                client,
                scope: token.scope,
                tenant,
            }),
        })
    }

    pub(super) async fn admit_client(
        &self,
        found: Found,
        request: Request,
    ) -> Result<Caller, Error> {
        let Found {
            client,
            scope,
            tenant,
        } = found;
        let kinds = self.kinds(&tenant).await?;
        let caller = client.calling(tenant, scope, request).with_kinds(kinds);
        let allowed = is_allowed(&client.allow, caller.request());
        self.bar(&caller, allowed).await?;
        if !is_noted(client.last_used_at, self.now()) {
            let touch = Touch {
                client: client.id,
                used: noted(&caller, self.now()),
            };
            self.store().write(caller.tenant(), touch).await?;
        }
        Ok(caller)
    }
}

/// Writes down when, from where and by what a client's access token was used.
struct Touch {
    client: ClientId,
    used: tokens::Use,
}

impl UseCase for Touch {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<(), Error> {
        Ok(tx.oauth_clients().touch(self.client, &self.used).await?)
    }
}
