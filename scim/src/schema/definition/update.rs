//! Which changes of a registered schema leave every stored resource valid.

use super::super::{Attribute, Schema, find};
use crate::error::{Error, ScimType};

/// Refuses a next state of a schema that stored resources might not fit.
///
/// Allowed are new optional attributes and sub-attributes, other words for people (names and
/// descriptions of schema and attributes, `canonicalValues`, `referenceTypes`), and requiring less.
pub fn update(before: &Schema, after: &Schema) -> Result<(), Error> {
    if before.id != after.id {
        return Err(refuse("id", "cannot change"));
    }
    compare("attributes", &before.attributes, &after.attributes)
}

fn compare(list: &str, before: &[Attribute], after: &[Attribute]) -> Result<(), Error> {
    for old in before {
        let path = format!("{list}[name eq \"{}\"]", old.name);
        match find(after, &old.name) {
            None => return Err(refuse(&path, "is missing and cannot be taken out")),
            Some(new) => compare_one(&path, old, new)?,
        }
    }
    let mut added = after.iter().filter(|new| find(before, &new.name).is_none());
    match added.find(|new| new.required) {
        None => Ok(()),
        Some(new) => {
            let path = format!("{list}[name eq \"{}\"].required", new.name);
            let why = "cannot be true of an attribute that is added later: set it to false";
            let detail = format!("{path} {why}");
            Err(Error::at(ScimType::InvalidValue, path, detail))
        }
    }
}

fn compare_one(path: &str, old: &Attribute, new: &Attribute) -> Result<(), Error> {
    let kept = [
        ("name", old.name == new.name),
        ("type", old.kind == new.kind),
        ("multiValued", old.multi_valued == new.multi_valued),
        ("required", old.required || !new.required),
        ("caseExact", old.case_exact == new.case_exact),
        ("mutability", old.mutability == new.mutability),
        ("returned", old.returned == new.returned),
        ("uniqueness", old.uniqueness == new.uniqueness),
    ];
    if let Some((member, _)) = kept.iter().find(|(_, same)| !same) {
        return Err(refuse(&format!("{path}.{member}"), "cannot change so"));
    }
    let parts = format!("{path}.subAttributes");
    compare(&parts, &old.sub_attributes, &new.sub_attributes)
}

fn refuse(path: &str, why: &str) -> Error {
    let detail = format!(
        "{path} {why}: define an attribute of another name, or remove the schema and register it again"
    );
    Error::at(ScimType::Mutability, path, detail)
}
