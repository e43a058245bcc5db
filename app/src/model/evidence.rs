//! `/t/<slug>/audit/evidence`: the range of an evidence pack.

use super::FieldError;

/// Fields: `from`, `to`; hidden `csrf`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvidencePage {
    pub from: String,
    pub to: String,
    /// The public key that packs are signed with, as PEM.
    pub key: String,
    pub errors: Vec<FieldError>,
}
