//! Points in time, as text.

use std::ops::Range;

/// One point in time, formatted by the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Instant {
    /// RFC 3339 with milliseconds and `Z`, for the `datetime` attribute: `2026-11-21T02:14:07.123Z`.
    pub iso: String,
    /// For reading, always UTC, without the zone label: `2026-11-21 02:14:07`.
    pub utc: String,
    /// Relative to the moment of the answer: `just now`, `40 s ago`, `3 min ago`, `5 h ago`,
    /// `2 d ago`, then the date; for the future `in 6 days`.
    pub relative: String,
}

impl Instant {
    /// The date alone: `2026-11-21`.
    pub fn date(&self) -> &str {
        self.utc.split(' ').next().unwrap_or_default()
    }

    /// The time of day alone: `02:14:07`.
    pub fn clock(&self) -> &str {
        self.utc.split(' ').nth(1).unwrap_or_default()
    }

    /// To the minute: `2026-11-21 02:14`.
    pub fn minute(&self) -> &str {
        self.utc.get(..16).unwrap_or(&self.utc)
    }
}

/// The day of the week of the date that a text begins with, `2026-11-21`: Monday is 0.
pub fn weekday(text: &str) -> Option<usize> {
    /// What each month adds, where a year begins in March.
    const SHIFT: [usize; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let number = |range: Range<usize>| text.get(range)?.parse::<usize>().ok();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let shift = SHIFT.get(month.checked_sub(1)?)?;
    let year = year.checked_sub(usize::from(month < 3))?;
    let days = year + year / 4 - year / 100 + year / 400 + shift + day;
    // Sunday would be 0.
    Some((days + 6) % 7)
}

#[cfg(test)]
mod tests {
    use super::weekday;

    #[test]
    fn the_day_of_the_week_is_that_of_the_calendar() {
        for (date, expected) in [
            ("2026-11-21", Some(5)),
            ("2026-11-22 23:59:59", Some(6)),
            ("2026-11-23", Some(0)),
            ("2024-02-29", Some(3)),
            ("2024-03-01", Some(4)),
            ("2000-02-29", Some(1)),
            ("1970-01-01", Some(3)),
            ("2026-13-01", None),
            ("2026-00-01", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(weekday(date), expected, "{date}");
        }
    }
}
