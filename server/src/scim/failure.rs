//! Refusals, as SCIM error messages (RFC 7644 §3.12).

use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use directory::audit::Operation;
use directory::{Caller, Directory, Error};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use scim::ScimType;

use super::format::SCIM_JSON;

/// A refusal below a SCIM base URL.
pub(crate) fn failure(status: StatusCode, kind: Option<ScimType>, detail: &str) -> Response {
    let headers = [
        (CONTENT_TYPE, SCIM_JSON),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (
        status,
        headers,
        Body::from(failure_body(status, kind, detail)),
    )
        .into_response()
}

/// The text of such a refusal.
pub(crate) fn failure_body(status: StatusCode, kind: Option<ScimType>, detail: &str) -> String {
    scim::message::error::body(status.as_u16(), kind, detail).to_string()
}

/// Why a request is refused: what a use case says, or what HTTP alone says.
pub(super) enum Refusal {
    UseCase(Error),
    Protocol { status: StatusCode, detail: String },
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::UseCase(error)
    }
}

impl From<scim::Error> for Refusal {
    fn from(error: scim::Error) -> Self {
        Self::UseCase(error.into())
    }
}

/// A refusal that RFC 7644 has no `scimType` for.
pub(super) fn protocol(status: StatusCode, detail: impl Into<String>) -> Refusal {
    Refusal::Protocol {
        status,
        detail: detail.into(),
    }
}

impl Refusal {
    /// Makes the refusal durable, then answers it.
    ///
    /// A refusal that cannot be recorded is not given: the log must not miss what a client was
    /// told.
    pub(super) async fn record(
        self,
        directory: &Directory,
        caller: &Caller,
        operation: Operation,
    ) -> Response {
        let audit = directory.audit();
        let recorded = match &self {
            Self::UseCase(error) => audit.refused(caller, operation, error).await,
            Self::Protocol { status, detail } => {
                audit
                    .refused_with(caller, operation, status.as_u16(), detail)
                    .await
            }
        };
        match recorded {
            Ok(()) => self.answer(),
            Err(unrecorded) => of(&unrecorded),
        }
    }

    /// Answers a refusal that is recorded, or that no tenant's log has a place for.
    pub(super) fn answer(&self) -> Response {
        match self {
            Self::UseCase(error) => of(error),
            Self::Protocol { status, detail } => failure(*status, None, detail),
        }
    }
}

/// What a use case refused.
///
/// Every refused credential gets the same answer, whatever was wrong with it.
pub(super) fn of(error: &Error) -> Response {
    log(error);
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = failure(status, error.scim_type(), &error.detail());
    let headers = response.headers_mut();
    match error {
        Error::Unauthenticated => {
            headers.insert(
                WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"SCIM\""),
            );
        }
        Error::Limited { retry_after } => {
            headers.insert(RETRY_AFTER, seconds(*retry_after));
        }
        Error::Unavailable(_) => {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
        }
        Error::SchemasChanged => {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        _ => {}
    }
    response
}

/// Whole seconds, rounded up: a client must not come back too early.
fn seconds(time: Duration) -> HeaderValue {
    HeaderValue::from(time.as_secs() + u64::from(time.subsec_nanos() > 0))
}

/// Writes a fault down with its causes. The request's span says which request it was.
fn log(error: &Error) {
    if error.status() < 500 {
        return;
    }
    let mut causes = String::new();
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        causes.push_str(": ");
        causes.push_str(&cause.to_string());
        next = cause.source();
    }
    tracing::error!("{error}{causes}");
}
