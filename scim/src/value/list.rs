//! Multi-valued attributes (RFC 7643 §2.4): every rule that holds for a list as a whole.

use super::{MAX_VALUES, Place, Tolerances, element, same_value};
use crate::error::{Error, ScimType, found};
use crate::schema::{Attribute, Type};
use crate::tolerance::Tolerance;
use serde_json::{Map, Value};

/// The stored form of a list; `None` when nothing is left of it.
pub(super) fn canonical(
    attribute: &Attribute,
    value: Value,
    place: &Place<'_>,
    tolerances: &mut Tolerances,
) -> Result<Option<Value>, Error> {
    let mut values = elements(attribute, value, place, tolerances)?;
    same_value::dedupe(attribute, &mut values, tolerances);
    Ok(finish(attribute, values, tolerances))
}

/// The stored form of each element, nulls left out.
pub(crate) fn elements(
    attribute: &Attribute,
    value: Value,
    place: &Place<'_>,
    tolerances: &mut Tolerances,
) -> Result<Vec<Value>, Error> {
    let is_list = value.is_array();
    let values = match value {
        Value::Null => return Ok(Vec::new()),
        Value::Array(values) => values,
        Value::String(text) if text.is_empty() => {
            tolerances.insert(Tolerance::EmptyStringClears);
            return Ok(Vec::new());
        }
        one @ Value::Object(_) if attribute.kind == Type::Complex => {
            tolerances.insert(Tolerance::ObjectForArray);
            vec![one]
        }
        one @ Value::String(_) if attribute.name == "members" => vec![one],
        other => {
            let detail = format!("{place} must be an array, not {}", found(&other));
            return Err(Error::at(ScimType::InvalidValue, place.to_string(), detail));
        }
    };
    check_count(place, values.len())?;
    let mut elements = Vec::with_capacity(values.len());
    for (index, value) in values.into_iter().enumerate() {
        let place = if is_list { place.value(index) } else { *place };
        elements.extend(element(attribute, value, &place, tolerances)?);
    }
    Ok(elements)
}

/// Bounds the list, so that work on it stays bounded.
pub(crate) fn check_count(place: &Place<'_>, count: usize) -> Result<(), Error> {
    if count <= MAX_VALUES {
        return Ok(());
    }
    let detail = format!("{place} has more than {MAX_VALUES} values; send fewer");
    Err(Error::at(ScimType::InvalidValue, place.to_string(), detail))
}

/// Which of several primary values stays primary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// The first: nothing says which of them was meant.
    First,
    /// The one at this index: it was set last (RFC 7644 §3.5.2).
    At(usize),
}

/// Leaves one primary value, drops values that say nothing, and turns an empty list into none.
fn finish(
    attribute: &Attribute,
    mut values: Vec<Value>,
    tolerances: &mut Tolerances,
) -> Option<Value> {
    if attribute.kind == Type::Complex {
        if one_primary(&mut values, Keep::First) {
            tolerances.insert(Tolerance::SeveralPrimary);
        }
        if prune(&mut values) {
            tolerances.insert(Tolerance::EmptyValueDropped);
        }
    }
    (!values.is_empty()).then_some(Value::Array(values))
}

/// Makes one value primary and the others not; says whether there were several.
pub(crate) fn one_primary(values: &mut [Value], keep: Keep) -> bool {
    let mut flagged = values
        .iter()
        .enumerate()
        .filter(|(_, value)| is_primary(value));
    let Some((first, _)) = flagged.next() else {
        return false;
    };
    if flagged.next().is_none() {
        return false;
    }
    let keep = match keep {
        Keep::At(index) if values.get(index).is_some_and(is_primary) => index,
        _ => first,
    };
    for (index, value) in values.iter_mut().enumerate() {
        if index != keep && is_primary(value) {
            value["primary"] = Value::Bool(false);
        }
    }
    true
}

/// Whether a value is flagged as the preferred one.
pub(crate) fn is_primary(value: &Value) -> bool {
    value.get("primary") == Some(&Value::Bool(true))
}

/// Leaves out values that say nothing; whether there were any. Templates send
/// `{"type": "work", "value": null}` for people without an address.
pub(crate) fn prune(values: &mut Vec<Value>) -> bool {
    let before = values.len();
    values.retain(|value| !value.as_object().is_some_and(says_nothing));
    values.len() < before
}

/// A label and a flag alone are no value.
fn says_nothing(value: &Map<String, Value>) -> bool {
    value
        .keys()
        .all(|key| matches!(key.as_str(), "type" | "primary"))
}
