//! Operations to steps: every path and every key of a value resolved against the schema.

use super::{OperationKind, Plan, Request, Step, Target};
use crate::error::{Error, ScimType, echo, found};
use crate::filter::parse::{self, PathSyntax};
use crate::filter::resolve;
use crate::path::{self, Found, Named};
use crate::schema::{Attribute, Mutability, ResourceType, Schema, Type};
use crate::tolerance::Tolerance;
use crate::value::{self, Place};
use serde_json::Value;
use std::collections::{BTreeSet, HashSet};

/// Resolves a request against the schema.
///
/// A value without path becomes one step per attribute it names. Explicit paths to readOnly
/// attributes are refused; inside such a value they are ignored, because clients send back what
/// they read.
pub fn plan(kind: &ResourceType, request: Request) -> Result<Plan, Error> {
    let mut planner = Planner {
        kind,
        steps: Vec::new(),
        tolerances: request.tolerances,
    };
    for operation in request.operations {
        match operation.path {
            Some(path) => planner.explicit(operation.op, &path, operation.value)?,
            None => planner.pathless(operation.op, operation.value)?,
        }
    }
    Ok(Plan {
        steps: planner.steps,
        tolerances: planner.tolerances,
    })
}

struct Planner<'k> {
    kind: &'k ResourceType,
    steps: Vec<Step>,
    tolerances: BTreeSet<Tolerance>,
}

/// What a key of a value without path stands for.
enum Goal<'k> {
    Target(&'k Attribute, Target),
    /// A schema as a whole: the type's own (`None`) or an extension.
    Schema(Option<&'k Schema>),
    /// Nothing that a client may set.
    Nothing(Tolerance),
}

impl<'k> Planner<'k> {
    fn explicit(
        &mut self,
        op: OperationKind,
        text: &str,
        value: Option<Value>,
    ) -> Result<(), Error> {
        let syntax = parse::path(text)?;
        if op != OperationKind::Remove && value.is_none() {
            let detail = format!("{} of {} needs a value", op.as_str(), echo(text));
            return Err(Error::at(ScimType::InvalidValue, short(text), detail));
        }
        let named = self.find(&syntax).ok_or_else(|| self.unknown(text))?;
        let found = match named {
            Named::Schema(schema) if syntax.filter.is_none() => {
                return self.whole_schema(op, schema, value);
            }
            Named::Schema(_) => return Err(self.unknown(text)),
            Named::Attribute(found) => found,
        };
        let target =
            target(found, &syntax, &mut self.tolerances)?.ok_or_else(|| self.unknown(text))?;
        if self.is_read_only(&target) {
            let path = short(&target.to_string());
            let detail = format!("{path} is readOnly; the server decides it");
            return Err(Error::at(ScimType::Mutability, path, detail));
        }
        let step = Step {
            op,
            target,
            value,
            implicit: false,
        };
        self.push(found.attribute, step)
    }

    fn pathless(&mut self, op: OperationKind, value: Option<Value>) -> Result<(), Error> {
        // RFC 7644 §3.5.2.2: remove without a path fails.
        if op == OperationKind::Remove {
            let detail = "remove needs a path that says what to remove";
            return Err(Error::new(ScimType::NoTarget, detail));
        }
        let object = match value {
            Some(Value::Object(object)) => object,
            other => {
                let found = other.as_ref().map_or("nothing", found);
                let detail = format!("{} without path needs an object, not {found}", op.as_str());
                return Err(Error::new(ScimType::InvalidValue, detail));
            }
        };
        let mut seen = HashSet::new();
        for (key, value) in object {
            self.key(op, &key, value, false, &mut seen)?;
        }
        Ok(())
    }

    /// One key of a value: a plain name, a dotted one, one with a URN, or a whole path.
    fn key(
        &mut self,
        op: OperationKind,
        text: &str,
        value: Value,
        inside_schema: bool,
        seen: &mut HashSet<String>,
    ) -> Result<(), Error> {
        let (attribute, target) = match self.goal(text)? {
            Goal::Target(attribute, target) => (attribute, target),
            Goal::Schema(schema) => return self.schema_value(op, schema, value, seen),
            Goal::Nothing(tolerance) => {
                self.tolerances.insert(tolerance);
                return Ok(());
            }
        };
        let name = text.split('[').next().unwrap_or(text);
        if name.contains(':') && !inside_schema {
            self.tolerances.insert(Tolerance::UrnAsKey);
        }
        if target.filter.is_some() || target.sub_attribute.is_some() {
            self.tolerances.insert(Tolerance::PathAsKey);
        }
        let path = target.to_string();
        if !seen.insert(path.clone()) {
            return Err(value::twice(&Place::new(None, &short(&path))));
        }
        let step = Step {
            op,
            target,
            value: Some(value),
            implicit: true,
        };
        self.push(attribute, step)
    }

    /// What a key of a value stands for.
    fn goal(&mut self, text: &str) -> Result<Goal<'k>, Error> {
        let syntax = match parse::path(text) {
            Ok(syntax) => syntax,
            // With a bracket it is meant as a path; without, it is just not ours.
            Err(error) if text.contains('[') => return Err(error),
            Err(_) => return Ok(Goal::Nothing(Tolerance::UnknownAttribute)),
        };
        let found = match self.find(&syntax) {
            None => return Ok(Goal::Nothing(Tolerance::UnknownAttribute)),
            Some(Named::Schema(schema)) => return Ok(Goal::Schema(schema)),
            Some(Named::Attribute(found)) => found,
        };
        Ok(match target(found, &syntax, &mut self.tolerances)? {
            None => Goal::Nothing(Tolerance::UnknownAttribute),
            Some(target) if self.is_read_only(&target) => Goal::Nothing(Tolerance::ReadOnlyIgnored),
            Some(target) => Goal::Target(found.attribute, target),
        })
    }

    /// The path is a schema's URN: the value names attributes of that schema.
    fn whole_schema(
        &mut self,
        op: OperationKind,
        schema: Option<&'k Schema>,
        value: Option<Value>,
    ) -> Result<(), Error> {
        match (op, value, schema) {
            (OperationKind::Remove, _, Some(schema)) => self.clear(schema),
            (OperationKind::Remove, ..) => Err(Error::new(
                ScimType::Mutability,
                "the core attributes cannot be removed as a whole; name those to remove",
            )),
            (_, value, schema) => {
                self.schema_value(op, schema, value.unwrap_or_default(), &mut HashSet::new())
            }
        }
    }

    fn schema_value(
        &mut self,
        op: OperationKind,
        schema: Option<&'k Schema>,
        value: Value,
        seen: &mut HashSet<String>,
    ) -> Result<(), Error> {
        let urn = &schema.unwrap_or(&self.kind.schema).id;
        match (value, schema) {
            (Value::Object(object), _) => {
                for (key, value) in object {
                    self.key(op, &format!("{urn}:{key}"), value, true, seen)?;
                }
                Ok(())
            }
            (Value::Null, Some(schema)) => self.clear(schema),
            (other, _) => {
                let detail = format!("{urn} must be an object, not {}", found(&other));
                Err(Error::at(ScimType::InvalidValue, urn.as_str(), detail))
            }
        }
    }

    /// Removes every attribute of an extension.
    fn clear(&mut self, schema: &Schema) -> Result<(), Error> {
        for attribute in schema
            .attributes
            .iter()
            .filter(|attribute| !attribute.is_read_only())
        {
            let target = Target {
                urn: Some(schema.id.clone()),
                attribute: attribute.name.clone(),
                filter: None,
                sub_attribute: None,
            };
            let op = OperationKind::Remove;
            self.push(
                attribute,
                Step {
                    op,
                    target,
                    value: None,
                    implicit: true,
                },
            )?;
        }
        Ok(())
    }

    fn push(&mut self, attribute: &Attribute, step: Step) -> Result<(), Error> {
        // `schemas` follows from what the resource holds.
        if step.target.urn.is_none() && attribute.name == "schemas" {
            return Ok(());
        }
        // A password is checked for its type and dropped.
        if attribute.mutability == Mutability::WriteOnly {
            let place = Place::new(step.target.urn.as_deref(), &attribute.name);
            let value = step.value.unwrap_or_default();
            value::canonical(attribute, value, &place, &mut self.tolerances)?;
            return Ok(());
        }
        self.steps.push(step);
        Ok(())
    }

    fn find(&mut self, syntax: &PathSyntax<'_>) -> Option<Named<'k>> {
        self.tolerances.extend(&syntax.tolerances);
        if let Some(named) = path::find(self.kind, syntax.name.text) {
            if let Named::Attribute(found) = named {
                self.tolerances.extend(found.tolerance());
            }
            return Some(named);
        }
        let found = path::flat(self.kind, syntax.name.text)?;
        self.tolerances.insert(Tolerance::FlatName);
        Some(Named::Attribute(found))
    }

    fn is_read_only(&self, target: &Target) -> bool {
        let attribute = self
            .kind
            .attribute_in(target.urn.as_deref(), &target.attribute);
        let sub = || attribute?.sub_attribute(target.sub_attribute.as_deref()?);
        attribute.is_some_and(Attribute::is_read_only) || sub().is_some_and(Attribute::is_read_only)
    }

    fn unknown(&self, text: &str) -> Error {
        let detail = format!("{} has no attribute {}", self.kind.name, echo(text));
        Error::at(ScimType::InvalidPath, short(text), detail)
    }
}

/// A client's path as far as a message repeats it.
fn short(path: &str) -> String {
    path.chars()
        .filter(|character| !character.is_control())
        .take(80)
        .collect()
}

/// `None` when the path asks for something that the attribute does not have.
fn target(
    found: Found<'_>,
    syntax: &PathSyntax<'_>,
    tolerances: &mut BTreeSet<Tolerance>,
) -> Result<Option<Target>, Error> {
    let Found {
        urn,
        attribute,
        sub,
        ..
    } = found;
    let filter = match &syntax.filter {
        None => None,
        Some(_) if sub.is_some() || !attribute.multi_valued || attribute.kind != Type::Complex => {
            return Ok(None);
        }
        Some(filter) => Some(resolve::inside(urn, attribute, filter, tolerances)?),
    };
    let sub = match syntax.sub {
        None => sub,
        Some(name) => match attribute.sub_attribute(name.text) {
            Some(sub) => Some(sub),
            None => return Ok(None),
        },
    };
    Ok(Some(Target {
        urn: urn.map(str::to_owned),
        attribute: attribute.name.clone(),
        filter,
        sub_attribute: sub.map(|sub| sub.name.clone()),
    }))
}
