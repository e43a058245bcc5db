//! A fault in one request ends that request, with an answer.

use std::panic::AssertUnwindSafe;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use futures::FutureExt;
use http::StatusCode;

use super::refusal::refusal;

/// Middleware: turns a panic into a 500 that says nothing. The panic hook has logged it.
pub(super) async fn catch(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    // Nothing is left half changed: state shared between requests is behind locks and
    // transactions, and a transaction that is dropped rolls back.
    AssertUnwindSafe(next.run(request))
        .catch_unwind()
        .await
        .unwrap_or_else(|_| {
            let detail = "The server failed. The request id leads to the cause in its log.";
            refusal(&path, StatusCode::INTERNAL_SERVER_ERROR, detail)
        })
}
