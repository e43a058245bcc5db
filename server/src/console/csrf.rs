//! Requests made by other sites in a signed-in person's name are refused.
//!
//! Three fences: the session cookie is `SameSite=Lax`; every unsafe request must come from this
//! origin (here); every form of a signed-in person carries its session's token ([`same`]).
//! The sign-in form has no session yet, and stands behind the first two.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{HOST, ORIGIN};
use http::{HeaderMap, Method};

use super::failure::Failure;
use crate::state::AppState;

/// Middleware: refuses unsafe methods that a browser says come from elsewhere.
pub(super) async fn refuse_other_sites(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if safe || from_here(request.headers(), state.directory().public_url()) {
        return next.run(request).await;
    }
    Failure::cross_site().into_response()
}

/// Whether the request comes from a page of ours, or from something that is no browser.
///
/// Every current browser sends `Sec-Fetch-Site` or `Origin` with a POST. A client that sends
/// neither carries no cookies that somebody else could borrow.
fn from_here(headers: &HeaderMap, public_url: &str) -> bool {
    let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    if !matches!(
        header("sec-fetch-site"),
        None | Some("same-origin" | "none")
    ) {
        return false;
    }
    let Some(origin) = header(ORIGIN.as_str()) else {
        return true;
    };
    if origin.eq_ignore_ascii_case(origin_of(public_url)) {
        return true;
    }
    // Reached under another name than the public one (a port forward, `localhost`): the page
    // that was served there has that name in both headers.
    let host = header(HOST.as_str()).unwrap_or("");
    let authority = origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"));
    !host.is_empty() && authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
}

/// Scheme and authority of a URL: what a browser calls its origin.
fn origin_of(url: &str) -> &str {
    let authority = url.find("://").map_or(0, |scheme| scheme + 3);
    url[authority..]
        .find('/')
        .map_or(url, |path| &url[..authority + path])
}

/// Compares a form's token with the session's, in time that does not tell how much of it fits.
pub(super) fn same(sent: &str, expected: &str) -> bool {
    let differing = sent
        .bytes()
        .zip(expected.bytes())
        .fold(0, |differing, (a, b)| differing | (a ^ b));
    !expected.is_empty() && sent.len() == expected.len() && differing == 0
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue};

    use super::{from_here, origin_of, same};

    fn check(headers: &[(&'static str, &'static str)], expected: bool) {
        let map: HeaderMap = headers
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect();
        assert_eq!(
            from_here(&map, "https://id.example/rollcall"),
            expected,
            "{headers:?}"
        );
    }

    #[test]
    fn a_request_from_another_site_is_told_by_its_headers() {
        check(&[], true);
        check(&[("sec-fetch-site", "same-origin")], true);
        check(&[("sec-fetch-site", "none")], true);
        check(&[("sec-fetch-site", "cross-site")], false);
        check(&[("sec-fetch-site", "same-site")], false);
        check(&[("origin", "https://id.example")], true);
        check(&[("origin", "https://ID.example")], true);
        check(
            &[("origin", "https://evil.example"), ("host", "id.example")],
            false,
        );
        check(&[("origin", "null"), ("host", "id.example")], false);
        check(
            &[
                ("origin", "http://127.0.0.1:3000"),
                ("host", "127.0.0.1:3000"),
            ],
            true,
        );
        check(
            &[
                ("origin", "https://id.example"),
                ("sec-fetch-site", "cross-site"),
            ],
            false,
        );
    }

    #[test]
    fn an_origin_is_a_scheme_and_an_authority() {
        assert_eq!(origin_of("https://id.example"), "https://id.example");
        assert_eq!(
            origin_of("https://id.example:8443/a/b"),
            "https://id.example:8443"
        );
    }

    #[test]
    fn tokens_must_be_equal_and_not_empty() {
        assert!(same("abc", "abc"));
        assert!(!same("abd", "abc"));
        assert!(!same("ab", "abc"));
        assert!(!same("", ""));
    }
}
