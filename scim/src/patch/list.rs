//! One step on a multi-valued attribute, whole or by its values.

use super::{OperationKind, Step, single};
use crate::error::{Error, ScimType};
use crate::filter::{Filter, Literal, Operator, matches_value};
use crate::schema::Attribute;
use crate::tolerance::Tolerance;
use crate::value::list::{Keep, check_count, elements, is_primary, one_primary};
use crate::value::same_value::{Identity, Index, identity};
use crate::value::{self, Part, Place};
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The values that this request created, by list and filter: where the next step with the same
/// filter goes, even if the value does not fulfil it any more.
#[derive(Debug, Default)]
pub(super) struct Built(HashMap<(String, String), usize>);

/// The list that a step works on.
pub(super) struct List<'a> {
    pub(super) attribute: &'a Attribute,
    pub(super) place: Place<'a>,
    pub(super) built: &'a mut Built,
}

/// A change of single values of a list.
struct Edit<'a> {
    /// Whether a whole value gives way to the new one, or takes it in.
    replace: bool,
    /// Whether a value is created when the filter finds none.
    create: bool,
    filter: Option<Filter>,
    sub: Option<&'a Attribute>,
}

type Tolerances = BTreeSet<Tolerance>;

impl<'a> List<'a> {
    /// The list's value after the step.
    pub(super) fn step(
        &mut self,
        before: Option<Value>,
        step: Step,
        tolerances: &mut Tolerances,
    ) -> Result<Option<Value>, Error> {
        let mut values = match before {
            Some(Value::Array(values)) => values,
            Some(one) => vec![one],
            None => Vec::new(),
        };
        let sub = step.target.sub_attribute.as_deref();
        let sub = sub.and_then(|name| self.attribute.sub_attribute(name));
        let replace = step.op == OperationKind::Replace;
        match (step.op, step.target.filter, sub) {
            (OperationKind::Remove, filter, sub) => {
                self.forget();
                self.remove(&mut values, filter.as_ref(), sub, step.value, tolerances)?;
            }
            (OperationKind::Replace, None, None) => {
                self.forget();
                let value = step.value.unwrap_or_default();
                return value::canonical(self.attribute, value, &self.place, tolerances);
            }
            (OperationKind::Add, None, None) => {
                self.add(&mut values, step.value.unwrap_or_default(), tolerances)?;
            }
            (_, filter, sub) => {
                let create = !replace || step.implicit || filter.is_none();
                let edit = Edit {
                    replace,
                    create,
                    filter,
                    sub,
                };
                self.edit(
                    &mut values,
                    &edit,
                    step.value.unwrap_or_default(),
                    tolerances,
                )?;
            }
        }
        check_count(&self.place, values.len())?;
        Ok((!values.is_empty()).then_some(Value::Array(values)))
    }

    /// RFC 7644 §3.5.2.2.
    fn remove(
        &self,
        values: &mut Vec<Value>,
        filter: Option<&Filter>,
        sub: Option<&Attribute>,
        value: Option<Value>,
        tolerances: &mut Tolerances,
    ) -> Result<(), Error> {
        let selected = |value: &Value| filter.is_none_or(|filter| matches_value(filter, value));
        match (sub, value.filter(|value| !value.is_null())) {
            (Some(sub), _) => clear(values, sub, selected),
            (None, Some(named)) if filter.is_none() => {
                // The RFC gives a value no meaning here; identity providers mean only these.
                tolerances.insert(Tolerance::RemoveWithValueList);
                let named = elements(self.attribute, named, &self.place, tolerances)?;
                self.remove_named(values, &named);
            }
            (None, _) => values.retain(|value| !selected(value)),
        }
        Ok(())
    }

    /// Removes the values that are named; a name without type fits any type.
    fn remove_named(&self, values: &mut Vec<Value>, named: &[Value]) {
        let gone: HashSet<Identity> = named.iter().map(|v| identity(self.attribute, v)).collect();
        values.retain(|value| {
            let exact = identity(self.attribute, value);
            !gone.contains(&exact) && !gone.contains(&exact.without_label())
        });
    }

    /// RFC 7644 §3.5.2.1: what is there already is not added again.
    fn add(
        &self,
        values: &mut Vec<Value>,
        value: Value,
        tolerances: &mut Tolerances,
    ) -> Result<(), Error> {
        let added = elements(self.attribute, value, &self.place, tolerances)?;
        let mut known = Index::new(self.attribute, values, added.len());
        let mut primary = Vec::new();
        for value in added {
            let index = known.position(values, &value);
            if is_primary(&value) {
                primary.push(index);
            }
            match (values.get_mut(index), value) {
                (Some(Value::Object(present)), Value::Object(more)) => present.extend(more),
                (Some(_), _) => {}
                (None, value) => values.push(value),
            }
        }
        if primary.len() > 1 {
            tolerances.insert(Tolerance::SeveralPrimary);
        }
        if let Some(&index) = primary.first() {
            one_primary(values, Keep::At(index));
        }
        Ok(())
    }

    /// Add or replace by filter, or one part of every value.
    fn edit(
        &mut self,
        values: &mut Vec<Value>,
        edit: &Edit<'a>,
        value: Value,
        tolerances: &mut Tolerances,
    ) -> Result<(), Error> {
        let parts = self.parts(edit.sub, value, tolerances)?;
        let mut selected: Vec<usize> = values
            .iter()
            .enumerate()
            .filter(|(_, value)| edit.filter.as_ref().is_none_or(|f| matches_value(f, value)))
            .map(|(index, _)| index)
            .collect();
        let Some(parts) = parts else {
            self.clear(values, edit, &selected);
            return Ok(());
        };
        if selected.is_empty() {
            // Nothing to clear, and nothing to create a value from.
            if parts.iter().all(|(_, value)| value.is_none()) {
                return Ok(());
            }
            selected.push(self.built_or_new(values, edit, tolerances)?);
        }
        for &index in &selected {
            self.set(&mut values[index], edit, parts.clone())?;
        }
        // RFC 7644 §3.5.2: the value that is set primary now is the only one.
        if let Some(&index) = selected.iter().find(|&&index| is_primary(&values[index])) {
            one_primary(values, Keep::At(index));
        }
        Ok(())
    }

    /// What the value says about each part; `None` when it asks for nothing to be left.
    fn parts(
        &self,
        sub: Option<&'a Attribute>,
        value: Value,
        tolerances: &mut Tolerances,
    ) -> Result<Option<Vec<Part<'a>>>, Error> {
        let Some(sub) = sub else {
            let value = self.one(value, tolerances);
            return value::parts(self.attribute, value, &self.place, tolerances);
        };
        let value = value::canonical(sub, value, &self.place.part(&sub.name), tolerances)?;
        Ok(value.map(|value| vec![(sub, Some(value))]))
    }

    /// The value for one element, which some write as a list of one or as bare text.
    fn one(&self, value: Value, tolerances: &mut Tolerances) -> Value {
        match value {
            Value::Array(mut values) if values.len() == 1 => {
                tolerances.insert(Tolerance::ArrayForObject);
                values.pop().unwrap_or_default()
            }
            Value::Array(values) if values.is_empty() => Value::Null,
            Value::String(text)
                if !text.is_empty() && self.attribute.sub_attribute("value").is_some() =>
            {
                tolerances.insert(Tolerance::ValueAsText);
                Value::Object(Map::from_iter([("value".to_owned(), Value::String(text))]))
            }
            value => value,
        }
    }

    fn clear(&mut self, values: &mut Vec<Value>, edit: &Edit<'_>, selected: &[usize]) {
        self.forget();
        let selected: HashSet<usize> = selected.iter().copied().collect();
        let mut next = 0..;
        let mut is_selected =
            |_: &Value| next.next().is_some_and(|index| selected.contains(&index));
        match edit.sub {
            Some(sub) => clear(values, sub, is_selected),
            // To replace a value by nothing is to remove it; to add nothing is to do nothing.
            None if edit.replace => values.retain(|value| !is_selected(value)),
            None => {}
        }
    }

    /// The value that an earlier step built for this filter, or a new one from its terms.
    fn built_or_new(
        &mut self,
        values: &mut Vec<Value>,
        edit: &Edit<'_>,
        tolerances: &mut Tolerances,
    ) -> Result<usize, Error> {
        let filter = edit.filter.as_ref();
        let key = (
            self.place.to_string(),
            filter.map(Filter::to_string).unwrap_or_default(),
        );
        if let Some(&index) = self.built.0.get(&key) {
            return Ok(index);
        }
        let terms = match filter {
            None => Some(Map::new()),
            Some(filter) => terms(filter).filter(|_| edit.create),
        };
        let Some(terms) = terms else {
            return Err(self.no_target(filter));
        };
        if filter.is_some() {
            tolerances.insert(Tolerance::ValueFromFilter);
        }
        values.push(Value::Object(terms));
        self.built.0.insert(key, values.len() - 1);
        Ok(values.len() - 1)
    }

    fn set(&self, value: &mut Value, edit: &Edit<'_>, parts: Vec<Part<'_>>) -> Result<(), Error> {
        let Value::Object(object) = value else {
            return Ok(());
        };
        if edit.replace && edit.sub.is_none() {
            // What the filter demands stays true of the new value unless it says otherwise.
            *object = edit.filter.as_ref().and_then(terms).unwrap_or_default();
        }
        single::merge(object, parts, &self.place)
    }

    /// Positions shift when values go.
    fn forget(&mut self) {
        let list = self.place.to_string();
        self.built.0.retain(|(built, _), _| *built != list);
    }

    /// RFC 7644 §3.5.2.3: a filter that matches nothing is an error for replace.
    fn no_target(&self, filter: Option<&Filter>) -> Error {
        let filter = filter
            .map(|filter| format!("[{}]", filter.inside()))
            .unwrap_or_default();
        let filter: String = filter.chars().take(80).collect();
        let path = format!("{}{filter}", self.place);
        let detail = format!("{path} matches no value; use add to create one");
        Error::at(ScimType::NoTarget, path, detail)
    }
}

/// Clears one part of the selected values; without its `value`, nothing of a value is left.
fn clear(values: &mut Vec<Value>, sub: &Attribute, mut selected: impl FnMut(&Value) -> bool) {
    values.retain_mut(|value| {
        if !selected(value) {
            return true;
        }
        if let Value::Object(object) = value {
            object.shift_remove(&sub.name);
            return sub.name != "value" && !object.is_empty();
        }
        true
    });
}

/// The value that a filter of `eq` terms joined by `and` describes.
fn terms(filter: &Filter) -> Option<Map<String, Value>> {
    match filter {
        Filter::And(all) => {
            let mut map = Map::new();
            for filter in all {
                map.extend(terms(filter)?);
            }
            Some(map)
        }
        Filter::Compare {
            path,
            operator: Operator::Eq,
            value,
        } => {
            let value = match value {
                Literal::Text(text) => Value::from(text.as_str()),
                Literal::Boolean(value) => Value::from(*value),
                Literal::Integer(value) => Value::from(*value),
                Literal::Decimal(value) => Value::from(*value),
                Literal::DateTime(value) => Value::from(value.to_rfc3339()),
                Literal::Null => return Some(Map::new()),
            };
            Some(Map::from_iter([(path.sub_attribute.clone()?, value)]))
        }
        _ => None,
    }
}
