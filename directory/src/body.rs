//! The bodies of answers: held whole, or made while they are sent where they hold a large group.

mod members;

use std::collections::VecDeque;

use scim::message::list::ListResponse;
use serde_json::{Map, Value, json};

pub(crate) use self::members::FurtherMembers;
use crate::Error;

/// The JSON body of an answer.
#[derive(Debug)]
pub enum Body {
    /// Small enough to be held.
    Whole(Value),
    /// Made while it is sent: it holds a group with many members.
    Streamed(Stream),
}

impl Body {
    /// The whole of it, or `null` where it is not held.
    pub fn into_value(self) -> Value {
        match self {
            Self::Whole(value) => value,
            Self::Streamed(_) => Value::Null,
        }
    }

    /// A page of a list.
    pub(crate) fn list(mut page: ListResponse, resources: Vec<Rendered>) -> Self {
        page.items_per_page = resources.len() as u64;
        if resources.iter().any(|resource| resource.further.is_some()) {
            return Self::Streamed(Stream::list(page, resources));
        }
        let values = resources.into_iter();
        page.resources = values
            .map(|resource| Value::Object(resource.held))
            .collect();
        Self::Whole(page.into_value())
    }
}

impl From<Rendered> for Body {
    fn from(resource: Rendered) -> Self {
        if resource.further.is_none() {
            return Self::Whole(Value::Object(resource.held));
        }
        let mut text = Text::default();
        text.resource(resource);
        Self::Streamed(text.finish())
    }
}

/// A resource as it is answered.
#[derive(Debug)]
pub(crate) struct Rendered {
    held: Map<String, Value>,
    /// Where `members` goes on, when not all of them are held.
    further: Option<FurtherMembers>,
}

impl Rendered {
    pub(crate) fn new(held: Map<String, Value>, further: Option<FurtherMembers>) -> Self {
        // A projection may leave nothing of `members`.
        let further = further.filter(|_| held.contains_key("members"));
        Self { held, further }
    }

    pub(crate) fn whole(held: Map<String, Value>) -> Self {
        Self::new(held, None)
    }

    /// What is held of it.
    pub(crate) fn held(&self) -> &Map<String, Value> {
        &self.held
    }

    /// Whether it has more members than are held.
    pub(crate) fn goes_on(&self) -> bool {
        self.further.is_some()
    }

    /// What an event keeps of it; a body that goes on is too large to be kept.
    pub(crate) fn for_the_log(&self) -> Value {
        match &self.further {
            None => Value::Object(self.held.clone()),
            Some(_) => json!({"omitted": "too large"}),
        }
    }
}

/// JSON text in pieces, in the order in which they are sent.
///
/// Members are read in portions, each by a statement of its own, so that a slow reader holds
/// neither memory nor a transaction. Whoever joins meanwhile comes last, and so does, once more,
/// whoever is given another `display`; whoever leaves is missing. Nobody who stays is left out.
#[derive(Debug)]
pub struct Stream(VecDeque<Piece>);

#[derive(Debug)]
enum Piece {
    Text(String),
    Members(Box<FurtherMembers>),
}

impl Stream {
    /// The next piece; `None` after the last one.
    ///
    /// # Errors
    /// When the database does not answer. The text ends in the middle then, and must not be taken
    /// for whole.
    pub async fn next(&mut self) -> Result<Option<String>, Error> {
        while let Some(piece) = self.0.pop_front() {
            match piece {
                Piece::Text(text) => return Ok(Some(text)),
                Piece::Members(mut members) => {
                    let Some(text) = members.next().await? else {
                        continue;
                    };
                    self.0.push_front(Piece::Members(members));
                    if !text.is_empty() {
                        return Ok(Some(text));
                    }
                }
            }
        }
        Ok(None)
    }

    fn list(page: ListResponse, resources: Vec<Rendered>) -> Self {
        let mut text = Text::default();
        let Value::Object(envelope) = page.into_value() else {
            return text.finish();
        };
        let mut resources = Some(resources);
        text.object(envelope, |text, name, value| {
            match resources.take_if(|_| name == "Resources") {
                None => text.push(&value.to_string()),
                Some(resources) => text.array(resources),
            }
        });
        text.finish()
    }
}

/// A stream in the making.
#[derive(Default)]
struct Text {
    pieces: VecDeque<Piece>,
    text: String,
}

impl Text {
    fn resource(&mut self, resource: Rendered) {
        let mut further = resource.further;
        self.object(resource.held, |text, name, value| {
            let value = value.to_string();
            match further.take_if(|_| name == "members") {
                None => text.push(&value),
                Some(further) => {
                    text.push(value.strip_suffix(']').unwrap_or(&value));
                    text.end_piece();
                    text.pieces.push_back(Piece::Members(Box::new(further)));
                    text.push("]");
                }
            }
        });
    }

    fn array(&mut self, resources: Vec<Rendered>) {
        self.push("[");
        for (n, resource) in resources.into_iter().enumerate() {
            if n > 0 {
                self.push(",");
            }
            self.resource(resource);
        }
        self.push("]");
    }

    fn object(
        &mut self,
        members: Map<String, Value>,
        mut value: impl FnMut(&mut Self, &str, Value),
    ) {
        self.push("{");
        for (n, (name, member)) in members.into_iter().enumerate() {
            if n > 0 {
                self.push(",");
            }
            self.push(&Value::from(name.as_str()).to_string());
            self.push(":");
            value(self, &name, member);
        }
        self.push("}");
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn end_piece(&mut self) {
        let text = std::mem::take(&mut self.text);
        self.pieces.push_back(Piece::Text(text));
    }

    fn finish(mut self) -> Stream {
        self.end_piece();
        Stream(self.pieces)
    }
}
