//! Answers to programs: a request that accepts JSON rather than HTML gets lists as data, and refusals
//! as problems (RFC 9457). What is shown, and to whom, is decided as for the pages.

use app::model::failure::Failure as Shown;
use app::model::{FieldError, Flash};
use app::{Page, text};
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT, ALLOW, CONTENT_TYPE, RETRY_AFTER, SET_COOKIE};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::failure::Failure;

/// Whether a request names JSON in `Accept`, and HTML not at all or as less welcome. `*/*` names
/// neither: that is what browsers say of what they do not know.
pub(super) fn is_wanted(headers: &HeaderMap) -> bool {
    let json = quality(headers, "application/json");
    json > 0.0 && json > quality(headers, "text/html")
}

/// How welcome a media type is that is named (RFC 9110 §12.5.1).
fn quality(headers: &HeaderMap, wanted: &str) -> f32 {
    let ranges = headers.get_all(ACCEPT).into_iter();
    ranges
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let named = parts.next()?.eq_ignore_ascii_case(wanted);
            let weight = parts.find_map(|part| part.strip_prefix("q="));
            let weight = weight.map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
            named.then_some(weight)
        })
        .fold(0.0, f32::max)
}

/// The list of a page; a problem where its query was not understood. `None` for pages that are no
/// lists.
pub(super) fn of(page: &Page, flash: Option<&Flash>, request_id: &str) -> Option<Response> {
    let data = page.data()?;
    let mut faults: Vec<Value> = page.faults().iter().map(fault).collect();
    if let Some(Flash::QueryIgnored { parameters }) = flash {
        let message = "This value is none of the possible ones.";
        let ignored = parameters.iter();
        faults.extend(ignored.map(|name| json!({"field": name, "message": message})));
    }
    if faults.is_empty() {
        let kind = [(CONTENT_TYPE, HeaderValue::from_static("application/json"))];
        return Some((kind, data.to_string()).into_response());
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let mut problem = problem(status, "The query cannot be understood.", request_id);
    problem["errors"] = Value::Array(faults);
    Some(answer(status, &problem))
}

fn fault(error: &FieldError) -> Value {
    json!({"field": error.field, "message": error.message})
}

/// A refusal.
pub(super) fn refusal(failure: &Failure, refused: &HeaderMap, request_id: &str) -> Response {
    let shown = &failure.page.failure;
    let status = if failure.wants_proof() || failure.wants_second_factor() {
        StatusCode::FORBIDDEN
    } else {
        failure.status
    };
    let detail = failure.page.detail.clone();
    let detail = detail.unwrap_or_else(|| text::failure::title(shown).to_owned());
    let mut response = answer(status, &problem(status, &detail, request_id));
    for name in [ALLOW, SET_COOKIE] {
        for value in refused.get_all(&name) {
            response.headers_mut().append(&name, value.clone());
        }
    }
    if let Shown::TooManyRequests { wait_seconds } = shown {
        let wait = HeaderValue::from(*wait_seconds);
        response.headers_mut().insert(RETRY_AFTER, wait);
    }
    response
}

fn problem(status: StatusCode, detail: &str, request_id: &str) -> Value {
    json!({
        "type": "about:blank",
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "detail": detail,
        "request_id": request_id,
    })
}

fn answer(status: StatusCode, problem: &Value) -> Response {
    let kind = HeaderValue::from_static("application/problem+json");
    (status, [(CONTENT_TYPE, kind)], problem.to_string()).into_response()
}

#[cfg(test)]
mod tests {
    use http::header::ACCEPT;
    use http::{HeaderMap, HeaderValue};

    use super::is_wanted;

    #[test]
    fn data_is_for_who_asks_for_it_and_pages_are_for_browsers() {
        for (accept, expected) in [
            ("application/json", true),
            ("Application/JSON; q=0.5", true),
            ("application/json, text/plain, */*", true),
            ("application/json, text/html;q=0.9", true),
            ("application/json;q=0.5, text/html", false),
            ("application/json, text/html", false),
            ("application/json;q=0", false),
            ("application/json;q=x", false),
            (
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                false,
            ),
            ("*/*", false),
            ("application/*", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
            assert_eq!(is_wanted(&headers), expected, "{accept}");
        }
        assert!(!is_wanted(&HeaderMap::new()));
    }
}
