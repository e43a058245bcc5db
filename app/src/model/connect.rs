//! `/t/<slug>/connect`: bring an identity provider to this tenant.

use std::str::FromStr;

use super::credential::CredentialKind;
use super::explanation::Explanation;
use super::token::{Expiry, Secret};
use super::viewer::Unknown;
use super::{FieldError, Instant};

/// An identity provider that there is a guide for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Provider {
    Okta,
    Entra,
    OneLogin,
    JumpCloud,
    Google,
    Keycloak,
    Authentik,
    /// Any other SCIM 2.0 client, and curl.
    Generic,
}

impl Provider {
    pub const ALL: [Self; 8] = [
        Self::Okta,
        Self::Entra,
        Self::OneLogin,
        Self::JumpCloud,
        Self::Google,
        Self::Keycloak,
        Self::Authentik,
        Self::Generic,
    ];

    /// The word in the address, and in events of a caller that looks like it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Okta => "okta",
            Self::Entra => "entra",
            Self::OneLogin => "onelogin",
            Self::JumpCloud => "jumpcloud",
            Self::Google => "google",
            Self::Keycloak => "keycloak",
            Self::Authentik => "authentik",
            Self::Generic => "generic",
        }
    }
}

impl Provider {
    /// The provider that an event names; [`Self::Generic`] where it names none that is known.
    pub fn of(idp: Option<&str>) -> Self {
        let known = idp.and_then(|word| word.parse().ok());
        known.unwrap_or(Self::Generic)
    }
}

impl FromStr for Provider {
    type Err = Unknown;

    fn from_str(word: &str) -> Result<Self, Unknown> {
        Self::ALL
            .into_iter()
            .find(|provider| provider.word() == word)
            .ok_or(Unknown)
    }
}

/// `/t/<slug>/connect`: which identity providers there are, and how far each has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectPage {
    pub base_url: String,
    pub reach: Reach,
    pub progress: Progress,
    /// One for each of [`Provider::ALL`].
    pub cards: Vec<ProviderCard>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderCard {
    pub provider: Provider,
    pub state: ConnectionState,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectionState {
    /// Nothing is there to let it in, and nothing came from it.
    Unused,
    /// It has had a token or an OAuth client since then, and has not come.
    Waiting { since: Instant },
    /// It was here last then.
    Connected { last: Instant },
    /// It was here last then, and nothing lets it in any more.
    Ended { last: Instant },
}

/// `/t/<slug>/connect/<provider>`. The form posts `nonce` and `csrf` to the same address and
/// is answered by the page with [`Self::issued`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuidePage {
    pub provider: Provider,
    pub base_url: String,
    pub reach: Reach,
    /// Tokens for this provider and OAuth clients of it that work, the newest first.
    pub tokens: Vec<GuideToken>,
    /// Single use, as in [`super::token::TokenNewPage::nonce`].
    pub nonce: String,
    /// In the answer to the form alone. Send it with `Cache-Control: no-store`.
    pub issued: Option<IssuedHere>,
    pub arrivals: Arrivals,
    pub troubles: Vec<Trouble>,
    pub audience: Audience,
    /// Why no token was issued, at the field `issue`.
    pub errors: Vec<FieldError>,
}

/// Who reads a guide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    /// A member, who also gives links to the guide away.
    Member {
        /// The links that can be used.
        links: Vec<GuideLinkRow>,
        /// One that was just made, in the answer to the form alone. Send it with
        /// `Cache-Control: no-store`.
        made: Option<Secret>,
    },
    /// Whoever holds such a link. They post `nonce` and `csrf` to [`crate::paths::GUEST_GUIDE`].
    Guest {
        tenant: String,
        csrf: String,
        until: Instant,
        /// How many tokens can still be issued.
        tokens_left: u32,
    },
}

/// A link to a guide. Withdrawn by a form that posts `csrf`; made by one that posts `nonce`,
/// `lifetime` and `csrf`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuideLinkRow {
    pub id: String,
    pub by: String,
    pub until: Instant,
    pub tokens_issued: u32,
}

/// For how long a link to a guide works: the choices of the field `lifetime`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinkLifetime {
    Day,
    #[default]
    Week,
    Month,
}

impl LinkLifetime {
    pub const ALL: [Self; 3] = [Self::Day, Self::Week, Self::Month];

    /// The value of the form field.
    pub fn word(self) -> &'static str {
        match self {
            Self::Day => "1d",
            Self::Week => "7d",
            Self::Month => "30d",
        }
    }

    pub fn days(self) -> u32 {
        match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 30,
        }
    }
}

impl FromStr for LinkLifetime {
    type Err = Unknown;

    fn from_str(word: &str) -> Result<Self, Unknown> {
        Self::ALL
            .into_iter()
            .find(|lifetime| lifetime.word() == word)
            .ok_or(Unknown)
    }
}

/// A token or an OAuth client, as a guide lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuideToken {
    pub kind: CredentialKind,
    pub id: String,
    pub name: String,
    pub expiry: Expiry,
    pub last_used: Option<Instant>,
}

/// A token that was made by the form of the guide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedHere {
    pub id: String,
    pub name: String,
    pub secret: Secret,
    pub expiry: Expiry,
}

/// What has come from a provider, for the panel that lights up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrivals {
    pub provider: Provider,
    pub progress: Progress,
    /// Its last requests, the newest first.
    pub requests: Vec<Arrival>,
    /// Nothing but reads have come from authentik, whose dry run keeps writes back.
    pub reads_only: bool,
}

impl Arrivals {
    /// It came, and so far nothing that it wanted was done.
    pub fn only_refused(&self) -> bool {
        let refused = |arrival: &Arrival| matches!(arrival.sight, Sight::Refused { .. });
        !self.requests.is_empty()
            && self.requests.iter().all(refused)
            && self.progress.first_user.is_none()
    }
}

/// One request of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    pub event_id: String,
    pub time: Instant,
    pub status: u16,
    pub sight: Sight,
    /// `GET /Users?filter=…`, shortened.
    pub request: String,
}

/// What a request was, as far as it can be told from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Entra's *Test Connection*: somebody who cannot exist is looked up.
    EntraTest,
    /// One person or group is looked up before it is written.
    LookUp,
    /// The first few are read, to see whether anybody answers.
    Probe,
    /// What the server can do was read.
    Discovery,
    /// Any other read.
    Read,
    /// Its OAuth client was given an access token.
    Granted,
    /// A user or a group became what the operation says.
    Written {
        /// `user.create`, …
        operation: String,
        name: String,
        /// Its page, while it has one: of users and groups.
        target: Option<Written>,
    },
    /// A write that found everything as it was to be.
    NoChange {
        name: String,
    },
    Refused {
        detail: String,
    },
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    User { id: String },
    Group { id: String },
}

/// Refusals of one kind, for the troubleshooting table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The latest of them.
    pub event_id: String,
    pub last: Instant,
    pub count: u64,
    pub status: u16,
    pub scim_type: Option<String>,
    pub detail: String,
    /// Why, and what to do about it.
    pub explanation: Explanation,
}

/// Who can reach the public URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Public,
    /// A loopback or private address: cloud identity providers cannot reach it.
    Local,
    /// Plain HTTP on a public address: most identity providers refuse it.
    PlainHttp,
}

/// How far a connection has come. Each step is done when its time is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub token_issued: Option<Instant>,
    pub first_request: Option<Instant>,
    pub first_user: Option<Instant>,
    pub first_group: Option<Instant>,
    pub first_deactivation: Option<Instant>,
}
