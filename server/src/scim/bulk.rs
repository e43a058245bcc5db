//! `/Bulk` (RFC 7644 §3.7).

use axum::response::Response;
use directory::Error;
use tracing::Instrument;

use super::call::Submission;

/// Runs to its end even when the client goes: each operation then has its event, and the request
/// has one too. The tenant's turn is held as long as that takes.
pub(super) async fn run(Submission(call, body): Submission) -> Response {
    let at_work = call.clone();
    let work = async move {
        let bulk = at_work.directory().bulk();
        bulk.run(at_work.caller(), body).await
    };
    match tokio::spawn(work.in_current_span()).await {
        Ok(outcome) => call.answer(outcome).await,
        Err(stopped) if stopped.is_panic() => std::panic::resume_unwind(stopped.into_panic()),
        Err(stopped) => call.answer(Err(Error::Internal(Box::new(stopped)))).await,
    }
}
