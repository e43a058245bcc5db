//! The words of a query line: where each begins, what qualifies it, what stands in its quotes.

/// What is wrong with a line, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::console) struct Fault {
    /// The character, counted from 1.
    pub(super) at: usize,
    pub(super) what: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Character {}: {}", self.at, self.what)
    }
}

/// The longest line, in bytes.
const LONGEST: usize = 4 << 10;

/// What a word can be qualified by.
const QUALIFIERS: [&str; 13] = [
    "outcome", "op", "resource", "id", "token", "actor", "status", "ip", "channel", "request",
    "range", "reads", "created",
];

/// One word of a line, or a phrase in quotes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) at: usize,
    pub(super) without: bool,
    pub(super) qualifier: Option<&'static str>,
    pub(super) value: String,
}

/// Takes a line apart.
pub(super) fn words(line: &str) -> Result<Vec<Word>, Fault> {
    if line.len() > LONGEST {
        let what = format!("the line is longer than {LONGEST} bytes.");
        return Err(Fault { at: 1, what });
    }
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
fn word(line: &str, begin: usize) -> Result<(Word, usize), Fault> {
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
