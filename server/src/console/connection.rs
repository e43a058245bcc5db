//! What is known of an identity provider in a tenant: what lets it in, and what it sent.

use app::model::connect::{Progress, Provider};
use chrono::{DateTime, TimeDelta, Utc};
use directory::audit::{Event, Query};
use directory::credentials::Credential;
use directory::{Caller, Directory, Error};

use super::instant::instant;
use super::progress;

/// Credentials of one provider whose requests are looked for: more than two that work are a rotation
/// that nobody ended.
const CREDENTIALS: usize = 4;
/// The newest requests of the tenant among which those of a provider are looked for.
const NEWEST: u64 = 50;
/// Requests with one credential that are looked at.
const OF_ONE: u64 = 20;
/// For how long refusals are told of.
const REFUSALS: TimeDelta = TimeDelta::days(7);

/// An identity provider in a tenant.
pub(super) struct Connection {
    pub(super) provider: Provider,
    /// Tokens that are for it and OAuth clients that it was seen with: those that work, then ended
    /// ones, the newest first.
    pub(super) credentials: Vec<Credential>,
    /// Its last requests, the newest first.
    pub(super) events: Vec<Event>,
    /// What another provider is let in by, as far as is known.
    others: Vec<String>,
}

impl Connection {
    /// Looks for what lets a provider in, and for its last requests.
    pub(super) async fn find(
        directory: &Directory,
        caller: &Caller,
        provider: Provider,
    ) -> Result<Self, Error> {
        let credentials = directory.credentials(caller).await?;
        let mut connection = Self::among(credentials, provider, directory.now());
        connection.events = connection.gathered(directory, caller, scim()).await?;
        Ok(connection)
    }

    /// Of what a query finds, what this provider sent, the newest first: among the newest of the
    /// tenant, and by the first of its credentials, however much others send.
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
        for credential in self.looked_at() {
            let own = Query {
                actor: Some(credential.id.clone()),
                limit: OF_ONE,
                ..wanted.clone()
            };
            events.extend(audit.list(caller, &own).await?.events);
        }
        events.sort_by_key(|event| std::cmp::Reverse(event.id));
        events.dedup_by_key(|event| event.id);
        Ok(events)
    }

    /// The same, of requests that somebody has read already.
    pub(super) fn among(
        credentials: Vec<Credential>,
        provider: Provider,
        now: DateTime<Utc>,
    ) -> Self {
        let word = Some(provider.word());
        let (mut own, others): (Vec<_>, Vec<_>) = credentials
            .into_iter()
            .partition(|credential| credential.idp.as_deref() == word);
        // The newest come first, and stay there among their equals.
        own.sort_by_key(|credential| !credential.works(now));
        let others = others.into_iter().filter(|other| other.idp.is_some());
        Self {
            provider,
            credentials: own,
            events: Vec::new(),
            others: others.map(|other| other.id).collect(),
        }
    }

    /// Whether a request came from this provider: by what it was let in by, else by what the caller
    /// looks like.
    pub(super) fn sent(&self, event: &Event) -> bool {
        let actor = event.actor_id.as_deref();
        let own = |credential: &Credential| actor == Some(credential.id.as_str());
        if self.credentials.iter().any(own) {
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

    /// The credentials by which its requests are looked for.
    fn looked_at(&self) -> impl Iterator<Item = &Credential> {
        self.credentials.iter().take(CREDENTIALS)
    }

    /// What lets it in.
    pub(super) fn live(&self, now: DateTime<Utc>) -> impl Iterator<Item = &Credential> {
        let works = move |credential: &&Credential| credential.works(now);
        self.credentials.iter().filter(works)
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
                .credentials
                .iter()
                .map(|credential| credential.created_at)
                .min()
                .map(|at| instant(at, now)),
            ..Progress::default()
        };
        for credential in self.looked_at() {
            let by_it = progress::by(directory, caller, Some(&credential.id)).await?;
            progress = progress::earliest(progress, by_it);
        }
        // Whoever was let in by what is nobody's, as far as can be seen.
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
