//! What a person is known by, and whether a text names that person.

use std::collections::BTreeSet;

use scim::{Resource, fold};
use serde_json::{Map, Value};
use store::audit::Event;

use crate::audit::redact;

/// Names that are shorter than this are only recognised where they are the whole text.
const DISTINCT: usize = 5;

/// What a person is known by in a tenant: ids, addresses, names.
///
/// A name of more than one word, or with more in it than letters, is found wherever it is written
/// as a whole; one that could be any word, only where a name is due, or in quotes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Person {
    id: String,
    /// Found inside of other texts.
    names: BTreeSet<String>,
    /// Found where a name is due, or in quotes.
    words: BTreeSet<String>,
    /// Parts of a name, which others share: looked for only in what was asked about people.
    parts: BTreeSet<String>,
}

/// Members of a message where a name is due.
const NAMED: [&str; 9] = [
    "userName",
    "externalId",
    "displayName",
    "display",
    "nickName",
    "formatted",
    "value",
    "label",
    "employeeNumber",
];
/// Attributes of a user that name one person and nobody else.
const SINGULAR: [&str; 3] = ["userName", "externalId", "profileUrl"];
/// Lists of values that name one person.
const PLURAL: [&str; 4] = ["emails", "phoneNumbers", "ims", "photos"];
/// The number of a person in the enterprise extension (RFC 7643 §4.3).
const EMPLOYEE_NUMBER: &str =
    "/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/employeeNumber";

impl Person {
    pub(super) fn new(id: &str) -> Self {
        Self {
            id: fold(id),
            ..Self::default()
        }
    }

    /// Learns what a version of the user says.
    pub(super) fn learn(&mut self, document: &Map<String, Value>) {
        let user = Resource::from_map(document.clone());
        for attribute in SINGULAR {
            self.identified_by(user.text(attribute));
        }
        for attribute in PLURAL {
            for value in user.values(attribute) {
                self.identified_by(Some(&value.value));
            }
        }
        let addresses = document.get("addresses").and_then(Value::as_array);
        for address in addresses.into_iter().flatten() {
            for part in ["formatted", "streetAddress"] {
                self.identified_by(address.get(part).and_then(Value::as_str));
            }
        }
        let document = Value::Object(document.clone());
        self.identified_by(document.pointer(EMPLOYEE_NUMBER).and_then(Value::as_str));
        self.learn_names(&document);
    }

    fn learn_names(&mut self, document: &Value) {
        let text = |pointer: &str| document.pointer(pointer).and_then(Value::as_str);
        let [given, middle, family] =
            ["/name/givenName", "/name/middleName", "/name/familyName"].map(text);
        for part in [given, middle, family, text("/nickName")] {
            self.called(part);
        }
        for name in [text("/displayName"), text("/name/formatted")] {
            self.called(name);
        }
        if let (Some(given), Some(family)) = (given, family) {
            self.called(Some(&format!("{given} {family}")));
            self.called(Some(&format!("{family} {given}")));
            self.called(Some(&format!("{family}, {given}")));
        }
    }

    /// Learns what an event about the user called it: nothing else is left of users who were gone
    /// before versions were kept.
    pub(super) fn learn_event(&mut self, event: &Event) {
        self.identified_by(event.resource_external_id.as_deref());
        let label = event.resource_label.as_deref();
        match label {
            Some(label) if label.contains('@') => self.identified_by(Some(label)),
            label => self.called(label),
        }
    }

    fn identified_by(&mut self, text: Option<&str>) {
        let Some(text) = text.map(|text| fold(text.trim())) else {
            return;
        };
        // The mark names nobody: it stands in what was erased before.
        if text.is_empty() || text == self.id || text == redact::MARK {
            return;
        }
        // What every message has, such as the URN of a schema, names nobody.
        if text.starts_with("urn:") {
            return;
        }
        let is_word = text.chars().all(char::is_alphabetic);
        if is_word || text.chars().count() < DISTINCT {
            self.words.insert(text);
        } else {
            self.names.insert(text);
        }
    }

    fn called(&mut self, name: Option<&str>) {
        let Some(name) = name.map(|name| fold(name.trim())) else {
            return;
        };
        let has_parts = name.contains(char::is_whitespace) && name.chars().count() >= DISTINCT;
        // One sign of these scripts says as much as a word, and no blanks stand between them.
        let is_signs = name.chars().count() > 1 && name.chars().all(is_sign);
        if has_parts || is_signs {
            self.names.insert(name);
        } else if !name.is_empty() {
            self.parts.insert(name);
        }
    }

    /// Forgets what others are known by too: an office's address, a telephone that many share.
    pub(super) fn forget(&mut self, shared: &BTreeSet<String>) {
        self.names.retain(|name| !shared.contains(name));
        self.words.retain(|word| !shared.contains(word));
    }

    /// What the person and another one are both known by.
    pub(super) fn shares<'p>(&'p self, other: &'p Self) -> impl Iterator<Item = &'p String> {
        let names = self.names.intersection(&other.names);
        names.chain(self.words.intersection(&other.words))
    }

    /// Whether a JSON value names the person.
    pub(super) fn is_in(&self, value: &Value) -> bool {
        match value {
            Value::String(text) => self.is_named(text),
            Value::Array(items) => items.iter().any(|item| self.is_in(item)),
            Value::Object(members) => {
                self.is_called_something(members)
                    || members.iter().any(|(name, value)| {
                        self.is_named(name) || self.is_name_at(name, value) || self.is_in(value)
                    })
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
    }

    /// Whether a text names the person, wherever it stands.
    pub(super) fn is_named(&self, text: &str) -> bool {
        let text = fold(text);
        self.names.iter().any(|name| stands_in(&text, name))
            || self.words.iter().any(|word| is_quoted_in(&text, word))
    }

    /// Whether a text that is due to be a name is one of the person.
    pub(super) fn is_name(&self, text: &str) -> bool {
        self.words.contains(fold(text).trim()) || self.is_named(text)
    }

    /// Whether a member where a name is due has one of the person.
    fn is_name_at(&self, name: &str, value: &Value) -> bool {
        let due = name.rsplit(['.', ':']).next().unwrap_or_default();
        let due = NAMED.iter().any(|named| named.eq_ignore_ascii_case(due));
        due && value.as_str().is_some_and(|text| self.is_name(text))
    }

    /// Whether a request's target names the person, in whatever way it is escaped.
    pub(super) fn is_in_target(&self, target: &str) -> bool {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        // A form takes a plus sign for a blank, and a path does not.
        let segments = path
            .replace('+', "%2B")
            .replace('&', "%26")
            .replace('/', "&=");
        let mut segments = form_urlencoded::parse(segments.as_bytes());
        segments.any(|(_, segment)| self.is_name(&segment))
            || form_urlencoded::parse(query.as_bytes()).any(|(name, value)| {
                self.is_named(&name) || self.is_name(&value) || self.is_asked_about(&value)
            })
    }

    /// Whether a question about people, such as a filter, has a name of the person in it, or a part
    /// of one.
    pub(super) fn is_asked_about(&self, question: &str) -> bool {
        let question = fold(question);
        let mut words = self.parts.union(&self.words);
        words.any(|word| stands_in(&question, word))
    }

    /// A document without what names the person, when there is any of it.
    pub(super) fn struck_out_of(
        &self,
        document: &Map<String, Value>,
        mark: &str,
    ) -> Option<Map<String, Value>> {
        let mut document = Value::Object(document.clone());
        let any = self.strike_out(&mut document, mark);
        match document {
            Value::Object(members) if any => Some(members),
            _ => None,
        }
    }

    fn strike_out(&self, value: &mut Value, mark: &str) -> bool {
        match value {
            Value::String(text) if self.is_named(text) => {
                mark.clone_into(text);
                true
            }
            Value::Array(items) => {
                let mut any = false;
                for item in items {
                    any |= self.strike_out(item, mark);
                }
                any
            }
            Value::Object(members) => {
                let mut any = false;
                for (name, value) in members {
                    if self.is_name_at(name, value) {
                        *value = mark.into();
                        any = true;
                    } else {
                        any |= self.strike_out(value, mark);
                    }
                }
                any
            }
            _ => false,
        }
    }

    /// Whether an object is about the person and calls it something, whatever that is.
    fn is_called_something(&self, members: &Map<String, Value>) -> bool {
        let text = |name: &str| members.get(name).and_then(Value::as_str);
        let about = ["value", "id"].into_iter().filter_map(text);
        let named = ["display", "displayName", "label", "userName"];
        about.into_iter().any(|id| fold(id) == self.id)
            && named
                .into_iter()
                .any(|name| text(name).is_some_and(|name| !name.is_empty()))
    }
}

/// Whether a name stands in a text, not as a part of a longer word.
fn stands_in(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        let is_apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() || is_sign(c));
        is_apart(before) && is_apart(after)
    })
}

/// A sign of a script that is written without blanks between words: Chinese, Japanese, Korean.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{20000}'..='\u{3ffff}')
}

fn is_quoted_in(text: &str, word: &str) -> bool {
    text.contains('"') && text.contains(&format!("\"{word}\""))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Person;

    const ID: &str = "019abc00-0000-7000-8000-000000000001";

    fn ada() -> Person {
        let Value::Object(document) = json!({
            "userName": "ada", "externalId": "701984", "displayName": "Ada",
            "name": {"givenName": "Ada", "familyName": "Lovelace", "formatted": "Ms. Ada Lovelace"},
            "emails": [{"value": "ada.l@example.com"}], "phoneNumbers": [{"value": "+1-201-555-0123"}],
            "title": "Countess", "active": true
        }) else {
            unreachable!()
        };
        let mut person = Person::new(ID);
        person.learn(&document);
        person
    }

    #[track_caller]
    fn check(value: &Value, expected: bool) {
        assert_eq!(ada().is_in(value), expected, "{value}");
    }

    #[test]
    fn what_names_one_person_is_found_wherever_it_is_written() {
        check(&json!("mail ADA.L@example.com now"), true);
        check(
            &json!({"manager": {"displayName": "Ms. Ada Lovelace"}}),
            true,
        );
        check(&json!(["lovelace, ada"]), true);
        check(&json!({"ada.l@example.com": 1}), true);
        check(&json!("userName \"Ada\" already exists"), true);
        check(&json!({"userName": "ada"}), true);
        check(&json!({"urn:x:y.userName": "ADA"}), true);
        check(&json!({"value": ID, "display": "The Countess"}), true);
    }

    #[test]
    fn what_others_share_is_not() {
        check(&json!("Countess"), false);
        check(&json!("canada.l@example.com"), false);
        check(&json!({"type": "ada", "ada": 1}), false);
        check(&json!("ada"), false);
        check(&json!("Byron Lovelace"), false);
        check(&json!("the ada programming language"), false);
        check(&json!({"value": ID}), false);
        check(&json!({"value": "7", "display": "The Countess"}), false);
        check(&json!(701_984), false);
    }

    #[test]
    fn a_question_about_people_is_about_her_with_a_part_of_her_name() {
        let target = |target: &str| ada().is_in_target(target);
        assert!(target(
            "/scim/v2/Users?filter=name.familyName+eq+%22Lovelace%22"
        ));
        assert!(target("/scim/v2/Users?filter=userName%20eq%20%22ada%22"));
        assert!(target(
            "/scim/v2/Users?filter=phoneNumbers+eq+%22%2B1-201-555-0123%22"
        ));
        assert!(target("/scim/v2/Users?filter=userName+eq+ada"));
        assert!(target("/scim/v2/Users/ada"));
        assert!(target("/scim/v2/Users/ada.l%40example.com?count=1"));
        assert!(!target("/scim/v2/Users?filter=userName+eq+%22adam%22"));
        assert!(!target("/scim/v2/Users?count=10"));
    }

    #[test]
    fn a_name_in_signs_is_found_without_blanks_around_it() {
        let mut person = Person::new(ID);
        let document = json!({"userName": "y.taro", "displayName": "山田太郎"});
        person.learn(document.as_object().unwrap());
        assert!(person.is_in(&json!("山田太郎さん")));
        assert!(!person.is_in(&json!("山田花子")));
    }

    #[test]
    fn another_persons_document_loses_what_names_her_and_nothing_else() {
        let Value::Object(document) = json!({
            "userName": "byron", "title": "Countess",
            "manager": {"value": ID, "displayName": "Ada Lovelace"}
        }) else {
            unreachable!()
        };
        let struck = ada().struck_out_of(&document, "x").map(Value::Object);
        let expected = json!({
            "userName": "byron", "title": "Countess", "manager": {"value": ID, "displayName": "x"}
        });
        assert_eq!(struck, Some(expected));
        assert_eq!(
            ada()
                .struck_out_of(document["manager"].as_object().unwrap(), "x")
                .map(|_| ()),
            Some(())
        );
        let Value::Object(other) = json!({"userName": "grace"}) else {
            unreachable!()
        };
        assert_eq!(ada().struck_out_of(&other, "x"), None);
    }
}
