//! Which attributes an answer holds (RFC 7644 §3.9, RFC 7643 §2.2 `returned`).

use crate::error::{Error, ScimType};
use crate::path::{self, Named};
use crate::schema::{Attribute, ResourceType, Returned};
use crate::tolerance::Tolerance;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What `attributes` and `excludedAttributes` ask for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Projection {
    mode: Mode,
    names: BTreeSet<Selected>,
    /// Attributes that every answer holds.
    always: BTreeSet<String>,
    tolerances: BTreeSet<Tolerance>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Mode {
    #[default]
    Default,
    Only,
    Except,
}

/// One name of the list; without an attribute, a whole extension.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Selected {
    urn: Option<String>,
    attribute: Option<String>,
    sub: Option<String>,
}

/// How much of an attribute is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coverage {
    None,
    Parts,
    Whole,
}

impl Projection {
    /// Reads the two parameters, which exclude each other; names nobody knows select nothing.
    pub fn parse(
        kind: &ResourceType,
        attributes: Option<&str>,
        excluded: Option<&str>,
    ) -> Result<Self, Error> {
        let given = |list: Option<&'_ str>| list.is_some_and(|list| !list.trim().is_empty());
        let (mode, list) = match (given(attributes), given(excluded)) {
            (true, true) => {
                let detail = "attributes and excludedAttributes exclude each other; send one";
                return Err(Error::new(ScimType::InvalidValue, detail));
            }
            (true, false) => (Mode::Only, attributes),
            (false, true) => (Mode::Except, excluded),
            (false, false) => (Mode::Default, None),
        };
        let names = list.unwrap_or_default().split(',');
        let mut tolerances = BTreeSet::new();
        let names = names
            .filter_map(|name| select(kind, name.trim(), &mut tolerances))
            .collect();
        let always = kind.attributes().filter(|a| a.returned == Returned::Always);
        let always = always.map(|attribute| attribute.name.clone()).collect();
        Ok(Self {
            mode,
            names,
            always,
            tolerances,
        })
    }

    /// Whether an answer holds any part of a top-level attribute, so that it must be loaded.
    pub fn wants(&self, attribute: &str) -> bool {
        let coverage = self.coverage(None, attribute);
        match self.mode {
            Mode::Default => true,
            Mode::Only => coverage != Coverage::None || self.always.contains(attribute),
            Mode::Except => coverage != Coverage::Whole || self.always.contains(attribute),
        }
    }

    /// What the names were understood by.
    pub fn tolerances(&self) -> &BTreeSet<Tolerance> {
        &self.tolerances
    }

    /// Whether nothing was asked for or excluded.
    pub fn is_default(&self) -> bool {
        self.mode == Mode::Default
    }

    /// Leaves of a resource what the answer holds; what no schema defines is not part of it.
    pub fn apply(
        &self,
        kind: &ResourceType,
        mut resource: Map<String, Value>,
    ) -> Map<String, Value> {
        let mut out = self.part(None, kind.attributes(), &mut resource);
        for extension in &kind.extensions {
            let schema = &extension.schema;
            if let Some(Value::Object(mut part)) = resource.shift_remove(&schema.id) {
                let part = self.part(Some(&schema.id), schema.attributes.iter(), &mut part);
                if !part.is_empty() {
                    out.insert(schema.id.clone(), Value::Object(part));
                }
            }
        }
        out
    }

    fn part<'a>(
        &self,
        urn: Option<&str>,
        attributes: impl Iterator<Item = &'a Attribute>,
        from: &mut Map<String, Value>,
    ) -> Map<String, Value> {
        let kept = attributes.filter_map(|attribute| {
            let value = from.shift_remove(&attribute.name)?;
            let coverage = self.coverage(urn, &attribute.name);
            Some((
                attribute.name.clone(),
                self.value(urn, attribute, coverage, value)?,
            ))
        });
        kept.collect()
    }

    fn value(
        &self,
        urn: Option<&str>,
        attribute: &Attribute,
        coverage: Coverage,
        value: Value,
    ) -> Option<Value> {
        let whole = match (attribute.returned, self.mode, coverage) {
            (Returned::Never, ..)
            | (_, Mode::Only, Coverage::None)
            | (_, Mode::Except, Coverage::Whole)
                if attribute.returned != Returned::Always =>
            {
                return None;
            }
            (Returned::Request, Mode::Default | Mode::Except, _) => return None,
            (Returned::Always, ..) => true,
            (_, Mode::Only | Mode::Except, Coverage::Parts) => false,
            _ => true,
        };
        if attribute.sub_attributes.is_empty() {
            return Some(value);
        }
        let keep = |sub: &Attribute| match sub.returned {
            Returned::Never => false,
            Returned::Always => true,
            Returned::Default if whole => true,
            Returned::Request if whole || self.mode == Mode::Except => false,
            _ => self.names_part(urn, &attribute.name, &sub.name) == (self.mode == Mode::Only),
        };
        parts(attribute, value, &keep)
    }

    fn names_part(&self, urn: Option<&str>, attribute: &str, sub: &str) -> bool {
        self.names.iter().any(|name| {
            name.urn.as_deref() == urn
                && name.attribute.as_deref() == Some(attribute)
                && name.sub.as_deref() == Some(sub)
        })
    }

    fn coverage(&self, urn: Option<&str>, attribute: &str) -> Coverage {
        let mut coverage = Coverage::None;
        for name in self.names.iter().filter(|name| name.urn.as_deref() == urn) {
            match (&name.attribute, &name.sub) {
                (None, _) => return Coverage::Whole,
                (Some(named), None) if named == attribute => return Coverage::Whole,
                (Some(named), Some(_)) if named == attribute => coverage = Coverage::Parts,
                _ => {}
            }
        }
        coverage
    }
}

fn select(
    kind: &ResourceType,
    name: &str,
    tolerances: &mut BTreeSet<Tolerance>,
) -> Option<Selected> {
    match path::find(kind, name)? {
        Named::Schema(schema) => {
            let urn = schema.map(|schema| schema.id.clone());
            Some(Selected {
                urn,
                attribute: None,
                sub: None,
            })
        }
        Named::Attribute(found) => {
            tolerances.extend(found.tolerance());
            Some(Selected {
                urn: found.urn.map(str::to_owned),
                attribute: Some(found.attribute.name.clone()),
                sub: found.sub.map(|sub| sub.name.clone()),
            })
        }
    }
}

/// The wanted parts of a complex value, or of each value of a list.
fn parts(attribute: &Attribute, value: Value, keep: &dyn Fn(&Attribute) -> bool) -> Option<Value> {
    match value {
        Value::Array(values) => {
            let was_empty = values.is_empty();
            let kept: Vec<_> = values
                .into_iter()
                .filter_map(|value| parts(attribute, value, keep))
                .collect();
            (was_empty || !kept.is_empty()).then_some(Value::Array(kept))
        }
        Value::Object(mut object) => {
            let wanted = attribute.sub_attributes.iter().filter(|sub| keep(sub));
            let kept: Map<_, _> = wanted
                .filter_map(|sub| Some((sub.name.clone(), object.shift_remove(&sub.name)?)))
                .collect();
            (!kept.is_empty()).then_some(Value::Object(kept))
        }
        simple => Some(simple),
    }
}

#[cfg(test)]
mod tests;
