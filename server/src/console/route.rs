//! One address of the console: who may use it, and how.

use axum::routing::MethodRouter;

use crate::state::AppState;

/// One address.
pub(crate) struct Route {
    /// In axum's notation.
    pub(crate) path: &'static str,
    /// Where a page that it answers is found again: itself or, of an address that is only posted
    /// to, the page with its form. It has no place that `path` has not.
    pub(super) page: &'static str,
    /// The least that lets somebody in.
    pub(crate) access: Access,
    /// Whether it is read.
    pub(crate) get: bool,
    /// Whether a form posts to it.
    pub(crate) post: bool,
    pub(super) methods: fn() -> MethodRouter<AppState>,
}

/// Who may use an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Nobody has to be known.
    Anyone,
    /// Whoever holds the code of a one-time link.
    Code,
    /// Any account.
    Signed,
    /// Whoever runs the server.
    Operator,
    /// Every member of the tenant in the path.
    Member,
    /// Owners and admins of the tenant in the path.
    Admin,
    /// Owners of the tenant in the path.
    Owner,
}

pub(super) const fn page(
    path: &'static str,
    access: Access,
    methods: fn() -> MethodRouter<AppState>,
) -> Route {
    Route {
        path,
        page: path,
        access,
        get: true,
        post: false,
        methods,
    }
}

pub(super) const fn form(
    path: &'static str,
    access: Access,
    methods: fn() -> MethodRouter<AppState>,
) -> Route {
    Route {
        post: true,
        ..page(path, access, methods)
    }
}

pub(super) const fn action(
    path: &'static str,
    page: &'static str,
    access: Access,
    methods: fn() -> MethodRouter<AppState>,
) -> Route {
    Route {
        path,
        page,
        access,
        get: false,
        post: true,
        methods,
    }
}
