//! Tokens and OAuth clients together, for whoever asks only who is let in, since when and until when;
//! and what the jobs tell of both: that one is about to end, and that nobody uses one any more.

mod faults;
mod held;
mod miss;
mod remind;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub(crate) use self::held::Held;
pub(crate) use self::miss::Silent;
pub(crate) use self::remind::Ending;
pub use self::remind::REMINDERS;

use self::faults::Faults;
use self::miss::Look;
use crate::identity_provider::recognize;
use crate::oauth::Client;
use crate::tenants::{Way, Ways};
use crate::tokens::{self, Token, TokenState};
use crate::{Caller, Directory, Error};

/// Which of the two something is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CredentialKind {
    /// A SCIM token.
    #[default]
    Token,
    /// An OAuth client, whose access tokens come and go.
    Client,
}

/// A token or an OAuth client.
#[derive(Clone, Debug)]
pub struct Credential {
    /// Which of the two.
    pub kind: CredentialKind,
    /// Its id, which is the actor's in the events of its requests.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The identity provider that it is for; where that was not said of a client, the one that its
    /// last caller looked like.
    pub idp: Option<String>,
    /// When it was issued.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub ends_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it, or one of its access tokens, was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// Another one takes its place, and it goes on until that is done.
    pub replaced: bool,
    /// Whether the tenant lets its kind in at all.
    pub let_in: bool,
}

impl Credential {
    /// Whether it has ended at an instant, and how.
    pub fn state(&self, now: DateTime<Utc>) -> TokenState {
        tokens::state(self.revoked_at, self.ends_at, now)
    }

    /// Whether somebody who has it is let in at an instant.
    pub fn works(&self, now: DateTime<Utc>) -> bool {
        self.let_in && self.state(now) == TokenState::Live
    }

    /// When it ended; of one that has not, when it will.
    pub(crate) fn end(&self) -> Option<DateTime<Utc>> {
        self.revoked_at.or(self.ends_at)
    }

    fn of_client(client: &Client, let_in: bool) -> Self {
        let seen = client.last_used_agent.as_deref().map(recognize);
        let seen = seen.filter(|idp| *idp != "unknown").map(str::to_owned);
        Self {
            kind: CredentialKind::Client,
            id: client.id.to_string(),
            name: client.name.clone(),
            idp: client.idp.clone().or(seen),
            created_at: client.created_at,
            ends_at: client.expires_at,
            revoked_at: client.revoked_at,
            last_used_at: client.last_used_at,
            replaced: false,
            let_in,
        }
    }
}

impl From<&Token> for Credential {
    fn from(token: &Token) -> Self {
        Self {
            kind: CredentialKind::Token,
            id: token.id.to_string(),
            name: token.name.clone(),
            idp: token.idp.clone(),
            created_at: token.created_at,
            ends_at: token.ends_at(),
            revoked_at: token.revoked_at,
            last_used_at: token.last_used_at,
            replaced: token.overlap_ends_at.is_some(),
            let_in: true,
        }
    }
}

impl Directory {
    /// Every token and every OAuth client of a tenant, the newest first, ended ones included.
    ///
    /// # Errors
    /// Whoever may not see tokens is refused.
    pub async fn credentials(&self, caller: &Caller) -> Result<Vec<Credential>, Error> {
        let let_in = Ways::of(caller.tenant()).has(Way::Oauth);
        let tokens = self.tokens().list(caller).await?;
        let clients = self.clients().list(caller).await?;
        let clients = clients
            .iter()
            .map(|client| Credential::of_client(client, let_in));
        let mut all: Vec<Credential> = tokens.iter().map(Credential::from).chain(clients).collect();
        all.sort_by_key(|credential| std::cmp::Reverse(credential.created_at));
        Ok(all)
    }

    /// Speaks, in each tenant's log and by mail, of tokens and OAuth clients that are about to end:
    /// once 60, 30, 14, 7 days and one day before. The jobs do this every hour.
    ///
    /// # Errors
    /// When the database does not answer; what was not spoken of will be.
    pub async fn remind_of_ends(&self) -> Result<(), Error> {
        remind::remind(self).await
    }

    /// How many live tokens, or OAuth clients, of all tenants end within so many days, as of the last
    /// [`Directory::remind_of_ends`]; those that are being replaced or not let in are not counted.
    pub fn credentials_ending(&self, kind: CredentialKind) -> [(i32, u64); REMINDERS.len()] {
        self.ending().counts(kind)
    }

    /// Speaks, in each tenant's log and by mail, of clients that have fallen silent: once for each
    /// silence, which a use of the token or OAuth client ends. The jobs do this every hour.
    ///
    /// # Errors
    /// When the database does not answer; what was not spoken of will be.
    pub async fn report_silences(&self) -> Result<(), Error> {
        miss::look(self, Look::Report).await
    }

    /// Counts the silences that were spoken of and last, and speaks of none: a server that has just
    /// started cannot tell whether nobody called, or nobody was there to hear it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn count_silences(&self) -> Result<(), Error> {
        miss::look(self, Look::Count).await
    }

    /// How many live tokens and OAuth clients of all tenants have fallen silent, as of the last look.
    pub fn silences(&self) -> u64 {
        self.silent().count()
    }
}
