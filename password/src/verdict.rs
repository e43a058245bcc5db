//! What is refused, and how good the rest is.

use crate::pattern;

/// Characters at least.
pub const SHORTEST: usize = 12;
/// Bytes at most: enough for any passphrase, not enough to be a burden.
pub const LONGEST: usize = 1_024;

/// A word of the context counts from so many characters on: shorter ones are in many words.
const SHORTEST_WORD: usize = 4;
/// Characters that must be left when the words of the context are taken out.
const LEAST_BESIDES: usize = 8;
/// Different characters at least.
const LEAST_DIFFERENT: usize = 5;
/// Guessable steps from one character to the next, of all of them, at most: three quarters.
const MOST_STEPS: (usize, usize) = (3, 4);
/// From so many characters on that are no guessable step a password is strong.
const STRONG: usize = 18;

/// What a guesser knows of the account.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'c> {
    /// The account's e-mail address.
    pub email: &'c str,
    /// Names of tenants that the account is to be in.
    pub names: &'c [&'c str],
}

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// So many characters are missing.
    Short(usize),
    /// It has more than [`LONGEST`] bytes.
    Long,
    /// It is little more than the account's own address.
    Address,
    /// It is little more than the name of the tenant, or Rollcall's.
    Name,
    /// It repeats itself, or follows the alphabet or the keyboard.
    Pattern,
}

/// How good a password is that is not refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// Good enough.
    Good,
    /// Better than is asked for.
    Strong,
}

/// Judges a password by itself and by its context. Whether it is among those that everybody tries
/// first is for whoever has the list.
///
/// # Errors
/// The first reason to refuse it.
pub fn rate(text: &str, context: &Context<'_>) -> Result<Strength, Weakness> {
    let length = text.chars().count();
    if length < SHORTEST {
        return Err(Weakness::Short(SHORTEST - length));
    }
    if text.len() > LONGEST {
        return Err(Weakness::Long);
    }
    let folded: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
    if is_little_besides(&folded, &of_address(context.email)) {
        return Err(Weakness::Address);
    }
    if is_little_besides(&folded, &of_names(context.names)) {
        return Err(Weakness::Name);
    }
    let steps = pattern::steps(&folded);
    let (part, whole) = MOST_STEPS;
    if !pattern::has_different(&folded, LEAST_DIFFERENT)
        || pattern::is_repetition(&folded)
        || steps * whole > folded.len() * part
    {
        return Err(Weakness::Pattern);
    }
    if folded.len() - steps >= STRONG {
        Ok(Strength::Strong)
    } else {
        Ok(Strength::Good)
    }
}

/// The address, and what stands before and behind its `@`.
fn of_address(email: &str) -> Vec<Vec<char>> {
    let email = email.trim();
    let (local, domain) = email.split_once('@').unwrap_or((email, ""));
    words([email, local, domain].into_iter().chain(domain.split('.')))
}

/// Rollcall's name and those of the tenants, whole and by their words.
fn of_names(names: &[&str]) -> Vec<Vec<char>> {
    let parts = names.iter().flat_map(|name| name.split_whitespace());
    words(
        ["rollcall"]
            .into_iter()
            .chain(names.iter().copied())
            .chain(parts),
    )
}

/// Folded words that are long enough to count, the longest first.
fn words<'w>(texts: impl Iterator<Item = &'w str>) -> Vec<Vec<char>> {
    let folded = texts.map(|text| {
        text.chars()
            .flat_map(char::to_lowercase)
            .collect::<Vec<_>>()
    });
    let mut words: Vec<Vec<char>> = Vec::new();
    for word in folded.filter(|word| word.len() >= SHORTEST_WORD) {
        let behind = words.partition_point(|other| other.len() >= word.len());
        words.insert(behind, word);
    }
    words
}

/// Whether the text has one of the words and is hardly more than them.
fn is_little_besides(text: &[char], words: &[Vec<char>]) -> bool {
    let mut left = text.to_vec();
    for word in words {
        while let Some(at) = find(&left, word) {
            left.drain(at..at + word.len());
        }
    }
    left.len() < text.len() && left.len() < LEAST_BESIDES
}

fn find(text: &[char], word: &[char]) -> Option<usize> {
    text.windows(word.len()).position(|window| window == word)
}

#[cfg(test)]
mod tests {
    use super::{Context, Strength, Weakness, rate};

    #[track_caller]
    fn check(password: &str, expected: Result<Strength, Weakness>) {
        let context = Context {
            email: "Ada.Lovelace@acme.example",
            names: &["Acme Inc", "Difference Engines"],
        };
        assert_eq!(rate(password, &context), expected, "{password}");
    }

    #[test]
    fn a_password_is_long_enough_and_no_longer_than_anybody_types() {
        check("", Err(Weakness::Short(12)));
        check("quilted l", Err(Weakness::Short(3)));
        check("ääääöööößßß", Err(Weakness::Short(1)));
        check(&"quilted lantern ".repeat(70), Err(Weakness::Long));
    }

    #[test]
    fn the_address_is_no_password() {
        check("ada.lovelace@acme.example", Err(Weakness::Address));
        check("ADA.LOVELACE", Err(Weakness::Address));
        check("ada.lovelace2026", Err(Weakness::Address));
        check("ada.lovelace walks seven walruses", Ok(Strength::Strong));
    }

    #[test]
    fn neither_is_the_name_of_the_tenant_or_of_rollcall() {
        check("Rollcall2026!", Err(Weakness::Name));
        check("rollcallrollcall", Err(Weakness::Name));
        check("differenceengines", Err(Weakness::Name));
        check("Engines Engines 1", Err(Weakness::Name));
        check("engines hum here", Ok(Strength::Good));
    }

    #[test]
    fn what_repeats_itself_or_follows_a_row_is_refused() {
        for password in [
            "aaaaaaaaaaaaaa",
            "abababababab",
            "abc1abc1abc1",
            "abcdefghijklmnop",
            "987654321098",
            "qwertyuiopasdf",
            "aaaabbbbccccdddd",
        ] {
            check(password, Err(Weakness::Pattern));
        }
    }

    #[test]
    fn a_few_words_are_good_and_some_more_strong() {
        check("seven walrus", Ok(Strength::Good));
        check("four unrelated words", Ok(Strength::Good));
        check("quilted lantern over 73 rivers", Ok(Strength::Strong));
    }
}
