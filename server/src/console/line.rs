//! The query line of the audit log: `outcome:error token:okta -op:user.create "already exists"`.
//!
//! A line says what the form says. Its qualifiers become the form's fields, and what is left of it
//! is text to be found.

use app::model::query::{AuditQuery, MOST_RULED_OUT, Query, RULED_OUT, Range};
use chrono::{Days, NaiveDate};

/// The most words and phrases of one line: each is looked for in every event.
const MOST_TERMS: usize = 20;

/// What is wrong with a line, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The character, counted from 1.
    at: usize,
    what: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Character {}: {}", self.at, self.what)
    }
}

/// What a word can be qualified by.
const QUALIFIERS: [&str; 12] = [
    "outcome", "op", "resource", "id", "token", "actor", "status", "ip", "request", "range",
    "reads", "created",
];

/// One word of a line, or a phrase in quotes.
#[derive(Debug, PartialEq, Eq)]
struct Word<'l> {
    at: usize,
    without: bool,
    qualifier: Option<&'l str>,
    value: String,
}

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
        "op" => "op:user or op:user.create",
        "reads" => "reads:yes or reads:no",
        "range" => "range:15m, 1h, 24h, 7d, 30d or all",
        "created" => "created:2026-11-20..2026-11-21 or created:2026-11-20T08:00..",
        _ => return format!("{name} cannot be {value:?}."),
    };
    format!("{name} cannot be {value:?}; write {like}.")
}

fn words(line: &str) -> Result<Vec<Word<'_>>, Fault> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(begin) = line[at..].find(|c: char| !c.is_whitespace()) {
        at += begin;
        let (word, length) = word(line, at)?;
        words.push(word);
        at += length;
    }
    Ok(words)
}

/// The word that begins at a byte, and its length in bytes.
fn word(line: &str, begin: usize) -> Result<(Word<'_>, usize), Fault> {
    let position = |byte: usize| line[..byte].chars().count() + 1;
    let rest = &line[begin..];
    let (without, rest) = match rest.strip_prefix('-') {
        Some(after) if after.starts_with(|c: char| !c.is_whitespace()) => (true, after),
        _ => (false, rest),
    };
    let name = rest.split(|c: char| !c.is_ascii_alphabetic()).next();
    let name = name.filter(|name| !name.is_empty() && rest[name.len()..].starts_with(':'));
    let known = name.and_then(|name| {
        let mut names = QUALIFIERS.into_iter();
        names.find(|known| known.eq_ignore_ascii_case(name))
    });
    if let (Some(name), None) = (name, known) {
        let what = format!("there is no {name}: here; put it in quotes to search for it.");
        let at = position(begin);
        return Err(Fault { at, what });
    }
    let value = known.map_or(rest, |name| &rest[name.len() + 1..]);
    let head = line.len() - begin - value.len();
    let (text, length) = if let Some(inside) = value.strip_prefix('"') {
        let Some((text, length)) = phrase(inside) else {
            let at = position(begin + head);
            let what = "the quote is not closed.".to_owned();
            return Err(Fault { at, what });
        };
        (text, length + 1)
    } else {
        let end = value.find(char::is_whitespace).unwrap_or(value.len());
        (value[..end].to_owned(), end)
    };
    if let Some(name) = known.filter(|_| text.trim().is_empty()) {
        let at = position(begin + head);
        let what = format!("{name}: needs a value right behind it.");
        return Err(Fault { at, what });
    }
    let word = Word {
        at: position(begin),
        without,
        qualifier: known,
        value: text.trim().to_owned(),
    };
    Ok((word, head + length))
}

/// What stands before the closing quote, and the length with it; `\"` and `\\` are characters.
fn phrase(inside: &str) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut characters = inside.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((text, at + 1)),
            '\\' => text.push(characters.next()?.1),
            character => text.push(character),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use app::model::query::{AuditQuery, Query};

    use super::{apply, terms, write};

    /// A line, and the URL that means the same.
    #[track_caller]
    fn check(line: &str, suffix: &str) {
        let mut query = AuditQuery {
            q: line.to_owned(),
            ..AuditQuery::default()
        };
        let moved = apply(&mut query).unwrap();
        assert_eq!(query.suffix(), suffix, "{line}");
        assert_eq!(moved, query.q != line, "{line}");
        // What is written means the same again.
        let written = write(&query);
        let mut again = AuditQuery {
            q: written.clone(),
            ..AuditQuery::default()
        };
        apply(&mut again).unwrap();
        assert_eq!(again.suffix(), suffix, "{line} -> {written}");
    }

    #[track_caller]
    fn refused(line: &str, message: &str) {
        let mut query = AuditQuery {
            q: line.to_owned(),
            token: "okta".to_owned(),
            ..AuditQuery::default()
        };
        let fault = apply(&mut query).unwrap_err();
        assert_eq!(fault.to_string(), message);
        // The rest is as it was.
        assert_eq!((&*query.q, &*query.token), (line, "okta"));
    }

    #[test]
    fn qualifiers_are_the_fields_of_the_form() {
        check("ada lovelace", "?q=ada+lovelace");
        check(
            "outcome:error token:okta-2026 status:4xx \"already exists\"",
            "?q=%22already+exists%22&outcome=error&token=okta-2026&status=4xx",
        );
        check("token:\"Okta prod\" x", "?q=x&token=Okta+prod");
        check(
            "op:user.create range:7d reads:yes",
            "?range=7d&op=user.create&reads=1",
        );
        check("-op:read", "");
        check("OUTCOME:error", "?outcome=error");
        check(
            "-op:user.update -outcome:success -token:\"a b\" -ada",
            "?not=op%3Auser.update&not=outcome%3Asuccess&not=token%3Aa+b&not=text%3Aada",
        );
        check("a-b x\u{a0}y", "?q=a-b+x+y");
        check("\"12:30\" \"-x\"", "?q=%2212%3A30%22+%22-x%22");
        check(
            "-\"urn:ietf\" -\"op:user\"",
            "?not=text%3Aurn%3Aietf&not=text%3Aop%3Auser",
        );
        check(r#"token:"a \"b\" c""#, "?token=a+%22b%22+c");
        check(r#"-"\"""#, "?not=text%3A%22");
    }

    #[test]
    fn days_are_meant_whole() {
        check(
            "created:2026-11-20..2026-11-21",
            "?from=2026-11-20T00%3A00&to=2026-11-22T00%3A00",
        );
        check(
            "created:2026-11-20",
            "?from=2026-11-20T00%3A00&to=2026-11-21T00%3A00",
        );
        check("created:2026-11-20T08:30..", "?from=2026-11-20T08%3A30");
        check("created:..2026-11-21", "?to=2026-11-22T00%3A00");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        refused(
            "ada colour:red",
            "Character 5: there is no colour: here; put it in quotes to search for it.",
        );
        refused("é \"open", "Character 3: the quote is not closed.");
        refused(
            "token: okta",
            "Character 7: token: needs a value right behind it.",
        );
        refused("op:user op:group", "Character 9: op is given twice.");
        refused(
            "range:7d created:2026-11-20",
            "Character 10: created is given twice.",
        );
        refused(
            "x -\"\"",
            "Character 3: there is nothing between the quotes.",
        );
        refused(
            "token:\" \"",
            "Character 7: token: needs a value right behind it.",
        );
        refused(
            "reads:maybe",
            "Character 1: reads cannot be \"maybe\"; write reads:yes or reads:no.",
        );
        refused(
            &"a ".repeat(21),
            "Character 41: there are more than 20 words.",
        );
        refused(
            "outcome:bad",
            "Character 1: outcome cannot be \"bad\"; write outcome:error, success, no_change, \
             client_error, server_error or denied.",
        );
        refused(
            "-range:7d",
            "Character 1: range cannot be ruled out with -.",
        );
        refused(
            "created:yesterday",
            "Character 1: created cannot be \"yesterday\"; write created:2026-11-20..2026-11-21 \
             or created:2026-11-20T08:00...",
        );
        refused(
            "op:read",
            "Character 1: reads:yes shows reads; op:read alone is not possible.",
        );
    }

    #[test]
    fn words_and_phrases_are_terms() {
        assert_eq!(
            terms("ada \"already exists\"  x"),
            ["ada", "already exists", "x"]
        );
        assert!(terms("").is_empty());
    }
}
