//! One step on an attribute that has a single value.

use super::{OperationKind, Step};
use crate::error::Error;
use crate::layout::immutable;
use crate::schema::{Attribute, Mutability, Type};
use crate::tolerance::Tolerance;
use crate::value::{self, Part, Place};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// The attribute's value after the step.
pub(super) fn step(
    attribute: &Attribute,
    before: Option<Value>,
    step: Step,
    place: &Place<'_>,
    tolerances: &mut BTreeSet<Tolerance>,
) -> Result<Option<Value>, Error> {
    let remove = step.op == OperationKind::Remove;
    let value = step.value.unwrap_or_default();
    let part = step
        .target
        .sub_attribute
        .and_then(|name| attribute.sub_attribute(&name));
    let parts = match part {
        None if remove => return Ok(None),
        None if attribute.kind != Type::Complex => {
            return value::canonical(attribute, value, place, tolerances);
        }
        None => match value::parts(attribute, value, place, tolerances)? {
            Some(parts) => parts,
            None => return Ok(None),
        },
        Some(part) if remove => vec![(part, None)],
        Some(part) => {
            let place = place.part(&part.name);
            vec![(part, value::canonical(part, value, &place, tolerances)?)]
        }
    };
    let mut object = match before {
        Some(Value::Object(object)) => object,
        _ => Map::new(),
    };
    if points_elsewhere(&object, &parts) {
        let fixed = |name: &str| {
            let part = attribute.sub_attribute(name);
            part.is_some_and(|part| part.mutability == Mutability::Immutable)
        };
        object.retain(|name, _| fixed(name));
    }
    merge(&mut object, parts, place)?;
    Ok((!object.is_empty()).then_some(Value::Object(object)))
}

/// A new `value` is another manager: the old one's `$ref` and name are not his.
fn points_elsewhere(object: &Map<String, Value>, parts: &[Part<'_>]) -> bool {
    parts
        .iter()
        .any(|(part, value)| part.name == "value" && object.get("value") != value.as_ref())
}

/// RFC 7644 §3.5.2.1, §3.5.2.3: sub-attributes that the value does not name stay as they are.
pub(super) fn merge(
    object: &mut Map<String, Value>,
    parts: Vec<Part<'_>>,
    place: &Place<'_>,
) -> Result<(), Error> {
    for (part, value) in parts {
        let before = object.get(&part.name);
        let fixed = part.mutability == Mutability::Immutable && before.is_some();
        if fixed && before != value.as_ref() {
            return Err(immutable(&place.part(&part.name)));
        }
        match value {
            Some(value) => drop(object.insert(part.name.clone(), value)),
            None => drop(object.shift_remove(&part.name)),
        }
    }
    Ok(())
}
