//! Many operations in one request (RFC 7644 §3.7).
//!
//! [`parse`] reads the message, and [`aim`] what one operation is about. [`plan`] says in which
//! order its operations can be done, and [`resolve`] puts the ids of created resources where the
//! client could only write `bulkId:…`.

mod plan;
mod references;
mod request;

pub use plan::{Step, plan};
pub use references::{Unresolved, resolve};
pub use request::{Refusal, aim, parse};

use crate::error::Error;
use crate::tolerance::Tolerance;
use crate::urn::BULK_RESPONSE;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The most operations in one request.
pub const MAX_OPERATIONS: usize = 1_000;

/// The HTTP method of one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Creates a resource.
    Post,
    /// Replaces one.
    Put,
    /// Changes one.
    Patch,
    /// Removes one.
    Delete,
}

impl Method {
    /// Every method that an operation can have.
    pub const ALL: [Self; 4] = [Self::Post, Self::Put, Self::Patch, Self::Delete];

    /// The spelling on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// The method of that name, in any letter case.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|method| method.as_str().eq_ignore_ascii_case(name))
    }
}

/// The resources that an operation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// `/Users`.
    Users,
    /// `/Groups`.
    Groups,
}

impl Endpoint {
    /// Every endpoint that an operation can have.
    pub const ALL: [Self; 2] = [Self::Users, Self::Groups];

    /// The first segment of a path.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Users => "Users",
            Self::Groups => "Groups",
        }
    }
}

/// Which resource an operation is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identifier {
    /// The one with this id.
    Id(String),
    /// The one that the operation with this `bulkId` creates.
    BulkId(String),
}

/// A resource that an operation changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// What it is.
    pub endpoint: Endpoint,
    /// Which one it is.
    pub id: Identifier,
    /// The version that it must have, as an entity tag (wire name: `version`).
    pub version: Option<String>,
}

/// What one operation asks for. All but [`Action::Delete`] have an object as their data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// A new resource; others can refer to it by the operation's `bulkId`.
    Create(Endpoint),
    /// A whole representation.
    Replace(Target),
    /// A PATCH message.
    Patch(Target),
    /// Removal.
    Delete(Target),
}

impl Action {
    /// The resource that is changed; `None` for one that is yet to be made.
    pub fn target(&self) -> Option<&Target> {
        match self {
            Self::Create(_) => None,
            Self::Replace(target) | Self::Patch(target) | Self::Delete(target) => Some(target),
        }
    }
}

/// One operation as the client sent it, and what it asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// The method as it was sent; in capitals when it is one.
    pub method: String,
    /// The path as it was sent.
    pub path: String,
    /// The client's own name for the operation (wire name: `bulkId`).
    pub bulk_id: Option<String>,
    /// The body of the request that the operation stands for; null when there is none.
    pub data: Value,
    /// What it asks for, or why it cannot be understood.
    pub action: Result<Action, Error>,
}

impl Operation {
    /// What the operation is about, even where the rest of it cannot be understood.
    pub fn subject(&self) -> Option<(Method, Endpoint)> {
        let first = self.path.trim_start_matches('/').split('/').next()?;
        let endpoint = Endpoint::ALL
            .into_iter()
            .find(|endpoint| endpoint.as_str() == first)?;
        Some((Method::named(&self.method)?, endpoint))
    }
}

/// A bulk message.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// After how many errors to stop (wire name: `failOnErrors`).
    pub fail_on_errors: Option<usize>,
    /// What to do.
    pub operations: Vec<Operation>,
    /// What was not as the RFCs ask.
    pub tolerances: BTreeSet<Tolerance>,
}

/// What became of one operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The method as it was sent.
    pub method: String,
    /// The client's own name for the operation.
    pub bulk_id: Option<String>,
    /// The entity tag of the resource's version.
    pub version: Option<String>,
    /// The resource's URL; there is none for one that could not be created.
    pub location: Option<String>,
    /// The HTTP status.
    pub status: u16,
    /// The body of a refusal.
    pub response: Option<Value>,
}

impl Outcome {
    /// Whether it counts for `failOnErrors`.
    pub fn is_error(&self) -> bool {
        self.status >= 400
    }

    fn into_value(self) -> Value {
        let mut out = Map::new();
        let mut put = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                out.insert(name.to_owned(), Value::String(value));
            }
        };
        put("location", self.location);
        put("method", Some(self.method));
        put("bulkId", self.bulk_id);
        put("version", self.version);
        put("status", Some(self.status.to_string()));
        if let Some(response) = self.response {
            out.insert("response".to_owned(), response);
        }
        Value::Object(out)
    }
}

/// The body of the answer.
pub fn response(outcomes: impl IntoIterator<Item = Outcome>) -> Value {
    let operations: Vec<Value> = outcomes.into_iter().map(Outcome::into_value).collect();
    json!({"schemas": [BULK_RESPONSE], "Operations": operations})
}

#[cfg(test)]
mod tests;
