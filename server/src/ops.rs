//! For whoever runs the server: is it up, can it work, what does it do.

use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use directory::credentials::CredentialKind;
use http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};

use crate::http::arrival::text;
use crate::http::refusal::plain;
use crate::state::AppState;

/// How long the database may take to say that it is there.
const LONGEST_PING: Duration = Duration::from_secs(2);
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";
const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// `/healthz`: the process is up.
pub(crate) async fn health() -> Response {
    plain(StatusCode::OK, "ok")
}

/// `/readyz`: the database answers. It was migrated before the server listened.
pub(crate) async fn readiness(State(state): State<AppState>) -> Response {
    let unready = |reason: &str| plain(StatusCode::SERVICE_UNAVAILABLE, reason);
    if state.stop().is_cancelled() {
        return unready("the server is stopping");
    }
    match tokio::time::timeout(LONGEST_PING, state.directory().ping()).await {
        Ok(Ok(())) => plain(StatusCode::OK, "ok"),
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready");
            unready(&error.detail())
        }
        Err(_) => unready("The database does not answer in time."),
    }
}

/// `/metrics`. The text is that of `OpenMetrics`, which is also what older readers understand.
pub(crate) async fn metrics(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let accept = text(&headers, &ACCEPT).unwrap_or_default();
    let kind = if accept.contains("application/openmetrics-text") {
        OPENMETRICS
    } else {
        TEXT
    };
    let metrics = state.metrics();
    let directory = state.directory();
    metrics.tokens_ending(directory.credentials_ending(CredentialKind::Token));
    metrics.clients_ending(directory.credentials_ending(CredentialKind::Client));
    metrics.connections_silent(directory.silences());
    metrics.mail(directory.mails().counts());
    match metrics.text() {
        Ok(text) => ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-store")], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "the metrics cannot be written");
            plain(
                StatusCode::INTERNAL_SERVER_ERROR,
                "The metrics cannot be written.",
            )
        }
    }
}
