//! `/t/<slug>/go`: a page, a person or an event, by what one remembers of it.

use super::event::EventRow;

/// Something that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Find {
    pub id: String,
    pub name: String,
    /// What tells it from others of the name: a `userName`, the state of a token.
    pub detail: String,
}

/// What was asked for, and what it finds, the best of each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoPage {
    pub q: String,
    pub users: Vec<Find>,
    pub groups: Vec<Find>,
    pub tokens: Vec<Find>,
    /// The event with this id.
    pub event: Option<EventRow>,
    /// Whether this is the id of a request that the log has.
    pub request: bool,
}
