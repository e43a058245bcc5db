//! One glance at a tenant: is it healthy, what happened, what needs attention.

use chrono::{DateTime, TimeDelta, Utc};
use store::TenantRead;
use store::audit::{Buckets, Event, Query};

use crate::tokens::{Token, TokenState};
use crate::view::users_who_are;
use crate::{Caller, Directory, Error, Permission};

/// Columns of the activity chart: half an hour each.
const COLUMNS: u32 = 48;

/// What the first page of a tenant shows.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Users who have access.
    pub active_users: u64,
    /// Users who were deactivated.
    pub inactive_users: u64,
    /// Groups.
    pub groups: u64,
    /// Live tokens, and those that ended within the last 30 days.
    pub tokens: Vec<Token>,
    /// Live tokens that end within 60 days and that nothing replaces, the soonest first.
    pub expiring: Vec<Token>,
    /// The last request over SCIM.
    pub last_request: Option<Event>,
    /// The last change over SCIM.
    pub last_write: Option<Event>,
    /// Events of the last 24 hours, by outcome and over time, reads included.
    pub activity: Buckets,
    /// The first instant of the chart.
    pub since: DateTime<Utc>,
    /// The end of the chart.
    pub until: DateTime<Utc>,
    /// The last ten changes.
    pub recent: Vec<Event>,
    /// Refusals of the last 24 hours, the latest first.
    pub refusals: Vec<Event>,
}

impl Directory {
    /// What the first page of a tenant shows.
    pub async fn overview(&self, caller: &Caller) -> Result<Overview, Error> {
        caller.require(Permission::ReadDirectory)?;
        caller.require(Permission::ReadAudit)?;
        let until = self.now();
        let since = until - TimeDelta::hours(24);
        let read = self.store().read(caller.tenant());
        let tokens = self.tokens().list(caller).await?;
        let scim = |outcomes: &[&str], reads, limit| Query {
            channel: Some("scim".to_owned()),
            outcomes: outcomes
                .iter()
                .map(|outcome| (*outcome).to_owned())
                .collect(),
            reads,
            limit,
            ..Query::default()
        };
        let day = |query: Query| Query {
            from: Some(since),
            to: Some(until),
            ..query
        };
        let changes = Query {
            outcomes: vec!["success".to_owned()],
            limit: 10,
            ..Query::default()
        };
        let refusals = scim(&["client_error", "server_error", "denied"], false, 50);
        Ok(Overview {
            active_users: read.users().count(&users_who_are(true)).await?,
            inactive_users: read.users().count(&users_who_are(false)).await?,
            groups: read.groups().total().await?,
            expiring: expiring(&tokens, until),
            tokens: recent(tokens, until),
            last_request: listed(&read, &scim(&[], true, 1)).await?.pop(),
            last_write: listed(&read, &scim(&["success"], false, 1)).await?.pop(),
            activity: read
                .audit()
                .buckets(&day(scim(&[], true, 0)), COLUMNS)
                .await?,
            since,
            until,
            recent: listed(&read, &changes).await?,
            refusals: listed(&read, &day(refusals)).await?,
        })
    }
}

/// As many as one page looks at: a glance does not go on where it stopped.
async fn listed(read: &TenantRead, query: &Query) -> Result<Vec<Event>, Error> {
    Ok(read.audit().list(query).await?.events)
}

fn recent(tokens: Vec<Token>, now: DateTime<Utc>) -> Vec<Token> {
    let kept = now - TimeDelta::days(30);
    let ended = |token: &Token| token.revoked_at.or(token.ends_at()).unwrap_or(now);
    tokens
        .into_iter()
        .filter(|token| token.state(now) == TokenState::Live || ended(token) > kept)
        .collect()
}

fn expiring(tokens: &[Token], now: DateTime<Utc>) -> Vec<Token> {
    let soon = now + TimeDelta::days(60);
    let mut expiring: Vec<Token> = tokens
        .iter()
        .filter(|token| token.state(now) == TokenState::Live)
        // One that another token replaces needs nobody any more.
        .filter(|token| token.overlap_ends_at.is_none())
        .filter(|token| token.expires_at.is_some_and(|end| end <= soon))
        .cloned()
        .collect();
    expiring.sort_by_key(|token| token.expires_at);
    expiring
}
