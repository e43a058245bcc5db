//! `/account`: the signed-in person's own settings.

use super::{FieldError, Instant, Membership};

/// Three forms: `POST /account/password` (fields `current`, `password`),
/// `POST /account/theme` (field `theme`), `POST /logout`. All with hidden `csrf`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountPage {
    pub memberships: Vec<Membership>,
    /// When this session was started, and when it ends at the latest.
    pub signed_in: Option<Instant>,
    pub session_ends: Option<Instant>,
    /// Of the password form.
    pub errors: Vec<FieldError>,
}
