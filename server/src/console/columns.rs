//! Which columns of a list its reader has chosen. The browser remembers them.

use app::model::columns::{ListColumn, NAME};
use http::HeaderMap;
use tower_sessions::cookie::time::Duration;

use super::cookies;

/// The cookie of the list of users.
pub(super) const OF_USERS: &str = "user_columns";
/// The cookie of the list of groups.
pub(super) const OF_GROUPS: &str = "group_columns";
/// How long a choice is remembered.
const REMEMBERED: Duration = Duration::days(365);

/// The columns that are shown: those that the address names, else those that are remembered.
pub(super) fn shown<C: ListColumn>(
    asked: Option<&[C]>,
    headers: &HeaderMap,
    cookie: &str,
) -> Vec<C> {
    if let Some(asked) = asked {
        return asked.to_vec();
    }
    match cookies::value(headers, cookie) {
        Some(words) => C::arranged(&words.split('.').filter_map(C::find).collect::<Vec<_>>()),
        None => C::USUAL.to_vec(),
    }
}

/// Lets the browser remember a choice.
pub(super) fn remember<C: ListColumn>(
    headers: &mut HeaderMap,
    cookie: &'static str,
    chosen: &[C],
    secure: bool,
) {
    let words = chosen.iter().map(|column| column.word());
    let words: Vec<&str> = std::iter::once(NAME).chain(words).collect();
    cookies::set(headers, cookie, &words.join("."), REMEMBERED, secure);
}

#[cfg(test)]
mod tests {
    use app::model::columns::{ListColumn, UserColumn};
    use http::header::{COOKIE, SET_COOKIE};
    use http::{HeaderMap, HeaderValue};

    use super::{OF_USERS, remember, shown};

    #[test]
    fn what_is_remembered_is_shown_until_something_else_is_asked_for() {
        use UserColumn::{Changed, Source};
        let mut answer = HeaderMap::new();
        remember(&mut answer, OF_USERS, &[Source, Changed], true);
        let cookie = answer[SET_COOKIE].to_str().unwrap();
        let sent = cookie.split(';').next().unwrap();
        let mut headers = HeaderMap::new();
        assert_eq!(
            shown::<UserColumn>(None, &headers, OF_USERS),
            UserColumn::USUAL
        );
        headers.insert(COOKIE, HeaderValue::from_str(sent).unwrap());
        assert_eq!(
            shown::<UserColumn>(None, &headers, OF_USERS),
            [Source, Changed]
        );
        assert_eq!(shown(Some(&[Changed]), &headers, OF_USERS), [Changed]);
    }

    #[test]
    fn a_cookie_that_nobody_wrote_is_no_harm() {
        for (value, expected) in [
            ("user_columns=name", vec![]),
            ("user_columns=", vec![]),
            (
                "user_columns=shoes.changed.changed",
                vec![UserColumn::Changed],
            ),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, HeaderValue::from_static(value));
            assert_eq!(
                shown::<UserColumn>(None, &headers, OF_USERS),
                expected,
                "{value}"
            );
        }
    }
}
