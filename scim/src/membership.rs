//! Group membership, which callers keep as rows rather than as a list (RFC 7643 §4.2).

use crate::error::{Error, ScimType, found};
use crate::filter::{Filter, Literal, Operator};
use crate::fold;
use crate::patch::{OperationKind, Step};
use crate::tolerance::Tolerance;
use crate::value::{self, Place};
use serde_json::Value;
use std::collections::{BTreeSet, HashSet};

/// The most members in one request.
pub const MAX_MEMBERS: usize = 10_000;

/// What a member is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MemberKind {
    /// A user.
    User,
    /// A group within the group.
    Group,
}

impl MemberKind {
    /// The spelling of `type` on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
        }
    }
}

/// One member as a client names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The id (wire name: `value`); whether it exists is for the caller to find out.
    pub id: String,
    /// What the client says it is (wire name: `type`).
    pub kind: Option<MemberKind>,
    /// The name that the client gives it.
    pub display: Option<String>,
}

/// One change of a group's membership.
#[derive(Debug, Clone, PartialEq)]
pub enum MembershipStep {
    /// These become members, unless they are.
    Add(Vec<Member>),
    /// These ids are members no longer, if they were.
    Remove(Vec<String>),
    /// Those are members no longer whose value fulfils the filter; see
    /// [`filter::matches_value`](crate::filter::matches_value).
    RemoveWhere(Filter),
    /// Nobody is a member any more.
    Clear,
    /// These are the members, and nobody else.
    Replace(Vec<Member>),
}

/// Reads a list of members: objects, one object, or bare ids.
pub fn members(value: &Value) -> Result<(Vec<Member>, BTreeSet<Tolerance>), Error> {
    let mut tolerances = BTreeSet::new();
    let members = read(value, &mut tolerances)?;
    Ok((members, tolerances))
}

/// Reads the steps that [`Plan::take`](crate::patch::Plan::take) gives for `members`.
///
/// Neighbouring additions become one step, as do neighbouring removals.
pub fn steps(steps: Vec<Step>) -> Result<(Vec<MembershipStep>, BTreeSet<Tolerance>), Error> {
    let mut tolerances = BTreeSet::new();
    let mut out: Vec<MembershipStep> = Vec::new();
    for step in steps {
        let next = convert(step, &mut tolerances)?;
        match (out.last_mut(), next) {
            (Some(MembershipStep::Add(all)), MembershipStep::Add(more)) => all.extend(more),
            (Some(MembershipStep::Remove(all)), MembershipStep::Remove(more)) => all.extend(more),
            (_, next) => out.push(next),
        }
    }
    limit(&out)?;
    Ok((out, tolerances))
}

fn limit(steps: &[MembershipStep]) -> Result<(), Error> {
    let count = steps.iter().map(|step| match step {
        MembershipStep::Add(members) | MembershipStep::Replace(members) => members.len(),
        MembershipStep::Remove(ids) => ids.len(),
        MembershipStep::RemoveWhere(_) | MembershipStep::Clear => 0,
    });
    if count.sum::<usize>() > MAX_MEMBERS {
        Err(too_many())
    } else {
        Ok(())
    }
}

fn too_many() -> Error {
    let detail = format!(
        "members: more than {MAX_MEMBERS} in one request; send them in several PATCH requests"
    );
    Error::at(ScimType::InvalidValue, "members", detail)
}

fn convert(step: Step, tolerances: &mut BTreeSet<Tolerance>) -> Result<MembershipStep, Error> {
    let sub = step.target.sub_attribute.as_deref();
    if let Some(sub) = sub.filter(|&sub| sub != "value") {
        return Err(immutable(&format!("members.{sub}")));
    }
    let value = step.value.filter(|value| !value.is_null());
    match (step.op, step.target.filter) {
        (OperationKind::Remove, Some(filter)) => {
            Ok(ids(&filter).map_or(MembershipStep::RemoveWhere(filter), MembershipStep::Remove))
        }
        (OperationKind::Remove, None) => match value {
            None => Ok(MembershipStep::Clear),
            Some(value) => {
                // RFC 7644 §3.5.2.2 gives a value no meaning here; identity providers mean only
                // these, and a strict reader would empty the group.
                tolerances.insert(Tolerance::RemoveWithValueList);
                let gone = read(&value, tolerances)?;
                Ok(MembershipStep::Remove(
                    gone.into_iter().map(|member| member.id).collect(),
                ))
            }
        },
        (OperationKind::Add, Some(filter)) => match ids(&filter) {
            Some(ids) if sub.is_none() => {
                tolerances.insert(Tolerance::ValueFromFilter);
                Ok(MembershipStep::Add(ids.into_iter().map(bare).collect()))
            }
            _ => Err(immutable("members.value")),
        },
        (OperationKind::Replace, Some(_)) => Err(immutable("members.value")),
        // Every member would become that one.
        (OperationKind::Replace, None) if sub.is_some() => Err(immutable("members.value")),
        (OperationKind::Add, None) => Ok(MembershipStep::Add(
            value.map_or(Ok(Vec::new()), |v| read(&v, tolerances))?,
        )),
        (OperationKind::Replace, None) => match value {
            None => Ok(MembershipStep::Clear),
            Some(value) => Ok(MembershipStep::Replace(read(&value, tolerances)?)),
        },
    }
}

fn immutable(path: &str) -> Error {
    let detail = format!("{path} cannot change (immutable); remove the member and add another");
    Error::at(ScimType::Mutability, path, detail)
}

/// The ids of `value eq "a" or value eq "b"`; `None` when the filter says anything else.
fn ids(filter: &Filter) -> Option<Vec<String>> {
    match filter {
        Filter::Compare {
            path,
            operator: Operator::Eq,
            value: Literal::Text(id),
        } if path.sub_attribute.as_deref() == Some("value") => Some(vec![id.clone()]),
        Filter::Or(terms) => {
            let all: Option<Vec<_>> = terms.iter().map(ids).collect();
            Some(all?.into_iter().flatten().collect())
        }
        _ => None,
    }
}

fn bare(id: String) -> Member {
    Member {
        id,
        kind: None,
        display: None,
    }
}

fn read(value: &Value, tolerances: &mut BTreeSet<Tolerance>) -> Result<Vec<Member>, Error> {
    let values = match value {
        Value::Null => return Ok(Vec::new()),
        Value::Array(values) => values.as_slice(),
        one => {
            tolerances.insert(Tolerance::ObjectForArray);
            std::slice::from_ref(one)
        }
    };
    if values.len() > MAX_MEMBERS {
        return Err(too_many());
    }
    let mut seen = HashSet::new();
    let mut members = Vec::with_capacity(values.len());
    for (index, value) in values.iter().enumerate() {
        let Some(member) = member(index, value, tolerances)? else {
            continue;
        };
        if seen.insert(member.id.clone()) {
            members.push(member);
        } else {
            tolerances.insert(Tolerance::DuplicateValue);
        }
    }
    Ok(members)
}

fn member(
    index: usize,
    value: &Value,
    tolerances: &mut BTreeSet<Tolerance>,
) -> Result<Option<Member>, Error> {
    let list = Place::new(None, "members");
    let place = list.value(index);
    let object = match value {
        Value::Null => return Ok(None),
        Value::String(id) => {
            tolerances.insert(Tolerance::ValueAsText);
            return Ok(Some(bare(checked(&place, id)?)));
        }
        Value::Object(object) => object,
        other => return Err(wrong(&place, other)),
    };
    let part = |name: &str| {
        object
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    };
    let text = |name: &str| {
        part(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    };
    let id = match (part("value"), text("$ref")) {
        (Some(Value::String(id)), _) if !id.is_empty() => id,
        (None | Some(Value::Null), Some(reference)) => {
            tolerances.insert(Tolerance::MemberByReference);
            reference
                .trim_end_matches('/')
                .rsplit('/')
                .next()
                .unwrap_or(reference)
        }
        (Some(other), _) if !other.is_string() && !other.is_null() => {
            return Err(wrong(&place.part("value"), other));
        }
        _ => return Err(missing(&place)),
    };
    let kind = text("type").and_then(|text| match fold(text).as_str() {
        "user" => Some(MemberKind::User),
        "group" => Some(MemberKind::Group),
        _ => None,
    });
    let display = text("display")
        .map(|name| checked(&place.part("display"), name))
        .transpose()?;
    Ok(Some(Member {
        id: checked(&place.part("value"), id)?,
        kind,
        display,
    }))
}

/// What a member looks like.
const EXAMPLE: &str = "{\"value\": \"<id of a user or group>\"}";

fn missing(place: &Place<'_>) -> Error {
    let path = place.part("value").to_string();
    let detail = format!("{path} is missing; send {EXAMPLE}");
    Error::at(ScimType::InvalidValue, path, detail)
}

fn wrong(place: &Place<'_>, value: &Value) -> Error {
    let detail = format!(
        "{place} is {}; send objects such as {EXAMPLE}",
        found(value)
    );
    Error::at(ScimType::InvalidValue, place.to_string(), detail)
}

fn checked(place: &Place<'_>, text: &str) -> Result<String, Error> {
    value::check_text(place, text, value::MAX_TEXT)?;
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests;
