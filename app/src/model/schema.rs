//! Schemas: those of the RFCs and those that the tenant registered.

use std::str::FromStr;

use super::viewer::Unknown;
use super::{FieldError, Instant, Json};

/// What a schema belongs to or extends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResourceType {
    #[default]
    User,
    Group,
}

impl ResourceType {
    pub const ALL: [Self; 2] = [Self::User, Self::Group];

    /// The word in the form field `resource_type` (RFC 7643 §6).
    pub fn word(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
        }
    }
}

impl FromStr for ResourceType {
    type Err = Unknown;

    fn from_str(word: &str) -> Result<Self, Unknown> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.word() == word)
            .ok_or(Unknown)
    }
}

/// A schema in the list and at the head of its own page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemaRow {
    pub urn: String,
    pub name: String,
    pub resource_type: ResourceType,
    /// Whether new resources must carry it.
    pub required: bool,
    pub attributes: u64,
    pub origin: Origin,
}

/// Where a schema is from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// The RFCs'.
    #[default]
    BuiltIn,
    /// The tenant's own, and how many users or groups hold values of it.
    Registered { in_use_by: u64, changed: Instant },
}

/// `/t/<slug>/settings/schemas`.
/// Fields: `resource_type`, `required` (`yes`, `no`), `document`; hidden `csrf`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemasPage {
    pub rows: Vec<SchemaRow>,
    pub resource_type: ResourceType,
    pub required: bool,
    pub document: String,
    pub errors: Vec<FieldError>,
}

/// `/t/<slug>/settings/schemas/<urn>`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemaPage {
    pub schema: SchemaRow,
    pub description: String,
    /// In their order, each followed by its parts.
    pub attributes: Vec<AttributeRow>,
    /// The document, which can be registered again.
    pub document: Json,
}

/// One attribute with its characteristics, in the RFC's own words (RFC 7643 §7).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttributeRow {
    /// A part of a complex attribute is `name.part`.
    pub name: String,
    pub description: String,
    /// `string`, `complex`, …
    pub kind: &'static str,
    pub multi_valued: bool,
    pub required: bool,
    pub case_exact: bool,
    pub mutability: &'static str,
    pub returned: &'static str,
    pub uniqueness: &'static str,
}

/// `/t/<slug>/settings/schemas/<urn>/remove`.
/// Fields: `confirm` (the number typed) when somebody holds values; hidden `csrf`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemaRemovePage {
    pub urn: String,
    pub resource_type: ResourceType,
    pub in_use_by: u64,
    pub typed: String,
    pub errors: Vec<FieldError>,
}
