//! Saved views of the audit log: the list and the page of one. Their forms are in
//! [`super::forms::saved_view`].

use app::Page;
use app::model::failure::Missing;
use app::model::query::{AuditQuery, Query as _};
use app::model::saved_view::{SavedView, SavedViewPage, SavedViewsPage};
use axum::extract::RawQuery;
use axum::response::Response;
use directory::{Error, saved_views};

use super::context::Member;
use super::failure::Failure;
use super::line;

/// `GET /t/<slug>/audit/views`; `?deleted=<id>` offers the way back.
pub(super) async fn list(member: Member, RawQuery(raw): RawQuery) -> Result<Response, Failure> {
    let raw = raw.unwrap_or_default();
    let mut pairs = form_urlencoded::parse(raw.as_bytes());
    let deleted = match pairs.find(|(name, _)| name == "deleted") {
        Some((_, id)) => deleted(&member, &id).await?,
        None => None,
    };
    let page = SavedViewsPage {
        views: views(&member).await?,
        deleted,
    };
    Ok(member.page(Page::SavedViews(page)))
}

/// `GET /t/<slug>/audit/views/<id>`
pub(super) async fn show(member: Member) -> Result<Response, Failure> {
    let view = find(&member).await?;
    let page = SavedViewPage {
        name: view.name.clone(),
        shared: view.shared,
        view,
        errors: Vec::new(),
    };
    Ok(member.page(Page::SavedView(page)))
}

/// The views that a member sees, as the pages show them.
pub(super) async fn views(member: &Member) -> Result<Vec<SavedView>, Failure> {
    let views = member.directory.saved_views().list(&member.caller).await?;
    Ok(views.into_iter().map(shown).collect())
}

/// The view that the path names.
pub(super) async fn find(member: &Member) -> Result<SavedView, Failure> {
    let views = member.directory.saved_views();
    let found = views.get(&member.caller, member.id()).await;
    found.map(shown).map_err(missing)
}

/// What somebody is told who asks for a view that is not there for them.
pub(super) fn missing(error: Error) -> Failure {
    Failure::of(error, || Missing::View)
}

/// The view that was just deleted, while it can come back.
async fn deleted(member: &Member, id: &str) -> Result<Option<SavedView>, Failure> {
    let views = member.directory.saved_views();
    match views.deleted(&member.caller, id).await {
        Ok(view) => Ok(Some(shown(view))),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn shown(view: saved_views::SavedView) -> SavedView {
    // What nobody knows any more is told by the list that the view leads to.
    let (query, _) = AuditQuery::parse(&view.query);
    SavedView {
        id: view.id.to_string(),
        name: view.name,
        line: line::write(&query),
        query: view.query,
        shared: view.shared,
        owner: view.owner,
        can_change: view.can_change,
    }
}
