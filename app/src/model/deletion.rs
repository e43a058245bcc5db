//! `/t/<slug>/settings/danger`: the end of a tenant.

use super::{FieldError, Instant};

/// Field: `slug`; hidden `csrf`. While it is pending, a form to `…/cancel` instead. Only owners can
/// send either.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeletionPage {
    /// When the tenant will be deleted, if that is wanted.
    pub due: Option<Instant>,
    pub users: u64,
    pub groups: u64,
    pub members: u64,
    /// As typed.
    pub slug: String,
    pub errors: Vec<FieldError>,
}
