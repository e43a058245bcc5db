//! SCIM tokens.

mod rotation;

use std::fmt;
use std::str::FromStr;

pub use self::rotation::{Overlap, Rotation, Side, TokenCaller, TokenRotatePage, Verdict};
use super::activity::Activity;
use super::connect::Provider;
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

/// The resources a token is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Resources {
    #[default]
    All,
    Users,
    Groups,
}

impl Resources {
    pub const ALL: [Self; 3] = [Self::All, Self::Users, Self::Groups];

    /// The word in the form field `only`.
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Users => "users",
            Self::Groups => "groups",
        }
    }
}

impl FromStr for Resources {
    type Err = Unknown;

    fn from_str(word: &str) -> Result<Self, Unknown> {
        Self::ALL
            .into_iter()
            .find(|resources| resources.word() == word)
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
    pub resources: Resources,
    /// The word of the identity provider that it is for, where that was said.
    pub idp: Option<String>,
    pub created: Instant,
    /// Member e-mail, `cli`, or who else made it.
    pub created_by: String,
    pub last_used: Option<LastUse>,
    pub expiry: Expiry,
    pub state: TokenState,
    /// Another token replaces it, and it ends with the overlap.
    pub replaced: bool,
    /// It was made to live longer than the tenant now lets tokens live.
    pub too_long: bool,
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
/// Fields: `name`, `for`, `scope`, `only`, `expires`, `cidrs` (one per line); hidden `csrf` and
/// `nonce`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenNewPage {
    pub name: String,
    /// The identity provider that it is for; `None` where that is not said.
    pub provider: Option<Provider>,
    pub scope: Scope,
    pub resources: Resources,
    pub lifetime: Lifetime,
    /// Days that a token lives at most, where the tenant has chosen that.
    pub longest: Option<u32>,
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
    /// As long as the tenant lets tokens live; no choice where it sets no limit.
    Longest,
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
            Self::Longest => "longest",
            Self::Never => "never",
        }
    }

    /// The choices where tokens live for so many days at most.
    pub fn offered(longest: Option<u32>) -> Vec<Self> {
        let Some(longest) = longest else {
            return Self::ALL.to_vec();
        };
        let within = |choice: &Self| choice.days().is_some_and(|days| days < longest);
        let shorter = Self::ALL.into_iter().filter(within);
        shorter.chain([Self::Longest]).collect()
    }

    /// This choice, or the longest one where it is not offered.
    #[must_use]
    pub fn within(self, longest: Option<u32>) -> Self {
        if Self::offered(longest).contains(&self) {
            self
        } else {
            Self::Longest
        }
    }

    pub fn days(self) -> Option<u32> {
        match self {
            Self::Days90 => Some(90),
            Self::Days180 => Some(180),
            Self::Days365 => Some(365),
            Self::Days730 => Some(730),
            Self::Longest | Self::Never => None,
        }
    }
}

impl FromStr for Lifetime {
    type Err = Unknown;

    fn from_str(word: &str) -> Result<Self, Unknown> {
        Self::ALL
            .into_iter()
            .chain([Self::Longest])
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

/// The answer to the POST on `/t/<slug>/tokens/new` and `/t/<slug>/tokens/<id>/rotate`: the only
/// page that ever holds a secret. Send it with status 200 and `Cache-Control: no-store`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenIssuedPage {
    pub id: String,
    pub name: String,
    pub secret: Secret,
    /// The tenant's SCIM base URL.
    pub base_url: String,
    pub scope: Scope,
    pub resources: Resources,
    pub expiry: Expiry,
    /// The token that it replaces.
    pub replaces: Option<Replaced>,
}

/// A token that another one replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    pub id: String,
    /// When it ends; `None` when it has ended.
    pub ends: Option<Instant>,
}

/// `/t/<slug>/tokens/<id>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenPage {
    pub token: TokenRow,
    /// Allowed addresses; empty means any.
    pub cidrs: Vec<String>,
    /// While two tokens of the name work.
    pub rotation: Option<Rotation>,
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
