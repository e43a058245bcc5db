//! Where attributes live in a resource's JSON, in which order, and what must be there.
//!
//! The attributes of a type stand at the top, those of an extension in an object under its URN.

use crate::error::{Error, ScimType};
use crate::schema::{Attribute, ResourceType};
use crate::value::Place;
use serde_json::{Map, Value};

/// A change of an immutable attribute that has a value.
pub(crate) fn immutable(place: &Place<'_>) -> Error {
    let detail = format!("{place} is immutable and already has a value; leave it as it is");
    Error::at(ScimType::Mutability, place.to_string(), detail)
}

/// Every attribute of a type and of its extensions, with the URN of the latter.
pub(crate) fn every_attribute(
    kind: &ResourceType,
) -> impl Iterator<Item = (Option<&str>, &Attribute)> {
    let own = kind.attributes().map(|attribute| (None, attribute));
    let extended = kind.extensions.iter().flat_map(|extension| {
        let urn = Some(extension.schema.id.as_str());
        extension
            .schema
            .attributes
            .iter()
            .map(move |attribute| (urn, attribute))
    });
    own.chain(extended)
}

/// Refuses a resource that lacks a required attribute.
pub(crate) fn require(kind: &ResourceType, map: &Map<String, Value>) -> Result<(), Error> {
    match lacks(kind, map).first() {
        Some(path) => Err(missing(ScimType::InvalidValue, path)),
        None => Ok(()),
    }
}

/// Refuses a change that takes a required attribute away, or begins an extension without one.
///
/// What the resource lacked before is not the change's fault: it may be older than the schema
/// that requires it.
pub(crate) fn require_still(
    kind: &ResourceType,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
) -> Result<(), Error> {
    let lacking = lacks(kind, after);
    if lacking.is_empty() {
        return Ok(());
    }
    let lacked = lacks(kind, before);
    let Some(path) = lacking.into_iter().find(|path| !lacked.contains(path)) else {
        return Ok(());
    };
    // RFC 7644 §3.5.2.2: removing what is required is a matter of mutability.
    let removed = before.contains_key(&path) && !after.contains_key(&path);
    Err(missing(
        if removed {
            ScimType::Mutability
        } else {
            ScimType::InvalidValue
        },
        &path,
    ))
}

/// The required attributes and extensions that are not there, by wire path (RFC 7643 §6, §7).
///
/// The attributes of an extension are required of those who have the extension.
fn lacks(kind: &ResourceType, map: &Map<String, Value>) -> Vec<String> {
    let extensions = kind.extensions.iter().filter(|e| e.required);
    let urns = extensions.map(|extension| &extension.schema.id);
    let mut lacking: Vec<String> = urns
        .filter(|urn| !map.contains_key(*urn))
        .cloned()
        .collect();
    for (urn, attribute) in every_attribute(kind) {
        let of_server = urn.is_none() && attribute.name == "schemas";
        let relevant = attribute.required && !of_server && !attribute.is_read_only();
        let extended = urn.is_none_or(|urn| map.contains_key(urn));
        if relevant && extended && !get(map, urn, &attribute.name).is_some_and(says_something) {
            lacking.push(Place::new(urn, &attribute.name).to_string());
        }
    }
    lacking
}

fn says_something(value: &Value) -> bool {
    value.as_str().is_none_or(|text| !text.trim().is_empty())
}

fn missing(kind: ScimType, path: &str) -> Error {
    let detail = format!("{path} is required; send a value for it");
    Error::at(kind, path, detail)
}

/// The URNs of the schemas that a resource uses.
pub(crate) fn schemas(kind: &ResourceType, map: &Map<String, Value>) -> Vec<String> {
    let extended = kind.extensions.iter().map(|extension| &extension.schema.id);
    let used = extended.filter(|urn| map.get(*urn).is_some_and(|part| !part.is_null()));
    std::iter::once(&kind.schema.id)
        .chain(used)
        .cloned()
        .collect()
}

/// A resource in the order of its schemas, with `schemas` set to what it holds.
pub(crate) fn arrange(kind: &ResourceType, mut map: Map<String, Value>) -> Map<String, Value> {
    let mut arranged = Map::new();
    map.insert("schemas".to_owned(), schemas(kind, &map).into());
    for attribute in kind.attributes() {
        if let Some(value) = map.shift_remove(&attribute.name) {
            arranged.insert(attribute.name.clone(), value);
        }
    }
    for extension in &kind.extensions {
        let schema = &extension.schema;
        if let Some(Value::Object(mut part)) = map.shift_remove(&schema.id) {
            let names = schema.attributes.iter().map(|attribute| &attribute.name);
            let sorted: Map<_, _> = names
                .filter_map(|name| Some((name.clone(), part.shift_remove(name)?)))
                .collect();
            arranged.insert(schema.id.clone(), Value::Object(sorted));
        }
    }
    arranged.extend(map);
    arranged
}

/// The value of an attribute of the type itself or of an extension.
pub(crate) fn get<'m>(
    map: &'m Map<String, Value>,
    urn: Option<&str>,
    name: &str,
) -> Option<&'m Value> {
    match urn {
        None => map.get(name),
        Some(urn) => map.get(urn)?.get(name),
    }
}

/// Takes the value of an attribute out.
pub(crate) fn take(map: &mut Map<String, Value>, urn: Option<&str>, name: &str) -> Option<Value> {
    match urn {
        None => map.shift_remove(name),
        Some(urn) => map.get_mut(urn)?.as_object_mut()?.shift_remove(name),
    }
}

/// Sets or clears the value of an attribute; an extension without attributes disappears.
pub(crate) fn put(
    map: &mut Map<String, Value>,
    urn: Option<&str>,
    name: &str,
    value: Option<Value>,
) {
    let Some(urn) = urn else {
        match value {
            Some(value) => drop(map.insert(name.to_owned(), value)),
            None => drop(map.shift_remove(name)),
        }
        return;
    };
    let mut part = match map.shift_remove(urn) {
        Some(Value::Object(part)) => part,
        _ => Map::new(),
    };
    put(&mut part, None, name, value);
    if !part.is_empty() {
        map.insert(urn.to_owned(), Value::Object(part));
    }
}
