//! Filters on resources in memory; the meaning that the store's SQL is tested against.

use super::{AttributePath, Filter, Literal, Operator};
use crate::fold::{self, fold};
use crate::resource::Resource;
use crate::value::date_time;
use serde_json::{Map, Value};
use std::cmp::Ordering;

/// Whether a resource fulfils a filter (RFC 7644 §3.4.2.2).
///
/// A comparison with a list holds when it holds for one of its values. An attribute without a
/// value fulfils no comparison but `ne` and `eq null`. A user who does not say `active` is active.
pub fn matches(filter: &Filter, resource: &Resource) -> bool {
    holds(filter, Scope::Resource(resource.as_map()))
}

/// Whether one value of a list fulfils the inner filter of a value path.
pub fn matches_value(filter: &Filter, value: &Value) -> bool {
    holds(filter, Scope::Value(value))
}

#[derive(Clone, Copy)]
enum Scope<'a> {
    Resource(&'a Map<String, Value>),
    Value(&'a Value),
}

static ACTIVE: Value = Value::Bool(true);

/// The recursion is as deep as the filter, which the parser bounds.
fn holds(filter: &Filter, scope: Scope<'_>) -> bool {
    match filter {
        Filter::And(terms) => terms.iter().all(|term| holds(term, scope)),
        Filter::Or(terms) => terms.iter().any(|term| holds(term, scope)),
        Filter::Not(term) => !holds(term, scope),
        Filter::Constant(holds) => *holds,
        Filter::Present(path) => values(path, scope).any(has_value),
        Filter::Compare {
            path,
            operator,
            value,
        } => compare(path, *operator, value, scope),
        Filter::ValuePath { path, filter } => {
            elements(path, scope).any(|value| holds(filter, Scope::Value(value)))
        }
    }
}

/// The values of the attribute itself, each value of a list on its own.
fn elements<'a>(path: &AttributePath, scope: Scope<'a>) -> impl Iterator<Item = &'a Value> {
    let root = match scope {
        Scope::Value(value) => Some(value),
        Scope::Resource(map) => match &path.urn {
            Some(urn) => map
                .get(urn)
                .and_then(|extension| extension.get(&path.attribute)),
            None if path.attribute == "active" => map.get("active").or(Some(&ACTIVE)),
            None => map.get(&path.attribute),
        },
    };
    root.into_iter().flat_map(|root| match root {
        Value::Array(values) => values.as_slice(),
        one => std::slice::from_ref(one),
    })
}

/// The values that the path names, those of a sub-attribute included.
fn values<'a, 'p>(
    path: &'p AttributePath,
    scope: Scope<'a>,
) -> impl Iterator<Item = &'a Value> + use<'a, 'p> {
    elements(path, scope).filter_map(|value| match &path.sub_attribute {
        Some(sub) => value.get(sub),
        None => Some(value),
    })
}

fn has_value(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(values) => !values.is_empty(),
        Value::Object(parts) => !parts.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

fn compare(path: &AttributePath, operator: Operator, literal: &Literal, scope: Scope<'_>) -> bool {
    let mut present = values(path, scope)
        .filter(|value| has_value(value))
        .peekable();
    match (literal, operator) {
        (Literal::Null, Operator::Eq) => present.peek().is_none(),
        (Literal::Null, _) => present.peek().is_some(),
        (_, Operator::Ne) if present.peek().is_none() => true,
        _ => present.any(|value| compare_one(value, operator, literal, path.case_exact)),
    }
}

fn compare_one(value: &Value, operator: Operator, literal: &Literal, case_exact: bool) -> bool {
    match (value, literal) {
        (Value::String(value), Literal::Text(text)) => {
            compare_text(value, operator, text, case_exact)
        }
        (Value::String(value), Literal::DateTime(time)) => {
            date_time(value).is_some_and(|value| ordered(operator, Some(value.cmp(time))))
        }
        (Value::Bool(value), Literal::Boolean(other)) => ordered(operator, Some(value.cmp(other))),
        (Value::Number(value), Literal::Integer(other)) => match value.as_i64() {
            Some(value) => ordered(operator, Some(value.cmp(other))),
            None => ordered(
                operator,
                value
                    .as_f64()
                    .and_then(|v| v.partial_cmp(&approximate(*other))),
            ),
        },
        (Value::Number(value), Literal::Decimal(other)) => ordered(
            operator,
            value.as_f64().and_then(|value| value.partial_cmp(other)),
        ),
        _ => false,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "only compared with numbers beyond 64 bits"
)]
fn approximate(value: i64) -> f64 {
    value as f64
}

fn compare_text(value: &str, operator: Operator, text: &str, case_exact: bool) -> bool {
    match operator {
        Operator::Eq => fold::equal(value, text, case_exact),
        Operator::Ne => !fold::equal(value, text, case_exact),
        Operator::Co if case_exact => value.contains(text),
        Operator::Co => fold(value).contains(&fold(text)),
        Operator::Sw if case_exact => value.starts_with(text),
        Operator::Sw => fold(value).starts_with(&fold(text)),
        Operator::Ew if case_exact => value.ends_with(text),
        Operator::Ew => fold(value).ends_with(&fold(text)),
        Operator::Gt | Operator::Ge | Operator::Lt | Operator::Le => {
            ordered(operator, Some(fold::order(value, text, case_exact)))
        }
    }
}

fn ordered(operator: Operator, order: Option<Ordering>) -> bool {
    let Some(order) = order else { return false };
    match operator {
        Operator::Eq => order.is_eq(),
        Operator::Ne => order.is_ne(),
        Operator::Gt => order.is_gt(),
        Operator::Ge => order.is_ge(),
        Operator::Lt => order.is_lt(),
        Operator::Le => order.is_le(),
        Operator::Co | Operator::Sw | Operator::Ew => false,
    }
}
