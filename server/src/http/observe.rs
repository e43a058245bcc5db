//! A log span and the figures of every request.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use super::arrival::Arrival;
use crate::state::AppState;

/// Middleware: counts, times and traces.
///
/// Only the route's pattern is ever logged or counted: paths hold ids and set-up codes, queries
/// hold names of people.
pub(super) async fn measure(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("unmatched", MatchedPath::as_str);
    let id = request
        .extensions()
        .get::<Arrival>()
        .map_or("", |arrival| &arrival.request_id);
    let span = tracing::info_span!("request", id, %method, http.route = route);

    let _in_flight = state.metrics().in_flight();
    let response = next.run(request).instrument(span.clone()).await;

    let (status, elapsed) = (response.status(), started.elapsed());
    state.metrics().answered(&method, route, status, elapsed);
    span.in_scope(|| {
        let elapsed_ms = elapsed.as_millis();
        if status.is_server_error() {
            tracing::warn!(status = status.as_u16(), elapsed_ms, "answered");
        } else {
            tracing::debug!(status = status.as_u16(), elapsed_ms, "answered");
        }
    });
    response
}
