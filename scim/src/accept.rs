//! A whole representation, as POST and PUT send it (RFC 7644 §3.3, §3.5.1).

use crate::error::{Error, ScimType, found};
use crate::layout::{arrange, every_attribute, get, immutable, put, require, schemas};
use crate::path::{self, Named};
use crate::resource::Resource;
use crate::schema::{Attribute, Mutability, ResourceType, Schema};
use crate::tolerance::Tolerance;
use crate::value::{self, Place};
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashSet};

/// What the representation is for.
#[derive(Debug, Clone, Copy)]
pub enum Purpose<'a> {
    /// A new resource.
    Create,
    /// The new state of one that exists.
    Replace {
        /// Its state so far, against which immutable attributes are checked.
        current: &'a Resource,
    },
}

/// A representation that was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted {
    /// What is to be stored; without readOnly attributes, which the server adds.
    pub resource: Resource,
    /// What was not as the RFCs ask.
    pub tolerances: BTreeSet<Tolerance>,
}

/// Reads the body of a POST or PUT request into its canonical form.
///
/// Names get the schema's spelling and values their attribute's type. Unknown and readOnly
/// attributes, nulls and empty lists are left out, as is the password. `members` of a group stay
/// in; the caller takes them out and reads them with
/// [`membership::members`](crate::membership::members).
pub fn accept(kind: &ResourceType, body: Value, purpose: Purpose<'_>) -> Result<Accepted, Error> {
    let body = match body {
        Value::Object(body) => body,
        other => {
            let detail = format!("the body must be a JSON object, not {}", found(&other));
            return Err(Error::new(ScimType::InvalidSyntax, detail));
        }
    };
    let mut intake = Intake::new(kind);
    for (key, value) in body {
        intake.member(&key, value)?;
    }
    intake.judge_schemas();
    if let Purpose::Replace { current } = purpose {
        keep_immutable(kind, current.as_map(), &mut intake.map)?;
    }
    require(kind, &intake.map)?;
    let resource = Resource::from_map(arrange(kind, intake.map));
    Ok(Accepted {
        resource,
        tolerances: intake.tolerances,
    })
}

/// A body that is being read.
struct Intake<'k> {
    kind: &'k ResourceType,
    map: Map<String, Value>,
    seen: HashSet<(Option<&'k str>, &'k str)>,
    declared: Vec<String>,
    tolerances: BTreeSet<Tolerance>,
}

impl<'k> Intake<'k> {
    fn new(kind: &'k ResourceType) -> Self {
        Self {
            kind,
            map: Map::new(),
            seen: HashSet::new(),
            declared: Vec::new(),
            tolerances: BTreeSet::new(),
        }
    }

    fn member(&mut self, key: &str, value: Value) -> Result<(), Error> {
        match path::find(self.kind, key) {
            Some(Named::Schema(schema)) => self.schema(key, schema, value),
            Some(Named::Attribute(found)) if found.sub.is_none() && !found.unqualified => {
                if key.contains(':') {
                    self.tolerances.insert(Tolerance::UrnAsKey);
                }
                self.attribute(found.urn, found.attribute, value)
            }
            _ => {
                self.tolerances.insert(Tolerance::UnknownAttribute);
                Ok(())
            }
        }
    }

    /// An object under a schema's URN.
    fn schema(&mut self, key: &str, schema: Option<&'k Schema>, value: Value) -> Result<(), Error> {
        let object = match value {
            Value::Null => return Ok(()),
            Value::Object(object) => object,
            other => {
                let detail = format!("{key} must be an object, not {}", found(&other));
                return Err(Error::at(ScimType::InvalidValue, key, detail));
            }
        };
        let kind = self.kind;
        for (key, value) in object {
            let attribute = match schema {
                Some(schema) => schema.attribute(&key),
                None => kind.attribute(&key),
            };
            match attribute {
                Some(attribute) => {
                    self.attribute(schema.map(|schema| schema.id.as_str()), attribute, value)?;
                }
                None => drop(self.tolerances.insert(Tolerance::UnknownAttribute)),
            }
        }
        Ok(())
    }

    fn attribute(
        &mut self,
        urn: Option<&'k str>,
        attribute: &'k Attribute,
        value: Value,
    ) -> Result<(), Error> {
        let place = Place::new(urn, &attribute.name);
        if !self.seen.insert((urn, &attribute.name)) {
            return Err(value::twice(&place));
        }
        // RFC 7644 §3.5.1: readOnly values are ignored.
        if attribute.is_read_only() {
            return Ok(());
        }
        if urn.is_none() && attribute.name == "schemas" {
            self.declared = declared(value)?;
            return Ok(());
        }
        let value = value::canonical(attribute, value, &place, &mut self.tolerances)?;
        // A password is checked for its type and dropped: nothing here could use it.
        if let Some(value) = value
            && attribute.mutability != Mutability::WriteOnly
        {
            put(&mut self.map, urn, &attribute.name, Some(value));
        }
        Ok(())
    }

    /// RFC 7643 §3: schemas lists what the body holds and nothing unknown; attributes that are
    /// clear without it are not refused for it.
    fn judge_schemas(&mut self) {
        let listed = |urn: &str| {
            self.declared
                .iter()
                .any(|uri| uri.eq_ignore_ascii_case(urn))
        };
        let used = schemas(self.kind, &self.map);
        if !used.iter().all(|urn| listed(urn)) {
            self.tolerances.insert(Tolerance::MissingSchemaUri);
        }
        let known = |uri: &String| {
            uri.eq_ignore_ascii_case(&self.kind.schema.id) || self.kind.extension(uri).is_some()
        };
        if !self.declared.iter().all(known) {
            self.tolerances.insert(Tolerance::UnknownSchemaUri);
        }
    }
}

/// The URIs of a `schemas` attribute.
pub(crate) fn declared(value: Value) -> Result<Vec<String>, Error> {
    let uris = match value {
        Value::Null => return Ok(Vec::new()),
        Value::Array(uris) => uris,
        _ => return Err(bad_schemas()),
    };
    let text = |uri| match uri {
        Value::String(uri) => Ok(uri),
        _ => Err(bad_schemas()),
    };
    uris.into_iter().map(text).collect()
}

fn bad_schemas() -> Error {
    Error::at(
        ScimType::InvalidSyntax,
        "schemas",
        "schemas must be an array of strings (URNs)",
    )
}

/// RFC 7644 §3.5.1: an immutable attribute that is set must be sent as it is, or not at all.
fn keep_immutable(
    kind: &ResourceType,
    current: &Map<String, Value>,
    next: &mut Map<String, Value>,
) -> Result<(), Error> {
    for (urn, attribute) in every_attribute(kind) {
        let Some(before) = get(current, urn, &attribute.name) else {
            continue;
        };
        if attribute.mutability != Mutability::Immutable {
            keep_immutable_parts(urn, attribute, before, next)?;
            continue;
        }
        match get(next, urn, &attribute.name) {
            None => put(next, urn, &attribute.name, Some(before.clone())),
            Some(after) if after == before => {}
            Some(_) => return Err(immutable(&Place::new(urn, &attribute.name))),
        }
    }
    Ok(())
}

/// The same for the parts of a complex attribute with one value; a list's values come and go whole.
fn keep_immutable_parts(
    urn: Option<&str>,
    attribute: &Attribute,
    before: &Value,
    next: &mut Map<String, Value>,
) -> Result<(), Error> {
    let Some(Value::Object(after)) = get(next, urn, &attribute.name) else {
        return Ok(());
    };
    let mut after = after.clone();
    let parts = attribute.sub_attributes.iter();
    for part in parts.filter(|part| part.mutability == Mutability::Immutable) {
        let Some(before) = before.get(&part.name) else {
            continue;
        };
        let now = after.entry(part.name.clone());
        if now.or_insert_with(|| before.clone()) != before {
            return Err(immutable(
                &Place::new(urn, &attribute.name).part(&part.name),
            ));
        }
    }
    put(next, urn, &attribute.name, Some(Value::Object(after)));
    Ok(())
}

#[cfg(test)]
mod tests;
