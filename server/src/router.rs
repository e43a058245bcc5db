//! Every address of the server, once. The router is built from these tables, and the isolation
//! test walks them: a route that is not here does not exist, one that is here is tested.

use axum::Router;
use axum::routing::{MethodRouter, any, get};

use crate::state::AppState;
use crate::{api, assets, console, http, oauth, ops, scim};

/// One address and method.
pub(crate) struct Route {
    pub(crate) method: &'static str,
    /// In axum's notation; SCIM's are below a base URL.
    pub(crate) path: &'static str,
    /// What lets a request in.
    pub(crate) access: Access,
    pub(crate) handler: fn() -> MethodRouter<AppState>,
}

/// Who may use an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Everybody, without a credential.
    Anyone,
    /// SCIM discovery: everybody, unless a credential is shown and refused.
    Discovery,
    /// A token of the tenant that may read.
    ScimRead,
    /// A token of the tenant that may write.
    ScimWrite,
    /// A token of the tenant that may read the audit log.
    AuditRead,
    /// An OAuth client of the tenant.
    Client,
}

/// What is neither SCIM nor the console.
pub(crate) const ROUTES: &[Route] = &[
    public("/healthz", || get(ops::health)),
    public("/readyz", || get(ops::readiness)),
    public(METRICS, || get(ops::metrics)),
    public("/favicon.ico", || get(assets::favicon)),
    public("/favicon.svg", || get(assets::public)),
    public("/robots.txt", || get(assets::public)),
    public("/pkg/{*file}", || get(assets::package)),
];

const METRICS: &str = "/metrics";

const fn public(path: &'static str, handler: fn() -> MethodRouter<AppState>) -> Route {
    Route {
        method: "GET",
        path,
        access: Access::Anyone,
        handler,
    }
}

/// Everything that one listener serves.
pub(crate) fn router(state: &AppState) -> Router {
    let mut routes = scim::router().merge(api::router()).merge(oauth::router());
    for route in ROUTES {
        if route.path != METRICS || state.metrics_here() {
            routes = routes.route(route.path, (route.handler)());
        }
    }
    let console = console::router(state.clone());
    http::wrap(routes.with_state(state.clone()).merge(console), state)
}

/// The figures alone, on a listener of their own.
pub(crate) fn metrics_router(state: &AppState) -> Router {
    let routes = Router::new()
        .route(METRICS, get(ops::metrics))
        .fallback(any(async || {
            http::refusal::plain(::http::StatusCode::NOT_FOUND, "Only /metrics is here.")
        }))
        .with_state(state.clone());
    http::wrap(routes, state)
}

/// Every route as `METHOD PATH ACCESS`, for tests and for the curious.
pub(crate) fn inventory() -> impl Iterator<Item = String> {
    let line = |method: &str, path: &str, access: &str| format!("{method} {path} {access}");
    let own = ROUTES
        .iter()
        .map(move |route| line(route.method, route.path, &format!("{:?}", route.access)));
    let scim = scim::BASES.into_iter().flat_map(move |base| {
        scim::ROUTES.iter().map(move |route| {
            let path = format!("{base}{}", route.path.trim_end_matches('/'));
            line(route.method, &path, &format!("{:?}", route.access))
        })
    });
    let api = api::ROUTES
        .iter()
        .chain(oauth::ROUTES)
        .map(move |route| line(route.method, route.path, &format!("{:?}", route.access)));
    let console = console::ROUTES.iter().flat_map(move |route| {
        let access = format!("{:?}", route.access);
        let methods = [("GET", route.get), ("POST", route.post)];
        methods
            .into_iter()
            .filter(|(_, served)| *served)
            .map(move |(method, _)| line(method, route.path, &access))
    });
    own.chain(scim).chain(api).chain(console)
}
