//! What the audit log is asked for, from the words of an address.

use app::model::FieldError;
use app::model::query::{AuditQuery, OutcomeFilter, Range, StatusClass};
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use directory::audit::Query;

use super::line;
use super::query::Asked;

/// Events on one page.
const ROWS: u64 = 50;
/// What fails, in the words of events.
const ERRORS: [&str; 3] = ["client_error", "server_error", "denied"];

/// Takes the query's line apart, as the list does. The line, and what is wrong with it.
pub(crate) fn take_line(query: &mut AuditQuery) -> (String, Option<FieldError>) {
    let line = query.q.clone();
    let fault = line::apply(query).err();
    let fault = fault.map(|fault| {
        query.q.clear();
        FieldError::new("q", fault.to_string())
    });
    (line, fault)
}

/// A query string of which every word counts: whoever gets a file or a stream would not notice
/// that it holds more than was asked for.
pub(super) struct Strict {
    pub(super) query: AuditQuery,
    pub(super) wanted: Query,
    /// The search as it was written.
    pub(super) line: String,
    /// What cannot be understood, but for the bounds, which a list tells by itself.
    pub(super) faults: Vec<FieldError>,
    /// Whether all of it was understood.
    pub(super) understood: bool,
}

impl Strict {
    /// Reads a query string that may have parameters of these names beside those of the list.
    pub(super) fn read(raw: Option<String>, beside: &[&str], now: DateTime<Utc>) -> Self {
        let odd = odd_names(raw.as_deref().unwrap_or_default(), beside);
        let (mut query, ignored) = Asked::<AuditQuery>::read(raw).strictly();
        query.cursor = None;
        let (line, fault) = take_line(&mut query);
        let faults: Vec<_> = ignored
            .iter()
            .map(|name| unknown(name))
            .chain(odd.iter().map(|name| FieldError::new("q", odd_name(name))))
            .chain(fault)
            .collect();
        let mut bounds = Vec::new();
        let wanted = wanted(&query, now, &mut bounds);
        Self {
            understood: faults.is_empty() && bounds.is_empty(),
            query,
            wanted,
            line,
            faults,
        }
    }
}

/// Names that the audit log does not know, or that are given more often than once: which of two
/// values counts must not depend on who reads them.
pub(crate) fn odd_names(raw: &str, beside: &[&str]) -> Vec<String> {
    let (mut seen, mut odd) = (Vec::new(), Vec::new());
    for (name, value) in form_urlencoded::parse(raw.as_bytes()) {
        let known = AuditQuery::NAMES.contains(&&*name) || beside.contains(&&*name);
        let again = name != "not" && seen.contains(&name);
        // A field that was left empty says nothing.
        if (!known || again) && !value.trim().is_empty() {
            odd.push(name.to_string());
        }
        seen.push(name);
    }
    odd
}

/// What is wrong about such a name.
pub(crate) fn odd_name(name: &str) -> String {
    format!("The address has {name:?}, which is no parameter of the audit log, or is given twice.")
}

/// The filters with fields of their own.
const FIELDS: [&str; 8] = [
    "range", "from", "to", "outcome", "op", "status", "channel", "reads",
];

/// A value of the address that nobody knows, at its field or at the search.
fn unknown(name: &str) -> FieldError {
    let field = FIELDS.into_iter().find(|field| *field == name);
    FieldError::new(
        field.unwrap_or("q"),
        format!("The address has a value for {name} that nobody knows."),
    )
}

/// What the log is asked for; what cannot be asked is told at its field.
pub(crate) fn wanted(
    query: &AuditQuery,
    now: DateTime<Utc>,
    errors: &mut Vec<FieldError>,
) -> Query {
    let (from, to) = bounds(&query.range, now, errors);
    let text = |text: &String| (!text.is_empty()).then(|| text.clone());
    let except = query.ruled_out();
    Query {
        search: line::terms(&query.q),
        from,
        to,
        actor: text(&query.token).or_else(|| text(&query.actor)),
        operation: text(&query.op).map(operation),
        resource_type: text(&query.resource),
        resource_id: text(&query.id),
        outcomes: query.outcome.map(outcomes).unwrap_or_default(),
        status_class: query.status.map(status_class),
        ip: text(&query.ip),
        channel: query.channel.map(|channel| channel.word().to_owned()),
        request_id: text(&query.request),
        except: except
            .map(|except| Query {
                // A text that is ruled out is one phrase, whatever stands in it.
                search: text(&except.q).into_iter().collect(),
                ..wanted(&except, now, &mut Vec::new())
            })
            .collect(),
        reads: query.reads,
        limit: ROWS,
        ..Query::default()
    }
}

/// `user` is every operation on users, `user.create` is one.
fn operation(op: String) -> String {
    if op.contains('.') || op == "bulk" || op == "search" {
        op
    } else {
        format!("{op}.")
    }
}

/// The outcomes that a filter lets through.
fn outcomes(filter: OutcomeFilter) -> Vec<String> {
    match filter {
        OutcomeFilter::Only(outcome) => vec![outcome.word().to_owned()],
        OutcomeFilter::Error => ERRORS.map(str::to_owned).to_vec(),
    }
}

/// The first digit of the statuses of a class.
fn status_class(class: StatusClass) -> i32 {
    match class {
        StatusClass::Success => 2,
        StatusClass::Redirect => 3,
        StatusClass::Client => 4,
        StatusClass::Server => 5,
    }
}

type Bounds = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// The instants of a range. Ranges are `[from, to)`.
fn bounds(range: &Range, now: DateTime<Utc>, errors: &mut Vec<FieldError>) -> Bounds {
    let last = |span: TimeDelta| (Some(now - span), Some(now + TimeDelta::seconds(1)));
    match range {
        Range::Minutes15 => last(TimeDelta::minutes(15)),
        Range::Hour1 => last(TimeDelta::hours(1)),
        Range::Hours24 => last(TimeDelta::hours(24)),
        Range::Days7 => last(TimeDelta::days(7)),
        Range::Days30 => last(TimeDelta::days(30)),
        Range::All => (None, None),
        Range::Custom { from, to } => {
            let mut read = |field, text: &str, message: &str| {
                let moment = moment(text);
                if moment.is_none() && !text.is_empty() {
                    errors.push(FieldError::new(field, message));
                }
                moment
            };
            let from = read("from", from, "Enter a start like 2026-11-21T02:00.");
            let to = read("to", to, "Enter an end like 2026-11-21T03:00.");
            if from.zip(to).is_some_and(|(from, to)| from >= to) {
                errors.push(FieldError::new("to", "Enter an end after the start."));
            }
            (from, to)
        }
    }
}

/// What `<input type=datetime-local>` sends, read as UTC, or RFC 3339.
pub(super) fn moment(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(moment) = text.parse() {
        return Some(moment);
    }
    let text = text.trim_end_matches('Z');
    ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S%.f"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .map(|moment| moment.and_utc())
}

#[cfg(test)]
mod tests {
    use app::model::query::Range;
    use chrono::{DateTime, Utc};

    use super::{bounds, moment, operation};

    fn now() -> DateTime<Utc> {
        "2026-11-21T02:14:07Z".parse().unwrap()
    }

    #[test]
    fn a_moment_is_read_as_utc() {
        let expected: DateTime<Utc> = "2026-11-21T02:14:00Z".parse().unwrap();
        for text in [
            "2026-11-21T02:14",
            "2026-11-21T02:14:00",
            "2026-11-21T02:14:00.000Z",
        ] {
            assert_eq!(moment(text), Some(expected), "{text}");
        }
        assert_eq!(moment("2026-13-41T02:14"), None);
    }

    #[test]
    fn a_range_ends_after_it_begins() {
        let custom = |from: &str, to: &str| Range::Custom {
            from: from.into(),
            to: to.into(),
        };
        for (range, fields) in [
            (custom("2026-11-20T00:00", "2026-11-21T00:00"), vec![]),
            (custom("2026-11-20T00:00", ""), vec![]),
            (custom("2026-11-21T00:00", "2026-11-20T00:00"), vec!["to"]),
            (custom("2026-02-30T00:00", ""), vec!["from"]),
            (Range::All, vec![]),
        ] {
            let mut errors = Vec::new();
            bounds(&range, now(), &mut errors);
            let told: Vec<_> = errors.iter().map(|error| error.field).collect();
            assert_eq!(told, fields, "{range:?}");
        }
    }

    #[test]
    fn a_family_of_operations_is_a_prefix() {
        assert_eq!(operation("user".to_owned()), "user.");
        assert_eq!(operation("user.create".to_owned()), "user.create");
        assert_eq!(operation("bulk".to_owned()), "bulk");
    }
}
