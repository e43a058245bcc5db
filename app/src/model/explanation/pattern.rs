//! Messages by their pattern: `userName {value} already exists`.

/// What stands at the names of a pattern in a text that begins like it; `None` where it does not.
/// An empty pattern fits everything.
pub(super) fn read(pattern: &'static str, text: &str) -> Option<Vec<(&'static str, String)>> {
    let mut values = Vec::new();
    let mut rest = text;
    let mut name: Option<&'static str> = None;
    let mut pattern = pattern;
    loop {
        let (literal, next) = match pattern.split_once('{') {
            Some((literal, after)) => (literal, after.split_once('}')),
            None => (pattern, None),
        };
        match name {
            None => rest = rest.strip_prefix(literal)?,
            Some(name) if literal.is_empty() => {
                values.push((name, rest.to_owned()));
                rest = "";
            }
            Some(name) => {
                let (value, after) = rest.split_once(literal)?;
                values.push((name, value.to_owned()));
                rest = after;
            }
        }
        let Some((found, after)) = next else {
            return Some(values);
        };
        (name, pattern) = (Some(found), after);
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_pattern_finds_what_stands_at_its_names() {
        let check = |pattern: &'static str, text: &str, expected: Option<&[(&str, &str)]>| {
            let found = read(pattern, text);
            let found: Option<Vec<(&str, &str)>> = found
                .as_ref()
                .map(|values| values.iter().map(|(n, v)| (*n, v.as_str())).collect());
            assert_eq!(found.as_deref(), expected, "{pattern}: {text}");
        };
        check("", "anything", Some(&[]));
        check("the token", "the token expired", Some(&[]));
        check("the token", "no token", None);
        check(
            "userName {value} already exists",
            "userName \"ada\" already exists in this tenant: update that user",
            Some(&[("value", "\"ada\"")]),
        );
        check(
            "{attribute} must be {wanted}, not {found}",
            "active must be true or false, not a number",
            Some(&[
                ("attribute", "active"),
                ("wanted", "true or false"),
                ("found", "a number"),
            ]),
        );
        check("{attribute} is required", "userName is odd", None);
        check(
            "expired on {day}",
            "expired on 2026",
            Some(&[("day", "2026")]),
        );
    }
}
