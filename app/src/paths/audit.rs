//! The audit log, its events and its saved views.

use super::{export, segment, tenant};
use crate::model::query::{AuditQuery, Query as _};

pub fn audit(slug: &str, query: &AuditQuery) -> String {
    format!("{}/audit{}", tenant(slug), query.suffix())
}

/// What a list shows, from its first page on, as a file: `ndjson` or `csv`.
pub fn audit_export(slug: &str, format: &str, query: &AuditQuery) -> String {
    let query = AuditQuery {
        cursor: None,
        ..query.clone()
    };
    export(&format!("{}/audit", tenant(slug)), format, &query)
}

/// The attributes that the events of a list changed, as a table.
pub fn audit_export_changes(slug: &str, query: &AuditQuery) -> String {
    audit_export(slug, "csv&shape=changes", query)
}

/// The form of the evidence pack, and the pack.
pub fn audit_evidence(slug: &str) -> String {
    format!("{}/audit/evidence", tenant(slug))
}

/// What follows a list live, but for the number after which it begins, which goes at the end.
pub fn audit_live(slug: &str, query: &AuditQuery) -> String {
    let query = AuditQuery {
        cursor: None,
        ..query.clone()
    };
    let filters = query.suffix().replacen('?', "", 1);
    let and = if filters.is_empty() { "" } else { "&" };
    format!("{}/audit/live?{filters}{and}after=", tenant(slug))
}

/// One event; the query is that of the list it was opened from.
pub fn audit_event(slug: &str, id: &str, query: &AuditQuery) -> String {
    format!("{}/audit/{}{}", tenant(slug), segment(id), query.suffix())
}

/// Tries the request of an event again; the query is that of the list it was opened from.
pub fn audit_event_explain(slug: &str, id: &str, query: &AuditQuery) -> String {
    format!(
        "{}/audit/{}/explain{}",
        tenant(slug),
        segment(id),
        query.suffix()
    )
}

/// The saved views of the log.
pub fn saved_views(slug: &str) -> String {
    format!("{}/audit/views", tenant(slug))
}

/// The same after one of them was deleted, with the way back.
pub fn saved_views_without(slug: &str, id: &str) -> String {
    format!("{}?deleted={}", saved_views(slug), segment(id))
}

/// The form that saves what a list shows.
pub fn saved_view_new(slug: &str, query: &AuditQuery) -> String {
    let query = AuditQuery {
        cursor: None,
        ..query.clone()
    };
    format!("{}/new{}", saved_views(slug), query.suffix())
}

pub fn saved_view(slug: &str, id: &str) -> String {
    format!("{}/{}", saved_views(slug), segment(id))
}

pub fn saved_view_delete(slug: &str, id: &str) -> String {
    format!("{}/delete", saved_view(slug, id))
}

pub fn saved_view_restore(slug: &str, id: &str) -> String {
    format!("{}/restore", saved_view(slug, id))
}

/// The list that a view leads to, by the query string that it was stored with.
pub fn audit_as(slug: &str, stored: &str) -> String {
    let mark = if stored.is_empty() { "" } else { "?" };
    format!("{}/audit{mark}{stored}", tenant(slug))
}
