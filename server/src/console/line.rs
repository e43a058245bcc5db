//! The query line of the audit log: `outcome:error token:okta -op:user.create "already exists"`.
//!
//! A line says what the form says. Its qualifiers become the form's fields, and what is left of it
//! is text to be found.

mod words;

use app::model::query::{AuditQuery, MOST_RULED_OUT, Query, RULED_OUT, Range};
use chrono::{Days, NaiveDate};

use self::words::{Fault, Word, words};

/// The most words and phrases of one line: each is looked for in every event.
const MOST_TERMS: usize = 20;

/// Moves the qualifiers of the query's text into its fields. Whether there were any.
pub(super) fn apply(query: &mut AuditQuery) -> Result<bool, Fault> {
    let line = std::mem::take(&mut query.q);
    let mut next = query.clone();
    match read(&line, &mut next) {
        Ok(text) => {
            let moved = text != line;
            *query = AuditQuery { q: text, ..next };
            Ok(moved)
        }
        Err(fault) => {
            query.q = line;
            Err(fault)
        }
    }
}

/// The words and phrases that a text without qualifiers asks for.
pub(super) fn terms(text: &str) -> Vec<String> {
    let words = words(text).unwrap_or_default();
    let terms = words.into_iter().map(|word| word.value);
    terms.take(MOST_TERMS).collect()
}

/// The line that says what a query says.
pub(super) fn write(query: &AuditQuery) -> String {
    let mut line: Vec<String> = Vec::new();
    match &query.range {
        Range::Custom { from, to } if from.is_empty() => line.push(format!("created:..{to}")),
        Range::Custom { from, to } => line.push(format!("created:{from}..{to}")),
        Range::Hours24 => {}
        range => line.push(format!("range:{}", range.word())),
    }
    for (name, value) in query.pairs() {
        match name {
            "not" => {
                let (name, value) = value.split_once(':').unwrap_or(("text", &value));
                line.push(match name {
                    "text" => format!("-{}", bare(value)),
                    name => format!("-{name}:{}", quoted(value)),
                });
            }
            "reads" => line.push("reads:yes".to_owned()),
            name if RULED_OUT.contains(&name) || name == "request" => {
                line.push(format!("{name}:{}", quoted(&value)));
            }
            _ => {}
        }
    }
    line.extend((!query.q.is_empty()).then(|| query.q.clone()));
    line.join(" ")
}

/// A value behind a qualifier.
fn quoted(value: &str) -> String {
    if value.is_empty() || value.starts_with('"') || value.contains(char::is_whitespace) {
        format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        value.to_owned()
    }
}

/// A word by itself, which must not look like anything else.
fn bare(value: &str) -> String {
    if value.starts_with('-') || value.contains(':') {
        format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        quoted(value)
    }
}

fn read(line: &str, query: &mut AuditQuery) -> Result<String, Fault> {
    let mut text: Vec<String> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for word in words(line)? {
        let Word {
            at,
            without,
            qualifier,
            value,
        } = word;
        let fault = |what: String| Fault { at, what };
        if value.is_empty() {
            return Err(fault("there is nothing between the quotes.".to_owned()));
        }
        match qualifier {
            None if !without => {
                if text.len() == MOST_TERMS {
                    let what = format!("there are more than {MOST_TERMS} words.");
                    return Err(fault(what));
                }
                text.push(bare(&value));
            }
            None => rule_out(query, "text", &value).map_err(fault)?,
            Some("op") if value == "read" => {
                if !without {
                    let what = "reads:yes shows reads; op:read alone is not possible.";
                    return Err(fault(what.to_owned()));
                }
                query.reads = false;
            }
            Some(name) if without => {
                if !RULED_OUT.contains(&name) {
                    return Err(fault(format!("{name} cannot be ruled out with -.")));
                }
                rule_out(query, name, &value).map_err(fault)?;
            }
            Some(name) => {
                // Both say which stretch of time.
                let what = if name == "created" { "range" } else { name };
                if seen.contains(&what) {
                    return Err(fault(format!("{name} is given twice.")));
                }
                seen.push(what);
                set(query, name, &value).ok_or_else(|| fault(impossible(name, &value)))?;
            }
        }
    }
    Ok(text.join(" "))
}

fn rule_out(query: &mut AuditQuery, name: &str, value: &str) -> Result<(), String> {
    let ruled_out = query.not.len();
    query.set("not", &format!("{name}:{value}")).map_err(|_| {
        if ruled_out >= MOST_RULED_OUT {
            format!("more than {MOST_RULED_OUT} are ruled out.")
        } else {
            impossible(name, value)
        }
    })
}

fn set(query: &mut AuditQuery, name: &str, value: &str) -> Option<()> {
    match name {
        "created" => query.range = created(value)?,
        "range" => {
            // A range that is named replaces one with bounds.
            query.range = Range::default();
            query.set("range", value).ok()?;
        }
        "reads" => match value {
            "yes" => query.reads = true,
            "no" => query.reads = false,
            _ => return None,
        },
        name => query.set(name, value).ok()?,
    }
    Some(())
}

/// `2026-11-20..2026-11-21`, `2026-11-20T08:00..`, `..2026-11-21` or one day. A day is meant whole.
fn created(value: &str) -> Option<Range> {
    let (from, to) = value.split_once("..").unwrap_or((value, value));
    let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let from = day(from).map_or_else(|| from.to_owned(), |day| format!("{day}T00:00"));
    let to = match day(to) {
        Some(day) => format!("{}T00:00", day.checked_add_days(Days::new(1))?),
        None => to.to_owned(),
    };
    let mut query = AuditQuery::default();
    for (name, bound) in [("from", &from), ("to", &to)] {
        if !bound.is_empty() {
            query.set(name, bound).ok()?;
        }
    }
    (query.range != Range::default()).then_some(query.range)
}

fn impossible(name: &str, value: &str) -> String {
    let like = match name {
        "outcome" => "outcome:error, success, no_change, client_error, server_error or denied",
        "status" => "status:2xx, 3xx, 4xx or 5xx",
        "channel" => "channel:scim, console, cli or job",
        "op" => "op:user or op:user.create",
        "reads" => "reads:yes or reads:no",
        "range" => "range:15m, 1h, 24h, 7d, 30d or all",
        "created" => "created:2026-11-20..2026-11-21 or created:2026-11-20T08:00..",
        _ => return format!("{name} cannot be {value:?}."),
    };
    format!("{name} cannot be {value:?}; write {like}.")
}

#[cfg(test)]
mod tests;
