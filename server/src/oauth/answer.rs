//! Answers of the token endpoint (RFC 6749 §5.1, §5.2).

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use directory::Error;
use directory::oauth::{Granted, Refused};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, PRAGMA, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Method, StatusCode};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

/// An access token.
pub(super) fn granted(granted: &Granted) -> Response {
    let body = json!({
        "access_token": granted.access_token.expose_secret(),
        "token_type": "Bearer",
        "expires_in": granted.expires_in,
        "scope": granted.scope.as_str(),
    });
    document(StatusCode::OK, &body)
}

/// A refusal. Every client that is not known gets the same one.
pub(super) fn refused(refused: &Refused) -> Response {
    let status =
        StatusCode::from_u16(refused.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = error(status, refused.code(), &refused.description());
    let headers = response.headers_mut();
    match refused {
        Refused::InvalidClient(_) => {
            let challenge = HeaderValue::from_static("Basic realm=\"Rollcall\", charset=\"UTF-8\"");
            headers.insert(WWW_AUTHENTICATE, challenge);
        }
        Refused::Failed(Error::Limited { retry_after }) => {
            let seconds = retry_after.as_secs() + u64::from(retry_after.subsec_nanos() > 0);
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        Refused::Failed(Error::Unavailable(_)) => {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
        }
        Refused::Failed(error) if error.status() >= 500 => {
            let error: &dyn std::error::Error = error;
            tracing::error!(error, "the token endpoint failed");
        }
        _ => {}
    }
    response
}

/// A refusal that is made before or around the endpoint.
pub(crate) fn failure(status: StatusCode, detail: &str) -> Response {
    let code = if status.is_server_error() {
        "temporarily_unavailable"
    } else {
        "invalid_request"
    };
    error(status, code, detail)
}

/// A path that is not there.
pub(super) async fn not_found() -> Response {
    failure(
        StatusCode::NOT_FOUND,
        "There is nothing at this address: the token endpoint ends in /oauth/token.",
    )
}

/// A method that the endpoint does not have. The router adds `Allow`.
pub(super) async fn method_not_allowed(method: Method) -> Response {
    let detail = format!("{method} is not possible here: send a POST.");
    failure(StatusCode::METHOD_NOT_ALLOWED, &detail)
}

fn error(status: StatusCode, code: &str, description: &str) -> Response {
    let body = json!({"error": code, "error_description": ascii(description)});
    document(status, &body)
}

/// Without what RFC 6749 §5.2 leaves out of a description.
fn ascii(text: &str) -> String {
    let fits = |c: &char| matches!(c, ' '..='~') && !matches!(c, '"' | '\\');
    text.chars().filter(fits).collect()
}

fn document(status: StatusCode, body: &Value) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (CACHE_CONTROL, "no-store"),
        (PRAGMA, "no-cache"),
    ];
    (status, headers, Body::from(body.to_string())).into_response()
}
