//! Where a page is being built: known to every component through the context.

use leptos::prelude::{provide_context, use_context};

use crate::model::{Role, Viewer};

/// The tenant a page belongs to and what its viewer may do there.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) slug: String,
    pub(crate) tenant: String,
    pub(crate) role: Role,
    pub(crate) csrf: String,
    /// Nothing has come from an identity provider yet.
    pub(crate) untouched: bool,
}

impl Place {
    pub(crate) fn provide(viewer: Option<&Viewer>) {
        let membership = viewer.and_then(|viewer| viewer.membership.as_ref());
        provide_context(Self {
            slug: membership
                .map(|m| m.tenant.slug.clone())
                .unwrap_or_default(),
            tenant: membership
                .map(|m| m.tenant.name.clone())
                .unwrap_or_default(),
            role: membership.map_or(Role::Auditor, |m| m.role),
            csrf: viewer.map(|viewer| viewer.csrf.clone()).unwrap_or_default(),
            untouched: membership.is_some_and(|m| !m.provisioned),
        });
    }

    /// The place of the page being built. Outside a document: nowhere, with the least of rights.
    pub(crate) fn current() -> Self {
        use_context().unwrap_or_else(|| Self::of(""))
    }

    /// A part of a page by itself: somewhere in a tenant, with the least of rights.
    pub(crate) fn of(slug: &str) -> Self {
        Self {
            slug: slug.to_owned(),
            tenant: String::new(),
            role: Role::Auditor,
            csrf: String::new(),
            untouched: false,
        }
    }
}
