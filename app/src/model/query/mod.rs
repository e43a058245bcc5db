//! The query string of each list page, typed. The URL is the state: a query is parsed
//! from it, handed back to the page, and written again into every link of the page.

mod audit;
mod channel;
mod directory;
mod range;

pub use audit::{AuditQuery, MOST_RULED_OUT, OutcomeFilter, RULED_OUT, StatusClass};
pub use channel::Channel;
pub use directory::{GroupSort, GroupsQuery, MembersQuery, ThenQuery, UserSort, UsersQuery};
pub use range::Range;

/// A page's query parameters.
pub trait Query: Default + Clone {
    /// Takes one parameter; `Err` when the value is none of the possible ones.
    fn set(&mut self, name: &str, value: &str) -> Result<(), InvalidValue>;

    /// The parameters that differ from the default, in a fixed order.
    fn pairs(&self) -> Vec<(&'static str, String)>;

    /// Reads a raw query string. Unknown parameters are dropped silently; known ones with an
    /// impossible value keep their default and are named, for [`super::Flash::QueryIgnored`].
    fn parse(raw: &str) -> (Self, Vec<String>) {
        let mut query = Self::default();
        let mut ignored = Vec::new();
        for (name, value) in form_urlencoded::parse(raw.as_bytes()) {
            let value = value.trim();
            if !value.is_empty() && query.set(&name, value).is_err() {
                ignored.push(name.into_owned());
            }
        }
        (query, ignored)
    }

    /// The query string with its `?`, or nothing when all is default.
    fn suffix(&self) -> String {
        let pairs = self.pairs();
        if pairs.is_empty() {
            return String::new();
        }
        let encoded = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        format!("?{encoded}")
    }
}

/// A known parameter with a value that is not one of its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidValue;

/// Longest cursor that is looked at.
const CURSOR_MAX: usize = 512;

fn cursor(value: &str) -> Result<Option<String>, InvalidValue> {
    let plain = value
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-_.~:=".contains(&byte));
    if plain && value.len() <= CURSOR_MAX {
        Ok(Some(value.to_owned()))
    } else {
        Err(InvalidValue)
    }
}

fn flag(value: &str) -> Result<bool, InvalidValue> {
    match value {
        "1" | "true" => Ok(true),
        "0" | "false" => Ok(false),
        _ => Err(InvalidValue),
    }
}

fn push(pairs: &mut Vec<(&'static str, String)>, name: &'static str, value: &str) {
    if !value.is_empty() {
        pairs.push((name, value.to_owned()));
    }
}

fn push_cursor(pairs: &mut Vec<(&'static str, String)>, cursor: Option<&String>) {
    if let Some(cursor) = cursor {
        pairs.push(("cursor", cursor.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check<Q: Query + PartialEq + std::fmt::Debug>(raw: &str, suffix: &str, ignored: &[&str]) {
        let (query, dropped) = Q::parse(raw);
        assert_eq!(query.suffix(), suffix);
        assert_eq!(dropped, ignored);
        assert_eq!(
            Q::parse(suffix.trim_start_matches('?')),
            (query, Vec::new())
        );
    }

    #[test]
    fn a_query_without_parameters_has_no_suffix() {
        check::<UsersQuery>("", "", &[]);
        check::<AuditQuery>("range=24h&outcome=&reads=0", "", &[]);
    }

    #[test]
    fn a_query_is_written_as_it_was_read() {
        check::<UsersQuery>(
            "filter=active+eq+true&q=ada%20l&sort=-changed&limit=100&active=false",
            "?q=ada+l&filter=active+eq+true&active=false&sort=-changed&limit=100",
            &[],
        );
        check::<UsersQuery>("status=deleted&q=a", "?q=a&status=deleted", &[]);
        check::<UsersQuery>(
            "source=okta&group=7&col=changed&col=name&col=groups&col=groups",
            "?group=7&source=okta&col=name&col=groups&col=changed",
            &[],
        );
        check::<GroupsQuery>("col=name&source=a+b", "?source=a+b&col=name", &[]);
        check::<GroupsQuery>("col=shoes", "", &["col"]);
        check::<GroupsQuery>("q=eng&cursor=abc", "?q=eng&cursor=abc", &[]);
        check::<AuditQuery>(
            "reads=1&outcome=error&op=user.create&status=4xx&token=okta&range=7d",
            "?range=7d&outcome=error&op=user.create&token=okta&status=4xx&reads=1",
            &[],
        );
    }

    #[test]
    fn impossible_values_fall_back_and_are_named() {
        check::<UsersQuery>(
            "limit=7&sort=shoe&active=maybe&status=gone",
            "",
            &["limit", "sort", "active", "status"],
        );
        check::<AuditQuery>("range=1y&status=9xx", "", &["range", "status"]);
        check::<UsersQuery>("cursor=%3Cscript%3E", "", &["cursor"]);
    }

    #[test]
    fn unknown_parameters_are_dropped() {
        check::<GroupsQuery>("utm_source=x&q=a", "?q=a", &[]);
    }

    #[test]
    fn bounds_make_a_custom_range() {
        check::<AuditQuery>(
            "from=2026-11-20T18%3A00&to=2026-11-21T02%3A00",
            "?from=2026-11-20T18%3A00&to=2026-11-21T02%3A00",
            &[],
        );
    }
}
