//! How to find an event on the other side: in the identity provider's own log.

/// A search that finds the request in the log of who sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    pub log: ProviderLog,
    /// The person, as that log knows them.
    pub person: Person,
    /// Five minutes before and after, in UTC, to the second.
    pub from: String,
    pub to: String,
}

/// A log of an identity provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderLog {
    /// Okta's System Log, which takes a filter.
    Okta,
    /// The provisioning logs of Microsoft Entra ID, which have a field for an identity.
    Entra,
}

/// What names a person on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Person {
    ExternalId(String),
    UserName(String),
}

impl Elsewhere {
    /// What is to be pasted into the search.
    pub fn search(&self) -> String {
        match (self.log, &self.person) {
            (ProviderLog::Okta, Person::ExternalId(id)) => {
                format!("target.id eq \"{}\"", escaped(id))
            }
            (ProviderLog::Okta, Person::UserName(name)) => {
                format!("target.alternateId eq \"{}\"", escaped(name))
            }
            (ProviderLog::Entra, Person::ExternalId(name) | Person::UserName(name)) => name.clone(),
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_in_the_words_of_its_log() {
        let id = || Person::ExternalId("00u1ldT5d7".to_owned());
        let name = || Person::UserName("a\"b".to_owned());
        for (log, person, search) in [
            (ProviderLog::Okta, id(), "target.id eq \"00u1ldT5d7\""),
            (
                ProviderLog::Okta,
                name(),
                "target.alternateId eq \"a\\\"b\"",
            ),
            (ProviderLog::Entra, id(), "00u1ldT5d7"),
            (ProviderLog::Entra, name(), "a\"b"),
        ] {
            let (from, to) = (String::new(), String::new());
            let elsewhere = Elsewhere {
                log,
                person,
                from,
                to,
            };
            assert_eq!(elsewhere.search(), search);
        }
    }
}
