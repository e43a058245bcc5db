//! When two values of a list are the same one: by `type` and `value` (RFC 7643 §2.4).

use super::Tolerances;
use super::list::is_primary;
use crate::fold;
use crate::schema::{Attribute, Type};
use crate::tolerance::Tolerance;
use serde_json::Value;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

/// What identifies one value within its list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Identity {
    label: Option<String>,
    value: String,
}

impl Identity {
    /// The same value whatever its type.
    pub(crate) fn without_label(self) -> Self {
        Self {
            label: None,
            ..self
        }
    }
}

/// The identity of a value; of one without a `value` (an address), all it says.
pub(crate) fn identity(attribute: &Attribute, value: &Value) -> Identity {
    let Some(significant) = value.get("value") else {
        return Identity {
            label: None,
            value: content(value),
        };
    };
    let exact = attribute
        .sub_attribute("value")
        .is_some_and(|part| part.case_exact);
    let label = value.get("type").and_then(Value::as_str).map(fold);
    let value = match significant {
        Value::String(text) if exact => text.clone(),
        Value::String(text) => fold(text),
        other => other.to_string(),
    };
    Identity { label, value }
}

/// Whether two values have one identity, without spelling it out.
fn same(attribute: &Attribute, exact: bool, left: &Value, right: &Value) -> bool {
    match (left.get("value"), right.get("value")) {
        (Some(Value::String(a)), Some(Value::String(b))) => {
            fold::equal(a, b, exact) && identity(attribute, left) == identity(attribute, right)
        }
        (Some(_), None) | (None, Some(_)) => false,
        _ => identity(attribute, left) == identity(attribute, right),
    }
}

/// Finds values of a list by their identity.
pub(crate) enum Index<'a> {
    /// Few will be looked up: it is not worth to write down all identities.
    Scan(&'a Attribute),
    /// Many will be looked up.
    Map(&'a Attribute, HashMap<Identity, usize>),
}

/// Look-ups up to which a scan is cheaper than a map.
const FEW: usize = 8;

impl<'a> Index<'a> {
    /// An index over a list, for so many look-ups.
    pub(crate) fn new(attribute: &'a Attribute, values: &[Value], lookups: usize) -> Self {
        if lookups <= FEW {
            return Self::Scan(attribute);
        }
        let identities = values.iter().map(|value| identity(attribute, value));
        Self::Map(attribute, identities.zip(0..).collect())
    }

    /// The position of the same value, or the end of the list, where the caller puts it.
    pub(crate) fn position(&mut self, values: &[Value], value: &Value) -> usize {
        match self {
            Self::Map(attribute, known) => *known
                .entry(identity(attribute, value))
                .or_insert(values.len()),
            Self::Scan(attribute) => {
                let exact = is_exact(attribute);
                let found = values
                    .iter()
                    .position(|other| same(attribute, exact, other, value));
                found.unwrap_or(values.len())
            }
        }
    }
}

fn is_exact(attribute: &Attribute) -> bool {
    attribute
        .sub_attribute("value")
        .is_some_and(|part| part.case_exact)
}

/// The order of keys and the primary flag do not make another value.
fn content(value: &Value) -> String {
    let Some(object) = value.as_object() else {
        return value.to_string();
    };
    let mut parts: Vec<_> = object
        .iter()
        .filter(|(key, _)| *key != "primary")
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    parts.sort();
    parts.join("\u{1f}")
}

/// Keeps the first of several values that are the same; it is primary when one of them is.
pub(crate) fn dedupe(attribute: &Attribute, values: &mut Vec<Value>, tolerances: &mut Tolerances) {
    let mut kept: Vec<Value> = Vec::with_capacity(values.len());
    let mut seen: HashMap<Identity, usize> = HashMap::with_capacity(values.len());
    for value in values.drain(..) {
        match seen.entry(identity(attribute, &value)) {
            Entry::Vacant(new) => {
                new.insert(kept.len());
                kept.push(value);
            }
            Entry::Occupied(same) => {
                tolerances.insert(Tolerance::DuplicateValue);
                if is_primary(&value) {
                    kept[*same.get()]["primary"] = Value::Bool(true);
                }
            }
        }
    }
    *values = kept;
}

/// The values of two states of one list, matched.
pub(crate) struct Matched<'a> {
    /// The same value before and after.
    pub(crate) pairs: Vec<(&'a Value, &'a Value)>,
    /// Only before.
    pub(crate) removed: Vec<&'a Value>,
    /// Only after.
    pub(crate) added: Vec<&'a Value>,
}

/// Matches by identity, then what is left by a type that occurs once on both sides.
pub(crate) fn pair<'a>(
    attribute: &Attribute,
    before: &'a [Value],
    after: &'a [Value],
) -> Matched<'a> {
    let (pairs, removed, added) =
        match_by(before.iter().collect(), after.iter().collect(), |value| {
            Some(identity(attribute, value))
        });
    let mut matched = Matched {
        pairs,
        removed,
        added,
    };
    if attribute.kind != Type::Complex || attribute.sub_attribute("type").is_none() {
        return matched;
    }
    let label = |value: &Value| value.get("type").and_then(Value::as_str).map(fold);
    let once_before = once(&matched.removed, label);
    let once_after = once(&matched.added, label);
    let unique =
        |value: &Value| label(value).filter(|l| once_before.contains(l) && once_after.contains(l));
    let (pairs, removed, added) = match_by(matched.removed, matched.added, unique);
    matched.pairs.extend(pairs);
    Matched {
        pairs: matched.pairs,
        removed,
        added,
    }
}

fn once(values: &[&Value], label: impl Fn(&Value) -> Option<String>) -> HashSet<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for label in values.iter().filter_map(|value| label(value)) {
        *counts.entry(label).or_default() += 1;
    }
    counts
        .into_iter()
        .filter(|(_, count)| *count == 1)
        .map(|(label, _)| label)
        .collect()
}

type Sides<'a> = (Vec<(&'a Value, &'a Value)>, Vec<&'a Value>, Vec<&'a Value>);

fn match_by<'a, K: std::hash::Hash + Eq>(
    before: Vec<&'a Value>,
    after: Vec<&'a Value>,
    key: impl Fn(&Value) -> Option<K>,
) -> Sides<'a> {
    let mut waiting: HashMap<K, Vec<usize>> = HashMap::new();
    for (index, value) in before.iter().enumerate().rev() {
        if let Some(key) = key(value) {
            waiting.entry(key).or_default().push(index);
        }
    }
    let (mut pairs, mut added) = (Vec::new(), Vec::new());
    let mut gone = vec![true; before.len()];
    for value in after {
        match key(value)
            .and_then(|key| waiting.get_mut(&key))
            .and_then(Vec::pop)
        {
            Some(index) => {
                gone[index] = false;
                pairs.push((before[index], value));
            }
            None => added.push(value),
        }
    }
    let removed = before
        .into_iter()
        .zip(gone)
        .filter(|(_, gone)| *gone)
        .map(|(v, _)| v)
        .collect();
    (pairs, removed, added)
}
