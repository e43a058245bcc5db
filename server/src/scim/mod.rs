//! SCIM over HTTP (RFC 7644): routes, credentials, messages. What they do is `directory`'s part.

mod body;
mod bulk;
mod call;
mod discovery;
mod failure;
mod format;
mod groups;
mod limits;
mod query;
mod routes;
mod search;
mod unavailable;
mod users;

pub(crate) use failure::{failure, failure_body};
pub(crate) use limits::Limits;
pub(crate) use routes::{BASES, ROUTES, router};

/// Whether a path is below a SCIM base URL, so that its refusals must be SCIM error bodies.
pub(crate) fn covers(path: &str) -> bool {
    let tenant = |path: &'_ str| -> Option<bool> {
        let (_slug, rest) = path.strip_prefix("/t/")?.split_once('/')?;
        Some(is_base(rest))
    };
    path.strip_prefix('/').is_some_and(is_base) || tenant(path).unwrap_or(false)
}

fn is_base(path: &str) -> bool {
    path.strip_prefix("scim/v2")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn both_base_urls_are_covered_and_pages_are_not() {
        for path in [
            "/scim/v2",
            "/scim/v2/Users",
            "/t/acme/scim/v2",
            "/t/acme/scim/v2/nonsense",
        ] {
            assert!(covers(path), "{path}");
        }
        for path in [
            "/",
            "/scim",
            "/scim/v20",
            "/t/acme/users",
            "/t/acme/users/scim/v2",
            "/t/acme",
        ] {
            assert!(!covers(path), "{path}");
        }
    }
}
