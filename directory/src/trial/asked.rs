//! What a refused request of the log asked for, as far as the log has it.

use scim::message::bulk;
use serde_json::Value;
use store::Kind;
use store::audit::Event;

use super::operation;
use crate::answer::Selection;
use crate::audit::redact::MARK;
use crate::bulk::Sent;

/// Why a request of the log cannot be tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// It was not a refused write over SCIM: there is nothing to try.
    NoRefusedWrite,
    /// It was refused because of who sent it, before it was looked at.
    Sender,
    /// It can only be tried in its bulk request, which is not kept whole.
    Bulk,
    /// Its body is no longer kept.
    NotKept,
    /// Its body was too large to be kept.
    TooLarge,
    /// It had no body, or one that could not be read.
    NoBody,
    /// A value was struck out of it before it was stored.
    StruckOut,
    /// It takes longer than others can be kept from writing.
    TooLong,
}

/// How much of what was sent is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The request.
    Request,
    /// One operation of a bulk request, by itself.
    Operation,
    /// A bulk request as far as one of its operations, which depends on others, or was refused for
    /// its place in the request.
    InBulk,
    /// A whole bulk request.
    Bulk,
}

/// What was asked for.
#[derive(Debug)]
pub(super) enum Asked {
    /// A write.
    Write { write: Write, extent: Extent },
    /// A bulk request, or the operation of it that was sent so.
    Bulk {
        body: Value,
        operation: Option<Sent>,
    },
}

/// A write, as it was asked for.
#[derive(Debug)]
pub(super) struct Write {
    pub(super) method: Method,
    pub(super) kind: Kind,
    pub(super) body: Value,
    pub(super) selection: Selection,
}

/// What was to be done, and to which resource where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Post,
    Put(String),
    Patch(String),
    Delete(String),
}

impl Asked {
    pub(super) fn extent(&self) -> Extent {
        match self {
            Self::Write { extent, .. } => *extent,
            Self::Bulk { operation, .. } => match operation {
                Some(_) => Extent::InBulk,
                None => Extent::Bulk,
            },
        }
    }

    /// The message of which a single resource is made.
    pub(super) fn data(&self) -> Value {
        match self {
            Self::Write { write, .. } => write.body.clone(),
            Self::Bulk { operation, .. } => {
                let operation = operation.as_ref();
                operation.map_or(Value::Null, |operation| operation.data.clone())
            }
        }
    }
}

/// Whether an event is that of a request over SCIM that was refused.
pub(super) fn is_refusal(event: &Event) -> bool {
    let outcome = event.outcome.as_str();
    event.channel == "scim" && matches!(outcome, "client_error" | "server_error" | "denied")
}

/// Reads an event as the request that it was, or as an operation of the bulk request of the event
/// `whole`.
pub(super) fn asked(event: &Event, whole: Option<&Event>) -> Result<Asked, Obstacle> {
    if !is_refusal(event) {
        return Err(Obstacle::NoRefusedWrite);
    }
    if let Some(whole) = whole {
        return operation::asked(event, whole);
    }
    let (Some(method), Some(whole_path)) = (event.method.as_deref(), event.path.as_deref()) else {
        return Err(Obstacle::NoRefusedWrite);
    };
    let (path, query) = whole_path.split_once('?').unwrap_or((whole_path, ""));
    let Some(below) = below_base(path) else {
        // An operation, and nobody was left to write down its request.
        let is_operation = bulk::aim(method, whole_path).is_ok();
        return Err(if is_operation {
            Obstacle::Bulk
        } else {
            Obstacle::NoRefusedWrite
        });
    };
    if below.eq_ignore_ascii_case("Bulk") && method == "POST" {
        let body = from_a_sender(event).and_then(|()| body(event))?;
        return Ok(Asked::Bulk {
            body,
            operation: None,
        });
    }
    let target = target(method, below).ok_or(Obstacle::NoRefusedWrite)?;
    from_a_sender(event)?;
    let selection = selection(query).ok_or(Obstacle::NoRefusedWrite)?;
    if whole_path.contains(MARK) {
        return Err(Obstacle::StruckOut);
    }
    Ok(Asked::Write {
        write: write(event, target, selection)?,
        extent: Extent::Request,
    })
}

/// Refuses what was refused because of who sent it.
pub(super) fn from_a_sender(event: &Event) -> Result<(), Obstacle> {
    if matches!(event.status, Some(401 | 403)) {
        return Err(Obstacle::Sender);
    }
    Ok(())
}

pub(super) fn write(
    event: &Event,
    (method, kind): (Method, Kind),
    selection: Selection,
) -> Result<Write, Obstacle> {
    let body = match method {
        Method::Delete(_) => Value::Null,
        _ => body(event)?,
    };
    Ok(Write {
        method,
        kind,
        body,
        selection,
    })
}

/// The part of a path below either base URL, without slashes around it.
fn below_base(path: &str) -> Option<&str> {
    let whole = path
        .strip_prefix("/t/")
        .map_or(Some(path), |rest| rest.find('/').map(|at| &rest[at..]))?;
    Some(whole.strip_prefix("/scim/v2")?.trim_matches('/'))
}

/// What a method does to what a path names, where that is a write.
fn target(method: &str, below: &str) -> Option<(Method, Kind)> {
    let (folder, id) = match below.split_once('/') {
        Some((folder, id)) => (folder, Some(id.to_owned())),
        None => (below, None),
    };
    let kind = match folder {
        "Users" => Kind::User,
        "Groups" => Kind::Group,
        _ => return None,
    };
    let id = id.filter(|id| !id.contains('/') && !id.starts_with('.'));
    let method = match (method, id) {
        ("POST", None) if !below.contains('/') => Method::Post,
        ("PUT", Some(id)) => Method::Put(id),
        ("PATCH", Some(id)) => Method::Patch(id),
        ("DELETE", Some(id)) => Method::Delete(id),
        _ => return None,
    };
    Some((method, kind))
}

/// What was asked for beside the write; `None` where a write knows no such thing.
fn selection(query: &str) -> Option<Selection> {
    let mut selection = Selection::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let list = match name.to_ascii_lowercase().as_str() {
            "attributes" => &mut selection.attributes,
            "excludedattributes" => &mut selection.excluded_attributes,
            "at" => return None,
            _ => continue,
        };
        if value.trim().is_empty() {
            continue;
        }
        let names = list.get_or_insert_default();
        if !names.is_empty() {
            names.push(',');
        }
        names.push_str(&value);
    }
    Some(selection)
}

pub(super) fn body(event: &Event) -> Result<Value, Obstacle> {
    let Some(body) = &event.request_body else {
        let erased = event.erased().any(|field| field == "request_body");
        return Err(if erased {
            Obstacle::NotKept
        } else {
            Obstacle::NoBody
        });
    };
    if body.get("omitted").is_some() && body.get("sha256").is_some() {
        return Err(Obstacle::TooLarge);
    }
    // Of a password nothing counts but that it is text, unless that was what was wrong.
    let of_password = |detail: &str| detail.to_ascii_lowercase().starts_with("password");
    if is_struck_out(body) || event.detail.as_deref().is_some_and(of_password) {
        return Err(Obstacle::StruckOut);
    }
    Ok(body.clone())
}

/// Whether something was struck out of a message that would make a difference: passwords are
/// dropped.
fn is_struck_out(value: &Value) -> bool {
    let is_password = |name: &str| name.eq_ignore_ascii_case("password");
    match value {
        Value::String(text) => text.contains(MARK),
        Value::Array(items) => items.iter().any(is_struck_out),
        Value::Object(members) => {
            let path = members
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case("path"));
            let path = path.and_then(|(_, path)| path.as_str());
            let of_password = path.is_some_and(is_password);
            members.iter().any(|(name, member)| {
                let dropped =
                    is_password(name) || (of_password && name.eq_ignore_ascii_case("value"));
                name.contains(MARK) || (!dropped && is_struck_out(member))
            })
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Kind, Method, below_base, is_struck_out, selection, target};

    #[test]
    fn a_path_names_a_resource_below_either_base() {
        for (path, expected) in [
            ("/scim/v2/Users", Some("Users")),
            ("/scim/v2/Users/", Some("Users")),
            ("/t/acme/scim/v2/Groups/1", Some("Groups/1")),
            ("/t/%61cme/scim/v2/Groups/1", Some("Groups/1")),
            ("/Users/1", None),
            ("/t/acme", None),
        ] {
            assert_eq!(below_base(path), expected, "{path}");
        }
    }

    #[test]
    fn a_write_is_a_method_with_what_it_is_for() {
        let id = || "1".to_owned();
        for (method, below, expected) in [
            ("POST", "Users", Some((Method::Post, Kind::User))),
            ("PUT", "Users/1", Some((Method::Put(id()), Kind::User))),
            (
                "PATCH",
                "Groups/1",
                Some((Method::Patch(id()), Kind::Group)),
            ),
            (
                "DELETE",
                "Groups/1",
                Some((Method::Delete(id()), Kind::Group)),
            ),
            ("GET", "Users/1", None),
            ("POST", "Users/.search", None),
            ("PATCH", "Users", None),
            ("PUT", "Users/1/2", None),
            ("POST", "Me", None),
        ] {
            assert_eq!(target(method, below), expected, "{method} {below}");
        }
    }

    #[test]
    fn a_selection_is_read_and_the_past_is_none_of_a_write() {
        let found = selection("attributes=id&ATTRIBUTES=name&aadOptscim062020&filter=x").unwrap();
        assert_eq!(found.attributes.as_deref(), Some("id,name"));
        assert_eq!(found.excluded_attributes, None);
        assert!(selection("at=2026-01-01T00:00:00Z").is_none());
    }

    #[test]
    fn a_password_that_was_struck_out_makes_no_difference() {
        let check = |body: Value, expected: bool| {
            assert_eq!(is_struck_out(&body), expected, "{body}");
        };
        check(json!({"userName": "ada", "password": "•••"}), false);
        check(
            json!({"Operations": [{"op": "replace", "path": "password", "value": "•••"}]}),
            false,
        );
        check(
            json!({"Operations": [{"op": "replace", "value": {"Password": "•••"}}]}),
            false,
        );
        check(json!({"phoneNumbers": "•••"}), true);
        check(
            json!({"Operations": [{"op": "replace", "path": "•••", "value": 1}]}),
            true,
        );
        check(json!({"emails[value eq \"•••\"]": 1}), true);
    }
}
