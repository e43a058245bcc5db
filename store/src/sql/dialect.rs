//! Where SQLite and PostgreSQL want different words.

use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr};
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
    let Value::Array(items) = value else { return None };
    items
        .into_iter()
        .map(|item| match item {
            Value::String(text) => Some(text),
            _ => None,
        })
        .collect()
}

/// The pattern of "contains `text`", in which `text` stands for itself.
pub(crate) fn contains(text: &str) -> LikeExpr {
    LikeExpr::new(format!("%{}%", escaped(text))).escape('\\')
}

/// The pattern of "starts with `text`", in which `text` stands for itself.
pub(crate) fn starts_with(text: &str) -> LikeExpr {
    LikeExpr::new(format!("{}%", escaped(text))).escape('\\')
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// Without NUL, which PostgreSQL cannot store in a text.
pub(crate) fn storable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
