//! SCIM tokens.

use std::fmt;
use std::str::FromStr;

use super::activity::Activity;
use super::event::EventRow;
use super::viewer::Unknown;
use super::{FieldError, Instant};

/// What a token may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    Read,
    #[default]
    Write,
    AuditRead,
}

impl Scope {
    pub const ALL: [Self; 3] = [Self::Write, Self::Read, Self::AuditRead];

    /// The word in the form field `scope`, on the command line and in the API.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::AuditRead => "audit:read",
        }
    }
}

impl FromStr for Scope {
    type Err = Unknown;

    fn from_str(word: &str) -> Result<Self, Unknown> {
        Self::ALL
            .into_iter()
            .find(|scope| scope.word() == word)
            .ok_or(Unknown)
    }
}

/// A token as the lists and its own page show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRow {
    pub id: String,
    pub name: String,
    /// Prefix and last four characters, all that is ever shown again: `rc_scim_4fQ…7f2a`.
    pub display: String,
    pub scope: Scope,
    pub created: Instant,
    /// Member e-mail, `cli`, or who else made it.
    pub created_by: String,
    pub last_used: Option<LastUse>,
    pub expiry: Expiry,
    pub state: TokenState,
    /// `None` when not counted.
    pub requests_24h: Option<u64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LastUse {
    /// To the minute.
    pub at: Instant,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
    /// `okta`, `entra`, …; `None` when unknown.
    pub idp: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expiry {
    Never,
    /// `days_left` is rounded down; negative when past.
    At {
        at: Instant,
        days_left: i64,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenState {
    Live,
    Expired,
    Revoked { at: Instant, by: String },
}

/// `/t/<slug>/tokens`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokensPage {
    /// Live ones first, then expired and revoked ones.
    pub rows: Vec<TokenRow>,
}

/// `/t/<slug>/tokens/new`.
/// Fields: `name`, `scope`, `expires`, `cidrs` (one per line); hidden `csrf` and `nonce`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenNewPage {
    pub name: String,
    pub scope: Scope,
    pub lifetime: Lifetime,
    pub cidrs: String,
    /// Single use: a repeated one is answered with [`super::failure::Failure::AlreadyIssued`].
    pub nonce: String,
    pub errors: Vec<FieldError>,
}

/// The choices of the field `expires`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lifetime {
    Days90,
    Days180,
    #[default]
    Days365,
    Days730,
    Never,
}

impl Lifetime {
    pub const ALL: [Self; 5] = [
        Self::Days90,
        Self::Days180,
        Self::Days365,
        Self::Days730,
        Self::Never,
    ];

    /// The value of the form field.
    pub fn word(self) -> &'static str {
        match self {
            Self::Days90 => "90d",
            Self::Days180 => "180d",
            Self::Days365 => "365d",
            Self::Days730 => "730d",
            Self::Never => "never",
        }
    }

    pub fn days(self) -> Option<u32> {
        match self {
            Self::Days90 => Some(90),
            Self::Days180 => Some(180),
            Self::Days365 => Some(365),
            Self::Days730 => Some(730),
            Self::Never => None,
        }
    }
}

impl FromStr for Lifetime {
    type Err = Unknown;

    fn from_str(word: &str) -> Result<Self, Unknown> {
        Self::ALL
            .into_iter()
            .find(|lifetime| lifetime.word() == word)
            .ok_or(Unknown)
    }
}

/// A value that is shown once and must not reach a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(value: String) -> Self {
        Self(value)
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(•••)")
    }
}

/// The answer to the POST on `/t/<slug>/tokens/new`: the only page that ever holds a secret.
/// Send it with status 200 and `Cache-Control: no-store`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenIssuedPage {
    pub id: String,
    pub name: String,
    pub secret: Secret,
    /// The tenant's SCIM base URL.
    pub base_url: String,
    pub scope: Scope,
    pub expiry: Expiry,
}

/// `/t/<slug>/tokens/<id>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenPage {
    pub token: TokenRow,
    /// Allowed addresses; empty means any.
    pub cidrs: Vec<String>,
    /// The other live token of the same name, during a rotation.
    pub siblings: Vec<TokenRow>,
    /// Its last requests.
    pub recent: Vec<EventRow>,
    pub activity: Option<Activity>,
}

/// `/t/<slug>/tokens/<id>/revoke`. Fields: `name` (typed) when [`Self::in_use`]; hidden `csrf`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRevokePage {
    pub token: TokenRow,
    /// Requests in the last hour, when counted.
    pub requests_last_hour: Option<u64>,
    /// Used within the last 24 hours: the name has to be typed.
    pub in_use: bool,
    /// Whether another live token of the same name takes over.
    pub has_successor: bool,
    pub typed: String,
    pub errors: Vec<FieldError>,
}
