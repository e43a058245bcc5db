//! Steps to a new state: each step on its attribute, then the resource as a whole.

use super::{MAX_WORK, OperationKind, Patched, Plan, Step, list, single};
use crate::change::diff;
use crate::error::{Error, ScimType, echo};
use crate::filter::Filter;
use crate::layout::{arrange, get, immutable, put, require_still, take};
use crate::resource::Resource;
use crate::schema::{Mutability, ResourceType, Type};
use crate::tolerance::Tolerance;
use crate::value::{self, Place};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Applies a plan to a resource: wholly, or not at all.
pub fn apply(kind: &ResourceType, current: &Resource, plan: Plan) -> Result<Patched, Error> {
    let mut work = Work {
        kind,
        map: current.as_map().clone(),
        touched: BTreeMap::new(),
        built: list::Built::default(),
        budget: MAX_WORK,
        tolerances: plan.tolerances,
    };
    for step in plan.steps {
        work.step(step)?;
    }
    work.tidy_lists();
    require_still(kind, current.as_map(), &work.map)?;
    let resource = Resource::from_map(arrange(kind, work.map));
    let changes = diff(kind, current, &resource);
    Ok(Patched {
        resource,
        changes,
        tolerances: work.tolerances,
    })
}

/// A resource that is being changed.
struct Work<'k> {
    kind: &'k ResourceType,
    map: Map<String, Value>,
    /// The lists that some step changed, and whether one of these steps set values: what removals
    /// alone leave behind was not sent by anybody.
    touched: BTreeMap<(Option<String>, String), bool>,
    built: list::Built,
    /// The work on lists that is still allowed.
    budget: usize,
    tolerances: BTreeSet<Tolerance>,
}

impl Work<'_> {
    fn step(&mut self, step: Step) -> Result<(), Error> {
        let (urn, name) = (step.target.urn.clone(), step.target.attribute.clone());
        let urn = urn.as_deref();
        let Some(attribute) = self.kind.attribute_in(urn, &name) else {
            let detail = format!("{} has no attribute {}", self.kind.name, echo(&name));
            return Err(Error::at(ScimType::InvalidPath, name, detail));
        };
        let place = Place::new(urn, &attribute.name);
        let fixed = attribute.mutability == Mutability::Immutable;
        let before = get(&self.map, urn, &name).filter(|_| fixed).cloned();
        let value = take(&mut self.map, urn, &name);
        self.spend(value.as_ref(), &step)?;
        let op = step.op;
        // An extension may go as a whole, with what it requires of those who have it.
        let whole_extension = op == OperationKind::Remove && step.implicit;
        let after = if attribute.multi_valued {
            *self
                .touched
                .entry((urn.map(str::to_owned), name.clone()))
                .or_default() |= op != OperationKind::Remove;
            let mut list = list::List {
                attribute,
                place,
                built: &mut self.built,
            };
            list.step(value, step, &mut self.tolerances)?
        } else {
            single::step(attribute, value, step, &place, &mut self.tolerances)?
        };
        if before.is_some() && before != after {
            return Err(immutable(&place));
        }
        if after.is_none() && attribute.required && !whole_extension {
            return Err(required(&place, op));
        }
        put(&mut self.map, urn, &name, after);
        Ok(())
    }

    /// Keeps a thousand operations on a list of thousands from holding up everybody else.
    fn spend(&mut self, value: Option<&Value>, step: &Step) -> Result<(), Error> {
        let values = value.and_then(Value::as_array).map_or(0, Vec::len);
        let work = values * step.target.filter.as_ref().map_or(1, Filter::terms);
        let Some(left) = self.budget.checked_sub(work) else {
            let name = &step.target.attribute;
            let detail = format!("too many operations on the many values of {name}; send fewer");
            return Err(Error::at(ScimType::TooMany, name, detail));
        };
        self.budget = left;
        Ok(())
    }

    /// Values that say nothing, or the same as another, are dropped at the end: until then, a
    /// later step may fill them or change them.
    fn tidy_lists(&mut self) {
        for ((urn, name), set) in std::mem::take(&mut self.touched) {
            let attribute = self.kind.attribute_in(urn.as_deref(), &name);
            let Some(attribute) = attribute.filter(|attribute| attribute.kind == Type::Complex)
            else {
                continue;
            };
            let Some(Value::Array(mut values)) = take(&mut self.map, urn.as_deref(), &name) else {
                continue;
            };
            if value::list::prune(&mut values) && set {
                self.tolerances.insert(Tolerance::EmptyValueDropped);
            }
            value::same_value::dedupe(attribute, &mut values, &mut self.tolerances);
            let left = (!values.is_empty()).then_some(Value::Array(values));
            put(&mut self.map, urn.as_deref(), &name, left);
        }
    }
}

/// RFC 7644 §3.5.2.2: removing a required attribute is a matter of mutability.
fn required(place: &Place<'_>, op: OperationKind) -> Error {
    let kind = match op {
        OperationKind::Remove => ScimType::Mutability,
        OperationKind::Add | OperationKind::Replace => ScimType::InvalidValue,
    };
    let detail = format!("{place} is required and cannot be cleared; replace it with a value");
    Error::at(kind, place.to_string(), detail)
}
