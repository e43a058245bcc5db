//! A resource in the form in which its values compare (RFC 7643 §2.2 `caseExact`, §2.3).
//!
//! A database that keeps this beside the resource answers every filter and every sort order with
//! comparisons that it has: text that is not `caseExact` is folded, a point in time is text that
//! sorts by time, the primary value of a list comes first.

use crate::fold::fold;
use crate::layout::{every_attribute, get, schemas};
use crate::resource::Resource;
use crate::schema::{Attribute, ResourceType, Returned, Type};
use crate::value::date_time;
use crate::value::list::is_primary;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value};

/// The comparable form of a resource: laid out as the resource is, without what has no value.
pub fn comparison(kind: &ResourceType, resource: &Resource) -> Map<String, Value> {
    let map = resource.as_map();
    let mut compared = Map::new();
    for (urn, attribute) in every_attribute(kind) {
        let known = attribute.name != "schemas" && attribute.returned != Returned::Never;
        let value = get(map, urn, &attribute.name).filter(|_| known);
        if let Some(value) = value.and_then(|value| attribute_value(attribute, value)) {
            crate::layout::put(&mut compared, urn, &attribute.name, Some(value));
        }
    }
    compared.insert("schemas".to_owned(), schemas(kind, map).into());
    compared
}

/// The comparable form of a text that a filter compares with.
pub fn comparable(text: &str, case_exact: bool) -> String {
    if case_exact {
        text.to_owned()
    } else {
        fold(text)
    }
}

/// The comparable form of a point in time: text of one length that sorts by time.
pub fn comparable_time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Nanos, true)
}

fn attribute_value(attribute: &Attribute, value: &Value) -> Option<Value> {
    if !attribute.multi_valued {
        return one(attribute, value);
    }
    let mut values: Vec<&Value> = match value {
        Value::Array(values) => values.iter().collect(),
        value => vec![value],
    };
    // RFC 7644 §3.4.2.3: a list sorts by its primary value, or else by its first one.
    values.sort_by_key(|value| !is_primary(value));
    let values: Vec<Value> = values
        .into_iter()
        .filter_map(|value| one(attribute, value))
        .collect();
    (!values.is_empty()).then_some(Value::Array(values))
}

fn one(attribute: &Attribute, value: &Value) -> Option<Value> {
    match (attribute.kind, value) {
        (Type::Complex, Value::Object(parts)) => {
            let parts: Map<_, _> = attribute
                .sub_attributes
                .iter()
                .filter(|sub| sub.returned != Returned::Never)
                .filter_map(|sub| {
                    let value = attribute_value(sub, parts.get(&sub.name)?)?;
                    Some((sub.name.clone(), value))
                })
                .collect();
            (!parts.is_empty()).then_some(Value::Object(parts))
        }
        (_, Value::Null | Value::Array(_) | Value::Object(_)) => None,
        (_, Value::String(text)) if text.is_empty() => None,
        (Type::DateTime, Value::String(text)) => {
            date_time(text).map(comparable_time).map(Value::String)
        }
        (_, Value::String(text)) => Some(comparable(text, attribute.case_exact).into()),
        (_, value) => Some(value.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::urn::{ENTERPRISE_USER_SCHEMA, USER_SCHEMA};
    use serde_json::json;

    fn compared(resource: Value) -> Value {
        let Value::Object(map) = resource else {
            panic!("a resource is an object")
        };
        comparison(&crate::schema::user(), &Resource::from_map(map)).into()
    }

    #[test]
    fn text_is_folded_unless_letter_case_matters() {
        let resource = json!({
            "userName": "ADA", "externalId": "Ada", "name": {"familyName": "LÖVE", "givenName": ""},
            "profileUrl": "https://Example.com/Ada", "title": "",
            ENTERPRISE_USER_SCHEMA: {"department": "Engines"},
        });
        assert_eq!(
            compared(resource),
            json!({
                "externalId": "Ada", "userName": "ada", "name": {"familyName": "löve"},
                "profileUrl": "https://Example.com/Ada",
                ENTERPRISE_USER_SCHEMA: {"department": "engines"},
                "schemas": [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
            })
        );
    }

    #[test]
    fn the_primary_value_of_a_list_comes_first() {
        let emails = json!([
            {"value": "B@x", "type": "Work"},
            {"value": "A@x", "primary": true},
        ]);
        assert_eq!(
            compared(json!({"emails": emails}))["emails"],
            json!([{"value": "a@x", "primary": true}, {"value": "b@x", "type": "work"}])
        );
    }

    #[test]
    fn times_sort_as_text() {
        let time = |text| comparable_time(date_time(text).unwrap());
        assert_eq!(
            time("2011-05-13T06:42:34.5+02:00"),
            "2011-05-13T04:42:34.500000000Z"
        );
        assert!(time("2011-05-13T04:42:34Z") < time("2011-05-13T04:42:34.000000001Z"));
    }
}
