//! `/t/<slug>/settings/retention`: for how long the audit log is kept.

use super::{FieldError, Instant};

/// Fields: `event_days`, `body_days`, `masked`, `legal_hold` (`on` or `off`); hidden `csrf`. Only owners can
/// send it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetentionPage {
    /// As typed.
    pub event_days: String,
    /// As typed.
    pub body_days: String,
    pub legal_hold: bool,
    /// As typed: names with commas between.
    pub masked: String,
    /// The number of the last event that was let go; `None` while all are kept.
    pub purged: Option<u64>,
    /// Since when is known what users and groups were; `None` while all is.
    pub kept_since: Option<Instant>,
    pub errors: Vec<FieldError>,
}
