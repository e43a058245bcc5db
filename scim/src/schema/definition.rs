//! Schema documents (RFC 7643 §7) that a tenant registers: read, judged, compared.
//!
//! [`read`] takes the form that `/Schemas` answers, so that a schema can be copied from there.
//! [`register`] also holds it to what this server can keep its word on; [`update`] says whether
//! resources that fit the schema so far still fit it.

mod members;
mod rules;
mod update;

pub use update::update;

use super::{Attribute, Mutability, ResourceType, Returned, Schema, Type, Uniqueness};
use crate::error::{Error, ScimType};
use members::Members;
use serde_json::Value;

/// The largest schema document, in bytes.
pub const MAX_DOCUMENT: usize = 64 << 10;
/// The most attributes of one schema, and the most sub-attributes of one attribute.
pub const MAX_ATTRIBUTES: usize = 100;
/// The most sub-attributes of one attribute.
pub const MAX_SUB_ATTRIBUTES: usize = 50;
/// The most characters of an attribute's name.
pub const MAX_NAME: usize = 64;
/// The most characters of a URN (RFC 8141 sets none; more would only be a burden in paths).
pub const MAX_URN: usize = 255;

/// The most characters of a name or description for people.
const MAX_TEXT: usize = 2_000;

/// Reads the document of a schema that is to extend a resource type beside those that are known.
///
/// Every refusal names the place in the document and says what to change there.
pub fn register(document: &str, known: &[&ResourceType]) -> Result<Schema, Error> {
    if document.len() > MAX_DOCUMENT {
        let detail = "the schema is longer than 64 KiB; shorten its descriptions or split it";
        return Err(Error::new(ScimType::InvalidValue, detail));
    }
    let document: Value = serde_json::from_str(document).map_err(|error| {
        let detail = format!("the schema is no JSON: {error}");
        Error::new(ScimType::InvalidSyntax, detail)
    })?;
    let schema = read(&document)?;
    rules::check(&schema, known)?;
    Ok(schema)
}

/// Reads a schema document, whatever the schema is for.
///
/// Names of members may be in any letter case, `schemas` and `meta` are ignored, and what is left
/// out has the default of RFC 7643 §2.2.
pub fn read(document: &Value) -> Result<Schema, Error> {
    const KNOWN: [&str; 6] = ["schemas", "id", "name", "description", "attributes", "meta"];
    let members = Members::of(document, String::new(), &KNOWN)?;
    let Some(id) = members.text("id", MAX_URN)? else {
        return Err(members.refuse("id", "is missing: give the schema a URN"));
    };
    let name = match members.text("name", MAX_TEXT)? {
        Some(name) => name,
        None => id.rsplit(':').next().unwrap_or_default().to_owned(),
    };
    Ok(Schema {
        id,
        name,
        description: members.text("description", MAX_TEXT)?.unwrap_or_default(),
        attributes: attributes(&members, "attributes", Level::Attribute)?,
    })
}

/// How deep an attribute stands; there is nothing below a sub-attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Attribute,
    SubAttribute,
}

impl Level {
    fn most(self) -> usize {
        match self {
            Self::Attribute => MAX_ATTRIBUTES,
            Self::SubAttribute => MAX_SUB_ATTRIBUTES,
        }
    }
}

fn attributes(of: &Members<'_>, member: &str, level: Level) -> Result<Vec<Attribute>, Error> {
    let items = of.list(member)?;
    let most = level.most();
    if items.len() > most {
        let why = format!("has {} entries: at most {most} are allowed", items.len());
        return Err(of.refuse(member, &why));
    }
    let mut attributes: Vec<Attribute> = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let path = format!("{}[{index}]", of.path(member));
        let attribute = attribute(item, path.clone(), level)?;
        if super::find(&attributes, &attribute.name).is_some() {
            let detail = format!(
                "{path}.name: {} is there twice, in whatever letter case; choose another name",
                attribute.name
            );
            return Err(Error::at(ScimType::InvalidValue, path, detail));
        }
        attributes.push(attribute);
    }
    Ok(attributes)
}

fn attribute(document: &Value, path: String, level: Level) -> Result<Attribute, Error> {
    const KNOWN: [&str; 12] = [
        "name",
        "type",
        "multiValued",
        "description",
        "required",
        "canonicalValues",
        "caseExact",
        "mutability",
        "returned",
        "uniqueness",
        "referenceTypes",
        "subAttributes",
    ];
    let members = Members::of(document, path, &KNOWN)?;
    let kind = members.word("type", &Type::ALL, Type::as_str)?;
    let kind = kind.unwrap_or(Type::String);
    let description = members.text("description", MAX_TEXT)?;
    let mut attribute = Attribute::new(
        &name(&members, level)?,
        kind,
        &description.unwrap_or_default(),
    );
    attribute.multi_valued = members.flag("multiValued")?.unwrap_or(false);
    attribute.required = members.flag("required")?.unwrap_or(false);
    attribute.canonical_values = members.texts("canonicalValues")?;
    let case_exact = members.flag("caseExact")?;
    if matches!(kind, Type::String | Type::Reference) {
        attribute.case_exact = case_exact.unwrap_or(attribute.case_exact);
    }
    let mutability = members.word("mutability", &Mutability::ALL, Mutability::as_str)?;
    attribute.mutability = mutability.unwrap_or(Mutability::ReadWrite);
    let returned = members.word("returned", &Returned::ALL, Returned::as_str)?;
    attribute.returned = returned.unwrap_or(Returned::Default);
    let uniqueness = members.word("uniqueness", &Uniqueness::ALL, Uniqueness::as_str)?;
    attribute.uniqueness = uniqueness.unwrap_or(Uniqueness::None);
    attribute.reference_types = members.texts("referenceTypes")?;
    attribute.sub_attributes = sub_attributes(&members, kind, level)?;
    Ok(attribute)
}

/// RFC 7643 §2.1: a letter, then letters, digits, hyphens and underscores. The one name beyond
/// that is the `$ref` of §2.4.
fn name(members: &Members<'_>, level: Level) -> Result<String, Error> {
    let Some(name) = members.text("name", MAX_NAME)? else {
        return Err(members.refuse("name", "is missing: give the attribute a name"));
    };
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let formed = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(inside);
    if formed || (name == "$ref" && level == Level::SubAttribute) {
        return Ok(name);
    }
    let why = format!(
        "is {}: begin with a letter and use letters, digits, - and _ only",
        crate::error::echo(&name)
    );
    Err(members.refuse("name", &why))
}

/// Complex attributes have parts, the parts have none (RFC 7643 §2.3.8, erratum 8415).
fn sub_attributes(
    members: &Members<'_>,
    kind: Type,
    level: Level,
) -> Result<Vec<Attribute>, Error> {
    if kind == Type::Complex && level == Level::SubAttribute {
        let why = "is complex: a sub-attribute cannot have parts of its own; flatten it";
        return Err(members.refuse("type", why));
    }
    let empty = members.list("subAttributes")?.is_empty();
    match (kind, empty) {
        (Type::Complex, true) => {
            let why = "is missing: a complex attribute needs at least one sub-attribute";
            Err(members.refuse("subAttributes", why))
        }
        (Type::Complex, false) => attributes(members, "subAttributes", Level::SubAttribute),
        (_, true) => Ok(Vec::new()),
        (_, false) => {
            let why = "is for complex attributes: set type to complex, or leave it out";
            Err(members.refuse("subAttributes", why))
        }
    }
}

#[cfg(test)]
mod tests;
