//! Filters (RFC 7644 §3.4.2.2): text to syntax tree to typed filter.
//!
//! [`compile`] parses and resolves: every name of a [`Filter`] is one of the schema's, every
//! literal has the type of its attribute. [`matches()`] evaluates it in memory; the store turns the
//! same tree into SQL.
//!
//! Beyond the grammar of the RFC, the dialects of identity providers are understood: `not(`
//! without a space, `emails[type eq "work"].value eq "x"`, `True` and `FALSE`, booleans in quotes,
//! names of extension attributes without their URN, and a complex list compared by its `value`.

mod eval;
pub(crate) mod parse;
mod print;
pub(crate) mod resolve;

pub use eval::{matches, matches_value};

use crate::error::{Error, ScimType};
use crate::schema::{ResourceType, Type};
use crate::tolerance::Tolerance;
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

/// The longest filter, in bytes.
pub const MAX_LENGTH: usize = 8 * 1024;
/// The deepest nesting of `(`, `not` and `[`.
pub const MAX_DEPTH: usize = 32;
/// The most comparisons in one filter.
pub const MAX_TERMS: usize = 500;

/// How an attribute is compared with a literal (RFC 7644 §3.4.2.2 table 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// Equal.
    Eq,
    /// Not equal; holds for an attribute without a value.
    Ne,
    /// Contains.
    Co,
    /// Starts with.
    Sw,
    /// Ends with.
    Ew,
    /// Greater than.
    Gt,
    /// Greater than or equal.
    Ge,
    /// Less than.
    Lt,
    /// Less than or equal.
    Le,
}

/// The value that an attribute is compared with; its type fits the attribute's.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// For strings, references and binary values.
    Text(String),
    /// For booleans.
    Boolean(bool),
    /// For integers, and for decimals written without a fraction.
    Integer(i64),
    /// For decimals, and for integers beyond 64 bits.
    Decimal(f64),
    /// For points in time.
    DateTime(DateTime<Utc>),
    /// No value; only with [`Operator::Eq`] (absent) and [`Operator::Ne`] (present).
    Null,
}

/// One attribute of a resource type, in canonical spelling.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AttributePath {
    /// The extension that the attribute belongs to; `None` for common and core attributes.
    pub urn: Option<String>,
    /// The attribute.
    pub attribute: String,
    /// The part of a complex attribute; a complex attribute compared as such means its `value`.
    pub sub_attribute: Option<String>,
    /// The type of what is compared.
    pub kind: Type,
    /// Whether letter case matters in what is compared.
    pub case_exact: bool,
    /// Whether the attribute is a list.
    pub multi_valued: bool,
}

/// A filter whose names and types are those of a resource type.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// All of them hold; at least two.
    And(Vec<Filter>),
    /// One of them holds; at least two.
    Or(Vec<Filter>),
    /// It does not hold.
    Not(Box<Filter>),
    /// An attribute compares with a literal; of a list, any value.
    Compare {
        /// What is compared.
        path: AttributePath,
        /// How.
        operator: Operator,
        /// With what.
        value: Literal,
    },
    /// An attribute has a value.
    Present(AttributePath),
    /// It holds always, or never: what it asks for is no attribute of this resource type, so that
    /// no resource of it has a value of it (RFC 7644 §3.4.2.1).
    Constant(bool),
    /// One value of a list fulfils the whole inner filter.
    ValuePath {
        /// The list.
        path: AttributePath,
        /// The inner filter; its paths name the list and a sub-attribute.
        filter: Box<Filter>,
    },
}

/// Reads a filter for resources of one type.
pub fn compile(kind: &ResourceType, text: &str) -> Result<Filter, Error> {
    compile_among(kind, &[], text).map(|(filter, _)| filter)
}

/// Reads a filter for resources of one of several types that are searched together, and names the
/// dialects that it was understood by.
///
/// RFC 7644 §3.4.2.1: an attribute that only another type has counts as one without a value.
pub fn compile_among(
    kind: &ResourceType,
    others: &[&ResourceType],
    text: &str,
) -> Result<(Filter, BTreeSet<Tolerance>), Error> {
    let (syntax, mut tolerances) = parse::filter(text)?;
    let filter = resolve::filter(kind, others, &syntax, &mut tolerances)?;
    Ok((filter, tolerances))
}

impl Operator {
    /// Every operator.
    pub const ALL: [Self; 9] = [
        Self::Eq,
        Self::Ne,
        Self::Co,
        Self::Sw,
        Self::Ew,
        Self::Gt,
        Self::Ge,
        Self::Lt,
        Self::Le,
    ];

    /// The spelling on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::Co => "co",
            Self::Sw => "sw",
            Self::Ew => "ew",
            Self::Gt => "gt",
            Self::Ge => "ge",
            Self::Lt => "lt",
            Self::Le => "le",
        }
    }

    /// The operator of that name, in any letter case (RFC 7644 §3.4.2.2).
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|operator| operator.as_str().eq_ignore_ascii_case(name))
    }
}

impl Filter {
    /// Whether it asks for an attribute of the core schema, or for a part of it.
    pub fn asks_for(&self, attribute: &str) -> bool {
        let names = |path: &AttributePath| path.urn.is_none() && path.attribute == attribute;
        match self {
            Self::And(terms) | Self::Or(terms) => terms.iter().any(|term| term.asks_for(attribute)),
            Self::Not(term) => term.asks_for(attribute),
            Self::Compare { path, .. } | Self::Present(path) | Self::ValuePath { path, .. } => {
                names(path)
            }
            Self::Constant(_) => false,
        }
    }

    /// How many comparisons the filter holds.
    pub fn terms(&self) -> usize {
        match self {
            Self::And(terms) | Self::Or(terms) => terms.iter().map(Self::terms).sum(),
            Self::Not(term) | Self::ValuePath { filter: term, .. } => term.terms(),
            Self::Compare { .. } | Self::Present(_) | Self::Constant(_) => 1,
        }
    }
}

pub(crate) fn invalid(detail: impl Into<String>) -> Error {
    Error::new(ScimType::InvalidFilter, detail)
}

#[cfg(test)]
mod tests;
