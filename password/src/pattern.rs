//! What a guesser tries beside words: repetition, and rows of the alphabet and the keyboard.

/// Keys that lie beside each other, in the order of the most common keyboards.
const ROWS: [&str; 6] = [
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "yxcvbnm",
];

/// Whether there are so many different characters, or more.
pub(crate) fn has_different(text: &[char], least: usize) -> bool {
    let mut seen = Vec::with_capacity(least);
    for character in text {
        if seen.len() == least {
            break;
        }
        if !seen.contains(character) {
            seen.push(*character);
        }
    }
    seen.len() == least
}

/// Whether the text is a shorter one, over and over.
pub(crate) fn is_repetition(text: &[char]) -> bool {
    (1..=text.len() / 2).any(|period| {
        let mut pairs = text.iter().zip(&text[period..]);
        pairs.all(|(one, other)| one == other)
    })
}

/// How many characters follow from the one before: the same again, the next or previous one of
/// the alphabet, or its neighbour on the keyboard.
pub(crate) fn steps(text: &[char]) -> usize {
    let pairs = text.windows(2);
    pairs.filter(|pair| follows(pair[0], pair[1])).count()
}

fn follows(one: char, next: char) -> bool {
    let distance = u32::from(one).abs_diff(u32::from(next));
    if distance == 0 || (distance == 1 && one.is_alphanumeric()) {
        return true;
    }
    ROWS.iter().any(|row| {
        let place = |key| row.chars().position(|other| other == key);
        match (place(one), place(next)) {
            (Some(one), Some(next)) => one.abs_diff(next) == 1,
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{has_different, is_repetition, steps};

    #[track_caller]
    fn check(text: &str, expected: usize) {
        let text: Vec<char> = text.chars().collect();
        assert_eq!(steps(&text), expected, "{text:?}");
    }

    #[test]
    fn neighbours_are_steps_and_words_have_few() {
        check("", 0);
        check("abcd", 3);
        check("dcba", 3);
        check("qwert", 4);
        check("0987", 3);
        check("aaaa", 3);
        check("walrus", 0);
    }

    #[test]
    fn different_characters_are_counted_as_far_as_is_asked() {
        let has = |text: &str, least| has_different(&text.chars().collect::<Vec<_>>(), least);
        assert!(has("", 0));
        assert!(has("abca", 3));
        assert!(!has("abca", 4));
        assert!(!has("", 1));
    }

    #[test]
    fn a_text_that_is_one_over_and_over_is_a_repetition() {
        let is = |text: &str| is_repetition(&text.chars().collect::<Vec<_>>());
        assert!(is("abcabcab"));
        assert!(is("aaaa"));
        assert!(!is("abcdefab"));
        assert!(!is(""));
    }
}
