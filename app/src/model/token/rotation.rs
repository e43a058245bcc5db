//! A token that another one replaces while both work.

use std::str::FromStr;

use super::{Expiry, TokenRow};
use crate::model::activity::Activity;
use crate::model::viewer::Unknown;
use crate::model::{FieldError, Instant};

/// Two live tokens of one name, and whether the old one is still needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotation {
    pub old: Side,
    pub new: Side,
    /// Who used the old one within the last 24 hours, the latest first.
    pub callers: Vec<TokenCaller>,
    pub verdict: Verdict,
}

/// One of two tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    pub id: String,
    pub display: String,
    pub ends: Expiry,
    pub last_used: Option<Instant>,
    /// The last 24 hours, by the hour.
    pub activity: Activity,
}

/// Somebody who uses a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenCaller {
    pub ip: String,
    pub user_agent: String,
    pub requests: u64,
    pub last: Instant,
}

/// Whether the old token of two can be revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nobody has used the new one yet.
    NewUnused,
    /// The old one was used within the time between two calls of its identity provider.
    OldInUse { cycle_minutes: u64 },
    /// The new one is used, and the old one has been silent for long enough.
    Safe { cycle_minutes: u64 },
}

/// `/t/<slug>/tokens/<id>/rotate`. Field: `overlap`; hidden `csrf` and `nonce`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRotatePage {
    pub token: TokenRow,
    pub overlap: Overlap,
    pub nonce: String,
    pub errors: Vec<FieldError>,
}

/// How long an old token goes on: the choices of the field `overlap`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overlap {
    Hour1,
    #[default]
    Hours24,
    Days7,
    Days30,
    /// It has leaked.
    None,
}

impl Overlap {
    pub const ALL: [Self; 5] = [
        Self::Hour1,
        Self::Hours24,
        Self::Days7,
        Self::Days30,
        Self::None,
    ];

    /// The value of the form field.
    pub fn word(self) -> &'static str {
        match self {
            Self::Hour1 => "1h",
            Self::Hours24 => "24h",
            Self::Days7 => "7d",
            Self::Days30 => "30d",
            Self::None => "0",
        }
    }

    pub fn hours(self) -> u64 {
        match self {
            Self::Hour1 => 1,
            Self::Hours24 => 24,
            Self::Days7 => 7 * 24,
            Self::Days30 => 30 * 24,
            Self::None => 0,
        }
    }
}

impl FromStr for Overlap {
    type Err = Unknown;

    fn from_str(word: &str) -> Result<Self, Unknown> {
        Self::ALL
            .into_iter()
            .find(|overlap| overlap.word() == word)
            .ok_or(Unknown)
    }
}
