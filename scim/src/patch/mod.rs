//! PATCH (RFC 7644 §3.5.2): one engine for every resource type and extension.
//!
//! [`parse`] reads the message, [`plan()`] resolves every path against the schema, and [`apply()`]
//! changes a resource, wholly or not at all. Between the last two, a caller can
//! [`take`](Plan::take) the steps of an attribute that it keeps elsewhere, such as members.

mod apply;
mod list;
mod plan;
mod request;
mod single;

pub use apply::apply;
pub use plan::plan;
pub use request::parse;

use crate::change::Change;
use crate::filter::Filter;
use crate::resource::Resource;
use crate::tolerance::Tolerance;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt;

/// The most operations in one request.
pub const MAX_OPERATIONS: usize = 1_000;

/// The most comparisons of list values that one request may cost: operations times values times
/// terms of the filter. Ordinary requests stay below a thousandth of it.
pub const MAX_WORK: usize = 2_000_000;

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OperationKind {
    /// Adds a value, or sets one (§3.5.2.1).
    Add,
    /// Removes a value (§3.5.2.2).
    Remove,
    /// Replaces a value, or sets one (§3.5.2.3).
    Replace,
}

impl OperationKind {
    /// The spelling on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Remove => "remove",
            Self::Replace => "replace",
        }
    }
}

/// One operation as the client sent it.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// What to do.
    pub op: OperationKind,
    /// Where; without a path, the value names the attributes.
    pub path: Option<String>,
    /// With what; `Some(Null)` when the client sent null.
    pub value: Option<Value>,
}

/// A PATCH message.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// What to do, in this order.
    pub operations: Vec<Operation>,
    /// What was not as the RFCs ask.
    pub tolerances: BTreeSet<Tolerance>,
}

/// A place in a resource, in the schema's spelling.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The extension that the attribute belongs to.
    pub urn: Option<String>,
    /// The attribute.
    pub attribute: String,
    /// Which values of a list.
    pub filter: Option<Filter>,
    /// Which part of a complex attribute.
    pub sub_attribute: Option<String>,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(urn) = &self.urn {
            write!(f, "{urn}:")?;
        }
        f.write_str(&self.attribute)?;
        if let Some(filter) = &self.filter {
            write!(f, "[{}]", filter.inside())?;
        }
        match &self.sub_attribute {
            Some(sub) => write!(f, ".{sub}"),
            None => Ok(()),
        }
    }
}

/// One operation on one attribute, resolved against the schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What to do.
    pub op: OperationKind,
    /// Where.
    pub target: Target,
    /// With what.
    pub value: Option<Value>,
    /// Whether the target was a key of a value without path: such a key may create what its
    /// filter does not find.
    pub implicit: bool,
}

/// What a PATCH request will do to a resource.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    /// The operations, in this order.
    pub steps: Vec<Step>,
    /// What was not as the RFCs ask.
    pub tolerances: BTreeSet<Tolerance>,
}

impl Plan {
    /// Takes the steps of one attribute of the type itself out of the plan.
    pub fn take(&mut self, attribute: &str) -> Vec<Step> {
        let (taken, left) = std::mem::take(&mut self.steps)
            .into_iter()
            .partition(|step| step.target.urn.is_none() && step.target.attribute == attribute);
        self.steps = left;
        taken
    }

    /// Whether nothing is left to do.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}

/// A resource after a PATCH.
#[derive(Debug, Clone, PartialEq)]
pub struct Patched {
    /// The new state.
    pub resource: Resource,
    /// What differs from the old one; empty when nothing does.
    pub changes: Vec<Change>,
    /// What was not as the RFCs ask.
    pub tolerances: BTreeSet<Tolerance>,
}

#[cfg(test)]
mod tests;
