//! Times on the command line: `90d`, `2s`, `never`.

use std::time::Duration;

use directory::tokens::Expiry;

/// How long a token lives: `90d`, `2s`, `never`.
pub(super) fn expiry(text: &str) -> Result<Expiry, String> {
    if text == "never" {
        return Ok(Expiry::Never);
    }
    let form = || "write a number with s, m, h, d or y, such as 90d, or never".to_owned();
    span(text).map(Expiry::After).ok_or_else(form)
}

/// How long an old token goes on: `24h`, `7d`, `0`.
pub(super) fn overlap(text: &str) -> Result<Duration, String> {
    if text == "0" {
        return Ok(Duration::ZERO);
    }
    let form = || "write a number with s, m, h or d, such as 24h, or 0 for none".to_owned();
    span(text).ok_or_else(form)
}

/// A number with its unit.
fn span(text: &str) -> Option<Duration> {
    let unit = text.chars().next_back()?;
    let number: u64 = text[..text.len() - unit.len_utf8()].parse().ok()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        'y' => 365 * 24 * 60 * 60,
        _ => return None,
    };
    number.checked_mul(seconds).map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use directory::tokens::Expiry;

    use super::{expiry, overlap};

    #[test]
    fn a_lifetime_is_a_number_with_a_unit_or_never() {
        assert_eq!(expiry("2s"), Ok(Expiry::After(Duration::from_secs(2))));
        assert_eq!(
            expiry("90d"),
            Ok(Expiry::After(Duration::from_hours(90 * 24)))
        );
        assert_eq!(expiry("never"), Ok(Expiry::Never));
        for text in [
            "",
            "d",
            "90",
            "90 d",
            "-1d",
            "1.5h",
            "9w",
            "1é",
            "99999999999999999y",
        ] {
            assert!(expiry(text).is_err(), "{text}");
        }
    }
    #[test]
    fn an_overlap_is_a_number_with_a_unit_or_nothing() {
        assert_eq!(overlap("0"), Ok(Duration::ZERO));
        assert_eq!(overlap("24h"), Ok(Duration::from_hours(24)));
        for text in ["", "never", "24", "-1h", "h"] {
            assert!(overlap(text).is_err(), "{text}");
        }
    }
}
