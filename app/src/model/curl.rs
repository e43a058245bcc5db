//! A request of the log as a command that sends it again.

use std::fmt::Write as _;

use super::Json;
use super::event::Event;

/// What stands in the log where a secret was struck out.
const MARK: &str = "•••";

/// A command for a POSIX shell, with the secret left as `$TOKEN`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curl {
    pub command: String,
    /// What the command lacks of the request.
    pub lacks: Vec<Lack>,
}

/// Something of the request that is not in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// Values were struck out before storage.
    Redacted,
    /// The body was too large to keep.
    Omitted,
    /// The body was kept for a time, or was erased.
    NotKept,
    /// The body was no JSON, or there was none.
    NoBody,
    /// It was one operation of a bulk request, which this is by itself.
    Bulk,
}

/// The command for an event that came over SCIM as a request.
///
/// `public_url` is what addresses begin with, `base_url` the SCIM base URL of the tenant. An
/// operation of a bulk request that refers to another one cannot be sent by itself.
pub fn curl(event: &Event, public_url: &str, base_url: &str) -> Option<Curl> {
    let (method, path) = (event.method.as_deref()?, event.path.as_deref()?);
    if event.channel != "scim" {
        return None;
    }
    let whole = path.starts_with("/t/") || path.starts_with("/scim/");
    let body = event.request_body.as_ref();
    let refers = path.contains("bulkId:") || body.is_some_and(|body| mentions(body, "bulkId:"));
    if !whole && refers {
        return None;
    }
    let mut lacks = Vec::new();
    lacks.extend((!whole).then_some(Lack::Bulk));
    let base = if whole { public_url } else { base_url };
    let mut command = format!("curl -X {}", quoted(method));
    let _ = write!(
        command,
        " {}",
        quoted(&format!("{base}{}", printable(path)))
    );
    command.push_str(" \\\n  --globoff --path-as-is");
    command.push_str(" \\\n  -H \"Authorization: Bearer $TOKEN\"");
    let omitted = body.is_some_and(|body| body.get("omitted").is_some());
    match body.filter(|_| !omitted) {
        Some(body) => {
            command.push_str(" \\\n  -H 'Content-Type: application/scim+json'");
            let _ = write!(
                command,
                " \\\n  --data-raw {}",
                quoted(&ascii(&body.to_string()))
            );
            let struck_out = path.contains(MARK) || mentions(body, MARK);
            lacks.extend(struck_out.then_some(Lack::Redacted));
        }
        None if omitted => lacks.push(Lack::Omitted),
        None => {
            lacks.extend(path.contains(MARK).then_some(Lack::Redacted));
            let sends = matches!(method, "POST" | "PUT" | "PATCH");
            let lack = if event.lacks("request_body") {
                Lack::NotKept
            } else {
                Lack::NoBody
            };
            lacks.extend(sends.then_some(lack));
        }
    }
    Some(Curl { command, lacks })
}

/// Whether a text of a document has this in it.
fn mentions(body: &Json, what: &str) -> bool {
    match body {
        Json::String(text) => text.contains(what),
        Json::Array(items) => items.iter().any(|item| mentions(item, what)),
        Json::Object(members) => members
            .iter()
            .any(|(name, member)| name.contains(what) || mentions(member, what)),
        _ => false,
    }
}

/// One word of a POSIX shell: in single quotes nothing means anything but the quote itself.
fn quoted(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric();
    if !text.is_empty() && text.bytes().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// A path as it can be sent: what no address holds is percent-encoded, but for the mark.
fn printable(path: &str) -> String {
    let mut clean = String::with_capacity(path.len());
    for character in path.chars() {
        if character.is_ascii_graphic() || MARK.contains(character) {
            clean.push(character);
            continue;
        }
        for byte in character.encode_utf8(&mut [0; 4]).bytes() {
            let _ = write!(clean, "%{byte:02X}");
        }
    }
    clean
}

/// JSON in which nothing can turn the line around or break it: such characters are escaped.
fn ascii(json: &str) -> String {
    let mut clean = String::with_capacity(json.len());
    for character in json.chars() {
        let odd = character.is_control()
            || matches!(character, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}')
            || matches!(character, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
        if odd {
            let _ = write!(clean, "\\u{:04x}", u32::from(character));
        } else {
            clean.push(character);
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::samples::event;

    const PUBLIC: &str = "https://id.example";
    const BASE: &str = "https://id.example/t/acme/scim/v2";

    fn of(method: &str, path: &str, body: Option<Json>) -> Event {
        Event {
            method: Some(method.to_owned()),
            path: Some(path.to_owned()),
            request_body: body,
            redactions: Vec::new(),
            ..event()
        }
    }

    #[test]
    fn a_request_becomes_a_command_without_its_secret() {
        let user = of(
            "POST",
            "/t/acme/scim/v2/Users",
            Some(json!({"userName": "o'hara"})),
        );
        let curl = curl(&user, PUBLIC, BASE).unwrap();
        assert_eq!(
            curl.command,
            "curl -X POST 'https://id.example/t/acme/scim/v2/Users' \\\n  \
             --globoff --path-as-is \\\n  \
             -H \"Authorization: Bearer $TOKEN\" \\\n  \
             -H 'Content-Type: application/scim+json' \\\n  \
             --data-raw '{\"userName\":\"o'\\''hara\"}'"
        );
        assert!(curl.lacks.is_empty());
    }

    #[test]
    fn what_the_log_does_not_have_is_told() {
        let omitted = json!({"omitted": "too large", "bytes": 70_000, "sha256": "9f3c"});
        let secret = json!({"password": MARK});
        for (method, path, body, lacks) in [
            ("GET", "/scim/v2/Users?count=1", None, vec![]),
            ("POST", "/scim/v2/Users", None, vec![Lack::NoBody]),
            ("DELETE", "/scim/v2/Users/1", None, vec![]),
            (
                "PUT",
                "/scim/v2/Users/1",
                Some(omitted),
                vec![Lack::Omitted],
            ),
            (
                "PUT",
                "/scim/v2/Users/1",
                Some(secret),
                vec![Lack::Redacted],
            ),
            (
                "GET",
                "/scim/v2/Users?filter=•••",
                None,
                vec![Lack::Redacted],
            ),
            ("DELETE", "/Users/1", None, vec![Lack::Bulk]),
        ] {
            let curl = curl(&of(method, path, body), PUBLIC, BASE).unwrap();
            assert_eq!(curl.lacks, lacks, "{method} {path}");
            let has_body = curl.command.contains("--data-raw");
            assert_eq!(has_body, lacks == [Lack::Redacted] && method == "PUT");
        }
    }

    #[test]
    fn a_body_that_was_erased_was_there() {
        let erased = Event {
            erased: vec!["request_body".to_owned()],
            ..of("POST", "/scim/v2/Users", None)
        };
        let curl = curl(&erased, PUBLIC, BASE).unwrap();
        assert_eq!(curl.lacks, [Lack::NotKept]);
    }

    #[test]
    fn an_operation_of_a_bulk_request_stands_for_itself_unless_it_refers_to_another() {
        let alone = curl(&of("DELETE", "/Users/1", None), PUBLIC, BASE).unwrap();
        assert!(
            alone
                .command
                .contains("'https://id.example/t/acme/scim/v2/Users/1'")
        );
        let body = json!({"members": [{"value": "bulkId:a"}]});
        for event in [
            of("PATCH", "/Groups/bulkId:g", None),
            of("POST", "/Groups", Some(body)),
            Event {
                channel: "console".to_owned(),
                ..of("POST", "/t/acme/tokens/new", None)
            },
            Event {
                method: None,
                ..event()
            },
        ] {
            assert_eq!(curl(&event, PUBLIC, BASE), None);
        }
    }

    #[test]
    fn nothing_of_a_request_leaves_its_quotes_or_turns_the_line_around() {
        let hostile = "';rm -rf $HOME;`id`\n\u{202e}\u{2028}";
        let event = of(
            "$(id)",
            &format!("/t/acme/scim/v2/Users?filter={hostile}"),
            Some(json!({ hostile: hostile })),
        );
        let command = curl(&event, PUBLIC, BASE).unwrap().command;
        assert!(command.starts_with("curl -X '$(id)' 'https:"), "{command}");
        assert!(!command.contains(['\u{202e}', '\u{2028}']), "{command}");
        // Outside of quotes there is nothing but what this module writes.
        let closed = command.replace("'\\''", "");
        let outside: String = closed.split('\'').step_by(2).collect();
        assert!(
            outside
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || " -\\\n:\"$".contains(c)),
            "{outside}"
        );
    }
}
