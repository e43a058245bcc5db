//! Refusals that are made before or around any handler.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, StatusCode};

use crate::{api, oauth, scim};

/// A refusal in the language of whoever asks: SCIM's below a SCIM base URL, a problem below the
/// API's, an error of RFC 6749 at a token endpoint, else plain text.
pub(crate) fn refusal(path: &str, status: StatusCode, detail: &str) -> Response {
    let mut response = if scim::covers(path) {
        scim::failure(status, None, detail)
    } else if api::covers(path) {
        api::problem(status, detail)
    } else if oauth::covers(path) {
        oauth::failure(status, detail)
    } else {
        plain(status, detail)
    };
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}

/// One line of text.
pub(crate) fn plain(status: StatusCode, text: &str) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
    ];
    (status, headers, Body::from(format!("{text}\n"))).into_response()
}
