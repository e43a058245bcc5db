//! The console: pages for people, forms for what they change.
//!
//! A handler finds out who asks ([`context`]), asks `directory`, fills a model of `app` and has it
//! rendered ([`frame`]). It decides nothing: refusals are `directory`'s, words are `app`'s.
//! Every page works without script; the `Authorization` header is never looked at here.

mod activity;
mod audit;
mod clients;
mod columns;
mod compression;
mod connect;
mod connect_live;
mod connection;
mod context;
mod cookies;
mod csrf;
mod data;
mod device;
mod directory_export;
mod elsewhere;
mod event;
mod evidence;
mod explanation;
mod export;
mod failure;
mod fields;
mod filtered;
mod forms;
mod frame;
mod go;
mod groups;
mod history;
mod home;
mod instant;
mod joined;
mod line;
mod link;
mod live;
mod local_path;
mod members;
mod operator;
mod overview;
mod paging;
mod password_given;
mod permalink;
mod progress;
mod provider;
mod qr;
mod query;
mod reach;
mod resource;
mod rotation;
mod route;
mod routes;
mod saved_views;
mod schemas;
mod session;
mod sight;
mod sources;
mod then;
mod tokens;
mod user_list;
mod users;
pub(crate) mod wanted;
mod watch;
mod zone;

use axum::Router;
use axum::middleware::from_fn_with_state;

pub(crate) use routes::ROUTES;

use crate::state::AppState;
use failure::Failure;

/// Every page and form of the console; whatever else is asked for is a page that says so.
pub(crate) fn router(state: AppState) -> Router {
    let sessions = session::layer(state.directory(), is_secure(&state));
    ROUTES
        .iter()
        .fold(Router::new(), |router, route| {
            router.route(route.path, (route.methods)())
        })
        .fallback(async || Failure::not_found())
        .method_not_allowed_fallback(async || Failure::method_not_allowed())
        .layer(from_fn_with_state(state.clone(), csrf::refuse_other_sites))
        .layer(sessions)
        .layer(from_fn_with_state(state.clone(), frame::frame))
        .with_state(state)
}

/// Whether browsers reach us by TLS, so that cookies can demand it.
fn is_secure(state: &AppState) -> bool {
    state.directory().public_url().starts_with("https://")
}
