//! `/t/<slug>/settings/security`: what the tenant demands of its members.

use super::FieldError;

/// Field: `second_factor` (`optional` or `required`); hidden `csrf`. Only owners can send it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecurityPage {
    /// Whether members need a second factor.
    pub second_factor: bool,
    /// Members who have none yet, and would set one up with their next click.
    pub without: u64,
    pub errors: Vec<FieldError>,
}
