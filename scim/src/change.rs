//! What a request changed, attribute by attribute.

use crate::resource::Resource;
use crate::schema::{Attribute, ResourceType, Type};
use crate::value::same_value;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// How one attribute changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// It had no value before.
    Add,
    /// It has no value any more.
    Remove,
    /// It has another value.
    Replace,
}

/// One changed attribute with its value before and after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The wire path, such as `name.familyName` or `emails[type eq "work"].value`.
    pub path: String,
    /// How it changed.
    pub op: ChangeKind,
    /// The value before; `None` for an addition.
    pub before: Option<Value>,
    /// The value after; `None` for a removal.
    pub after: Option<Value>,
}

impl Change {
    /// An attribute that had no value before.
    pub fn added(path: &str, after: impl Into<Value>) -> Self {
        Self {
            path: path.to_owned(),
            op: ChangeKind::Add,
            before: None,
            after: Some(after.into()),
        }
    }

    /// An attribute that has no value any more.
    pub fn removed(path: &str, before: impl Into<Value>) -> Self {
        Self {
            path: path.to_owned(),
            op: ChangeKind::Remove,
            before: Some(before.into()),
            after: None,
        }
    }

    /// An attribute that has another value.
    pub fn replaced(path: &str, before: impl Into<Value>, after: impl Into<Value>) -> Self {
        Self {
            path: path.to_owned(),
            op: ChangeKind::Replace,
            before: Some(before.into()),
            after: Some(after.into()),
        }
    }

    fn of(path: String, before: Option<&Value>, after: Option<&Value>) -> Option<Self> {
        let op = match (before, after) {
            (None, None) => return None,
            (None, Some(_)) => ChangeKind::Add,
            (Some(_), None) => ChangeKind::Remove,
            (Some(before), Some(after)) if before == after => return None,
            (Some(_), Some(_)) => ChangeKind::Replace,
        };
        Some(Self {
            path,
            op,
            before: before.cloned(),
            after: after.cloned(),
        })
    }
}

/// What differs between two states of a resource; a new one is compared with an empty one.
///
/// Only what clients may set is compared: not `id`, `meta`, `schemas` or other readOnly
/// attributes. Complex attributes are compared by sub-attribute. The values of a list are matched
/// by type and value, then by a type that occurs once on both sides.
pub fn diff(kind: &ResourceType, before: &Resource, after: &Resource) -> Vec<Change> {
    let (before, after) = (before.as_map(), after.as_map());
    let mut changes = Vec::new();
    let own = kind
        .attributes()
        .filter(|attribute| attribute.name != "schemas");
    compare_all(own, "", before, after, &mut changes);
    let empty = Map::new();
    for extension in &kind.extensions {
        let urn = &extension.schema.id;
        let part = |map: &'_ Map<String, Value>| map.get(urn).and_then(Value::as_object).cloned();
        let (before, after) = (part(before), part(after));
        compare_all(
            extension.schema.attributes.iter(),
            &format!("{urn}:"),
            before.as_ref().unwrap_or(&empty),
            after.as_ref().unwrap_or(&empty),
            &mut changes,
        );
    }
    changes
}

fn compare_all<'a>(
    attributes: impl Iterator<Item = &'a Attribute>,
    prefix: &str,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    changes: &mut Vec<Change>,
) {
    for attribute in attributes.filter(|attribute| !attribute.is_read_only()) {
        let path = format!("{prefix}{}", attribute.name);
        compare(
            attribute,
            path,
            before.get(&attribute.name),
            after.get(&attribute.name),
            changes,
        );
    }
}

fn compare(
    attribute: &Attribute,
    path: String,
    before: Option<&Value>,
    after: Option<&Value>,
    changes: &mut Vec<Change>,
) {
    match (before, after) {
        (Some(Value::Array(before)), Some(Value::Array(after))) => {
            lists(attribute, &path, before, after, changes);
        }
        (Some(Value::Array(before)), None) => lists(attribute, &path, before, &[], changes),
        (None, Some(Value::Array(after))) => lists(attribute, &path, &[], after, changes),
        (before, after) if attribute.kind == Type::Complex => {
            parts(attribute, &path, before, after, changes);
        }
        (before, after) => changes.extend(Change::of(path, before, after)),
    }
}

fn parts(
    attribute: &Attribute,
    path: &str,
    before: Option<&Value>,
    after: Option<&Value>,
    changes: &mut Vec<Change>,
) {
    for part in &attribute.sub_attributes {
        let value = |whole: Option<&'_ Value>| whole.and_then(|w| w.get(&part.name)).cloned();
        let (before, after) = (value(before), value(after));
        let path = format!("{path}.{}", part.name);
        changes.extend(Change::of(path, before.as_ref(), after.as_ref()));
    }
}

fn lists(
    attribute: &Attribute,
    path: &str,
    before: &[Value],
    after: &[Value],
    changes: &mut Vec<Change>,
) {
    let matched = same_value::pair(attribute, before, after);
    for (old, new) in matched.pairs {
        if old == new {
            continue;
        }
        let path = format!("{path}{}", selector(new));
        parts(attribute, &path, Some(old), Some(new), changes);
    }
    for old in matched.removed {
        changes.extend(Change::of(path.to_owned(), Some(old), None));
    }
    for new in matched.added {
        changes.extend(Change::of(path.to_owned(), None, Some(new)));
    }
}

/// The filter that names one value of a list for people.
fn selector(value: &Value) -> String {
    let by = |key: &str| value.get(key).map(|found| format!("[{key} eq {found}]"));
    by("type").or_else(|| by("value")).unwrap_or_default()
}

#[cfg(test)]
mod tests;
