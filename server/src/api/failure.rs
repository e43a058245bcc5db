//! Refusals, as problems (RFC 9457).

use std::fmt::Write as _;
use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use directory::audit::Operation;
use directory::{Caller, Directory, Error};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Method, StatusCode};
use serde_json::json;

/// A refusal below the API.
pub(crate) fn problem(status: StatusCode, detail: &str) -> Response {
    let title = status.canonical_reason().unwrap_or("Refused");
    let body = json!({
        "type": "about:blank",
        "title": title,
        "status": status.as_u16(),
        "detail": detail,
    });
    let headers = [
        (CONTENT_TYPE, "application/problem+json"),
        (CACHE_CONTROL, "no-store"),
    ];
    (status, headers, Body::from(body.to_string())).into_response()
}

/// A path that is not there.
pub(super) async fn not_found() -> Response {
    problem(StatusCode::NOT_FOUND, "There is nothing at this address.")
}

/// A path that is there, with a method that it does not have. The router adds `Allow`.
pub(super) async fn method_not_allowed(method: Method) -> Response {
    let detail = format!("{method} is not possible here; the Allow header names what is.");
    problem(StatusCode::METHOD_NOT_ALLOWED, &detail)
}

/// Why a request of somebody known is refused.
pub(super) enum Refusal {
    UseCase(Error),
    /// Parameters that cannot be understood, each with what is wrong.
    Parameters(Vec<(String, String)>),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::UseCase(error)
    }
}

impl Refusal {
    pub(super) fn parameter(name: &str, message: &str) -> Self {
        Self::Parameters(vec![(name.to_owned(), message.to_owned())])
    }

    /// Makes the refusal durable, then answers it. One that cannot be recorded is not given.
    pub(super) async fn record(
        self,
        directory: &Directory,
        caller: &Caller,
        operation: Operation,
    ) -> Response {
        let audit = directory.audit();
        match self {
            Self::UseCase(error) => match audit.refused(caller, operation, &error).await {
                Ok(()) => of(&error),
                Err(unrecorded) => of(&unrecorded),
            },
            Self::Parameters(faults) => {
                let (status, detail) = (StatusCode::BAD_REQUEST, told(&faults));
                let recorded = audit.refused_with(caller, operation, status.as_u16(), &detail);
                match recorded.await {
                    Ok(()) => problem(status, &detail),
                    Err(unrecorded) => of(&unrecorded),
                }
            }
        }
    }
}

fn told(faults: &[(String, String)]) -> String {
    let mut told = String::new();
    for (name, message) in faults {
        let space = if told.is_empty() { "" } else { " " };
        // Writing to a string cannot fail.
        let _ = write!(told, "{space}{name}: {message}");
    }
    told
}

/// What a use case refused. Every refused credential gets the same answer.
pub(super) fn of(error: &Error) -> Response {
    if error.status() >= 500 {
        let error: &dyn std::error::Error = error;
        tracing::error!(error, "a request to the API failed");
    }
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = problem(status, &error.detail());
    let headers = response.headers_mut();
    match error {
        Error::Unauthenticated => {
            let challenge = HeaderValue::from_static("Bearer realm=\"Rollcall\"");
            headers.insert(WWW_AUTHENTICATE, challenge);
        }
        // RFC 6750 §3.1.
        Error::Forbidden(_) => {
            let challenge = HeaderValue::from_static(
                "Bearer realm=\"Rollcall\", error=\"insufficient_scope\", scope=\"audit:read\"",
            );
            headers.insert(WWW_AUTHENTICATE, challenge);
        }
        Error::Limited { retry_after } => {
            headers.insert(RETRY_AFTER, seconds(*retry_after));
        }
        Error::Unavailable(_) => {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
        }
        _ => {}
    }
    response
}

/// Whole seconds, rounded up: a client must not come back too early.
fn seconds(time: Duration) -> HeaderValue {
    HeaderValue::from(time.as_secs() + u64::from(time.subsec_nanos() > 0))
}
