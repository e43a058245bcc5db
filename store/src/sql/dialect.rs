//! Where `SQLite` and PostgreSQL want different words.

use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr, SelectStatement, SubQueryStatement};
use sea_orm::{DbBackend, DbErr};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::Error;

/// A document as a value to be stored.
///
/// It is bound as text: bound as JSON it would pass through `jsonb` on PostgreSQL, which
/// reorders keys and drops repeated ones.
pub(crate) fn json(backend: DbBackend, document: &impl Serialize) -> Result<Expr, Error> {
    let text = serde_json::to_string(document)
        .map_err(|error| Error::from(DbErr::Json(error.to_string())))?;
    let value = Expr::val(text);
    Ok(match backend {
        DbBackend::Postgres => value.cast_as("json"),
        _ => value,
    })
}

/// A stored document that must be an object.
pub(crate) fn object(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(map) => Some(map),
        _ => None,
    }
}

/// A stored document that must be a list of texts.
pub(crate) fn texts(value: Value) -> Option<Vec<String>> {
    let Value::Array(items) = value else {
        return None;
    };
    items
        .into_iter()
        .map(|item| match item {
            Value::String(text) => Some(text),
            _ => None,
        })
        .collect()
}

/// `SQLite` refuses patterns of more than 50,000 bytes, and nobody types as much.
const LONGEST_PATTERN: usize = 1_000;

/// The pattern of "contains `text`", in which `text` stands for itself.
pub(crate) fn contains(text: &str) -> LikeExpr {
    LikeExpr::new(format!("%{}%", escaped(text))).escape('\\')
}

/// Whether a value is among those of a query.
///
/// PostgreSQL makes a join of each `IN (SELECT …)`, and takes minutes to order hundreds of joins,
/// which one filter may ask for. An array is computed once, and found by index like a list.
pub(crate) fn is_among(backend: DbBackend, value: Expr, query: SelectStatement) -> Expr {
    match backend {
        DbBackend::Postgres => {
            let array = Func::cust("ARRAY").arg(Expr::from(SubQueryStatement::from(query)));
            value.eq(Func::cust("ANY").arg(array))
        }
        _ => value.in_subquery(query),
    }
}

/// The pattern of "starts with `text`", in which `text` stands for itself.
pub(crate) fn starts_with(text: &str) -> LikeExpr {
    LikeExpr::new(format!("{}%", escaped(text))).escape('\\')
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars().take(LONGEST_PATTERN) {
        let character = if character == '\0' {
            '\u{fffd}'
        } else {
            character
        };
        if matches!(character, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// Without NUL, which PostgreSQL takes neither to store nor to compare with.
pub(crate) fn storable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
