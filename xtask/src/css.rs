//! The style sheet, without what only its authors need.

/// Removes comments and every space whose absence cannot change the meaning: runs of white
/// space become one space, and none stays next to `{`, `}` or `;`. Strings are left alone.
pub(crate) fn minify(css: &str) -> String {
    let mut small = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(next) = rest.chars().next() {
        if rest.starts_with("/*") {
            rest = rest.split_once("*/").map_or("", |(_, after)| after);
            space(&mut small);
        } else if next == '"' || next == '\'' {
            let (string, after) = rest.split_at(string_length(rest, next));
            small.push_str(string);
            rest = after;
        } else if next.is_ascii_whitespace() {
            space(&mut small);
            rest = &rest[1..];
        } else {
            punctuated(&mut small, next);
            rest = &rest[next.len_utf8()..];
        }
    }
    small.truncate(small.trim_end().len());
    small
}

fn space(small: &mut String) {
    if !small.is_empty() && !small.ends_with([' ', '{', '}', ';']) {
        small.push(' ');
    }
}

fn punctuated(small: &mut String, next: char) {
    if matches!(next, '{' | '}' | ';') && small.ends_with(' ') {
        small.pop();
    }
    if next == '}' && small.ends_with(';') {
        small.pop();
    }
    small.push(next);
}

/// The length of the string that `text` begins with, both quotes included.
fn string_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (index, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if letter == quote => return index + letter.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::minify;

    #[track_caller]
    fn check(css: &str, expected: &str) {
        assert_eq!(minify(css), expected);
    }

    #[test]
    fn comments_and_white_space_go() {
        check(
            "/* tokens */\n:root {\n  --gap: 4px;\n}\n",
            ":root{--gap: 4px}",
        );
        check(
            "a { color : red ; } b { top: 0 }",
            "a{color : red}b{top: 0}",
        );
    }

    #[test]
    fn a_space_that_has_a_meaning_stays() {
        check(".a .b { margin: 0  auto }", ".a .b{margin: 0 auto}");
        check(
            "@media (width > 1px) and (hover) {}",
            "@media (width > 1px) and (hover){}",
        );
        check("a/* x */b {}", "a b{}");
    }

    #[test]
    fn strings_are_left_alone() {
        check(
            r#"a::after { content: "; /* \" */ }" }"#,
            r#"a::after{content: "; /* \" */ }"}"#,
        );
        check("a { content: 'é  ä' }", "a{content: 'é  ä'}");
    }
}
