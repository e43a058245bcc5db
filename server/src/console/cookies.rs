//! Cookies of the console other than the session's.

use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue};
use tower_sessions::cookie::time::Duration;
use tower_sessions::cookie::{Cookie, SameSite};

/// A cookie's value, as the browser sent it.
pub(super) fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// Sets a cookie that no script and no other host reads.
pub(super) fn set(
    headers: &mut HeaderMap,
    name: &'static str,
    value: &str,
    age: Duration,
    secure: bool,
) {
    let cookie = Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(secure)
        .max_age(age)
        .build();
    if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
        headers.append(SET_COOKIE, value);
    }
}

/// Takes a cookie back.
///
/// A browser lets go of a `__Host-` cookie only when told so with the attributes it was set with.
pub(super) fn remove(headers: &mut HeaderMap, name: &'static str, secure: bool) {
    set(headers, name, "", Duration::ZERO, secure);
}

#[cfg(test)]
mod tests {
    use http::header::{COOKIE, SET_COOKIE};
    use http::{HeaderMap, HeaderValue};

    use super::{remove, value};

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("a=1; theme=dark;b=x=y"));
        headers.append(COOKIE, HeaderValue::from_static("c=3"));
        assert_eq!(value(&headers, "theme"), Some("dark"));
        assert_eq!(value(&headers, "b"), Some("x=y"));
        assert_eq!(value(&headers, "c"), Some("3"));
        assert_eq!(value(&headers, "heme"), None);
    }

    #[test]
    fn a_host_cookie_is_taken_back_with_its_attributes() {
        let mut headers = HeaderMap::new();
        remove(&mut headers, "__Host-rollcall", true);
        assert_eq!(
            headers[SET_COOKIE],
            "__Host-rollcall=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0"
        );
    }
}
