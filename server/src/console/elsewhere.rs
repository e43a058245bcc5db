//! Where the identity provider that sent a request tells of it.

use app::model::elsewhere::{Elsewhere, Person, ProviderLog};
use chrono::TimeDelta;
use directory::audit::Event;
use serde_json::Value;

/// Clocks differ, and the provider notes a call before it makes it.
const AROUND: TimeDelta = TimeDelta::minutes(5);

/// The search that finds an event's request in the log of who sent it: of requests about users, by
/// the two providers whose logs take one.
pub(super) fn search(event: &Event) -> Option<Elsewhere> {
    if event.channel != "scim" || event.resource_type.as_deref() != Some("User") {
        return None;
    }
    let log = match event.idp.as_deref()? {
        "okta" => ProviderLog::Okta,
        "entra" => ProviderLog::Entra,
        _ => return None,
    };
    let second = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%d %H:%M:%S").to_string();
    let external_id = event.resource_external_id.as_deref();
    let names = [&event.request_body, &event.response_body];
    let mut names = names.into_iter().flatten().filter_map(user_name);
    Some(Elsewhere {
        person: person(log, external_id, names.next())?,
        log,
        from: second(event.time - AROUND),
        to: second(event.time + AROUND),
    })
}

/// What names the person on both sides. Okta looks people up by its own ids, of which an
/// `externalId` need not be one.
fn person(log: ProviderLog, external_id: Option<&str>, user_name: Option<&str>) -> Option<Person> {
    let known = external_id.filter(|id| log != ProviderLog::Okta || id.starts_with("00u"));
    let readable = user_name.filter(|name| !name.is_empty() && !name.contains('•'));
    known
        .map(|id| Person::ExternalId(id.to_owned()))
        .or_else(|| readable.map(|name| Person::UserName(name.to_owned())))
}

/// The `userName` of a body, whatever its letter case.
fn user_name(body: &Value) -> Option<&str> {
    let mut members = body.as_object()?.iter();
    let (_, name) = members.find(|(name, _)| name.eq_ignore_ascii_case("userName"))?;
    name.as_str()
}

#[cfg(test)]
mod tests {
    use super::{Person, ProviderLog, person};

    #[test]
    fn a_person_is_named_as_the_log_of_the_provider_knows_them() {
        use ProviderLog::{Entra, Okta};
        let id = |id: &str| Some(Person::ExternalId(id.to_owned()));
        let name = |name: &str| Some(Person::UserName(name.to_owned()));
        for (log, external_id, user_name, expected) in [
            (Okta, Some("00u1"), Some("ada"), id("00u1")),
            (Okta, Some("77"), Some("ada"), name("ada")),
            (Okta, Some("77"), None, None),
            (Entra, Some("77"), Some("ada"), id("77")),
            (Entra, None, Some("ada"), name("ada")),
            (Entra, None, Some("•••"), None),
        ] {
            assert_eq!(person(log, external_id, user_name), expected);
        }
    }
}
