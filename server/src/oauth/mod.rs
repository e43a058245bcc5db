//! The token endpoint of each tenant (RFC 6749 §3.2): a client shows its secret and gets an access
//! token. Cookies are never looked at, and neither is the query.

mod answer;
mod token;

use axum::Router;
use axum::routing::{any, post};

pub(crate) use answer::failure;

use crate::router::{Access, Route};
use crate::state::AppState;

/// Every address of it.
pub(crate) const ROUTES: &[Route] = &[Route {
    method: "POST",
    path: "/t/{slug}/oauth/token",
    access: Access::Client,
    handler: || post(token::grant).fallback(answer::method_not_allowed),
}];

/// The endpoint; whatever else is asked for beside it is not found.
pub(crate) fn router() -> Router<AppState> {
    ROUTES
        .iter()
        .fold(Router::new(), |router, route| {
            router.route(route.path, (route.handler)())
        })
        .route("/t/{slug}/oauth/{*unknown}", any(answer::not_found))
}

/// Whether a path is the endpoint's or beside it, so that its refusals must be RFC 6749's.
pub(crate) fn covers(path: &str) -> bool {
    let rest = path.strip_prefix("/t/").and_then(|path| {
        let (_slug, rest) = path.split_once('/')?;
        rest.strip_prefix("oauth")
    });
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn the_endpoint_is_below_a_tenant() {
        assert!(covers("/t/acme/oauth/token"));
        for path in ["/", "/oauth/token", "/t/acme/oauths", "/t/acme/users/oauth"] {
            assert!(!covers(path), "{path}");
        }
    }
}
