//! `/t/<slug>`: is provisioning healthy, and what needs attention.

use super::Instant;
use super::activity::Activity;
use super::connect::Progress;
use super::credential::Credential;
use super::event::EventRow;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverviewPage {
    pub health: Health,
    pub attention: Vec<Attention>,
    /// One for each token and OAuth client that works and has been used.
    pub connections: Vec<Connection>,
    pub counts: Counts,
    /// The last 24 hours.
    pub activity: Activity,
    /// The last ten changes.
    pub recent: Vec<EventRow>,
    /// Shown in place of the cards until the first user has arrived.
    pub progress: Option<Progress>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// No identity provider has reached us yet.
    Waiting,
    Healthy {
        connections: u64,
        last_write: Option<Instant>,
    },
    /// Requests arrive and some are refused.
    Refusing { refused: u64, requests: u64 },
    /// These have expired, and nothing took their place.
    Ended(Vec<Credential>),
    /// Whoever has these has stopped calling.
    Silent(Vec<Credential>),
    /// These expire within a week.
    Ending(Vec<Credential>),
    /// No token and no OAuth client works: nobody can reach us.
    NobodyLetIn,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attention {
    /// Expires within 60 days.
    Expiring(Credential),
    /// Expired and still tried, or the last of its name.
    Expired(Credential),
    /// Issued more than 24 hours ago and never used.
    NeverUsed(Credential),
    /// Used again and again, and for long not any more.
    Silent {
        credential: Credential,
        /// The longest pause before, in hours.
        longest_hours: u64,
        last: Instant,
    },
    /// Repeated refusals with the same reason.
    Refusals {
        count: u64,
        since: Instant,
        detail: String,
        scim_type: Option<String>,
    },
}

/// One token or OAuth client in use, as the connection it carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    pub credential: Credential,
    pub last_request: Option<Instant>,
    pub last_write: Option<Instant>,
    pub requests_24h: u64,
    pub errors_24h: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub users_active: u64,
    pub users_inactive: u64,
    pub groups: u64,
}
