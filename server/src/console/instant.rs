//! Points in time as the console shows them: absolute, in UTC, and relative to the answer.

use app::model::Instant;
use app::text::time as words;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

/// Formats a moment for reading, seen from `now`.
pub(super) fn instant(at: DateTime<Utc>, now: DateTime<Utc>) -> Instant {
    Instant {
        iso: at.to_rfc3339_opts(SecondsFormat::Millis, true),
        utc: at.format("%Y-%m-%d %H:%M:%S").to_string(),
        relative: relative(at, now),
    }
}

/// Whole days until `at`, rounded down: negative when it is past.
pub(super) fn days_left(at: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    (at - now).num_seconds().div_euclid(86_400)
}

fn relative(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let passed = now - at;
    if passed.abs() < TimeDelta::seconds(10) {
        return words::NOW.to_owned();
    }
    if passed.abs() >= TimeDelta::days(30) {
        return at.format("%Y-%m-%d").to_string();
    }
    let (unit, count) = span(passed.abs());
    if passed > TimeDelta::zero() {
        words::past(unit, count)
    } else {
        words::ahead(unit, count)
    }
}

/// The largest unit that fits, by its place among those that have words, and how often it does.
fn span(delta: TimeDelta) -> (usize, i64) {
    let counts = [
        delta.num_seconds(),
        delta.num_minutes(),
        delta.num_hours(),
        delta.num_days(),
    ];
    let largest = counts.iter().rposition(|count| *count > 0);
    let unit = largest.unwrap_or_default();
    (unit, counts[unit])
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::{days_left, instant};

    fn now() -> DateTime<Utc> {
        "2026-11-21T02:14:07.123Z".parse().unwrap()
    }

    fn check(seconds_ago: i64, expected: &str) {
        assert_eq!(
            instant(now() - TimeDelta::seconds(seconds_ago), now()).relative,
            expected
        );
    }

    #[test]
    fn a_moment_is_absolute_utc_and_iso_with_milliseconds() {
        let shown = instant(now(), now());
        assert_eq!(shown.iso, "2026-11-21T02:14:07.123Z");
        assert_eq!(shown.utc, "2026-11-21 02:14:07");
    }

    #[test]
    fn relative_words_take_the_largest_unit_that_fits() {
        check(0, "just now");
        check(9, "just now");
        check(10, "10 s ago");
        check(59, "59 s ago");
        check(60, "1 min ago");
        check(3_599, "59 min ago");
        check(3_600, "1 h ago");
        check(86_400, "1 d ago");
        check(29 * 86_400, "29 d ago");
        check(30 * 86_400, "2026-10-22");
    }

    #[test]
    fn the_future_is_said_in_days() {
        check(-6 * 86_400, "in 6 days");
        check(-86_400, "in 1 day");
        check(-7_200, "in 2 h");
        check(-40 * 86_400, "2026-12-31");
    }

    #[test]
    fn days_left_are_rounded_down_and_negative_when_past() {
        assert_eq!(days_left(now() + TimeDelta::hours(20), now()), 0);
        assert_eq!(days_left(now() + TimeDelta::hours(49), now()), 2);
        assert_eq!(days_left(now() - TimeDelta::hours(1), now()), -1);
    }
}
