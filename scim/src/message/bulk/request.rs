//! The bulk message itself.

use super::references::bulk_id;
use super::{Action, Endpoint, Identifier, MAX_OPERATIONS, Method, Operation, Request, Target};
use crate::accept::declared;
use crate::error::{Error, ScimType, echo, found};
use crate::tolerance::Tolerance;
use crate::urn::BULK_REQUEST;
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashSet};

/// Why a request is refused as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// More than [`MAX_OPERATIONS`] (RFC 7644 §3.7.4: 413).
    TooManyOperations(usize),
    /// It is no bulk message.
    Malformed(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Malformed(error)
    }
}

/// Reads the body of a bulk request.
///
/// What is wrong with one operation is that operation's [`action`](Operation::action). Refused as
/// a whole is what leaves open which operations there are, or which of them a reference means.
pub fn parse(body: Value) -> Result<Request, Refusal> {
    let Value::Object(body) = body else {
        let detail = format!("the body must be a JSON object, not {}", found(&body));
        return Err(syntax(detail).into());
    };
    let [schemas, fail_on_errors, operations] =
        members(body, ["schemas", "failOnErrors", "Operations"])?;
    let tolerances = judge_schemas(&declared(schemas.unwrap_or_default())?);
    let list = match operations {
        Some(Value::Array(list)) if !list.is_empty() => list,
        _ => {
            let detail = "Operations must be an array with at least one operation";
            return Err(syntax(detail).into());
        }
    };
    if list.len() > MAX_OPERATIONS {
        return Err(Refusal::TooManyOperations(list.len()));
    }
    let operations: Vec<Operation> = list.into_iter().map(operation).collect::<Result<_, _>>()?;
    refuse_namesakes(&operations)?;
    Ok(Request {
        fail_on_errors: self::fail_on_errors(fail_on_errors)?,
        operations,
        tolerances,
    })
}

/// The members of an object that have a meaning, whatever their letter case.
fn members<const N: usize>(
    object: Map<String, Value>,
    names: [&str; N],
) -> Result<[Option<Value>; N], Error> {
    let mut found = [const { None }; N];
    for (key, value) in object {
        let place = names
            .iter()
            .position(|name| name.eq_ignore_ascii_case(&key));
        let Some(at) = place else {
            continue;
        };
        if found[at].replace(value).is_some() {
            let name = names[at];
            let detail = format!("{name} is there twice in different letter case; send it once");
            return Err(syntax(detail));
        }
    }
    Ok(found)
}

fn judge_schemas(declared: &[String]) -> BTreeSet<Tolerance> {
    let is_ours = |uri: &String| uri.eq_ignore_ascii_case(BULK_REQUEST);
    let mut tolerances = BTreeSet::new();
    if !declared.iter().any(is_ours) {
        tolerances.insert(Tolerance::MissingSchemaUri);
    }
    if !declared.iter().all(is_ours) {
        tolerances.insert(Tolerance::UnknownSchemaUri);
    }
    tolerances
}

fn fail_on_errors(value: Option<Value>) -> Result<Option<usize>, Error> {
    let Some(value) = value.filter(|value| !value.is_null()) else {
        return Ok(None);
    };
    match value.as_u64() {
        Some(errors) if errors > 0 => Ok(Some(usize::try_from(errors).unwrap_or(usize::MAX))),
        _ => {
            let detail = "failOnErrors must be an integer of at least 1; leave it out to go on whatever fails";
            Err(Error::at(ScimType::InvalidValue, "failOnErrors", detail))
        }
    }
}

/// Of two resources of one bulkId nobody could say which one a reference means.
fn refuse_namesakes(operations: &[Operation]) -> Result<(), Error> {
    let mut seen = HashSet::new();
    let created = operations
        .iter()
        .filter(|operation| operation.method == Method::Post.as_str());
    for bulk_id in created.filter_map(|operation| operation.bulk_id.as_ref()) {
        if !seen.insert(bulk_id) {
            let detail = format!(
                "the bulkId {} is used by two operations; give each one its own",
                echo(bulk_id)
            );
            return Err(Error::at(ScimType::InvalidValue, "bulkId", detail));
        }
    }
    Ok(())
}

fn operation(value: Value) -> Result<Operation, Error> {
    let Value::Object(object) = value else {
        let detail = format!("an operation must be an object, not {}", found(&value));
        return Err(syntax(detail));
    };
    let names = ["method", "path", "bulkId", "version", "data"];
    let [method, path, bulk_id, version, data] = members(object, names)?;
    let (bulk_id, version) = (text("bulkId", bulk_id), text("version", version));
    let (method, path) = (text("method", method), text("path", path));
    let data = data.unwrap_or_default();
    let action = action(&method, &path, &bulk_id, version, &data);
    let method = method.ok().flatten().unwrap_or_default();
    Ok(Operation {
        method: Method::named(&method).map_or(method, |known| known.as_str().to_owned()),
        path: path.ok().flatten().unwrap_or_default(),
        bulk_id: bulk_id.ok().flatten(),
        data,
        action,
    })
}

type Text = Result<Option<String>, Error>;

/// A member that is text, if it is there at all.
fn text(name: &str, value: Option<Value>) -> Text {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text).filter(|text| !text.is_empty())),
        Some(other) => {
            let detail = format!("{name} must be a string, not {}", found(&other));
            Err(Error::at(ScimType::InvalidValue, name, detail))
        }
    }
}

fn action(
    method: &Text,
    path: &Text,
    bulk_id: &Text,
    version: Text,
    data: &Value,
) -> Result<Action, Error> {
    let method = method.clone()?.unwrap_or_default();
    let path = path.clone()?.unwrap_or_default();
    let (method, endpoint, id) = aim(&method, &path)?;
    let (bulk_id, version) = (bulk_id.clone()?, version?);
    let target = |id| Target {
        endpoint,
        id,
        version,
    };
    let action = match (method, id) {
        (Method::Post, _) | (_, None) if bulk_id.is_none() => {
            let detail = "bulkId is missing; POST needs one of the client's choice (RFC 7644 §3.7)";
            return Err(Error::at(ScimType::InvalidValue, "bulkId", detail));
        }
        (Method::Post, _) | (_, None) => Action::Create(endpoint),
        (Method::Put, Some(id)) => Action::Replace(target(id)),
        (Method::Patch, Some(id)) => Action::Patch(target(id)),
        (Method::Delete, Some(id)) => return Ok(Action::Delete(target(id))),
    };
    if data.is_object() {
        return Ok(action);
    }
    let detail = format!(
        "data must be the JSON object that {} would send, not {}",
        method.as_str(),
        found(data)
    );
    Err(Error::at(ScimType::InvalidSyntax, "data", detail))
}

/// What an operation with this method and this path is about; without an id it is a POST.
///
/// # Errors
/// What is wrong with them, in the words of the operation's refusal.
pub fn aim(method: &str, path: &str) -> Result<(Method, Endpoint, Option<Identifier>), Error> {
    let method = Method::named(method).ok_or_else(|| {
        let detail = format!(
            "method is {}; send POST, PUT, PATCH or DELETE",
            echo(method)
        );
        Error::at(ScimType::InvalidValue, "method", detail)
    })?;
    let (endpoint, id) = read_path(path)?;
    if (method == Method::Post) == id.is_none() {
        Ok((method, endpoint, id))
    } else {
        Err(wrong_path(path))
    }
}

/// `/Users` or `/Users/{id}`, with or without slashes at its ends.
fn read_path(path: &str) -> Result<(Endpoint, Option<Identifier>), Error> {
    if path.contains("://") {
        let detail = "path is an absolute URL; send it relative to the base URL, such as /Users";
        return Err(Error::at(ScimType::InvalidValue, "path", detail));
    }
    let relative = path.strip_prefix('/').unwrap_or(path);
    let relative = relative.strip_suffix('/').unwrap_or(relative);
    let (first, rest) = match relative.split_once('/') {
        Some((first, rest)) => (first, Some(rest)),
        None => (relative, None),
    };
    let endpoint = Endpoint::ALL
        .into_iter()
        .find(|endpoint| endpoint.as_str() == first)
        .ok_or_else(|| wrong_path(path))?;
    match rest {
        None => Ok((endpoint, None)),
        Some(id) if id.is_empty() || id.contains(['/', '?', '#']) => Err(wrong_path(path)),
        Some(id) => Ok((
            endpoint,
            Some(match bulk_id(id) {
                Some(bulk_id) => Identifier::BulkId(bulk_id.to_owned()),
                None => Identifier::Id(id.to_owned()),
            }),
        )),
    }
}

fn wrong_path(path: &str) -> Error {
    let detail = format!(
        "path is {}; send /Users or /Groups to POST, /Users/{{id}} or /Groups/{{id}} to PUT, PATCH and DELETE",
        echo(path)
    );
    Error::at(ScimType::InvalidValue, "path", detail)
}

fn syntax(detail: impl Into<String>) -> Error {
    Error::new(ScimType::InvalidSyntax, detail)
}
