//! Why a credential is refused: for the log, never for the caller.

use chrono::{DateTime, Utc};
use store::Tenant;

use crate::tenants::Way;

/// Why a credential was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Missing,
    UnknownScheme,
    SwitchedOff(Way),
    Malformed,
    Checksum,
    Unknown,
    WrongTenant,
    Expired(DateTime<Utc>),
    Replaced(DateTime<Utc>),
    Revoked(DateTime<Utc>),
    Forged,
    AccessExpired(DateTime<Utc>),
    ClientGone,
    ClientExpired,
    ClientRevoked,
}

impl Refusal {
    /// One of every kind.
    fn each() -> Vec<Self> {
        let end = DateTime::UNIX_EPOCH;
        let mut each = vec![
            Self::Missing,
            Self::UnknownScheme,
            Self::Malformed,
            Self::Checksum,
            Self::Unknown,
            Self::WrongTenant,
            Self::Expired(end),
            Self::Replaced(end),
            Self::Revoked(end),
            Self::Forged,
            Self::AccessExpired(end),
            Self::ClientGone,
            Self::ClientExpired,
            Self::ClientRevoked,
        ];
        each.extend(Way::ALL.map(Self::SwitchedOff));
        each
    }

    pub(super) fn reason(self) -> String {
        match self {
            Self::Missing => "no Authorization header was sent".to_owned(),
            Self::UnknownScheme => {
                "the Authorization header says neither Bearer nor Basic".to_owned()
            }
            Self::SwitchedOff(way) => format!(
                "the credential was sent {}, which is switched off in the settings",
                way.told()
            ),
            Self::Malformed => "the credential is no Rollcall token".to_owned(),
            Self::Checksum => "the token was mistyped or cut: its checksum is wrong".to_owned(),
            Self::Unknown => "no token is known by this credential".to_owned(),
            Self::WrongTenant => "the token belongs to another tenant".to_owned(),
            Self::Expired(end) => format!("the token expired on {}", end.format("%Y-%m-%d")),
            Self::Replaced(end) => format!(
                "the token was replaced by another, and ended on {}",
                end.format("%Y-%m-%d")
            ),
            Self::Revoked(end) => format!("the token was revoked on {}", end.format("%Y-%m-%d")),
            Self::Forged => "the access token was not made here, or was changed".to_owned(),
            Self::AccessExpired(end) => {
                format!(
                    "the access token ended at {}",
                    end.format("%Y-%m-%d %H:%M:%S UTC")
                )
            }
            Self::ClientGone => "no client is known by this access token".to_owned(),
            Self::ClientExpired => "the OAuth client expired".to_owned(),
            Self::ClientRevoked => "the OAuth client was revoked".to_owned(),
        }
    }
}

/// Every reason for which a SCIM credential is refused, as the log says it; for whoever has an
/// answer to each. Where a reason tells a time, it is the first of 1970.
pub fn reasons() -> Vec<String> {
    Refusal::each().into_iter().map(Refusal::reason).collect()
}

/// A refusal with what is known of who was refused.
pub(super) struct Refused {
    pub(super) refusal: Refusal,
    /// How the credential was shown.
    pub(super) way: Option<Way>,
    /// How the credential is named where its secret must not be.
    pub(super) named: Option<String>,
    /// The tenant of a token whose secret was right, where its log is to say what was wrong.
    pub(super) tenant: Option<Tenant>,
}

impl Refused {
    pub(super) fn new(refusal: Refusal, way: Option<Way>) -> Self {
        Self {
            refusal,
            way,
            named: None,
            tenant: None,
        }
    }

    pub(super) fn named(mut self, name: impl Into<String>) -> Self {
        self.named = Some(name.into());
        self
    }

    /// The refusal of a credential that is known, and whose it is.
    pub(super) fn of(self, name: impl Into<String>, tenant: Tenant) -> Self {
        let mut refused = self.named(name);
        refused.tenant = Some(tenant);
        refused
    }
}
