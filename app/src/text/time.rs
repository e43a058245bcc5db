//! Points in time. The browser goes on with the same words: each list stands in the foot of every
//! page, and `frontend/times.js` counts.

use crate::model::time::weekday;

/// Of what passed or will pass less than ten seconds away.
pub const NOW: &str = "just now";
/// What has passed: seconds, minutes, hours, days.
pub const PAST: [&str; 4] = ["{n} s ago", "{n} min ago", "{n} h ago", "{n} d ago"];
/// What will pass: seconds, minutes, hours, one day, several.
pub const AHEAD: [&str; 5] = [
    "in {n} s",
    "in {n} min",
    "in {n} h",
    "in {n} day",
    "in {n} days",
];

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// So many of the unit of that place in [`PAST`].
pub fn past(unit: usize, count: i64) -> String {
    counted(PAST.get(unit), count)
}

/// So many of the unit of that place in [`PAST`], which are still to come.
pub fn ahead(unit: usize, count: i64) -> String {
    let several_days = unit + 1 == PAST.len() && count > 1;
    counted(AHEAD.get(unit + usize::from(several_days)), count)
}

fn counted(words: Option<&&str>, count: i64) -> String {
    let words = words.copied().unwrap_or_default();
    words.replace("{n}", &count.to_string())
}

/// A time that begins with its date, with the day of the week before it: `Sat 2026-11-21 02:14:07 UTC`.
pub fn with_weekday(time: &str) -> String {
    match weekday(time).and_then(|day| WEEKDAYS.get(day)) {
        Some(day) => format!("{day} {time}"),
        None => time.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{ahead, past, with_weekday};

    #[test]
    fn one_day_ahead_is_not_several() {
        assert_eq!(
            (ahead(3, 1), ahead(3, 6)),
            ("in 1 day".to_owned(), "in 6 days".to_owned())
        );
        assert_eq!(
            (ahead(2, 5), past(3, 1)),
            ("in 5 h".to_owned(), "1 d ago".to_owned())
        );
    }

    #[test]
    fn the_day_of_the_week_goes_before_the_date() {
        assert_eq!(
            with_weekday("2026-11-21 02:14:07 UTC"),
            "Sat 2026-11-21 02:14:07 UTC"
        );
        assert_eq!(with_weekday("soon"), "soon");
    }
}
