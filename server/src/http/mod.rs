//! HTTP below the routes: connections, what every request and every answer gets.

pub(crate) mod arrival;
pub(crate) mod bounds;
mod catch_panic;
mod client_ip;
pub(crate) mod connection;
mod discard;
pub(crate) mod listener;
mod observe;
pub(crate) mod refusal;
mod security_headers;
pub(crate) mod sending;
pub(crate) mod tls;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};

use crate::state::AppState;

/// Wraps the routes in what holds for every one of them; the last one added runs first.
pub(crate) fn wrap(routes: Router, state: &AppState) -> Router {
    routes
        .layer(DefaultBodyLimit::max(bounds::LARGEST_BODY))
        .layer(from_fn(bounds::time))
        .layer(from_fn(bounds::head))
        .layer(from_fn(discard::unread_bodies))
        .layer(from_fn(catch_panic::catch))
        .layer(from_fn_with_state(state.clone(), observe::measure))
        .layer(from_fn_with_state(state.clone(), security_headers::add))
        .layer(from_fn_with_state(state.clone(), arrival::note))
}
