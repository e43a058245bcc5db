//! For whoever runs the server: is it up, can it work, what does it do.

use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use directory::Directory;
use directory::credentials::CredentialKind;
use http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use migration::Status;

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

/// `/readyz`: the database answers, and its schema is this release's. Once another release has
/// migrated it, whoever asks here before they send requests sends them there.
pub(crate) async fn readiness(State(state): State<AppState>) -> Response {
    let unready = |reason: &str| plain(StatusCode::SERVICE_UNAVAILABLE, reason);
    if state.stop().is_cancelled() {
        return unready("the server is stopping");
    }
    match tokio::time::timeout(LONGEST_PING, schema(state.directory())).await {
        Ok(Ok(Status::UpToDate)) => plain(StatusCode::OK, "ok"),
        Ok(Ok(other)) => {
            tracing::warn!(schema = ?other, "not ready");
            unready(match other {
                Status::Newer(_) => "The database has the schema of a newer or other release.",
                _ => "The database has the schema of an older release.",
            })
        }
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready");
            unready(&error.detail())
        }
        Err(_) => unready("The database does not answer in time."),
    }
}

/// Where the schema stands in the database that this server was started on.
async fn schema(directory: &Directory) -> Result<Status, directory::Error> {
    directory.ping().await?;
    Ok(Status::of(&directory.schema_steps().await?))
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
