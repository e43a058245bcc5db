//! `/t/<slug>/settings/general`: what the tenant is called.

use super::{FieldError, Instant};

/// Field: `name`; hidden `csrf`. Only owners can send it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneralPage {
    /// As it is, or as it was typed.
    pub name: String,
    pub base_url: String,
    pub created: Instant,
    pub errors: Vec<FieldError>,
}
