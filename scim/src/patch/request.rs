//! The PATCH message itself (RFC 7644 §3.5.2).

use super::{MAX_OPERATIONS, Operation, OperationKind, Request};
use crate::accept::declared;
use crate::error::{Error, ScimType, echo, found};
use crate::tolerance::Tolerance;
use crate::urn::PATCH_OP;
use serde_json::Value;
use std::collections::BTreeSet;

/// Reads the body of a PATCH request; what its paths and values mean is for [`plan`](super::plan).
pub fn parse(body: Value) -> Result<Request, Error> {
    let Value::Object(body) = body else {
        let detail = format!("the body must be a JSON object, not {}", found(&body));
        return Err(syntax(detail));
    };
    let mut tolerances = BTreeSet::new();
    let (mut schemas, mut operations) = (Vec::new(), None);
    for (key, value) in body {
        if key.eq_ignore_ascii_case("schemas") {
            schemas = declared(value)?;
        } else if !key.eq_ignore_ascii_case("Operations") {
            tolerances.insert(Tolerance::ForeignEnvelopeMember);
        } else if operations.replace(value).is_some() {
            return Err(syntax(
                "Operations is there twice in different letter case; send it once",
            ));
        }
    }
    if !schemas.iter().any(|uri| uri.eq_ignore_ascii_case(PATCH_OP)) {
        tolerances.insert(Tolerance::MissingSchemaUri);
    }
    if schemas
        .iter()
        .any(|uri| !uri.eq_ignore_ascii_case(PATCH_OP))
    {
        tolerances.insert(Tolerance::UnknownSchemaUri);
    }
    let operations = self::operations(operations, &mut tolerances)?;
    Ok(Request {
        operations,
        tolerances,
    })
}

fn operations(
    value: Option<Value>,
    tolerances: &mut BTreeSet<Tolerance>,
) -> Result<Vec<Operation>, Error> {
    let list = match value {
        Some(Value::Array(list)) if !list.is_empty() => list,
        // One operation that was not put into a list.
        Some(one @ Value::Object(_)) => {
            tolerances.insert(Tolerance::ObjectForArray);
            vec![one]
        }
        _ => {
            return Err(syntax(
                "Operations must be an array with at least one operation",
            ));
        }
    };
    if list.len() > MAX_OPERATIONS {
        let detail = format!("more than {MAX_OPERATIONS} operations; send several PATCH requests");
        return Err(Error::new(ScimType::InvalidValue, detail));
    }
    list.into_iter()
        .map(|value| operation(value, tolerances))
        .collect()
}

fn operation(value: Value, tolerances: &mut BTreeSet<Tolerance>) -> Result<Operation, Error> {
    let Value::Object(members) = value else {
        return Err(syntax(format!(
            "an operation must be an object, not {}",
            found(&value)
        )));
    };
    let (mut op, mut path, mut value) = (None, None, None);
    for (key, member) in members {
        let slot = match key.to_ascii_lowercase().as_str() {
            "op" => &mut op,
            "path" => &mut path,
            "value" => &mut value,
            _ => {
                tolerances.insert(Tolerance::ForeignEnvelopeMember);
                continue;
            }
        };
        if slot.replace(member).is_some() {
            return Err(syntax(
                "an operation has a member twice in different letter case",
            ));
        }
    }
    let path = match path {
        None | Some(Value::Null) => None,
        Some(Value::String(path)) => Some(path).filter(|path| !path.trim().is_empty()),
        Some(other) => {
            let detail = format!("path must be a string, not {}", found(&other));
            return Err(Error::new(ScimType::InvalidPath, detail));
        }
    };
    Ok(Operation {
        op: kind(op, tolerances)?,
        path,
        value,
    })
}

fn kind(op: Option<Value>, tolerances: &mut BTreeSet<Tolerance>) -> Result<OperationKind, Error> {
    let Some(Value::String(name)) = op else {
        return Err(syntax(
            "an operation needs op: \"add\", \"remove\" or \"replace\"",
        ));
    };
    let all = [
        OperationKind::Add,
        OperationKind::Remove,
        OperationKind::Replace,
    ];
    let Some(kind) = all
        .into_iter()
        .find(|kind| kind.as_str().eq_ignore_ascii_case(&name))
    else {
        let detail = format!("op is {}; send add, remove or replace", echo(&name));
        return Err(syntax(detail));
    };
    if kind.as_str() != name {
        tolerances.insert(Tolerance::OperationCase);
    }
    Ok(kind)
}

fn syntax(detail: impl Into<String>) -> Error {
    Error::new(ScimType::InvalidSyntax, detail)
}
