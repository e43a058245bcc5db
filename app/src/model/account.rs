//! `/account`: the signed-in person's own settings.

use super::{Density, FieldError, Instant, Membership};

/// One session of the person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionRow {
    /// What its form names it by; opens nothing.
    pub name: String,
    pub browser: Option<&'static str>,
    pub system: Option<&'static str>,
    pub ip: Option<String>,
    pub started: Instant,
    pub seen: Instant,
    /// The one that looks at the page.
    pub this: bool,
    /// The tenant whose provider started it, and to which it is bound.
    pub through: Option<String>,
}

/// The form of how the console is to be shown, as it was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DisplayForm {
    /// What was typed as a time zone.
    pub zone: String,
    pub density: Density,
    pub single_keys: bool,
}

/// Forms: `POST /account/sessions/<name>/end`, `POST /account/sessions/end-others`, `POST /account/password` (fields `current`, `password`),
/// `POST /account/theme` (field `theme`), `POST /account/zone` (fields `tz`, `next`), `POST /account/display` (fields `tz`, `density`, `keys`), `POST /logout`. All with hidden `csrf`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountPage {
    /// Since when a second factor is asked for.
    pub second_factor: Option<Instant>,
    pub memberships: Vec<Membership>,
    /// When this session was started, and when it ends at the latest.
    pub signed_in: Option<Instant>,
    pub session_ends: Option<Instant>,
    /// The tenant that this session is bound to. Then there is no password to change, and no other
    /// session to end.
    pub bound_to: Option<String>,
    /// The newest first.
    pub sessions: Vec<SessionRow>,
    /// The IANA names that can be chosen as a time zone.
    pub zones: &'static [String],
    /// What was sent of how the console is to be shown, where that was refused.
    pub display_refused: Option<DisplayForm>,
    /// Of the forms.
    pub errors: Vec<FieldError>,
}
