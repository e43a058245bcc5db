//! Values without parts: text, booleans, numbers, times, bytes, references.

use super::{MAX_TEXT, Place, Tolerances, date_time};
use crate::error::{Error, ScimType, echo, found};
use crate::schema::{Attribute, Type};
use crate::tolerance::Tolerance;
use serde_json::Value;

/// The stored form of a value of a simple type; `None` for null and for `""`.
pub(super) fn canonical(
    attribute: &Attribute,
    value: Value,
    place: &Place<'_>,
    tolerances: &mut Tolerances,
) -> Result<Option<Value>, Error> {
    match value {
        Value::Null => Ok(None),
        Value::Array(values) if values.is_empty() => Ok(None),
        // A value in RFC 7643, but identity providers clear attributes with it.
        Value::String(text) if text.is_empty() => {
            tolerances.insert(Tolerance::EmptyStringClears);
            Ok(None)
        }
        Value::String(text) => string(attribute, text, place, tolerances).map(Some),
        value if fits(attribute.kind, &value) => Ok(Some(value)),
        Value::Number(number) if attribute.kind == Type::Integer => {
            Err(wrong(attribute.kind, place, &number.to_string()))
        }
        other => Err(wrong(attribute.kind, place, found(&other))),
    }
}

fn fits(kind: Type, value: &Value) -> bool {
    match kind {
        Type::Boolean => value.is_boolean(),
        // An integer that only fits without its sign is beyond what filters compare.
        Type::Integer => value.is_i64(),
        Type::Decimal => value.is_number(),
        _ => false,
    }
}

fn string(
    attribute: &Attribute,
    text: String,
    place: &Place<'_>,
    tolerances: &mut Tolerances,
) -> Result<Value, Error> {
    match attribute.kind {
        Type::Boolean => {
            let Some(value) = boolean(&text) else {
                return Err(wrong(attribute.kind, place, "other text"));
            };
            tolerances.insert(Tolerance::BooleanAsText);
            return Ok(Value::Bool(value));
        }
        Type::Integer | Type::Decimal | Type::Complex => {
            return Err(wrong(attribute.kind, place, "a string"));
        }
        Type::DateTime if date_time(&text).is_none() => {
            return Err(wrong(attribute.kind, place, &echo(&text)));
        }
        Type::Binary if !is_base64(&text) => {
            return Err(wrong(attribute.kind, place, "other text"));
        }
        // A certificate has no reasonable limit below that of the body.
        Type::Binary => return Ok(Value::String(text)),
        Type::String | Type::Reference | Type::DateTime => {}
    }
    check_text(place, &text, attribute.max_length.unwrap_or(MAX_TEXT))?;
    Ok(Value::String(text))
}

/// `true` and `false` in any letter case, nothing else.
pub(crate) fn boolean(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// What to do about a control character.
pub(crate) const CONTROL_ADVICE: &str = "only tab and line breaks are allowed";

/// The first character that is neither text nor a tab or line break.
pub(crate) fn control_character(text: &str) -> Option<char> {
    let control = |c: &char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    text.chars().find(control)
}

/// Text that both databases can store, within its limit.
pub(crate) fn check_text(
    place: impl std::fmt::Display,
    text: &str,
    limit: usize,
) -> Result<(), Error> {
    if let Some(character) = control_character(text) {
        let detail = format!(
            "{place} contains the control character U+{:04X}; {CONTROL_ADVICE}",
            u32::from(character)
        );
        return Err(Error::at(ScimType::InvalidValue, place.to_string(), detail));
    }
    // Bytes first: counting characters is only needed close to the limit.
    if text.len() > limit && text.chars().count() > limit {
        let detail = format!("{place} is longer than {limit} characters; shorten it");
        return Err(Error::at(ScimType::InvalidValue, place.to_string(), detail));
    }
    Ok(())
}

/// Base64 or base64url (RFC 7643 §2.3.6), line breaks allowed.
fn is_base64(text: &str) -> bool {
    text.bytes().all(|byte| {
        byte.is_ascii_alphanumeric()
            || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=' | b'\r' | b'\n')
    })
}

fn wrong(kind: Type, place: &Place<'_>, found: &str) -> Error {
    let wanted = match kind {
        Type::String => "a string",
        Type::Boolean => "true or false",
        Type::Decimal => "a number",
        Type::Integer => "a whole number of at most 64 bits",
        Type::DateTime => "a time that exists, such as \"2011-05-13T04:42:34Z\"",
        Type::Binary => "a base64 string",
        Type::Reference => "a string that holds a URI",
        Type::Complex => "an object",
    };
    let detail = format!("{place} must be {wanted}, not {found}");
    Error::at(ScimType::InvalidValue, place.to_string(), detail)
}
