//! Text to syntax tree: a recursive descent over the grammar of RFC 7644 §3.4.2.2 and §3.5.2.
//!
//! Depth is counted before every descent and the length is checked before anything else, so a
//! hostile filter cannot exhaust the stack.

use super::{MAX_DEPTH, MAX_LENGTH, MAX_TERMS, Operator};
use crate::error::{Error, ScimType, echo};
use crate::tolerance::Tolerance;
use crate::value::date_time;
use crate::value::scalar::boolean;
use serde_json::Number;
use std::collections::BTreeSet;

/// A name as it was written, with its place in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Name<'a> {
    pub(crate) text: &'a str,
    pub(crate) offset: usize,
}

/// A literal as it was written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Raw {
    Text(String),
    Boolean(bool),
    Number(Number),
    Null,
}

/// A filter of which only the form is known to be right.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Syntax<'a> {
    And(Vec<Syntax<'a>>),
    Or(Vec<Syntax<'a>>),
    Not(Box<Syntax<'a>>),
    Compare {
        name: Name<'a>,
        operator: Operator,
        literal: Raw,
    },
    Present(Name<'a>),
    ValuePath {
        name: Name<'a>,
        filter: Box<Syntax<'a>>,
        rest: Option<Box<Syntax<'a>>>,
    },
}

/// The path of a PATCH operation: `name`, `name[filter]`, `name[filter].sub`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PathSyntax<'a> {
    pub(crate) name: Name<'a>,
    pub(crate) filter: Option<Syntax<'a>>,
    pub(crate) sub: Option<Name<'a>>,
    pub(crate) tolerances: BTreeSet<Tolerance>,
}

/// Reads a whole filter, and names what the grammar does not have.
pub(crate) fn filter(text: &str) -> Result<(Syntax<'_>, BTreeSet<Tolerance>), Error> {
    let mut parser = Parser::new(text, ScimType::InvalidFilter, "filter")?;
    let filter = parser.disjunction()?;
    parser.end()?;
    Ok((filter, parser.tolerances))
}

/// Reads a whole PATCH path.
pub(crate) fn path(text: &str) -> Result<PathSyntax<'_>, Error> {
    let mut parser = Parser::new(text, ScimType::InvalidPath, "path")?;
    parser.spaces();
    let name = parser.name()?;
    let mut path = PathSyntax {
        name,
        filter: None,
        sub: None,
        tolerances: BTreeSet::new(),
    };
    if parser.peek() == Some(b'[') {
        path.filter = Some(parser.brackets()?);
        if parser.eat(b'.') {
            path.sub = Some(parser.name()?);
        }
    }
    parser.end()?;
    path.tolerances = parser.tolerances;
    Ok(path)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    terms: usize,
    bracketed: bool,
    tolerances: BTreeSet<Tolerance>,
    kind: ScimType,
    what: &'static str,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, kind: ScimType, what: &'static str) -> Result<Self, Error> {
        if text.len() > MAX_LENGTH {
            let detail = format!("the {what} is longer than {MAX_LENGTH} bytes; shorten it");
            return Err(Error::new(kind, detail));
        }
        Ok(Self {
            text,
            at: 0,
            depth: 0,
            terms: 0,
            bracketed: false,
            tolerances: BTreeSet::new(),
            kind,
            what,
        })
    }

    fn disjunction(&mut self) -> Result<Syntax<'a>, Error> {
        let first = self.conjunction()?;
        let mut terms = vec![first];
        while self.word("or") {
            terms.push(self.conjunction()?);
        }
        Ok(one_or(terms, Syntax::Or))
    }

    fn conjunction(&mut self) -> Result<Syntax<'a>, Error> {
        let first = self.term()?;
        let mut terms = vec![first];
        while self.word("and") {
            terms.push(self.term()?);
        }
        Ok(one_or(terms, Syntax::And))
    }

    fn term(&mut self) -> Result<Syntax<'a>, Error> {
        self.spaces();
        if self.peek() == Some(b'(') {
            return self.group();
        }
        let name = self.name()?;
        if name.text.eq_ignore_ascii_case("not") {
            self.spaces();
            return Ok(Syntax::Not(Box::new(self.group()?)));
        }
        if self.peek() != Some(b'[') {
            return self.comparison(name);
        }
        if self.bracketed {
            return Err(self.fail("a [ inside of [ ] is not allowed"));
        }
        let filter = Box::new(self.brackets()?);
        // Entra: emails[type eq "work"].value eq "x", which the grammar does not have.
        let rest = if self.eat(b'.') {
            self.tolerances.insert(Tolerance::ValuePathCompared);
            let name = self.name()?;
            Some(Box::new(self.comparison(name)?))
        } else {
            None
        };
        Ok(Syntax::ValuePath { name, filter, rest })
    }

    fn group(&mut self) -> Result<Syntax<'a>, Error> {
        self.expect(b'(')?;
        self.enter()?;
        let filter = self.disjunction()?;
        self.expect(b')')?;
        self.depth -= 1;
        Ok(filter)
    }

    fn brackets(&mut self) -> Result<Syntax<'a>, Error> {
        self.expect(b'[')?;
        self.enter()?;
        self.bracketed = true;
        // What stands in brackets is a filter, also within the path of an operation.
        let kind = std::mem::replace(&mut self.kind, ScimType::InvalidFilter);
        let filter = self.disjunction()?;
        self.expect(b']')?;
        self.kind = kind;
        self.bracketed = false;
        self.depth -= 1;
        Ok(filter)
    }

    fn comparison(&mut self, name: Name<'a>) -> Result<Syntax<'a>, Error> {
        self.terms += 1;
        if self.terms > MAX_TERMS {
            let detail = format!("the {} has more than {MAX_TERMS} comparisons", self.what);
            return Err(Error::new(self.kind, detail));
        }
        self.spaces();
        let start = self.at;
        let word = self.bare();
        if word.eq_ignore_ascii_case("pr") {
            return Ok(Syntax::Present(name));
        }
        let Some(operator) = Operator::from_name(word) else {
            self.at = start;
            return Err(self.fail("expected eq, ne, co, sw, ew, gt, ge, lt, le or pr"));
        };
        self.spaces();
        let literal = self.literal()?;
        Ok(Syntax::Compare {
            name,
            operator,
            literal,
        })
    }

    fn literal(&mut self) -> Result<Raw, Error> {
        if self.peek() == Some(b'"') {
            return self.string().map(Raw::Text);
        }
        let start = self.at;
        let word = self.bare();
        if let Some(value) = boolean(word) {
            self.json(word);
            return Ok(Raw::Boolean(value));
        }
        if word.eq_ignore_ascii_case("null") {
            self.json(word);
            return Ok(Raw::Null);
        }
        if let Ok(number) = serde_json::from_str::<Number>(word) {
            return Ok(Raw::Number(number));
        }
        if date_time(word).is_some() {
            self.tolerances.insert(Tolerance::LiteralForm);
            return Ok(Raw::Text(word.to_owned()));
        }
        self.at = start;
        Err(self.fail("expected a value: \"text\" in double quotes, a number, true, false or null"))
    }

    /// JSON writes `true`, `false` and `null` in lower case alone (RFC 8259 §3).
    fn json(&mut self, word: &str) {
        if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
            self.tolerances.insert(Tolerance::LiteralForm);
        }
    }

    /// A JSON string, escapes included.
    fn string(&mut self) -> Result<String, Error> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut end = start + 1;
        while bytes.get(end).is_some_and(|&byte| byte != b'"') {
            end += if bytes[end] == b'\\' { 2 } else { 1 };
        }
        let decoded = self
            .text
            .get(start..=end)
            .and_then(|s| serde_json::from_str(s).ok());
        let Some(decoded) = decoded else {
            return Err(self
                .fail("expected a string that ends in \" with \\ written as \\\\ and \" as \\\""));
        };
        self.at = end + 1;
        Ok(decoded)
    }

    /// An attribute name, with its URN and sub-attribute when it has them.
    fn name(&mut self) -> Result<Name<'a>, Error> {
        let rest = &self.text[self.at..];
        let inside = |byte: u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'$' | b':' | b'.' | b'/')
        };
        let length = rest
            .bytes()
            .position(|byte| !inside(byte))
            .unwrap_or(rest.len());
        let text = &rest[..length];
        if !text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '$') {
            return Err(self.fail("expected the name of an attribute"));
        }
        let name = Name {
            text,
            offset: self.at,
        };
        self.at += length;
        Ok(name)
    }

    /// The characters up to the next space or bracket.
    fn bare(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let stop = |c: char| c.is_ascii_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '"');
        let word = &rest[..rest.find(stop).unwrap_or(rest.len())];
        self.at += word.len();
        word
    }

    /// Consumes the word if it comes next.
    fn word(&mut self, word: &str) -> bool {
        self.spaces();
        let start = self.at;
        let found = self.bare().eq_ignore_ascii_case(word);
        if !found {
            self.at = start;
        }
        found
    }

    fn enter(&mut self) -> Result<(), Error> {
        self.depth += 1;
        if self.depth <= MAX_DEPTH {
            return Ok(());
        }
        let detail = format!("the {} is nested deeper than {MAX_DEPTH} levels", self.what);
        Err(Error::new(self.kind, detail))
    }

    fn spaces(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, byte: u8) -> Result<(), Error> {
        self.spaces();
        if self.eat(byte) {
            Ok(())
        } else {
            Err(self.fail(&format!("expected {}", char::from(byte))))
        }
    }

    fn end(&mut self) -> Result<(), Error> {
        self.spaces();
        if self.at == self.text.len() {
            Ok(())
        } else {
            Err(self.fail("expected the end"))
        }
    }

    fn fail(&self, expected: &str) -> Error {
        let found = match self.text.get(self.at..) {
            None | Some("") => "its end".to_owned(),
            Some(rest) => echo(rest),
        };
        let detail = format!(
            "{} at offset {}: {expected}, found {found}",
            self.what, self.at
        );
        Error::new(self.kind, detail)
    }
}

fn one_or<'a>(mut terms: Vec<Syntax<'a>>, many: fn(Vec<Syntax<'a>>) -> Syntax<'a>) -> Syntax<'a> {
    match terms.pop() {
        Some(only) if terms.is_empty() => only,
        Some(last) => {
            terms.push(last);
            many(terms)
        }
        None => many(terms),
    }
}
