//! References to resources that the same request creates (RFC 7644 §3.7.2).

use serde_json::Value;
use std::ops::Range;

const PREFIX: &str = "bulkId:";

/// A reference that means no resource.
///
/// It is named by its place: its text may be anything, even a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unresolved {
    /// Where it stands in the data, such as `members[0].value`.
    pub place: String,
}

/// The `bulkId` that a text refers to, when it is a reference.
pub(super) fn bulk_id(text: &str) -> Option<&str> {
    let prefix = text.get(..PREFIX.len())?;
    let rest = &text[PREFIX.len()..];
    (prefix.eq_ignore_ascii_case(PREFIX) && !rest.is_empty()).then_some(rest)
}

/// The data with an id in the place of every reference.
///
/// A reference is a string that is `bulkId:` and a name; in `$ref` also the last segment of one,
/// and in the path of a PATCH operation a value of its filter.
pub fn resolve(
    data: &Value,
    id: &mut impl FnMut(&str) -> Option<String>,
) -> Result<Value, Unresolved> {
    match data {
        Value::Array(items) => {
            let resolved = items.iter().enumerate().map(|(index, item)| {
                resolve(item, id).map_err(|unresolved| unresolved.within(&format!("[{index}]")))
            });
            Ok(Value::Array(resolved.collect::<Result<_, _>>()?))
        }
        Value::Object(members) => {
            let resolved = members.iter().map(|(name, member)| {
                let resolved = match member {
                    Value::String(text) => self::text(name, text, id),
                    other => resolve(other, id),
                };
                let resolved = resolved.map_err(|unresolved| unresolved.within(name))?;
                Ok((name.clone(), resolved))
            });
            Ok(Value::Object(resolved.collect::<Result<_, _>>()?))
        }
        Value::String(text) => self::text("", text, id),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(data.clone()),
    }
}

impl Unresolved {
    fn here() -> Self {
        Self {
            place: String::new(),
        }
    }

    fn within(self, outer: &str) -> Self {
        let joint = if self.place.is_empty() || self.place.starts_with('[') {
            ""
        } else {
            "."
        };
        Self {
            place: format!("{outer}{joint}{}", self.place),
        }
    }
}

fn text(
    name: &str,
    text: &str,
    id: &mut impl FnMut(&str) -> Option<String>,
) -> Result<Value, Unresolved> {
    let mut resolved = String::new();
    let mut copied = 0;
    for place in places(name, text) {
        let reference = bulk_id(&text[place.clone()]).and_then(&mut *id);
        resolved.push_str(&text[copied..place.start]);
        resolved.push_str(&reference.ok_or_else(Unresolved::here)?);
        copied = place.end;
    }
    resolved.push_str(&text[copied..]);
    Ok(Value::String(resolved))
}

/// Where the references in a text are.
fn places(name: &str, text: &str) -> Vec<Range<usize>> {
    let start = if name.eq_ignore_ascii_case("$ref") {
        text.rfind('/').map_or(0, |slash| slash + 1)
    } else {
        0
    };
    if bulk_id(&text[start..]).is_some() {
        return std::iter::once(start..text.len()).collect();
    }
    if !name.eq_ignore_ascii_case("path") {
        return Vec::new();
    }
    let mut places = Vec::new();
    let mut at = 0;
    // What is between quotes is every second part.
    for (number, part) in text.split('"').enumerate() {
        if number % 2 == 1 && bulk_id(part).is_some() {
            places.push(at..at + part.len());
        }
        at += part.len() + 1;
    }
    places
}
