//! One value against its attribute: the canonical form that is stored.

pub(crate) mod date_time;
pub(crate) mod list;
pub(crate) mod place;
pub(crate) mod same_value;
pub(crate) mod scalar;

pub(crate) use date_time::date_time;
pub(crate) use place::Place;
pub(crate) use scalar::{CONTROL_ADVICE, check_text, control_character};

use crate::error::{Error, ScimType, found};
use crate::schema::{Attribute, Type};
use crate::tolerance::Tolerance;
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashSet};

/// The longest text of an attribute that sets no limit of its own, in characters.
pub(crate) const MAX_TEXT: usize = 10_000;
/// The most values of one list.
pub(crate) const MAX_VALUES: usize = 10_000;

type Tolerances = BTreeSet<Tolerance>;

/// The stored form of a client's value; `None` when it leaves the attribute without a value.
///
/// RFC 7643 §2.5: null and an empty array are the same as no value at all.
pub(crate) fn canonical(
    attribute: &Attribute,
    value: Value,
    place: &Place<'_>,
    tolerances: &mut Tolerances,
) -> Result<Option<Value>, Error> {
    if attribute.multi_valued {
        return list::canonical(attribute, value, place, tolerances);
    }
    match attribute.kind {
        Type::Complex => Ok(parts(attribute, value, place, tolerances)?
            .and_then(object)
            .map(Value::Object)),
        _ => scalar::canonical(attribute, value, place, tolerances),
    }
}

/// One element of a list, or the value of a singular attribute.
pub(crate) fn element(
    attribute: &Attribute,
    value: Value,
    place: &Place<'_>,
    tolerances: &mut Tolerances,
) -> Result<Option<Value>, Error> {
    if attribute.kind != Type::Complex {
        return scalar::canonical(attribute, value, place, tolerances);
    }
    Ok(parts(attribute, value, place, tolerances)?
        .and_then(object)
        .map(Value::Object))
}

/// A sub-attribute that the client mentioned; `None` asks for it to have no value.
pub(crate) type Part<'a> = (&'a Attribute, Option<Value>);

/// The parts of a complex value that the client may set, each in its stored form; `None` when
/// there is no value at all.
pub(crate) fn parts<'a>(
    attribute: &'a Attribute,
    value: Value,
    place: &Place<'_>,
    tolerances: &mut Tolerances,
) -> Result<Option<Vec<Part<'a>>>, Error> {
    let Some(object) = complex(attribute, value, place, tolerances)? else {
        return Ok(None);
    };
    let mut seen = HashSet::new();
    let mut parts = Vec::with_capacity(object.len());
    for (key, value) in object {
        let Some(part) = attribute.sub_attribute(&key) else {
            tolerances.insert(Tolerance::UnknownAttribute);
            continue;
        };
        let place = place.part(&part.name);
        if !seen.insert(part.name.as_str()) {
            return Err(twice(&place));
        }
        if !part.is_read_only() {
            parts.push((part, canonical(part, value, &place, tolerances)?));
        }
    }
    Ok(Some(parts))
}

/// The object that a complex value is, however it was written; `None` for no value.
fn complex(
    attribute: &Attribute,
    value: Value,
    place: &Place<'_>,
    tolerances: &mut Tolerances,
) -> Result<Option<Map<String, Value>>, Error> {
    match value {
        Value::Null => Ok(None),
        Value::Object(object) => Ok(Some(object)),
        Value::String(text) if text.is_empty() => {
            tolerances.insert(Tolerance::EmptyStringClears);
            Ok(None)
        }
        Value::String(text) if stands_for_value(attribute) => {
            tolerances.insert(Tolerance::ValueAsText);
            Ok(Some(Map::from_iter([(
                "value".to_owned(),
                Value::String(text),
            )])))
        }
        Value::Array(mut values) if !attribute.multi_valued && values.len() <= 1 => {
            let Some(value) = values.pop().filter(|value| !value.is_array()) else {
                return Ok(None);
            };
            tolerances.insert(Tolerance::ArrayForObject);
            complex(attribute, value, place, tolerances)
        }
        other => {
            let detail = format!("{place} must be an object, not {}", found(&other));
            Err(Error::at(ScimType::InvalidValue, place.to_string(), detail))
        }
    }
}

/// Bare text is understood for a manager and for members, where it can only be an id.
fn stands_for_value(attribute: &Attribute) -> bool {
    attribute.sub_attribute("value").is_some()
        && (!attribute.multi_valued || attribute.name == "members")
}

fn object(parts: Vec<Part<'_>>) -> Option<Map<String, Value>> {
    let object: Map<_, _> = parts
        .into_iter()
        .filter_map(|(part, value)| Some((part.name.clone(), value?)))
        .collect();
    (!object.is_empty()).then_some(object)
}

/// Two spellings of one name in one object: which of them counts would be a guess.
pub(crate) fn twice(place: &Place<'_>) -> Error {
    let detail = format!("{place} is there twice in different letter case; send it once");
    Error::at(ScimType::InvalidSyntax, place.to_string(), detail)
}
