//! Where `SQLite` and PostgreSQL want different words.

use sea_orm::sea_query::{
    BinOper, Expr, ExprTrait, Func, FunctionCall, LikeExpr, SelectStatement, SubQueryStatement,
};
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

/// What an element of [`elements`] is called.
pub(crate) const ELEMENT: &str = "element";

/// A stored document that is only compared with, as a value to be stored: both databases keep it
/// parsed, which makes looking into many of them twice as fast.
pub(crate) fn comparison(backend: DbBackend, document: &impl Serialize) -> Result<Expr, Error> {
    let value = json(backend, document)?;
    Ok(match backend {
        DbBackend::Postgres => value.cast_as("jsonb"),
        _ => Func::cust("jsonb").arg(value).into(),
    })
}

/// A value inside a document: text, or what the database makes of a number or a truth value.
pub(crate) fn document_value(backend: DbBackend, document: Expr, steps: &[&str]) -> Expr {
    match backend {
        DbBackend::Postgres if steps.is_empty() => {
            let nowhere = Expr::val("{}").cast_as("text[]");
            document.binary(BinOper::Custom("#>>"), nowhere)
        }
        DbBackend::Postgres => {
            let steps = steps.iter().map(|step| Expr::val(*step));
            let arguments = std::iter::once(document).chain(steps);
            Func::cust("jsonb_extract_path_text").args(arguments).into()
        }
        // An element of `jsonb_each` that is no object or list is the value itself.
        _ if steps.is_empty() => document,
        _ => Func::cust("json_extract")
            .args([document, Expr::val(sqlite_path(steps))])
            .into(),
    }
}

/// A number inside a document.
pub(crate) fn document_number(backend: DbBackend, document: Expr, steps: &[&str]) -> Expr {
    let value = document_value(backend, document.clone(), steps);
    match backend {
        DbBackend::Postgres => {
            let found = document_part(document, steps);
            let kind = Expr::from(Func::cust("jsonb_typeof").arg(found));
            Expr::case(kind.eq("number"), value.cast_as("numeric")).into()
        }
        _ => value,
    }
}

fn document_part(document: Expr, steps: &[&str]) -> Expr {
    if steps.is_empty() {
        return document;
    }
    let steps = steps.iter().map(|step| Expr::val(*step));
    let arguments = std::iter::once(document).chain(steps);
    Func::cust("jsonb_extract_path").args(arguments).into()
}

/// A truth value as [`document_value`] yields it.
pub(crate) fn document_flag(backend: DbBackend, flag: bool) -> Expr {
    match backend {
        DbBackend::Postgres => Expr::val(if flag { "true" } else { "false" }),
        _ => Expr::val(i32::from(flag)),
    }
}

/// The elements of a list inside a document, one row each, called [`ELEMENT`].
pub(crate) fn elements(backend: DbBackend, document: Expr, steps: &[&str]) -> FunctionCall {
    let path = sqlite_path(steps);
    match backend {
        // The lax mode of SQL/JSON yields nothing where there is no list.
        DbBackend::Postgres => {
            let path = Expr::val(format!("{path}[*]")).cast_as("jsonpath");
            Func::cust("jsonb_path_query").args([document, path])
        }
        _ => Func::cust("jsonb_each").args([document, Expr::val(path)]),
    }
}

/// The first element of a list inside a document.
pub(crate) fn first_element(backend: DbBackend, document: Expr, steps: &[&str]) -> Expr {
    if backend == DbBackend::Postgres {
        let list = document_part(document, steps);
        return list.binary(BinOper::Custom("->"), Expr::val(0));
    }
    let path = sqlite_path(steps) + "[0]";
    Func::cust("json_extract")
        .args([document, Expr::val(path)])
        .into()
}

/// One element of [`elements`].
pub(crate) fn element(backend: DbBackend) -> Expr {
    match backend {
        DbBackend::Postgres => Expr::col((ELEMENT, ELEMENT)),
        _ => Expr::col((ELEMENT, "value")),
    }
}

/// A path into a document, in the notation that both databases read. No name of a schema has a
/// quotation mark or a backslash.
fn sqlite_path(steps: &[&str]) -> String {
    let mut path = String::from("$");
    for step in steps {
        path.push_str(".\"");
        path.extend(step.chars().filter(|c| !matches!(c, '"' | '\\')));
        path.push('"');
    }
    path
}

/// Where a text is found inside another one, counted from 1; 0 where it is not.
pub(crate) fn position(backend: DbBackend, within: Expr, text: &str) -> Expr {
    let function = match backend {
        DbBackend::Postgres => Func::cust("strpos"),
        _ => Func::cust("instr"),
    };
    function.args([within, Expr::val(text)]).into()
}

/// The last characters of a text.
pub(crate) fn last(backend: DbBackend, text: Expr, length: i32) -> Expr {
    match backend {
        DbBackend::Postgres => Func::cust("right").args([text, length.into()]).into(),
        _ => Func::cust("substr").args([text, (-length).into()]).into(),
    }
}

/// A text that sorts by code point, whatever the database's locale.
pub(crate) fn by_code_point(backend: DbBackend, text: Expr) -> Expr {
    match backend {
        DbBackend::Postgres => Expr::cust_with_expr("$1 COLLATE \"C\"", text),
        _ => text,
    }
}

/// A value to order by without an index that has it in order.
///
/// As long as nobody had it look (`ANALYZE`), `SQLite` takes each tenant to have ten rows, and would
/// rather read all of them in order than sort the one that another index finds. PostgreSQL looks by
/// itself.
pub(crate) fn computed(backend: DbBackend, value: Expr) -> Expr {
    match backend {
        DbBackend::Postgres => value,
        _ => Expr::cust_with_expr("+?", value),
    }
}

/// A UUID in its one spelling.
pub(crate) fn uuid_text(backend: DbBackend, uuid: Expr) -> Expr {
    if backend == DbBackend::Postgres {
        return uuid.cast_as("text");
    }
    // SQLite keeps the bytes.
    let hex = Expr::from(Func::lower(Func::cust("hex").arg(uuid.clone())));
    let part = |from: i32, length: i32| {
        Expr::from(Func::cust("substr").args([hex.clone(), from.into(), length.into()]))
    };
    let parts = [(1, 8), (9, 4), (13, 4), (17, 4), (21, 12)];
    let spelled = parts
        .into_iter()
        .map(|(from, length)| part(from, length))
        .reduce(|left, right| {
            let bar = BinOper::Custom("||");
            left.binary(bar, Expr::val("-")).binary(bar, right)
        });
    spelled.unwrap_or(uuid)
}

/// No value, of a type that the rows of a union have.
pub(crate) fn nothing(backend: DbBackend, kind: &'static str) -> Expr {
    match backend {
        DbBackend::Postgres => Expr::null().cast_as(kind),
        _ => Expr::null(),
    }
}

/// The type of a number with a fraction.
pub(crate) fn decimal(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => "double precision",
        _ => "real",
    }
}
