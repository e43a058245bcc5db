//! JSON as clients send it (RFC 7644 §3.1, RFC 8259): read once, every fault with its place.

use crate::error::{Error, ScimType};
use crate::value::{CONTROL_ADVICE, control_character};
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt::{self, Write as _};

/// How deep arrays and objects may stand in one another, the outermost counted.
pub const MAX_DEPTH: usize = 32;

/// As much of a path as a message names, in characters.
const PATH_ECHO: usize = 200;

/// Reads a JSON text.
///
/// What RFC 8259 leaves to the reader is refused, because two readers would understand two
/// things: a name that is there twice, half of a surrogate pair, a number beyond what can be
/// kept. So are control characters other than tab and line breaks, and values nested deeper than
/// [`MAX_DEPTH`]. A byte order mark before the text is skipped (§8.1).
pub fn read(text: &[u8]) -> Result<Value, Error> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut reading = Reading::default();
    let mut source = serde_json::Deserializer::from_slice(text);
    let value = Node(&mut reading).deserialize(&mut source);
    value
        .and_then(|value| source.end().map(|()| value))
        .map_err(|fault| reading.explain(&fault))
}

/// Where the reader is, and why it refused to go on.
#[derive(Default)]
struct Reading {
    path: Vec<Step>,
    refusal: Option<Error>,
}

enum Step {
    Name(String),
    Index(usize),
}

impl Reading {
    /// Notes a refusal; what it returns only ends the parser's work.
    fn refuse<E: de::Error>(&mut self, kind: ScimType, fault: &str) -> E {
        let path = self.place();
        let detail = match path.as_str() {
            "" => format!("the body {fault}"),
            path => format!("{path} {fault}"),
        };
        self.refusal = Some(Error::at(kind, path, detail));
        E::custom("refused")
    }

    fn check_depth<E: de::Error>(&mut self) -> Result<(), E> {
        if self.path.len() < MAX_DEPTH {
            return Ok(());
        }
        let fault = format!("is nested deeper than {MAX_DEPTH} levels; send it flatter");
        Err(self.refuse(ScimType::InvalidSyntax, &fault))
    }

    fn check_text<E: de::Error>(&mut self, text: &str) -> Result<(), E> {
        let Some(character) = control_character(text) else {
            return Ok(());
        };
        let code = u32::from(character);
        let fault = format!("contains the control character U+{code:04X}; {CONTROL_ADVICE}");
        Err(self.refuse(ScimType::InvalidValue, &fault))
    }

    /// Steps into a member, unless the object has one of that name.
    fn enter<E: de::Error>(&mut self, name: String, known: &Map<String, Value>) -> Result<(), E> {
        if control_character(&name).is_some() {
            let fault = "has a name with a control character; send it without";
            return Err(self.refuse(ScimType::InvalidSyntax, fault));
        }
        let twice = known.contains_key(&name);
        self.path.push(Step::Name(name));
        if twice {
            return Err(self.refuse(ScimType::InvalidSyntax, "is there twice; send it once"));
        }
        Ok(())
    }

    /// Steps out of a member, whose name it returns.
    fn leave(&mut self) -> String {
        match self.path.pop() {
            Some(Step::Name(name)) => name,
            Some(Step::Index(_)) | None => String::new(),
        }
    }

    /// What the client did wrong: what this reader refused, or what the parser could not read.
    fn explain(self, fault: &serde_json::Error) -> Error {
        let path = self.place();
        if let Some(refusal) = self.refusal {
            return refusal;
        }
        let fault = fault.to_string();
        let at = if path.is_empty() {
            String::new()
        } else {
            format!(" at {path}")
        };
        if fault.starts_with("number out of range") {
            let detail = format!("{path} is a {fault}; send one that a 64-bit number can hold");
            return Error::at(ScimType::InvalidValue, path, detail.trim_start());
        }
        let advice = if fault.contains("hex escape") {
            "; send the character itself, or both halves of its surrogate pair"
        } else if fault.starts_with("control character") {
            "; leave it out, or escape a tab or line break"
        } else {
            ""
        };
        let detail = format!("the body is no JSON{at}: {fault}{advice}");
        Error::at(ScimType::InvalidSyntax, path, detail)
    }

    /// The path as SCIM writes it: an attribute follows its schema's URN after a colon.
    fn place(&self) -> String {
        let mut path = String::new();
        let mut separator = "";
        for step in &self.path {
            // Writing to a String cannot fail.
            let _ = match step {
                Step::Name(name) => write!(path, "{separator}{name}"),
                Step::Index(index) => write!(path, "[{index}]"),
            };
            separator = match step {
                Step::Name(name) if name.starts_with("urn:") => ":",
                _ => ".",
            };
            if path.len() > 4 * PATH_ECHO {
                break;
            }
        }
        path.chars().take(PATH_ECHO).collect()
    }
}

/// One value that is about to be read.
struct Node<'r>(&'r mut Reading);

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Value, D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        self.0.check_text(text)?;
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let Self(reading) = self;
        reading.check_depth()?;
        let mut values = Vec::new();
        loop {
            reading.path.push(Step::Index(values.len()));
            let value = elements.next_element_seed(Node(reading))?;
            reading.path.pop();
            match value {
                Some(value) => values.push(value),
                None => return Ok(Value::Array(values)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let Self(reading) = self;
        reading.check_depth()?;
        let mut map = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            reading.enter(name, &map)?;
            let value = members.next_value_seed(Node(reading))?;
            map.insert(reading.leave(), value);
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests;
