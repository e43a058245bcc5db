//! What programs read besides SCIM: today the audit log. A bearer token lets them in; cookies are
//! never looked at.

mod audit_events;
mod call;
mod failure;
mod leaked_tokens;

use axum::Router;
use axum::routing::{any, get, post};

pub(crate) use failure::problem;

use crate::router::{Access, Route};
use crate::state::AppState;

/// Every address of the API.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        method: "GET",
        path: "/t/{slug}/api/v1/audit-events",
        access: Access::AuditRead,
        handler: || get(audit_events::pull).fallback(failure::method_not_allowed),
    },
    // Not below a tenant: whoever finds a secret does not know whose it is.
    Route {
        method: "POST",
        path: LEAKED_TOKENS,
        access: Access::Anyone,
        handler: || post(leaked_tokens::report).fallback(failure::method_not_allowed),
    },
];

const LEAKED_TOKENS: &str = "/.well-known/leaked-tokens";

/// The API; whatever else is asked for below it is not found.
pub(crate) fn router() -> Router<AppState> {
    ROUTES
        .iter()
        .fold(Router::new(), |router, route| {
            router.route(route.path, (route.handler)())
        })
        .route("/t/{slug}/api/{*unknown}", any(failure::not_found))
}

/// Whether a path is below the API's base URL, so that its refusals must be problems.
pub(crate) fn covers(path: &str) -> bool {
    if path == LEAKED_TOKENS {
        return true;
    }
    let rest = path.strip_prefix("/t/").and_then(|path| {
        let (_slug, rest) = path.split_once('/')?;
        rest.strip_prefix("api")
    });
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn the_api_is_below_a_tenant() {
        assert!(covers("/t/acme/api/v1/audit-events"));
        assert!(covers("/t/acme/api"));
        assert!(covers("/.well-known/leaked-tokens"));
        for path in ["/", "/api/v1", "/t/acme/apis", "/t/acme/users/api/v1"] {
            assert!(!covers(path), "{path}");
        }
    }
}
