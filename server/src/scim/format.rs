//! Which of the two names of JSON an answer carries.

use http::{HeaderMap, HeaderValue, header};

/// The default, and what errors always are (RFC 7644 §3.1).
pub(crate) const SCIM_JSON: HeaderValue = HeaderValue::from_static("application/scim+json");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The content type that the client's `Accept` prefers.
///
/// RFC 7644 §3.8 leaves `application/json` to those who ask for it by name (OneLogin does).
/// Nobody is refused: a client that asks for something else can still read an error.
pub(super) fn preferred(headers: &HeaderMap) -> HeaderValue {
    let mut scim = 0.0;
    let mut json = 0.0;
    for value in headers.get_all(header::ACCEPT) {
        for range in value.to_str().unwrap_or("").split(',') {
            let mut parts = range.split(';').map(str::trim);
            let name = parts.next().unwrap_or("");
            if name.eq_ignore_ascii_case("application/scim+json") {
                scim = f32::max(scim, quality(parts));
            } else if name.eq_ignore_ascii_case("application/json") {
                json = f32::max(json, quality(parts));
            }
        }
    }
    if json > scim { JSON } else { SCIM_JSON }
}

fn quality<'a>(parameters: impl Iterator<Item = &'a str>) -> f32 {
    parameters
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
        .and_then(|(_, value)| value.trim().parse().ok())
        .unwrap_or(1.0)
}

/// Whether a body of this content type is read (RFC 7644 §3.8), whatever its parameters.
pub(super) fn is_readable(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE) else {
        return false;
    };
    let name = value
        .to_str()
        .unwrap_or("")
        .split(';')
        .next()
        .unwrap_or("")
        .trim();
    name.eq_ignore_ascii_case("application/scim+json")
        || name.eq_ignore_ascii_case("application/json")
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, header};

    use super::{is_readable, preferred};

    fn check(accept: &'static str, expected: &str) {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        assert_eq!(preferred(&headers), expected, "{accept}");
    }

    #[test]
    fn json_is_for_those_who_ask_for_it() {
        check("application/json", "application/json");
        check("application/json, text/plain, */*", "application/json");
        check("Application/JSON; charset=utf-8", "application/json");
        check(
            "application/scim+json;q=0.5, application/json",
            "application/json",
        );
    }

    #[test]
    fn scim_json_is_the_default() {
        assert_eq!(preferred(&HeaderMap::new()), "application/scim+json");
        check("*/*", "application/scim+json");
        check("application/*", "application/scim+json");
        check("text/html", "application/scim+json");
        check(
            "application/scim+json, application/json",
            "application/scim+json",
        );
        check(
            "application/json;q=0.5, application/scim+json",
            "application/scim+json",
        );
        check("application/json;q=0", "application/scim+json");
    }

    #[test]
    fn bodies_are_json_by_either_name() {
        for (value, expected) in [
            ("application/scim+json", true),
            ("application/scim+json; charset=utf-8", true),
            ("APPLICATION/JSON", true),
            ("application/json-patch+json", false),
            ("text/json", false),
            ("application/x-www-form-urlencoded", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(value));
            assert_eq!(is_readable(&headers), expected, "{value}");
        }
        assert!(!is_readable(&HeaderMap::new()));
    }
}
