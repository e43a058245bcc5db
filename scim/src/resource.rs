//! A SCIM resource: a JSON object whose keys are spelled as the schemas spell them.

use serde::Serialize;
use serde_json::{Map, Value};

/// The attributes of one resource (RFC 7643 §3).
///
/// Only [`accept`](crate::accept()) and [`patch::apply`](crate::patch::apply) make one from a
/// client's input, so every key has its schema's spelling and every value its attribute's type.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(transparent)]
pub struct Resource(Map<String, Value>);

/// One value of a multi-valued attribute (RFC 7643 §2.4).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MultiValue {
    /// The significant value: the address, the number, the id.
    pub value: String,
    /// The label, such as `work` (wire name: `type`).
    pub kind: Option<String>,
    /// The text for people to read.
    pub display: Option<String>,
    /// Whether this is the preferred value of its attribute.
    pub primary: bool,
}

impl Resource {
    /// Takes an object that is already canonical, for instance one read back from storage.
    pub fn from_map(map: Map<String, Value>) -> Self {
        Self(map)
    }

    /// The attributes.
    pub fn as_map(&self) -> &Map<String, Value> {
        &self.0
    }

    /// The attributes, by value.
    pub fn into_map(self) -> Map<String, Value> {
        self.0
    }

    /// One attribute, or one extension by its URN.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Sets an attribute that the server decides, such as `id` or `meta`.
    pub fn insert(&mut self, name: impl Into<String>, value: Value) -> Option<Value> {
        self.0.insert(name.into(), value)
    }

    /// Takes an attribute out; the order of the others stays.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        self.0.shift_remove(name)
    }

    /// The same resource without what an extension adds to it (RFC 7643 §3.3).
    #[must_use]
    pub fn without_extension(mut self, urn: &str) -> Self {
        self.0.shift_remove(urn);
        if let Some(Value::Array(schemas)) = self.0.get_mut("schemas") {
            schemas.retain(|schema| schema != urn);
        }
        self
    }

    /// A singular text attribute.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// `userName` of a user.
    pub fn user_name(&self) -> Option<&str> {
        self.text("userName")
    }

    /// The client's own identifier.
    pub fn external_id(&self) -> Option<&str> {
        self.text("externalId")
    }

    /// `displayName` of a user or group.
    pub fn display_name(&self) -> Option<&str> {
        self.text("displayName")
    }

    /// Whether a user may act: a user who says nothing about it is active.
    pub fn active(&self) -> bool {
        self.0
            .get("active")
            .and_then(Value::as_bool)
            .unwrap_or(true)
    }

    /// The name under which people recognise this resource; empty when it has none at all.
    pub fn label(&self) -> String {
        full_name(&self.0)
            .or_else(|| self.user_name().map(str::to_owned))
            .or_else(|| self.external_id().map(str::to_owned))
            .unwrap_or_default()
    }

    /// The e-mail addresses of a user.
    pub fn emails(&self) -> Vec<MultiValue> {
        self.values("emails")
    }

    /// The values of a multi-valued attribute; those without a textual `value` are left out.
    pub fn values(&self, attribute: &str) -> Vec<MultiValue> {
        let Some(Value::Array(values)) = self.0.get(attribute) else {
            return Vec::new();
        };
        values.iter().filter_map(multi_value).collect()
    }
}

/// The name of a person or group: `displayName`, else what `name` says (RFC 7643 §4.1.1).
pub fn full_name(document: &Map<String, Value>) -> Option<String> {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let name = document.get("name");
    let part = |key: &str| text(name.and_then(|name| name.get(key)));
    let parts = || match (part("givenName"), part("familyName")) {
        (Some(given), Some(family)) => Some(format!("{given} {family}")),
        (given, family) => given.or(family),
    };
    text(document.get("displayName"))
        .or_else(|| part("formatted"))
        .or_else(parts)
}

fn multi_value(value: &Value) -> Option<MultiValue> {
    if let Value::String(text) = value {
        return Some(MultiValue {
            value: text.clone(),
            ..MultiValue::default()
        });
    }
    let part = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    Some(MultiValue {
        value: part("value")?,
        kind: part("type"),
        display: part("display"),
        primary: value
            .get("primary")
            .and_then(Value::as_bool)
            .unwrap_or(false),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn resource(value: &Value) -> Resource {
        Resource::from_map(value.as_object().cloned().unwrap_or_default())
    }

    fn check_label(value: &Value, expected: &str) {
        assert_eq!(resource(value).label(), expected, "{value}");
    }

    #[test]
    fn label_takes_the_best_name_there_is() {
        check_label(&json!({"displayName": "Babs", "userName": "b"}), "Babs");
        check_label(
            &json!({"name": {"formatted": "Ms. Barbara"}, "userName": "b"}),
            "Ms. Barbara",
        );
        check_label(
            &json!({"name": {"givenName": "Ann", "familyName": "Lee"}}),
            "Ann Lee",
        );
        check_label(
            &json!({"name": {"familyName": "Lee"}, "userName": "b"}),
            "Lee",
        );
        check_label(&json!({"userName": "b"}), "b");
        check_label(&json!({"externalId": "7"}), "7");
        check_label(&json!({}), "");
    }

    #[test]
    fn a_user_who_says_nothing_is_active() {
        assert!(resource(&json!({})).active());
        assert!(!resource(&json!({"active": false})).active());
    }

    #[test]
    fn values_reads_objects_with_a_value() {
        let user = resource(&json!({"emails": [
            {"value": "a@x", "type": "work", "primary": true}, {"type": "home"}]}));
        assert_eq!(
            user.emails(),
            vec![MultiValue {
                value: "a@x".to_owned(),
                kind: Some("work".to_owned()),
                display: None,
                primary: true
            }]
        );
    }
}
