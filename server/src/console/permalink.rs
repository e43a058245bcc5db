//! Where a page is found again: what answers a form can be at an address that is only posted to.

use axum::extract::MatchedPath;
use http::request::Parts;

use super::routes::ROUTES;

/// The page of an address that has none of its own, as its route says; of any other `None`.
pub(super) fn page_of(parts: &Parts) -> Option<String> {
    let matched = parts.extensions.get::<MatchedPath>()?;
    let mut routes = ROUTES.iter();
    let route = routes.find(|route| route.path == matched.as_str())?;
    let path = parts.uri.path();
    (route.page != route.path).then(|| filled(route.page, route.path, path))
}

/// A pattern with what a path has in the places of another pattern.
fn filled(pattern: &str, route: &str, path: &str) -> String {
    let places: Vec<(&str, &str)> = route.split('/').zip(path.split('/')).collect();
    let segments = pattern.split('/').map(|segment| {
        let found = places.iter().find(|(place, _)| *place == segment);
        found.map_or(segment, |(_, value)| *value)
    });
    segments.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::{ROUTES, filled};

    #[test]
    fn an_action_has_a_page_of_the_console_to_go_back_to() {
        for route in ROUTES {
            let page = ROUTES.iter().find(|page| page.path == route.page);
            assert!(page.is_some_and(|page| page.get), "{}", route.path);
        }
    }

    #[test]
    fn a_page_is_filled_from_the_path_of_its_action() {
        for (page, route, path, expected) in [
            (
                "/t/{slug}/connect/{id}",
                "/t/{slug}/connect/{id}/link",
                "/t/acme/connect/okta/link",
                "/t/acme/connect/okta",
            ),
            (
                "/account",
                "/account/sessions/{id}/end",
                "/account/sessions/x/end",
                "/account",
            ),
            ("/", "/logout", "/logout", "/"),
        ] {
            assert_eq!(filled(page, route, path), expected);
        }
    }
}
