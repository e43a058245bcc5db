//! The query strings of lists: what is asked for, and what of it nobody knows.

use app::model::Flash;
use app::model::query::Query;
use directory::EventId;

use super::context::Member;
use super::paging::Place;

/// A list's query, and the names of parameters with a value that is none.
pub(super) struct Asked<Q> {
    pub(super) query: Q,
    ignored: Vec<String>,
}

impl<Q: Query> Asked<Q> {
    pub(super) fn read(raw: Option<String>) -> Self {
        let (query, ignored) = Q::parse(&raw.unwrap_or_default());
        Self { query, ignored }
    }

    /// The query as far as it is understood, and the parameters whose values are not used: for
    /// those who do not go on without them.
    pub(super) fn strictly(self) -> (Q, Vec<String>) {
        (self.query, self.ignored)
    }

    /// Whether every parameter has a value that is used.
    pub(super) fn is_understood(&self) -> bool {
        self.ignored.is_empty()
    }

    /// Notes that a parameter's value is not used.
    pub(super) fn ignore(&mut self, parameter: &str) {
        self.ignored.push(parameter.to_owned());
    }

    /// The part of a list that a cursor names; one that nobody wrote leads to the beginning.
    pub(super) fn cursor<T>(
        &mut self,
        field: impl Fn(&mut Q) -> &mut Option<String>,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = field(&mut self.query).take()?;
        let parsed = parse(&text);
        if parsed.is_none() {
            self.ignore("cursor");
            return None;
        }
        *field(&mut self.query) = Some(text);
        parsed
    }

    /// Tells the reader what was not used.
    pub(super) fn done(self, member: &Member) -> Q {
        if !self.ignored.is_empty() {
            member.frame.say(Flash::QueryIgnored {
                parameters: self.ignored,
            });
        }
        self.query
    }
}

/// The place of a page of events: older or newer than an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EventPlace {
    OlderThan(EventId),
    NewerThan(EventId),
}

impl EventPlace {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let id = EventId::parse(text.get(1..)?)?;
        match text.as_bytes().first()? {
            b'o' => Some(Self::OlderThan(id)),
            b'n' => Some(Self::NewerThan(id)),
            _ => None,
        }
    }

    pub(super) fn older(id: EventId) -> String {
        format!("o{id}")
    }

    pub(super) fn newer(id: EventId) -> String {
        format!("n{id}")
    }
}

/// The place of a page of users or groups.
pub(super) fn place<Q: Query>(
    asked: &mut Asked<Q>,
    field: impl Fn(&mut Q) -> &mut Option<String>,
) -> Option<Place> {
    asked.cursor(field, Place::parse)
}

#[cfg(test)]
mod tests {
    use directory::EventId;

    use super::EventPlace;

    #[test]
    fn an_event_place_is_read_as_it_was_written() {
        let id = EventId::parse("01939e4c-7f6a-7c3e-8b1a-2f4d5e6f7a8b").unwrap();
        assert_eq!(
            EventPlace::parse(&EventPlace::older(id)),
            Some(EventPlace::OlderThan(id))
        );
        assert_eq!(
            EventPlace::parse(&EventPlace::newer(id)),
            Some(EventPlace::NewerThan(id))
        );
        for text in ["", "o", "x01939e4c-7f6a-7c3e-8b1a-2f4d5e6f7a8b", "ö"] {
            assert_eq!(EventPlace::parse(text), None, "{text:?}");
        }
    }
}
