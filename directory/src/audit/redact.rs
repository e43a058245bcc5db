//! Striking out secrets before anything is stored.
//!
//! Redaction happens on the way in: what was never stored cannot leak from a page, an export or a
//! backup.

use serde_json::{Map, Value};

use crate::oauth::access_token;
use crate::tokens::secret;

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

/// The prefixes of secrets: of SCIM tokens, of OAuth clients, and of their access tokens.
const PREFIXES: [&str; 3] = [secret::PREFIX, secret::CLIENT_PREFIX, access_token::PREFIX];

/// Strikes secrets out of a JSON body; returns the paths that were struck out.
///
/// In a PATCH the value of an operation whose `path` names a secret is struck out too, and so is
/// what a change was from and to. `secrets` are folded names beside those that are always secret.
pub fn body(value: &mut Value, secrets: &[String]) -> Vec<String> {
    let mut walk = Walk::new(secrets);
    walk.visit(value, &mut String::new());
    walk.redactions
}

/// Strikes token secrets out of text that may hold one: a path with a query, a header, a detail.
pub fn text(text: &str) -> String {
    let mut clean = text.to_owned();
    for prefix in PREFIXES {
        if clean.contains(prefix) {
            clean = without(prefix, &clean);
        }
    }
    clean
}

fn without(prefix: &str, text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(prefix) {
        let secret = &rest[at + prefix.len()..];
        let end = secret
            .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-'))
            .unwrap_or(secret.len());
        clean.push_str(&rest[..at]);
        clean.push_str(prefix);
        clean.push_str(MARK);
        rest = &secret[end..];
    }
    clean.push_str(rest);
    clean
}

/// Strikes secrets out of a request's target: token secrets, and parameters that compare or name
/// one of `secrets`, which a client should have sent in a body (RFC 7644 §7.5.2).
pub fn target(target: &str, secrets: &[String]) -> String {
    let Some((path, query)) = target.split_once('?') else {
        return text(target);
    };
    let walk = Walk::new(secrets);
    let pairs = query.split('&').map(|pair| {
        let told = form_urlencoded::parse(pair.as_bytes()).next();
        match told {
            Some((name, value)) if walk.is_secret_name(&name) || walk.is_comparison(&value) => {
                format!("{name}={MARK}")
            }
            _ => pair.to_owned(),
        }
    });
    let query = pairs.collect::<Vec<_>>().join("&");
    text(&format!("{path}?{query}"))
}

/// Whether a struck-out place is a filter, or the path of an operation.
pub(crate) fn is_filter(place: &str) -> bool {
    let name = place.rsplit('.').next().unwrap_or_default();
    name.eq_ignore_ascii_case("path") || name.eq_ignore_ascii_case("filter") || place.contains(MARK)
}

/// Passes the messages of an answer through something.
pub(crate) fn details(value: &mut Value, told: &dyn Fn(&str) -> String) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if name == "detail" => *text = told(text),
                    member => details(member, told),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| details(item, told)),
        _ => {}
    }
}

/// Strikes out the rest of a message from its first quote on: what could not be understood of a
/// filter is repeated there, quotes and all.
pub fn quotes(text: &str) -> String {
    match text.split_once('"') {
        Some((before, _)) => format!("{before}{MARK}"),
        None => text.to_owned(),
    }
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

/// A name as the list of struck-out places tells it. What is no name of an attribute was made by
/// a client, and can be anything; that list cannot be erased.
fn told(name: &str) -> &str {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_$:.".contains(c) || MARK.contains(c);
    let is_name = name.len() <= 200 && name.replace(['[', ']'], "").chars().all(plain);
    if is_name { name } else { MARK }
}

/// Whether a member holds what the `path` beside it names.
pub(super) fn is_of_path(name: &str) -> bool {
    OF_PATH.contains(&name)
}

/// Whether a path, or the name of a member, names one of these attributes, which are folded.
pub(super) fn names(path: &str, attributes: &[String]) -> bool {
    let parts = parts(path);
    parts
        .into_iter()
        .any(|part| attributes.contains(&folded(part)))
}

/// The names in a path: of the attribute, and of the part of it.
fn parts(path: &str) -> Vec<&str> {
    let (attribute, part) = match path.split_once('[') {
        Some((attribute, rest)) => (
            attribute,
            rest.rsplit_once(']').map_or("", |(_, part)| part),
        ),
        None => (path, ""),
    };
    let attribute = attribute.rsplit(':').next().unwrap_or_default();
    attribute.split('.').chain(part.split('.')).collect()
}

struct Walk<'s> {
    secrets: &'s [String],
    redactions: Vec<String>,
}

impl<'s> Walk<'s> {
    fn new(secrets: &'s [String]) -> Self {
        Self {
            secrets,
            redactions: Vec::new(),
        }
    }

    fn is_secret_name(&self, name: &str) -> bool {
        let name = folded(name);
        SECRET_NAMES.contains(&name.as_str()) || self.secrets.contains(&name)
    }

    /// Whether a filter names a secret, outside of the text in quotes that it compares with.
    fn compares_secret(&self, filter: &str) -> bool {
        let unescaped = filter.replace("\\\\", "").replace("\\\"", "");
        let parts: Vec<&str> = unescaped.split('"').collect();
        // An odd quote: nobody knows which side of the others is meant as text.
        let step = if parts.len() % 2 == 1 { 2 } else { 1 };
        let separates =
            |c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '$' | ':' | '.');
        let mut words = parts
            .into_iter()
            .step_by(step)
            .flat_map(|text| text.split(separates));
        words.any(|word| {
            let name = word.trim_end_matches(':').rsplit(':').next();
            let name = name.unwrap_or_default();
            name.split('.').any(|part| self.is_secret_name(part))
        })
    }

    /// Whether a text is more than names, and names a secret.
    fn is_comparison(&self, text: &str) -> bool {
        let more = |c: char| !c.is_ascii_alphanumeric() && !"-_$:.,/".contains(c);
        text.contains(more) && self.compares_secret(text)
    }

    /// A path without the filter in its brackets, when that compares a secret.
    fn without_secret(&self, path: &str) -> Option<String> {
        let (list, rest) = path.split_once('[')?;
        let (filter, part) = rest.rsplit_once(']').unwrap_or((rest, ""));
        (self.is_secret(list) || self.compares_secret(filter))
            .then(|| format!("{list}[{MARK}]{part}"))
    }

    /// What is to stand for the text of a member that is, or holds, a filter.
    fn clean(&self, name: &str, text: &str) -> Option<String> {
        if name.eq_ignore_ascii_case("path") {
            let address = || {
                let clean = target(text, self.secrets);
                (text.starts_with('/') && clean != text).then_some(clean)
            };
            let bare = !text.contains('[') && self.is_comparison(text);
            let whole = || bare.then(|| MARK.to_owned());
            return self.without_secret(text).or_else(address).or_else(whole);
        }
        let is_filter = name.eq_ignore_ascii_case("filter");
        (is_filter && self.compares_secret(text)).then(|| MARK.to_owned())
    }

    /// Whether a name, or a path by its attribute or the part of it, names a secret.
    fn is_secret(&self, path: &str) -> bool {
        let parts = parts(path);
        parts.into_iter().any(|name| self.is_secret_name(name))
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
                if PREFIXES.iter().any(|prefix| string.contains(prefix)) {
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
        let keys = members.keys().filter(|name| name.contains('['));
        let keys: Vec<String> = keys.cloned().collect();
        for name in keys {
            let Some(clean) = self.without_secret(&name) else {
                continue;
            };
            if let Some(member) = members.shift_remove(&name) {
                self.redactions.push(format!("{path}.{clean}"));
                members.insert(clean, member);
            }
        }
        for (name, member) in members.iter_mut() {
            let length = path.len();
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(told(name));
            let of_path = OF_PATH.iter().any(|own| name.eq_ignore_ascii_case(own));
            if self.is_secret(name) || (secret_path && of_path && !member.is_null()) {
                *member = Value::String(MARK.to_owned());
                self.redactions.push(path.clone());
            } else if let Some(clean) = member.as_str().and_then(|text| self.clean(name, text)) {
                *member = Value::String(clean);
                self.redactions.push(path.clone());
            } else {
                self.visit(member, path);
            }
            path.truncate(length);
        }
    }
}

#[cfg(test)]
mod tests;
