//! Events as rows of a table: RFC 4180, safe in a spreadsheet.

use serde_json::{Map, Value};

use super::Shape;
use crate::Error;

/// The columns of a CSV export, by their path in the event.
const COLUMNS: &[&str] = &[
    "seq",
    "id",
    "time",
    "tenant",
    "actor.type",
    "actor.id",
    "actor.label",
    "token_prefix",
    "idp",
    "ip",
    "user_agent",
    "request_id",
    "channel",
    "operation",
    "method",
    "path",
    "resource.type",
    "resource.id",
    "resource.external_id",
    "resource.label",
    "outcome",
    "status",
    "scim_type",
    "detail",
    "duration_ms",
    "count",
    "changes",
    "tolerances",
    "hash",
];

/// The columns of a CSV export of changes: those of the event by their path in it, then those of
/// the change.
const OF_EVENT: &[&str] = &[
    "time",
    "seq",
    "id",
    "operation",
    "resource.type",
    "resource.id",
    "resource.label",
    "actor.type",
    "actor.label",
];
const OF_CHANGE: &[&str] = &["path", "op", "before", "after"];

fn columns(shape: Shape) -> Vec<&'static str> {
    match shape {
        Shape::Events => COLUMNS.to_vec(),
        Shape::Changes => [OF_EVENT, OF_CHANGE].concat(),
    }
}

/// The names of the columns.
pub(super) fn header(shape: Shape) -> Result<String, Error> {
    let columns = columns(shape).into_iter();
    row(columns.map(str::to_owned))
}

/// What an export that was cut off ends with, as many cells as every row.
pub(super) fn cut(shape: Shape, rows: u64, next: i64) -> Result<String, Error> {
    let message = format!("This export ends after {rows} rows. The log goes on at seq {next}.");
    let said = ["truncated".to_owned(), message].into_iter();
    let rest = columns(shape).into_iter().skip(2).map(|_| String::new());
    row(said.chain(rest))
}

/// One event.
pub(super) fn line(event: &Map<String, Value>) -> Result<String, Error> {
    row(cells(event, COLUMNS))
}

/// The attributes that an event changed, a row each, and how many they are.
pub(super) fn changes(event: &Map<String, Value>) -> Result<(String, u64), Error> {
    let changes = event.get("changes").and_then(Value::as_array);
    let (mut lines, mut rows) = (String::new(), 0);
    for change in changes.into_iter().flatten().filter_map(Value::as_object) {
        lines.push_str(&row(cells(event, OF_EVENT).chain(cells(change, OF_CHANGE)))?);
        rows += 1;
    }
    Ok((lines, rows))
}

/// What an object has at each of these paths, one member deep at most.
pub(crate) fn cells(of: &Map<String, Value>, columns: &[&str]) -> impl Iterator<Item = String> {
    columns.iter().map(|column| {
        let value = match column.split_once('.') {
            Some((outer, inner)) => of.get(outer).and_then(|value| value.get(inner)),
            None => of.get(*column),
        };
        match value {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => disarmed(text),
            Some(other) => other.to_string(),
        }
    })
}

/// A spreadsheet calculates cells that begin like a formula: an apostrophe makes them text.
pub(super) fn disarmed(text: &str) -> String {
    // What comes before the sign may be cut off, and the wide signs are read like the others.
    let begun = text.trim_start();
    let signs = [
        '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ];
    if begun.starts_with(signs) || text.starts_with(['\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// One row of cells, which are not disarmed here.
pub(crate) fn row(cells: impl Iterator<Item = String>) -> Result<String, Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(cells).map_err(Error::internal)?;
    let bytes = writer
        .into_inner()
        .map_err(|error| Error::internal(error.to_string()))?;
    String::from_utf8(bytes).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::{disarmed, row};

    #[test]
    fn a_cell_that_a_spreadsheet_would_calculate_becomes_text() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("-5", "'-5"),
            ("@x", "'@x"),
            ("\n=1", "'\n=1"),
            (" =1", "' =1"),
            ("\u{ff1d}1", "'\u{ff1d}1"),
            ("", ""),
            ("plain = x", "plain = x"),
        ] {
            assert_eq!(disarmed(text), expected);
        }
    }

    #[test]
    fn commas_quotes_and_line_breaks_stay_in_their_cell() {
        let cells = ["a,b", "say \"x\"", "two\nlines"].map(str::to_owned);
        assert_eq!(
            row(cells.into_iter()).unwrap(),
            "\"a,b\",\"say \"\"x\"\"\",\"two\nlines\"\r\n"
        );
    }
}
