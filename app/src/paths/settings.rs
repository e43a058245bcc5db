//! The settings of a tenant, its schemas among them.

use super::{segment, tenant};

pub fn settings(slug: &str) -> String {
    format!("{}/settings", tenant(slug))
}

pub fn general(slug: &str) -> String {
    format!("{}/general", settings(slug))
}

pub fn security(slug: &str) -> String {
    format!("{}/security", settings(slug))
}

pub fn deletion(slug: &str) -> String {
    format!("{}/danger", settings(slug))
}

pub fn deletion_cancel(slug: &str) -> String {
    format!("{}/cancel", deletion(slug))
}

pub fn retention(slug: &str) -> String {
    format!("{}/retention", settings(slug))
}

/// How members sign in through the tenant's own provider.
pub fn sign_in_settings(slug: &str) -> String {
    format!("{}/sign-in", settings(slug))
}

pub fn schemas(slug: &str) -> String {
    format!("{}/schemas", settings(slug))
}

pub fn schema(slug: &str, urn: &str) -> String {
    format!("{}/{}", schemas(slug), segment(urn))
}

pub fn schema_remove(slug: &str, urn: &str) -> String {
    format!("{}/remove", schema(slug, urn))
}
