//! One glance at a tenant: is it healthy, what happened, what needs attention.

use chrono::{DateTime, TimeDelta, Utc};
use store::TenantRead;
use store::audit::{Buckets, Event, Query};

use crate::audit::Operation;
use crate::credentials::Credential;
use crate::tokens::TokenState;
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
    /// Tokens and OAuth clients that have not ended, and those that did within the last 30 days.
    pub credentials: Vec<Credential>,
    /// Those that work, end within 60 days and are replaced by nothing, the soonest first.
    pub expiring: Vec<Credential>,
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
    /// Whether an identity provider has ever written anything here, deleted since or not, as far
    /// back as that is kept. Costs next to nothing: pages ask it for their navigation.
    pub async fn is_provisioned(&self, caller: &Caller) -> Result<bool, Error> {
        caller.require(Permission::ReadDirectory)?;
        Ok(self.store().read(caller.tenant()).versions().any().await?)
    }

    /// What the first page of a tenant shows.
    pub async fn overview(&self, caller: &Caller) -> Result<Overview, Error> {
        caller.require(Permission::ReadDirectory)?;
        caller.require(Permission::ReadAudit)?;
        let until = self.now();
        let since = until - TimeDelta::hours(24);
        let read = self.store().read(caller.tenant());
        let credentials = self.credentials(caller).await?;
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
            expiring: expiring(&credentials, until),
            credentials: recent(credentials, until),
            last_request: listed(&read, &scim(&[], true, 1)).await?.pop(),
            last_write: listed(&read, &writes(scim(&["success"], false, 1)))
                .await?
                .pop(),
            activity: read
                .audit()
                .buckets(&day(scim(&[], true, 0)), COLUMNS)
                .await?,
            since,
            until,
            recent: listed(&read, &writes(changes)).await?,
            refusals: listed(&read, &day(refusals)).await?,
        })
    }
}

/// As many as one page looks at: a glance does not go on where it stopped.
async fn listed(read: &TenantRead, query: &Query) -> Result<Vec<Event>, Error> {
    Ok(read.audit().without_bodies().list(query).await?.events)
}

/// Of what a query finds, what changed users and groups: that a client was given an access token is
/// no such thing.
pub fn writes(query: Query) -> Query {
    let granted = Query {
        operation: Some(Operation::OauthToken.as_str().to_owned()),
        reads: true,
        ..Query::default()
    };
    Query {
        except: vec![granted],
        ..query
    }
}

fn recent(credentials: Vec<Credential>, now: DateTime<Utc>) -> Vec<Credential> {
    let kept = now - TimeDelta::days(30);
    credentials
        .into_iter()
        .filter(|credential| {
            let live = credential.state(now) == TokenState::Live;
            live || credential.end().unwrap_or(now) > kept
        })
        .collect()
}

fn expiring(credentials: &[Credential], now: DateTime<Utc>) -> Vec<Credential> {
    let soon = now + TimeDelta::days(60);
    let mut expiring: Vec<Credential> = credentials
        .iter()
        .filter(|credential| credential.works(now))
        // One that another one replaces needs nobody any more.
        .filter(|credential| !credential.replaced)
        .filter(|credential| credential.ends_at.is_some_and(|end| end <= soon))
        .cloned()
        .collect();
    expiring.sort_by_key(|credential| credential.ends_at);
    expiring
}
