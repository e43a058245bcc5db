//! What is stored of a token or an OAuth client, where it does not matter which of the two it is.

use chrono::{DateTime, Utc};
use store::{Tenant, TenantTx, oauth_clients, tokens};

use super::CredentialKind;
use crate::audit::Subject;
use crate::tenants::{Way, Ways};
use crate::{Directory, Error, oauth};

/// A token or an OAuth client as it is stored.
#[derive(Clone, Debug)]
pub(crate) enum Held {
    Token(tokens::Record),
    Client(oauth_clients::Record),
}

impl Held {
    /// Those of all tenants that end after `from` and by `until`, that nobody ended, that nothing
    /// replaces, and that are let in.
    pub(super) async fn ending(
        directory: &Directory,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<(Self, Tenant)>, Error> {
        let system = directory.store().system();
        let tokens = system.tokens_ending(from, until).await?;
        let clients = system.clients_ending(from, until).await?;
        Ok(Self::let_in(tokens, clients))
    }

    /// Those of all tenants that work now, that nothing replaces, that are let in, and that were used
    /// last after `from` and by `until`.
    pub(super) async fn quiet(
        directory: &Directory,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<(Self, Tenant)>, Error> {
        let (system, now) = (directory.store().system(), directory.now());
        let tokens = system.quiet_tokens(now, from, until).await?;
        let clients = system.quiet_clients(now, from, until).await?;
        Ok(Self::let_in(tokens, clients))
    }

    /// Of OAuth clients, those whose tenant lets them in: of others nobody needs to hear.
    fn let_in(
        tokens: Vec<(tokens::Record, Tenant)>,
        clients: Vec<(oauth_clients::Record, Tenant)>,
    ) -> Vec<(Self, Tenant)> {
        let tokens = tokens.into_iter();
        let tokens = tokens.map(|(token, tenant)| (Self::Token(token), tenant));
        let clients = clients
            .into_iter()
            .filter(|(_, tenant)| Ways::of(tenant).has(Way::Oauth))
            .map(|(client, tenant)| (Self::Client(client), tenant));
        tokens.chain(clients).collect()
    }

    /// Which of the two.
    pub(crate) fn kind(&self) -> CredentialKind {
        match self {
            Self::Token(_) => CredentialKind::Token,
            Self::Client(_) => CredentialKind::Client,
        }
    }

    /// Its id, which is the actor's in the events of its requests.
    pub(super) fn id(&self) -> String {
        match self {
            Self::Token(token) => token.id.to_string(),
            Self::Client(client) => client.id.to_string(),
        }
    }

    /// Its name.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Token(token) => &token.name,
            Self::Client(client) => &client.name,
        }
    }

    /// Where its page is in the console, below the tenant's.
    pub(crate) fn page(&self) -> String {
        match self {
            Self::Token(token) => format!("tokens/{}", token.id),
            Self::Client(client) => format!("tokens/clients/{}", client.id),
        }
    }

    /// Since when it lives: the rotation of a client's secret gives the client another life.
    pub(super) fn renewed_at(&self) -> DateTime<Utc> {
        match self {
            Self::Token(token) => token.created_at,
            Self::Client(client) => client.rotated_at.unwrap_or(client.created_at),
        }
    }

    /// Whether it has a secret to be rotated; else another one has to take its place.
    pub(crate) fn has_secret(&self) -> bool {
        match self {
            Self::Token(_) => true,
            Self::Client(client) => client.secret_hash.is_some(),
        }
    }

    pub(super) fn expires_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Token(token) => token.expires_at,
            Self::Client(client) => client.expires_at,
        }
    }

    pub(super) fn last_used_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Token(token) => token.last_used_at,
            Self::Client(client) => client.last_used_at,
        }
    }

    /// Of how many days before its end somebody was reminded last.
    pub(super) fn reminded_days(&self) -> Option<i32> {
        match self {
            Self::Token(token) => token.reminded_days,
            Self::Client(client) => client.reminded_days,
        }
    }

    /// What its events are about.
    pub(super) fn subject(&self) -> Subject {
        match self {
            Self::Token(token) => crate::tokens::issue::subject(token),
            Self::Client(client) => oauth::issue::subject(client),
        }
    }

    /// Notes that somebody is reminded of its end; `false` when that is not due any more.
    pub(super) async fn remind(&self, tx: &TenantTx, days: i32) -> Result<bool, Error> {
        Ok(match self {
            Self::Token(token) => tx.tokens().remind(token.id, days).await?,
            Self::Client(client) => {
                let clients = tx.oauth_clients();
                clients.remind(client.id, client.rotations, days).await?
            }
        })
    }

    /// The same as it is now; `None` when it was ended, used or replaced since.
    pub(super) async fn untouched(&self, tx: &TenantTx) -> Result<Option<Self>, Error> {
        let now = match self {
            Self::Token(token) => {
                let token = tx.tokens().get(token.id).await?;
                let open = |token: &tokens::Record| {
                    token.revoked_at.is_none() && token.overlap_ends_at.is_none()
                };
                token.filter(open).map(Self::Token)
            }
            Self::Client(client) => {
                let client = tx.oauth_clients().get(client.id).await?;
                let open = |client: &oauth_clients::Record| client.revoked_at.is_none();
                client.filter(open).map(Self::Client)
            }
        };
        Ok(now.filter(|now| now.last_used_at() == self.last_used_at()))
    }
}
