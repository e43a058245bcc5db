//! Filters in their wire form; [`compile`](super::compile) reads back what is printed here.

use super::{AttributePath, Filter, Literal, Operator};
use serde_json::Value;
use std::fmt;

impl fmt::Display for AttributePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(urn) = &self.urn {
            write!(f, "{urn}:")?;
        }
        f.write_str(&self.attribute)?;
        match &self.sub_attribute {
            Some(sub) => write!(f, ".{sub}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{}", Value::from(text.as_str())),
            Self::Boolean(value) => write!(f, "{value}"),
            Self::Integer(value) => write!(f, "{value}"),
            Self::Decimal(value) => write!(f, "{}", Value::from(*value)),
            Self::DateTime(value) => {
                write!(
                    f,
                    "\"{}\"",
                    value.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
                )
            }
            Self::Null => f.write_str("null"),
        }
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print(self, false, f)
    }
}

impl Filter {
    /// The filter as it stands in the brackets of a value path.
    pub(crate) fn inside(&self) -> impl fmt::Display + '_ {
        Inside(self)
    }
}

struct Inside<'a>(&'a Filter);

impl fmt::Display for Inside<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print(self.0, true, f)
    }
}

/// Inside `[…]` the names stand without the list they belong to.
fn print(filter: &Filter, inside: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match filter {
        Filter::And(terms) => join(terms, " and ", inside, f, |term| {
            matches!(term, Filter::And(_) | Filter::Or(_))
        }),
        Filter::Or(terms) => join(terms, " or ", inside, f, |term| {
            matches!(term, Filter::Or(_))
        }),
        Filter::Not(term) => {
            f.write_str("not (")?;
            print(term, inside, f)?;
            f.write_str(")")
        }
        // Every resource has an id.
        Filter::Constant(true) => f.write_str("id pr"),
        Filter::Constant(false) => f.write_str("not (id pr)"),
        Filter::Compare {
            path,
            operator,
            value,
        } => {
            print_path(path, inside, f)?;
            write!(f, " {operator} {value}")
        }
        Filter::Present(path) => {
            print_path(path, inside, f)?;
            f.write_str(" pr")
        }
        Filter::ValuePath { path, filter } => {
            write!(f, "{path}[")?;
            print(filter, true, f)?;
            f.write_str("]")
        }
    }
}

fn join(
    terms: &[Filter],
    word: &str,
    inside: bool,
    f: &mut fmt::Formatter<'_>,
    parenthesise: impl Fn(&Filter) -> bool,
) -> fmt::Result {
    for (index, term) in terms.iter().enumerate() {
        if index > 0 {
            f.write_str(word)?;
        }
        if parenthesise(term) {
            f.write_str("(")?;
            print(term, inside, f)?;
            f.write_str(")")?;
        } else {
            print(term, inside, f)?;
        }
    }
    Ok(())
}

fn print_path(path: &AttributePath, inside: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match &path.sub_attribute {
        Some(sub) if inside => f.write_str(sub),
        _ => write!(f, "{path}"),
    }
}
