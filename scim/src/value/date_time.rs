//! Points in time as clients write them (RFC 7643 §2.3.5).

use chrono::{DateTime, NaiveDateTime, Utc};

/// Reads an xsd:dateTime: any number of fractional digits, any offset, UTC when it has none.
pub(crate) fn date_time(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.to_utc());
    }
    if let Some(repaired) = plus_for_space(text) {
        return DateTime::parse_from_rfc3339(&repaired)
            .ok()
            .map(|time| time.to_utc());
    }
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f")
        .ok()
        .map(|time| time.and_utc())
}

/// A `+` that was not percent-encoded in a URL arrives as a space: `04:42:34 02:00`.
fn plus_for_space(text: &str) -> Option<String> {
    let (time, offset) = text.rsplit_once(' ')?;
    (time.contains('T') && offset.len() == 5).then(|| format!("{time}+{offset}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(
            date_time(text).map(|t| t.to_rfc3339()).as_deref(),
            expected,
            "{text}"
        );
    }

    #[test]
    fn fractions_and_offsets_are_read() {
        check("2011-05-13T04:42:34Z", Some("2011-05-13T04:42:34+00:00"));
        check(
            "2011-05-13T04:42:34.1234567Z",
            Some("2011-05-13T04:42:34.123456700+00:00"),
        );
        check(
            "2011-05-13T06:42:34+02:00",
            Some("2011-05-13T04:42:34+00:00"),
        );
        check(
            "2011-05-13T06:42:34 02:00",
            Some("2011-05-13T04:42:34+00:00"),
        );
        check("2011-05-13T04:42:34", Some("2011-05-13T04:42:34+00:00"));
    }

    #[test]
    fn anything_else_is_not_a_time() {
        for text in [
            "",
            "2011-05-13",
            "now",
            "2011-13-13T04:42:34Z",
            "1305261754",
        ] {
            check(text, None);
        }
    }
}
