//! What a request of an identity provider was, as far as it can be told from outside.

use app::model::connect::{Arrival, Provider, Sight, Written};
use chrono::{DateTime, Utc};
use directory::audit::Event;
use uuid::Uuid;

use super::instant::instant;

/// Characters of a request that are shown.
const LONGEST: usize = 80;
/// Whoever asks for so few wants to know whether anybody answers.
const PROBE: u64 = 2;
/// An OAuth client gets an access token: nothing of the directory changes.
pub(super) const GRANT: &str = "oauth.token";

/// One request, for the panel of a guide.
pub(super) fn arrival(event: &Event, now: DateTime<Utc>) -> Arrival {
    Arrival {
        event_id: event.id.to_string(),
        time: instant(event.time, now),
        status: event
            .status
            .and_then(|status| u16::try_from(status).ok())
            .unwrap_or_default(),
        sight: sight(event),
        request: request(
            event.method.as_deref().unwrap_or_default(),
            event.path.as_deref().unwrap_or_default(),
        ),
    }
}

fn sight(event: &Event) -> Sight {
    let name = || {
        let named = event.resource_label.as_ref().or(event.resource_id.as_ref());
        named.cloned().unwrap_or_else(|| event.operation.clone())
    };
    match event.outcome.as_str() {
        "success" if event.is_read => {
            let path = event.path.as_deref().unwrap_or_default();
            read(&event.operation, path, event.idp.as_deref())
        }
        "success" if event.operation == GRANT => Sight::Granted,
        "success" => Sight::Written {
            operation: event.operation.clone(),
            name: name(),
            target: target(event),
        },
        "no_change" => Sight::NoChange { name: name() },
        _ => Sight::Refused {
            detail: event
                .detail
                .clone()
                .unwrap_or_else(|| event.operation.clone()),
        },
    }
}

fn target(event: &Event) -> Option<Written> {
    if event.operation.ends_with(".delete") {
        return None;
    }
    let id = event.resource_id.clone()?;
    match event.resource_type.as_deref()? {
        "User" => Some(Written::User { id }),
        "Group" => Some(Written::Group { id }),
        _ => None,
    }
}

fn read(operation: &str, path: &str, idp: Option<&str>) -> Sight {
    if operation == "discovery.read" {
        return Sight::Discovery;
    }
    if !matches!(operation, "user.list" | "group.list") {
        return Sight::Read;
    }
    let query = path.split_once('?').map_or("", |(_, query)| query);
    let asked = |wanted: &str| {
        form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.into_owned())
    };
    let Some(filter) = asked("filter") else {
        let count = asked("count").and_then(|count| count.parse::<u64>().ok());
        return match count {
            Some(count) if count <= PROBE => Sight::Probe,
            _ => Sight::Read,
        };
    };
    let words: Vec<&str> = filter.split_whitespace().collect();
    match words.as_slice() {
        [_, eq, value] if eq.eq_ignore_ascii_case("eq") => {
            let value = value.trim_matches('"');
            if idp == Some(Provider::Entra.word()) && Uuid::try_parse(value).is_ok() {
                Sight::EntraTest
            } else {
                Sight::LookUp
            }
        }
        _ if filter.contains(" eq ") => Sight::LookUp,
        _ => Sight::Read,
    }
}

/// `GET /Users?filter=…`: without the way to the tenant, readable, and not long.
fn request(method: &str, path: &str) -> String {
    let own = path
        .find("/scim/v2")
        .map_or(path, |at| &path[at + "/scim/v2".len()..]);
    let (resource, query) = own.split_once('?').unwrap_or((own, ""));
    let mut text = format!("{method} {resource}");
    for (index, (name, value)) in form_urlencoded::parse(query.as_bytes()).enumerate() {
        text.push(if index == 0 { '?' } else { '&' });
        text.push_str(&name);
        text.push('=');
        text.push_str(&value);
    }
    if text.chars().count() <= LONGEST {
        return text;
    }
    let mut short: String = text.chars().take(LONGEST - 1).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use app::model::connect::Sight;

    use super::{read, request};

    fn check(operation: &str, path: &str, idp: &str, expected: &Sight) {
        assert_eq!(&read(operation, path, Some(idp)), expected, "{path} {idp}");
    }

    #[test]
    fn a_read_is_named_for_what_it_is_there_for() {
        const GUID: &str = "%22af0c4d1b-8d2c-4a9e-9c54-0c8f5a4e2f11%22";
        let users = "/t/acme/scim/v2/Users";
        let test = format!("{users}?filter=userName+eq+{GUID}");
        check("user.list", &test, "entra", &Sight::EntraTest);
        check("user.list", &test, "okta", &Sight::LookUp);
        let look_up = format!("{users}?filter=userName%20eq%20%22ada@acme.com%22&startIndex=1");
        check("user.list", &look_up, "okta", &Sight::LookUp);
        check("user.list", &look_up, "entra", &Sight::LookUp);
        let typed = format!("{users}?filter=emails[type+eq+%22work%22].value+eq+%22x%22");
        check("user.list", &typed, "entra", &Sight::LookUp);
        check(
            "user.list",
            &format!("{users}?count=1"),
            "google",
            &Sight::Probe,
        );
        check(
            "user.list",
            &format!("{users}?startIndex=1&count=2"),
            "okta",
            &Sight::Probe,
        );
        check(
            "user.list",
            &format!("{users}?count=100"),
            "okta",
            &Sight::Read,
        );
        check(
            "user.list",
            &format!("{users}?count=x"),
            "okta",
            &Sight::Read,
        );
        check("user.list", users, "okta", &Sight::Read);
        check(
            "user.list",
            &format!("{users}?filter=active+pr"),
            "okta",
            &Sight::Read,
        );
        check("user.read", &format!("{users}/1"), "okta", &Sight::Read);
        check(
            "discovery.read",
            "/t/acme/scim/v2/Schemas",
            "entra",
            &Sight::Discovery,
        );
    }

    #[test]
    fn a_request_is_shown_readable_and_short() {
        assert_eq!(
            request(
                "GET",
                "/t/acme/scim/v2/Users?filter=userName+eq+%22a%22&count=1"
            ),
            "GET /Users?filter=userName eq \"a\"&count=1"
        );
        assert_eq!(request("POST", "/scim/v2/Groups"), "POST /Groups");
        assert_eq!(request("GET", ""), "GET ");
        let long = request("GET", &format!("/t/acme/scim/v2/Users/{}", "é".repeat(200)));
        assert_eq!(long.chars().count(), 80);
        assert!(long.ends_with('…'), "{long}");
    }
}
