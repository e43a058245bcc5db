//! The members of an object in a schema document, by their RFC names in any letter case.

use crate::error::{Error, ScimType, echo, found};
use crate::value::check_text;
use serde_json::{Map, Value};

/// An object and where it stands in the document.
pub(super) struct Members<'d> {
    map: &'d Map<String, Value>,
    place: String,
}

static NOTHING: Vec<Value> = Vec::new();

impl<'d> Members<'d> {
    /// Takes an object whose members are all known: a misspelt one must not be lost silently.
    pub(super) fn of(document: &'d Value, place: String, known: &[&str]) -> Result<Self, Error> {
        let Value::Object(map) = document else {
            let whole = if place.is_empty() {
                "the schema"
            } else {
                &place
            };
            let detail = format!("{whole} must be a JSON object, not {}", found(document));
            return Err(Error::at(ScimType::InvalidSyntax, place.clone(), detail));
        };
        let members = Self { map, place };
        for (index, key) in map.keys().enumerate() {
            if !known.iter().any(|name| name.eq_ignore_ascii_case(key)) {
                let why = format!("is unknown: use {}", known.join(", "));
                return Err(members.refuse(&echo(key), &why));
            }
            let mut before = map.keys().take(index);
            if before.any(|other| other.eq_ignore_ascii_case(key)) {
                return Err(members.refuse(key, "is there twice: send it once"));
            }
        }
        Ok(members)
    }

    /// The path of a member.
    pub(super) fn path(&self, member: &str) -> String {
        if self.place.is_empty() {
            member.to_owned()
        } else {
            format!("{}.{member}", self.place)
        }
    }

    /// A refusal because of one member.
    pub(super) fn refuse(&self, member: &str, why: &str) -> Error {
        let path = self.path(member);
        let detail = format!("{path} {why}");
        Error::at(ScimType::InvalidValue, path, detail)
    }

    /// A member's value; null is none.
    fn get(&self, member: &str) -> Option<&'d Value> {
        let (_, value) = self
            .map
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(member))?;
        (!value.is_null()).then_some(value)
    }

    /// A text of limited length, without control characters.
    pub(super) fn text(&self, member: &str, limit: usize) -> Result<Option<String>, Error> {
        let Some(value) = self.get(member) else {
            return Ok(None);
        };
        let Some(text) = value.as_str() else {
            let why = format!("must be a string, not {}", found(value));
            return Err(self.refuse(member, &why));
        };
        check_text(self.path(member), text, limit)?;
        Ok((!text.is_empty()).then(|| text.to_owned()))
    }

    /// True or false.
    pub(super) fn flag(&self, member: &str) -> Result<Option<bool>, Error> {
        match self.get(member) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(other) => {
                let why = format!("must be true or false, not {}", found(other));
                Err(self.refuse(member, &why))
            }
        }
    }

    /// A list; none is an empty one.
    pub(super) fn list(&self, member: &str) -> Result<&'d [Value], Error> {
        match self.get(member) {
            None => Ok(&NOTHING),
            Some(Value::Array(items)) => Ok(items),
            Some(other) => {
                let why = format!("must be an array, not {}", found(other));
                Err(self.refuse(member, &why))
            }
        }
    }

    /// A list of texts.
    pub(super) fn texts(&self, member: &str) -> Result<Vec<String>, Error> {
        let text = |value: &Value| {
            let Some(text) = value.as_str() else {
                let why = format!("must hold strings only, not {}", found(value));
                return Err(self.refuse(member, &why));
            };
            check_text(self.path(member), text, 1_000)?;
            Ok(text.to_owned())
        };
        self.list(member)?.iter().map(text).collect()
    }

    /// One of the RFC's words, in any letter case.
    pub(super) fn word<T: Copy>(
        &self,
        member: &str,
        all: &[T],
        spelling: fn(T) -> &'static str,
    ) -> Result<Option<T>, Error> {
        let Some(value) = self.get(member) else {
            return Ok(None);
        };
        let word = value.as_str().unwrap_or_default();
        let known = all.iter().copied();
        let mut meant = known.filter(|&one| spelling(one).eq_ignore_ascii_case(word));
        if let Some(meant) = meant.next() {
            return Ok(Some(meant));
        }
        let words: Vec<_> = all.iter().map(|&one| spelling(one)).collect();
        let sent = value.as_str().map_or_else(|| found(value).to_owned(), echo);
        let why = format!("must be one of {}, not {sent}", words.join(", "));
        Err(self.refuse(member, &why))
    }
}
