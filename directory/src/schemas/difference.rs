//! What an event says of a schema that came, changed or went.

use scim::message::discovery;
use scim::schema::{Attribute, Schema};
use scim::{Change, ChangeKind};
use serde_json::Value;

use super::ResourceType;

/// A schema and how it extends its resource type.
#[derive(Clone, Copy)]
pub(super) struct State<'s> {
    pub(super) schema: &'s Schema,
    pub(super) resource_type: ResourceType,
    pub(super) required: bool,
}

impl State<'_> {
    fn facts(&self) -> [(&'static str, Value); 5] {
        [
            ("id", self.schema.id.as_str().into()),
            ("name", self.schema.name.as_str().into()),
            ("description", self.schema.description.as_str().into()),
            ("resourceType", self.resource_type.as_str().into()),
            ("required", self.required.into()),
        ]
    }
}

/// What differs between two states; each attribute is one change, whole.
pub(super) fn changes(before: Option<State<'_>>, after: Option<State<'_>>) -> Vec<Change> {
    let mut changes = Vec::new();
    let facts = |state: Option<State<'_>>| state.map(|state| state.facts());
    let (old, new) = (facts(before), facts(after));
    let known = old.as_ref().or(new.as_ref()).into_iter().flatten();
    for (index, (name, _)) in known.enumerate() {
        let value = |facts: Option<&[(&str, Value); 5]>| facts.map(|facts| facts[index].1.clone());
        changes.extend(change(
            (*name).to_owned(),
            value(old.as_ref()),
            value(new.as_ref()),
        ));
    }
    let attributes = |state: Option<State<'_>>| -> Vec<Attribute> {
        state.map_or_else(Vec::new, |state| state.schema.attributes.clone())
    };
    let (old, new) = (attributes(before), attributes(after));
    let document = |all: &[Attribute], name: &str| {
        let found = all.iter().find(|attribute| attribute.name == name);
        found.map(discovery::attribute)
    };
    let added = new
        .iter()
        .filter(|new| old.iter().all(|old| old.name != new.name));
    for attribute in old.iter().chain(added) {
        let path = format!("attributes[name eq \"{}\"]", attribute.name);
        let (old, new) = (
            document(&old, &attribute.name),
            document(&new, &attribute.name),
        );
        changes.extend(change(path, old, new));
    }
    changes
}

fn change(path: String, before: Option<Value>, after: Option<Value>) -> Option<Change> {
    let op = match (&before, &after) {
        (None, None) => return None,
        (None, Some(_)) => ChangeKind::Add,
        (Some(_), None) => ChangeKind::Remove,
        (Some(before), Some(after)) if before == after => return None,
        (Some(_), Some(_)) => ChangeKind::Replace,
    };
    Some(Change {
        path,
        op,
        before,
        after,
    })
}
