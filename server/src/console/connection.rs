//! What is known of an identity provider in a tenant: its tokens, and what it sent.

use app::model::connect::{Progress, Provider};
use chrono::{DateTime, TimeDelta, Utc};
use directory::audit::{Event, Query};
use directory::tokens::{Token, TokenState};
use directory::{Caller, Directory, Error};

use super::instant::instant;
use super::progress;

/// Tokens of one provider that are looked at: more than two are a rotation that nobody ended.
const TOKENS: usize = 4;
/// The newest requests of the tenant among which those of a provider are looked for.
const NEWEST: u64 = 50;
/// Requests of one token that are looked at.
const OF_A_TOKEN: u64 = 20;
/// For how long refusals are told of.
const REFUSALS: TimeDelta = TimeDelta::days(7);

/// An identity provider in a tenant.
pub(super) struct Connection {
    pub(super) provider: Provider,
    /// Those that are for it, the newest first; ended ones too.
    pub(super) tokens: Vec<Token>,
    /// Its last requests, the newest first.
    pub(super) events: Vec<Event>,
    /// Tokens that are said to be for another provider.
    others: Vec<String>,
}

impl Connection {
    /// Looks for the tokens and the last requests of a provider.
    pub(super) async fn find(
        directory: &Directory,
        caller: &Caller,
        provider: Provider,
    ) -> Result<Self, Error> {
        let mut connection = Self::among(directory.tokens().list(caller).await?, provider);
        connection.events = connection.gathered(directory, caller, scim()).await?;
        Ok(connection)
    }

    /// Of what a query finds, what this provider sent, the newest first: among the newest of the
    /// tenant, and by each of its tokens, however much others send.
    async fn gathered(
        &self,
        directory: &Directory,
        caller: &Caller,
        wanted: Query,
    ) -> Result<Vec<Event>, Error> {
        let audit = directory.audit();
        let newest = Query {
            limit: NEWEST,
            ..wanted.clone()
        };
        let newest = audit.list(caller, &newest).await?.events;
        let mut events: Vec<Event> = newest
            .into_iter()
            .filter(|event| self.sent(event))
            .collect();
        for token in &self.tokens {
            let own = Query {
                actor: Some(token.id.to_string()),
                limit: OF_A_TOKEN,
                ..wanted.clone()
            };
            events.extend(audit.list(caller, &own).await?.events);
        }
        events.sort_by_key(|event| std::cmp::Reverse(event.id));
        events.dedup_by_key(|event| event.id);
        Ok(events)
    }

    /// The same, of requests that somebody has read already.
    pub(super) fn among(tokens: Vec<Token>, provider: Provider) -> Self {
        let word = Some(provider.word());
        let (mut own, others): (Vec<_>, Vec<_>) = tokens
            .into_iter()
            .partition(|token| token.idp.as_deref() == word);
        own.sort_by_key(|token| std::cmp::Reverse(token.created_at));
        own.truncate(TOKENS);
        let others = others.into_iter().filter(|token| token.idp.is_some());
        Self {
            provider,
            tokens: own,
            events: Vec::new(),
            others: others.map(|token| token.id.to_string()).collect(),
        }
    }

    /// Whether a request came from this provider: by the token's, else by what the caller looks like.
    pub(super) fn sent(&self, event: &Event) -> bool {
        let actor = event.actor_id.as_deref();
        let own = |token: &Token| actor == Some(token.id.to_string().as_str());
        if self.tokens.iter().any(own) {
            return true;
        }
        if self.others.iter().any(|other| actor == Some(other)) {
            return false;
        }
        let seen = event.idp.as_deref().unwrap_or("unknown");
        match self.provider {
            // Whoever looks like none of the others.
            Provider::Generic => seen.parse::<Provider>().is_err(),
            known => seen == known.word(),
        }
    }

    /// Its tokens that work.
    pub(super) fn live(&self, now: DateTime<Utc>) -> impl Iterator<Item = &Token> {
        let works = move |token: &&Token| token.state(now) == TokenState::Live;
        self.tokens.iter().filter(works)
    }

    /// How far it has come.
    pub(super) async fn progress(
        &self,
        directory: &Directory,
        caller: &Caller,
    ) -> Result<Progress, Error> {
        let now = directory.now();
        let mut progress = Progress {
            token_issued: self
                .tokens
                .iter()
                .map(|token| token.created_at)
                .min()
                .map(|at| instant(at, now)),
            ..Progress::default()
        };
        for token in &self.tokens {
            let token = progress::by(directory, caller, Some(&token.id.to_string())).await?;
            progress = progress::earliest(progress, token);
        }
        // Whoever came with a token of nobody's, as far as can be seen.
        let done = |operation: &str| {
            let mut found = self
                .events
                .iter()
                .rev()
                .filter(|event| event.outcome == "success" && event.operation == operation);
            found.next().map(|event| instant(event.time, now))
        };
        let seen = Progress {
            token_issued: None,
            first_request: self.events.last().map(|event| instant(event.time, now)),
            first_user: done("user.create"),
            first_group: done("group.create"),
            first_deactivation: done("user.deactivate"),
        };
        Ok(progress::earliest(progress, seen))
    }

    /// What it sent and what was refused, the newest first.
    pub(super) async fn refusals(
        &self,
        directory: &Directory,
        caller: &Caller,
    ) -> Result<Vec<Event>, Error> {
        let refused = ["client_error", "server_error", "denied"];
        let query = Query {
            outcomes: refused.map(str::to_owned).to_vec(),
            from: Some(directory.now() - REFUSALS),
            ..scim()
        };
        self.gathered(directory, caller, query).await
    }
}

fn scim() -> Query {
    Query {
        channel: Some("scim".to_owned()),
        reads: true,
        ..Query::default()
    }
}
