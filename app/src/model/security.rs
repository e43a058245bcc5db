//! `/t/<slug>/settings/security`: what the tenant demands of its members and its tokens.

use super::FieldError;

/// Fields: `second_factor` (`optional` or `required`), `longest_token`; hidden `csrf`. Only owners
/// can send it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecurityPage {
    /// Whether members need a second factor.
    pub second_factor: bool,
    /// Members who have none yet, and would set one up with their next click.
    pub without: u64,
    /// Days that tokens live at most, as they were typed; empty for no limit.
    pub longest_token: String,
    pub errors: Vec<FieldError>,
}
