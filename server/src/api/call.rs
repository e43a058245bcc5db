//! What a program asks for: after which event, how many, by which filter, in which form.

use app::model::query::{AuditQuery, Query as _, Range};
use chrono::{DateTime, Utc};
use directory::audit;
use http::header::ACCEPT;
use http::{HeaderMap, HeaderValue};

use super::failure::Refusal;
use crate::console::wanted::{odd_name, odd_names, take_line, wanted};

/// Events of one answer, unless it is said how many.
const USUAL: u64 = 100;
/// Events of one answer at most.
const MOST: u64 = 1_000;

/// One question to the log.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// The number after which events are wanted.
    pub(super) after: i64,
    pub(super) limit: u64,
    pub(super) query: audit::Query,
    /// The address of the next answer, but for `after`.
    rest: String,
}

impl Asked {
    /// Reads a query string. The filters are those of the console's list; without a range they
    /// are meant for all of the log.
    ///
    /// # Errors
    /// What cannot be understood, all of it: a program that gets more than it asked for would not
    /// notice.
    pub(super) fn parse(raw: &str, now: DateTime<Utc>) -> Result<Self, Refusal> {
        let (mut filters, ignored) = AuditQuery::parse(raw);
        let mut faults: Vec<(String, String)> = ignored
            .into_iter()
            .map(|name| (name, "this value cannot be understood.".to_owned()))
            .collect();
        let odd = odd_names(raw, &["after", "limit"]).into_iter();
        faults.extend(odd.map(|name| (name.clone(), odd_name(&name))));
        let names = |name: &str| form_urlencoded::parse(raw.as_bytes()).any(|(n, _)| n == name);
        if !["range", "from", "to"].into_iter().any(names) {
            filters.range = Range::All;
        }
        filters.cursor = None;
        let (_, fault) = take_line(&mut filters);
        let mut errors: Vec<_> = fault.into_iter().collect();
        let query = wanted(&filters, now, &mut errors);
        let errors = errors.into_iter();
        faults.extend(errors.map(|error| (error.field.to_owned(), error.message)));
        if !faults.is_empty() {
            return Err(Refusal::Parameters(faults));
        }
        let number = |name| number(raw, name);
        let after = number("after")?.unwrap_or_default();
        let limit = number("limit")?.unwrap_or(USUAL);
        if limit == 0 {
            return Err(Refusal::parameter("limit", "ask for at least one event."));
        }
        let mut rest = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(raw.as_bytes()) {
            if name != "after" {
                rest.append_pair(&name, &value);
            }
        }
        Ok(Self {
            after: i64::try_from(after).unwrap_or(i64::MAX),
            limit: limit.min(MOST),
            query,
            rest: rest.finish(),
        })
    }

    /// The same question from another number on (RFC 8288).
    pub(super) fn next(&self, url: &str, after: i64) -> Option<HeaderValue> {
        let and = if self.rest.is_empty() { "" } else { "&" };
        let rest = &self.rest;
        HeaderValue::try_from(format!("<{url}?{rest}{and}after={after}>; rel=\"next\"")).ok()
    }
}

fn number(raw: &str, wanted: &str) -> Result<Option<u64>, Refusal> {
    let mut values = form_urlencoded::parse(raw.as_bytes()).filter(|(name, _)| name == wanted);
    let Some((_, value)) = values.next() else {
        return Ok(None);
    };
    let number = value.parse().map_err(|_| {
        Refusal::parameter(
            wanted,
            "write a whole number, such as the next of an answer.",
        )
    })?;
    Ok(Some(number))
}

/// Whether the client asks for lines instead of one document.
pub(super) fn wants_lines(headers: &HeaderMap) -> bool {
    let ranges = headers.get_all(ACCEPT).iter();
    ranges
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|range| {
            let name = range.split(';').next().unwrap_or_default().trim();
            name.eq_ignore_ascii_case("application/x-ndjson")
        })
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::{Asked, Refusal};

    fn now() -> DateTime<Utc> {
        "2026-11-21T02:14:07Z".parse().unwrap()
    }

    fn parse(raw: &str) -> Asked {
        Asked::parse(raw, now()).unwrap_or_else(|_| panic!("{raw}"))
    }

    #[test]
    fn without_a_range_all_of_the_log_is_meant() {
        let asked = parse("");
        assert_eq!((asked.after, asked.limit), (0, 100));
        assert_eq!((asked.query.from, asked.query.reads), (None, false));
        assert!(parse("range=1h").query.from.is_some());
        assert!(parse("from=2026-11-20T00:00:00Z").query.from.is_some());
    }

    #[test]
    fn the_next_address_keeps_the_filters() {
        let asked = parse("outcome=error&after=7&limit=5000&not=op:user.update");
        assert_eq!((asked.after, asked.limit), (7, 1_000));
        let next = asked.next("https://id.example/t/acme/api/v1/audit-events", 12);
        assert_eq!(
            next.unwrap(),
            "<https://id.example/t/acme/api/v1/audit-events?outcome=error&limit=5000&not=op%3Auser.update&after=12>; \
             rel=\"next\""
        );
    }

    #[test]
    fn what_cannot_be_understood_is_told_by_its_name() {
        for (raw, name) in [
            ("after=x", "after"),
            ("after=-1", "after"),
            ("limit=0", "limit"),
            ("outcome=bad", "outcome"),
            ("from=yesterday", "from"),
            ("q=colour:red", "q"),
            ("operation=user.delete", "operation"),
            ("limit=2&limit=3", "limit"),
        ] {
            let Err(Refusal::Parameters(faults)) = Asked::parse(raw, now()) else {
                panic!("{raw}");
            };
            assert_eq!(faults[0].0, name, "{raw}");
        }
    }
}
