//! The ways in that a tenant can switch on beside the bearer token.

use serde_json::{Map, Value};
use store::Tenant;

/// A way to show a credential that is off until an owner switches it on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// `Authorization: <token>` without `Bearer`, as some identity providers send it.
    RawToken,
    /// HTTP Basic (RFC 7617), with the token as password.
    Basic,
    /// OAuth client credentials (RFC 6749 §4.4), and the access tokens of such clients.
    Oauth,
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::RawToken, Self::Basic, Self::Oauth];

    /// The name of the setting.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RawToken => "raw_token",
            Self::Basic => "basic",
            Self::Oauth => "oauth",
        }
    }

    /// How the log names it.
    pub(crate) fn told(self) -> &'static str {
        match self {
            Self::RawToken => "as a token without the word Bearer",
            Self::Basic => "by HTTP Basic",
            Self::Oauth => "as an access token of an OAuth client",
        }
    }
}

/// Which ways are on. None is, where nothing was chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ways([bool; Way::ALL.len()]);

impl Ways {
    /// The ways that are on in a tenant, as they were when the tenant was read.
    pub fn of(tenant: &Tenant) -> Self {
        Self::read(tenant.settings())
    }

    /// What is stored and makes no sense is off: nobody comes in by a mistake.
    pub(super) fn read(stored: &Map<String, Value>) -> Self {
        Self(Way::ALL.map(|way| stored.get(way.as_str()).is_some_and(|word| word == ON)))
    }

    /// Whether a way is on.
    pub fn has(self, way: Way) -> bool {
        self.0[way as usize]
    }

    pub(super) fn pairs(self) -> [(&'static str, &'static str); Way::ALL.len()] {
        Way::ALL.map(|way| (way.as_str(), if self.has(way) { ON } else { OFF }))
    }
}

const ON: &str = "on";
const OFF: &str = "off";

/// Ways to be switched on or off; what is not named stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WaysChange([Option<bool>; Way::ALL.len()]);

impl WaysChange {
    /// The same change, and this way on, off, or as it is.
    #[must_use]
    pub fn with(mut self, way: Way, on: impl Into<Option<bool>>) -> Self {
        self.0[way as usize] = on.into();
        self
    }

    pub(super) fn apply(self, before: Ways) -> Ways {
        Ways(Way::ALL.map(|way| self.0[way as usize].unwrap_or_else(|| before.has(way))))
    }
}
