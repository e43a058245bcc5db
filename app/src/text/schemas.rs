//! Schemas of a tenant.

use crate::model::schema::ResourceType;

pub const TITLE: &str = "Schemas";
pub const LEAD: &str = "What users and groups can hold. Register a schema to add attributes of your own; it is listed for your identity provider at /Schemas at once.";
pub const LIST_CAPTION: &str = "Schemas, those of SCIM first";

pub const NAME: &str = "Name";
pub const URN: &str = "URN";
pub const RESOURCE: &str = "For";
pub const REQUIRED: &str = "Required";
pub const ATTRIBUTES: &str = "Attributes";
pub const IN_USE_BY: &str = "In use by";
pub const BUILT_IN: &str = "built in";
pub const CHANGED: &str = "Changed";

pub const REGISTER: &str = "Register schema";
pub const REGISTER_LEAD: &str = "Paste the schema as JSON, in the form of RFC 7643, section 7, in which /Schemas answers too. If its URN is registered already, that schema is updated: optional attributes can be added and descriptions changed.";
pub const REGISTER_REFUSED: &str = "Only owners can register schemas.";
pub const RESOURCE_LEGEND: &str = "What it extends";
pub const REQUIRED_LEGEND: &str = "Must every new one carry it?";
pub const REQUIRED_HINT: &str =
    "What exists already stays as it is, and can be patched without it.";
pub const DOCUMENT: &str = "Schema document";
pub const DOCUMENT_HINT: &str = "JSON with id, name, description and attributes; at most 64 KiB.";
pub const REQUIRED_NO: &str = "No";
pub const REQUIRED_YES: &str = "Yes";
pub const RESOURCE_WRONG: &str = "Choose what the schema extends.";
pub const REQUIRED_WRONG: &str = "Choose whether every new one must carry it.";

pub const ATTRIBUTE: &str = "Attribute";
pub const TYPE: &str = "Type";
pub const MUTABILITY: &str = "mutability";
pub const RETURNED: &str = "returned";
pub const UNIQUENESS: &str = "uniqueness";
pub const CASE_EXACT: &str = "caseExact";
pub const MULTI_VALUED: &str = "multiValued";
pub const IS_REQUIRED: &str = "required";
pub const ATTRIBUTES_CAPTION: &str = "Attributes with their characteristics";
pub const DOCUMENT_TITLE: &str = "Document";

pub const REMOVE: &str = "Remove schema";
pub const REMOVE_REFUSED: &str = "Only owners can remove schemas.";
pub const REMOVE_EFFECT: &str =
    "Its attributes are unknown from then on: what an identity provider sends for them is ignored.";
pub const REMOVE_UNUSED: &str = "Nobody holds values of it.";

pub fn resource_type(kind: ResourceType) -> &'static str {
    match kind {
        ResourceType::User => "Users",
        ResourceType::Group => "Groups",
    }
}

pub fn remove_title(urn: &str) -> String {
    "Remove {urn}".replace("{urn}", urn)
}

pub fn holders(kind: ResourceType, count: u64) -> String {
    match kind {
        ResourceType::User => super::plural(count, "{n} user", "{n} users"),
        ResourceType::Group => super::plural(count, "{n} group", "{n} groups"),
    }
}

/// Who loses what.
pub fn remove_impact(kind: ResourceType, count: u64) -> String {
    let sentence = if count == 1 {
        "{who} holds values of it. The values are removed too, for good; the audit log keeps what they were."
    } else {
        "{who} hold values of it. The values are removed too, for good; the audit log keeps what they were."
    };
    sentence.replace("{who}", &holders(kind, count))
}

pub fn confirm(count: u64) -> String {
    "Type {n} to confirm".replace("{n}", &count.to_string())
}

pub fn confirm_differs(kind: ResourceType, count: u64) -> String {
    "Type {n}: the values of {who} are removed with the schema."
        .replace("{n}", &count.to_string())
        .replace("{who}", &holders(kind, count))
}
