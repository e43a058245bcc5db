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
    Revoked(DateTime<Utc>),
    Suspended,
}

impl Refusal {
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
            Self::Revoked(end) => format!("the token was revoked on {}", end.format("%Y-%m-%d")),
            Self::Suspended => "the tenant is suspended".to_owned(),
        }
    }
}

/// A refusal with what is known of who was refused.
pub(super) struct Refused {
    pub(super) refusal: Refusal,
    /// How the credential was shown.
    pub(super) way: Option<Way>,
    /// The public id of the token, where one was shown.
    pub(super) public_id: Option<String>,
    /// The tenant of a token whose secret was right, where its log is to say what was wrong.
    pub(super) tenant: Option<Tenant>,
}
