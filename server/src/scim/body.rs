//! JSON bodies of requests.

use axum::body::Body;
use http::{HeaderMap, StatusCode};
use scim::ScimType;
use serde_json::Value;

use super::failure::{Refusal, protocol};
use super::format;
use crate::http::bounds::{BodyError, LARGEST_BODY, SLOWEST_REQUEST, read};

/// Reads a JSON body within bounds.
pub(super) async fn json(headers: &HeaderMap, body: Body) -> Result<Value, Refusal> {
    if !format::is_readable(headers) {
        let detail = "Send the body as application/scim+json or application/json.";
        return Err(protocol(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
    }
    let bytes = read(body).await.map_err(|error| unreadable(&error))?;
    if bytes.is_empty() {
        return Err(syntax(
            "the request has no body: send a JSON object".to_owned(),
        ));
    }
    scim::json::read(&bytes).map_err(Refusal::from)
}

fn syntax(detail: String) -> Refusal {
    scim::Error::new(ScimType::InvalidSyntax, detail).into()
}

fn unreadable(error: &BodyError) -> Refusal {
    match error {
        BodyError::TooLarge => {
            let detail = format!(
                "The body is larger than {} MiB.",
                LARGEST_BODY / (1024 * 1024)
            );
            protocol(StatusCode::PAYLOAD_TOO_LARGE, detail)
        }
        BodyError::TooSlow => {
            let seconds = SLOWEST_REQUEST.as_secs();
            let detail = format!("The body was not complete within {seconds} s.");
            protocol(StatusCode::REQUEST_TIMEOUT, detail)
        }
        BodyError::Broken => syntax("the body broke off before its end".to_owned()),
    }
}
