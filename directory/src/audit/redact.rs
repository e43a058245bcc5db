//! Striking out secrets before anything is stored.
//!
//! Redaction happens on the way in: what was never stored cannot leak from a page, an export or a
//! backup.

use serde_json::Value;

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
/// In a PATCH the value of an operation whose `path` ends in a secret name is struck out too.
pub fn body(value: &mut Value) -> Vec<String> {
    let mut redactions = Vec::new();
    walk(value, &mut String::new(), &mut redactions);
    redactions
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

fn is_secret(name: &str) -> bool {
    let last = name.rsplit(['.', ':']).next().unwrap_or(name);
    let folded: String = last
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    SECRET_NAMES.contains(&folded.as_str())
}

fn walk(value: &mut Value, path: &mut String, redactions: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            let secret_path = members
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case("path"))
                .and_then(|(_, path)| path.as_str())
                .is_some_and(is_secret);
            for (name, member) in members.iter_mut() {
                let length = path.len();
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(name);
                if is_secret(name) || (secret_path && name.eq_ignore_ascii_case("value")) {
                    strike(member, path, redactions);
                } else {
                    walk(member, path, redactions);
                }
                path.truncate(length);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                let length = path.len();
                path.push('[');
                path.push_str(&index.to_string());
                path.push(']');
                walk(item, path, redactions);
                path.truncate(length);
            }
        }
        Value::String(string) => {
            if string.contains(TOKEN_PREFIX) {
                *string = text(string);
                redactions.push(path.clone());
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn strike(value: &mut Value, path: &str, redactions: &mut Vec<String>) {
    *value = Value::String(MARK.to_owned());
    redactions.push(path.to_owned());
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{body, text};

    fn check(input: serde_json::Value, expected: &serde_json::Value, paths: &[&str]) {
        let mut value = input;
        assert_eq!(body(&mut value), paths);
        assert_eq!(value, *expected);
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
