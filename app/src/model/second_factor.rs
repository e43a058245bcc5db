//! `/account/second-factor`: codes of an authenticator app beside the password.

use super::token::Secret;
use super::{FieldError, Instant};

/// Without a second factor: one form, hidden `csrf` and `next` when there is one, to `…/begin`.
/// With one: forms to `…/codes` and `…/remove`, field [`Act::field`]; hidden `csrf`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecondFactorPage {
    /// Since when codes are asked for; `None` where none are.
    pub since: Option<Instant>,
    /// Recovery codes that have not been used.
    pub codes_left: u64,
    /// The name of a tenant that demands one.
    pub demanded_by: Option<String>,
    /// A checked local path to go on to.
    pub next: Option<String>,
    /// After too many attempts; answered with 429.
    pub wait_seconds: Option<u64>,
    pub errors: Vec<FieldError>,
}

/// What somebody with a second factor can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Other recovery codes.
    Renew,
    /// No second factor.
    Remove,
}

impl Act {
    /// The name of its one field.
    pub fn field(self) -> &'static str {
        match self {
            Self::Renew => "renew-code",
            Self::Remove => "remove-code",
        }
    }
}

/// The answer to `…/begin`, and to a first code that was wrong: what the app is to be given.
/// Send it with `Cache-Control: no-store`. Field: `code`; hidden `csrf`, and `next`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondFactorBegunPage {
    pub picture: Picture,
    /// The same for typing.
    pub key: Secret,
    pub next: Option<String>,
    pub wait_seconds: Option<u64>,
    pub errors: Vec<FieldError>,
}

/// A QR code, as the outline of its dark squares.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Squares on a side, without the quiet zone.
    pub side: u32,
    /// The `d` of an SVG path, one unit for a square.
    pub outline: String,
}

impl std::fmt::Debug for Picture {
    /// Without the outline, which can be read as the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Picture")
            .field("side", &self.side)
            .finish_non_exhaustive()
    }
}

/// The answer to a first code that was right, and to `…/codes`: the only page that ever holds
/// the recovery codes. Send it with `Cache-Control: no-store`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryCodesPage {
    pub codes: Vec<Secret>,
    /// Whether the second factor was just turned on.
    pub begins: bool,
    /// A checked local path to go on to.
    pub next: Option<String>,
}
