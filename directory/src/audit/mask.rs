//! Attributes that a tenant keeps out of its log, and yet finds by their exact value.
//!
//! Their values are struck out like secrets. What an event is found by gets a keyed hash of each
//! value, so that whoever knows a value finds the events with it, and nobody reads one from there.

use std::collections::BTreeSet;

use scim::fold;
use serde_json::{Map, Value};
use store::{Tenant, TenantId};

use super::redact;
use crate::{Error, SecretKey};

/// The name of the setting.
pub(crate) const KEY: &str = "masked";

/// Attributes that a tenant can mask.
const MOST: usize = 50;
/// Values of one event that can be found.
const FOUND: usize = 200;

/// Names that say what an event is about, or how a message is built: without them it says nothing.
const NEEDED: [&str; 26] = [
    "active",
    "attributes",
    "bulkid",
    "count",
    "data",
    "detail",
    "display",
    "displayname",
    "externalid",
    "filter",
    "formatted",
    "groups",
    "id",
    "members",
    "meta",
    "method",
    "name",
    "op",
    "operations",
    "path",
    "ref",
    "resources",
    "schemas",
    "type",
    "username",
    "value",
];

/// Reads the names of attributes to be masked, separated by commas or white space.
///
/// # Errors
/// One line that says which name cannot be masked.
pub fn parse(text: &str) -> Result<Vec<String>, String> {
    let separates = |c: char| c == ',' || c.is_whitespace();
    let mut names = Vec::new();
    for name in text.split(separates).filter(|name| !name.is_empty()) {
        check(name)?;
        if !names.contains(&name.to_owned()) {
            names.push(name.to_owned());
        }
    }
    if names.len() > MOST {
        return Err(format!("Name {MOST} attributes at most."));
    }
    Ok(names)
}

fn check(name: &str) -> Result<(), String> {
    let is_name = name.len() <= 100
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    if !is_name {
        return Err(format!(
            "{name:?} is no name of an attribute: write it without its schema, such as phoneNumbers."
        ));
    }
    if NEEDED.contains(&redact::folded(name).as_str()) {
        return Err(format!(
            "{name} cannot be masked: events would say nothing without it."
        ));
    }
    Ok(())
}

/// The attributes that a tenant masks, as they were named.
pub fn of(tenant: &Tenant) -> Vec<String> {
    named(tenant.settings())
}

/// The same, as names are compared.
pub(super) fn folded(tenant: &Tenant) -> Vec<String> {
    of(tenant).iter().map(|name| redact::folded(name)).collect()
}

/// The same in settings that were just read.
pub(crate) fn named(settings: &Map<String, Value>) -> Vec<String> {
    let names = settings.get(KEY).and_then(Value::as_array);
    let names = names.into_iter().flatten().filter_map(Value::as_str);
    names.map(str::to_owned).collect()
}

/// What stands for a value in what an event is found by.
///
/// A value that is found in one tenant is another one in each other tenant.
pub(crate) fn hash(key: &SecretKey, tenant: TenantId, value: &str) -> String {
    let message = format!("{tenant}\n{}", fold(value.trim()));
    let hash = key.seal(b"audit mask", message.as_bytes());
    format!("#{}", crate::tokens::secret::hex(&hash))
}

/// The values of masked attributes in a message or in changes.
pub(super) fn values(value: &Value, masked: &[String]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if !masked.is_empty() {
        visit(value, masked, &mut found);
    }
    found
}

fn visit(value: &Value, masked: &[String], found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| visit(item, masked, found)),
        Value::Object(members) => {
            let path = members.get("path").and_then(Value::as_str);
            let of_path = path.is_some_and(|path| redact::names(path, masked));
            for (name, member) in members {
                if redact::names(name, masked) || (of_path && redact::is_of_path(name)) {
                    leaves(member, found);
                } else {
                    visit(member, masked, found);
                }
            }
        }
        _ => {}
    }
}

fn leaves(value: &Value, found: &mut BTreeSet<String>) {
    if found.len() >= FOUND {
        return;
    }
    match value {
        Value::String(text) if !text.is_empty() => {
            found.insert(text.clone());
        }
        Value::Number(number) => {
            found.insert(number.to_string());
        }
        Value::Array(items) => items.iter().for_each(|item| leaves(item, found)),
        Value::Object(members) => members.values().for_each(|member| leaves(member, found)),
        _ => {}
    }
}

/// Refuses names that cannot be masked, at their field.
pub(crate) fn checked(names: &[String]) -> Result<Vec<String>, Error> {
    parse(&names.join(",")).map_err(|message| Error::invalid(KEY, message))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use store::Id;
    use uuid::Uuid;

    use super::{hash, parse, values};
    use crate::SecretKey;

    #[track_caller]
    fn check(value: &Value, expected: &[&str]) {
        let masked = ["phonenumbers".to_owned(), "costcenter".to_owned()];
        let found: Vec<String> = values(value, &masked).into_iter().collect();
        assert_eq!(found, expected, "{value}");
    }

    #[test]
    fn values_of_masked_attributes_are_found_in_every_message() {
        check(
            &json!({"phoneNumbers": [{"value": "+1", "type": "work"}], "title": "x"}),
            &["+1", "work"],
        );
        check(
            &json!({"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"costCenter": 4130}}),
            &["4130"],
        );
        check(
            &json!({"Operations": [{"op": "add", "path": "phoneNumbers[type eq \"work\"].value", "value": "+2"}]}),
            &["+2"],
        );
        check(
            &json!({"Operations": [{"op": "add", "value": {"phoneNumbers.value": "+3"}}]}),
            &["+3"],
        );
        check(
            &json!([{"path": "costCenter", "before": "a", "after": "b"}]),
            &["a", "b"],
        );
        check(&json!({"title": "phoneNumbers"}), &[]);
    }

    #[test]
    fn what_stands_for_a_value_is_of_one_tenant_and_one_key() {
        let (key, other) = (SecretKey::generate(), SecretKey::generate());
        let tenant = |number| Id::from_uuid(Uuid::from_u128(number));
        let mask = hash(&key, tenant(1), "Ada@Example.com");
        assert_eq!(hash(&key, tenant(1), " ada@example.com "), mask);
        assert_ne!(hash(&key, tenant(2), "ada@example.com"), mask);
        assert_ne!(hash(&other, tenant(1), "ada@example.com"), mask);
        assert_ne!(hash(&key, tenant(1), "ada@example.org"), mask);
    }

    #[test]
    fn what_an_event_says_cannot_be_masked() {
        assert_eq!(
            parse(" phoneNumbers, addresses phoneNumbers"),
            Ok(vec!["phoneNumbers".to_owned(), "addresses".to_owned()])
        );
        assert_eq!(parse(""), Ok(Vec::new()));
        for name in ["userName", "value", "Operations", "urn:x:y", "a b[", "1st"] {
            assert!(parse(&format!("title,{name}")).is_err(), "{name}");
        }
    }
}
