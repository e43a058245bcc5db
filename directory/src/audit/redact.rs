//! Striking out secrets before anything is stored.
//!
//! Redaction happens on the way in: what was never stored cannot leak from a page, an export or a
//! backup.

use serde_json::{Map, Value};

/// What stands where a secret was.
pub const MARK: &str = "•••";

/// Folded names of attributes whose values are secrets, whatever their schema.
const SECRET_NAMES: &[&str] = &[
    "password",
    "token",
    "secret",
    "authorization",
    "clientsecret",
    "accesstoken",
    "apikey",
];

/// The prefix of every SCIM token secret.
const TOKEN_PREFIX: &str = "rc_scim_";

/// Strikes secrets out of a JSON body; returns the paths that were struck out.
///
/// In a PATCH the value of an operation whose `path` names a secret is struck out too, and so is
/// what a change was from and to. `secrets` are folded names beside those that are always secret.
pub fn body(value: &mut Value, secrets: &[String]) -> Vec<String> {
    let mut walk = Walk {
        secrets,
        redactions: Vec::new(),
    };
    walk.visit(value, &mut String::new());
    walk.redactions
}

/// Strikes token secrets out of text that may hold one: a path with a query, a header, a detail.
pub fn text(text: &str) -> String {
    if !text.contains(TOKEN_PREFIX) {
        return text.to_owned();
    }
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(TOKEN_PREFIX) {
        let secret = &rest[at + TOKEN_PREFIX.len()..];
        let end = secret
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(secret.len());
        clean.push_str(&rest[..at]);
        clean.push_str(TOKEN_PREFIX);
        clean.push_str(MARK);
        rest = &secret[end..];
    }
    clean.push_str(rest);
    clean
}

/// A name as it is compared: letters and digits, in lower case.
pub(crate) fn folded(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// Members that hold what the `path` beside them names.
const OF_PATH: [&str; 3] = ["value", "before", "after"];

struct Walk<'s> {
    secrets: &'s [String],
    redactions: Vec<String>,
}

impl Walk<'_> {
    /// Whether a name, or a path by its attribute or the part of it, names a secret.
    fn is_secret(&self, path: &str) -> bool {
        let (attribute, part) = match path.split_once('[') {
            Some((attribute, rest)) => (
                attribute,
                rest.rsplit_once(']').map_or("", |(_, part)| part),
            ),
            None => (path, ""),
        };
        let attribute = attribute.rsplit(':').next().unwrap_or_default();
        let mut names = attribute.split('.').chain(part.split('.')).map(folded);
        names.any(|name| SECRET_NAMES.contains(&name.as_str()) || self.secrets.contains(&name))
    }

    fn visit(&mut self, value: &mut Value, path: &mut String) {
        match value {
            Value::Object(members) => self.object(members, path),
            Value::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    let length = path.len();
                    path.push('[');
                    path.push_str(&index.to_string());
                    path.push(']');
                    self.visit(item, path);
                    path.truncate(length);
                }
            }
            Value::String(string) => {
                if string.contains(TOKEN_PREFIX) {
                    *string = text(string);
                    self.redactions.push(path.clone());
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn object(&mut self, members: &mut Map<String, Value>, path: &mut String) {
        let secret_path = members
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("path"))
            .and_then(|(_, path)| path.as_str())
            .is_some_and(|path| self.is_secret(path));
        for (name, member) in members.iter_mut() {
            let length = path.len();
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(name);
            let of_path = OF_PATH.iter().any(|own| name.eq_ignore_ascii_case(own));
            if self.is_secret(name) || (secret_path && of_path && !member.is_null()) {
                *member = Value::String(MARK.to_owned());
                self.redactions.push(path.clone());
            } else {
                self.visit(member, path);
            }
            path.truncate(length);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{body, text};

    fn check(input: serde_json::Value, expected: &serde_json::Value, paths: &[&str]) {
        let mut value = input;
        assert_eq!(body(&mut value, &["pin".to_owned()]), paths);
        assert_eq!(value, *expected);
    }

    #[test]
    fn what_a_tenants_schema_hides_is_struck_out_like_a_password() {
        let urn = "urn:example:badge";
        check(
            json!({urn: {"number": 7, "PIN": "1234"}, "urn:example:badge:pin": "1"}),
            &json!({urn: {"number": 7, "PIN": "•••"}, "urn:example:badge:pin": "•••"}),
            &["urn:example:badge.PIN", "urn:example:badge:pin"],
        );
        check(
            json!({"Operations": [
                {"op": "add", "path": "urn:example:badge:cards[type eq \"a.b\"].pin", "value": "1"},
                {"op": "add", "path": "urn:example:badge:pin[value eq \"1\"].type", "value": "x"},
                {"op": "add", "path": "cards[pin eq 1].type", "value": "x"}]}),
            &json!({"Operations": [
                {"op": "add", "path": "urn:example:badge:cards[type eq \"a.b\"].pin", "value": "•••"},
                {"op": "add", "path": "urn:example:badge:pin[value eq \"1\"].type", "value": "•••"},
                {"op": "add", "path": "cards[pin eq 1].type", "value": "x"}]}),
            &["Operations[0].value", "Operations[1].value"],
        );
        check(
            json!([{"path": "urn:example:badge:pin", "op": "add", "before": null, "after": "1"}]),
            &json!([{"path": "urn:example:badge:pin", "op": "add", "before": null, "after": "•••"}]),
            &["[0].after"],
        );
    }

    #[test]
    fn a_password_is_struck_out_wherever_it_stands() {
        check(
            json!({"userName": "ada", "Password": "x", "nested": [{"password": {"a": 1}}]}),
            &json!({"userName": "ada", "Password": "•••", "nested": [{"password": "•••"}]}),
            &["Password", "nested[0].password"],
        );
    }

    #[test]
    fn the_value_of_an_operation_on_a_password_path_is_struck_out() {
        let urn = "urn:ietf:params:scim:schemas:core:2.0:User:password";
        check(
            json!({"Operations": [{"op": "replace", "path": urn, "value": "x"}]}),
            &json!({"Operations": [{"op": "replace", "path": urn, "value": "•••"}]}),
            &["Operations[0].value"],
        );
    }

    #[test]
    fn a_token_secret_is_struck_out_of_any_text() {
        assert_eq!(
            text("/Users?t=rc_scim_abcDEF019&x=1"),
            "/Users?t=rc_scim_•••&x=1"
        );
        assert_eq!(text("nothing"), "nothing");
    }
}
