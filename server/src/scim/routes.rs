//! Every SCIM route, and who may use it.

use axum::Router;
use axum::routing::{MethodRouter, delete, get, patch, post, put};
use axum::{Extension, routing::any};
use directory::audit::Operation;

use super::{bulk, call, discovery, groups, search, unavailable, users};
use crate::router::{Access, Route};
use crate::state::AppState;

/// The two prefixes of the same service. With a slug, the credential must be that tenant's.
pub(crate) const BASES: [&str; 2] = ["/scim/v2", "/t/{slug}/scim/v2"];

macro_rules! route {
    ($router:ident $method:literal $path:literal $access:ident $operation:ident $handler:path) => {
        Route {
            method: $method,
            path: $path,
            access: Access::$access,
            handler: || {
                $router($handler)
                    .layer::<_, std::convert::Infallible>(Extension(Operation::$operation))
            },
        }
    };
}

/// Any method at all.
const ANY: &str = "ANY";

/// Paths below a base URL.
pub(crate) const ROUTES: &[Route] = &[
    route!(get "GET" "/Users" ScimRead UserList users::search),
    route!(post "POST" "/Users" ScimWrite UserCreate users::create),
    route!(get "GET" "/Users/{id}" ScimRead UserRead users::get),
    route!(put "PUT" "/Users/{id}" ScimWrite UserUpdate users::replace),
    route!(patch "PATCH" "/Users/{id}" ScimWrite UserUpdate users::patch),
    route!(delete "DELETE" "/Users/{id}" ScimWrite UserDelete users::delete),
    route!(get "GET" "/Groups" ScimRead GroupList groups::search),
    route!(post "POST" "/Groups" ScimWrite GroupCreate groups::create),
    route!(get "GET" "/Groups/{id}" ScimRead GroupRead groups::get),
    route!(put "PUT" "/Groups/{id}" ScimWrite GroupUpdate groups::replace),
    route!(patch "PATCH" "/Groups/{id}" ScimWrite GroupUpdate groups::patch),
    route!(delete "DELETE" "/Groups/{id}" ScimWrite GroupDelete groups::delete),
    route!(get "GET" "/ServiceProviderConfig" Discovery DiscoveryRead discovery::configuration),
    route!(get "GET" "/ResourceTypes" Discovery DiscoveryRead discovery::resource_types),
    route!(get "GET" "/ResourceTypes/{id}" Discovery DiscoveryRead discovery::resource_type),
    route!(get "GET" "/Schemas" Discovery DiscoveryRead discovery::schemas),
    route!(get "GET" "/Schemas/{id}" Discovery DiscoveryRead discovery::schema),
    route!(any "ANY" "/Me" ScimRead UserRead unavailable::me),
    route!(get "GET" "/" ScimRead Search search::root),
    route!(post "POST" "/.search" ScimRead Search search::all),
    route!(post "POST" "/Users/.search" ScimRead UserList search::users),
    route!(post "POST" "/Groups/.search" ScimRead GroupList search::groups),
    route!(post "POST" "/Bulk" ScimWrite Bulk bulk::run),
];

/// The service at both base URLs, with and without a trailing slash on every path.
pub(crate) fn router() -> Router<AppState> {
    let mut router = Router::new();
    for base in BASES {
        for (path, methods) in by_path() {
            let trimmed = path.trim_end_matches('/');
            router = router
                .route(&format!("{base}{trimmed}"), methods.clone())
                .route(&format!("{base}{trimmed}/"), methods);
        }
        router = router.route(&format!("{base}/{{*unknown}}"), any(call::unknown_route));
    }
    router
}

/// The routes of each path together, where what is not there answers 405 in SCIM's form.
fn by_path() -> Vec<(&'static str, MethodRouter<AppState>)> {
    let mut paths: Vec<(&str, MethodRouter<AppState>)> = Vec::new();
    for route in ROUTES {
        let methods = (route.handler)();
        if route.method == ANY {
            paths.push((route.path, methods));
        } else if let Some((_, known)) = paths.iter_mut().find(|(path, _)| *path == route.path) {
            *known = std::mem::take(known).merge(methods);
        } else {
            paths.push((route.path, methods.fallback(call::unknown_method)));
        }
    }
    paths
}
