//! Saving, changing and deleting views of the audit log, and taking a deletion back.

use app::Page;
use app::model::saved_view::{SavedViewNewPage, SavedViewPage, filters};
use app::model::{FieldError, Flash};
use app::paths;
use axum::extract::RawQuery;
use axum::response::{IntoResponse, Redirect, Response};
use directory::saved_views::NewSavedView;

use super::field_errors;
use crate::console::audit::listed;
use crate::console::context::{Member, MemberForm};
use crate::console::failure::Failure;
use crate::console::fields::Fields;
use crate::console::line;
use crate::console::saved_views::{find, missing};
use crate::console::wanted::Strict;

/// `GET /t/<slug>/audit/views/new`, with the parameters of the list that is to be saved.
///
/// What cannot be asked is the list's page with the message at its field.
pub(in crate::console) async fn offer(
    member: Member,
    RawQuery(raw): RawQuery,
) -> Result<Response, Failure> {
    let asked = Strict::read(raw, &[], member.now);
    if !asked.understood {
        let page = listed(&member, asked.query, None, asked.line, asked.faults).await?;
        return Ok(member.refused(Page::Audit(page)));
    }
    let page = SavedViewNewPage {
        line: line::write(&asked.query),
        query: asked.query,
        ..SavedViewNewPage::default()
    };
    Ok(member.page(Page::SavedViewNew(page)))
}

/// `POST /t/<slug>/audit/views/new`
pub(in crate::console) async fn save(form: MemberForm) -> Result<Response, Failure> {
    let MemberForm { mut member, fields } = form;
    let asked = Strict::read(Some(fields.raw("query").to_owned()), &[], member.now);
    let mut page = SavedViewNewPage {
        name: fields.text("name"),
        shared: ticked(&fields),
        line: line::write(&asked.query),
        query: asked.query,
        errors: Vec::new(),
    };
    if !asked.understood {
        let message = "These filters cannot be saved. Go back to the list and set them again.";
        page.errors.push(FieldError::new("query", message));
        return Ok(member.refused(Page::SavedViewNew(page)));
    }
    let wanted = NewSavedView {
        name: page.name.clone(),
        query: filters(&page.query),
        shared: page.shared,
    };
    let views = member.directory.saved_views();
    if let Err(error) = views.save(&member.caller, wanted).await {
        page.errors = field_errors(error)?;
        return Ok(member.refused(Page::SavedViewNew(page)));
    }
    let to = paths::audit(member.slug(), &page.query);
    member
        .signed
        .go(&to, Flash::ViewSaved { name: page.name })
        .await
}

/// `POST /t/<slug>/audit/views/<id>`
pub(in crate::console) async fn change(form: MemberForm) -> Result<Response, Failure> {
    let MemberForm { mut member, fields } = form;
    let view = find(&member).await?;
    let (name, shared) = (fields.text("name"), ticked(&fields));
    let views = member.directory.saved_views();
    let changed = views.change(&member.caller, member.id(), name.clone(), shared);
    if let Err(error) = changed.await {
        let page = SavedViewPage {
            view,
            name,
            shared,
            errors: field_errors(error)?,
        };
        return Ok(member.refused(Page::SavedView(page)));
    }
    let to = paths::saved_views(member.slug());
    member.signed.go(&to, Flash::ViewChanged { name }).await
}

/// `POST /t/<slug>/audit/views/<id>/delete`
pub(in crate::console) async fn delete(form: MemberForm) -> Result<Response, Failure> {
    let member = form.member;
    let views = member.directory.saved_views();
    let deleted = views.delete(&member.caller, member.id()).await;
    deleted.map_err(missing)?;
    let to = paths::saved_views_without(member.slug(), member.id());
    Ok(Redirect::to(&to).into_response())
}

/// `POST /t/<slug>/audit/views/<id>/restore`
pub(in crate::console) async fn restore(form: MemberForm) -> Result<Response, Failure> {
    let mut member = form.member;
    let views = member.directory.saved_views();
    let restored = views.restore(&member.caller, member.id()).await;
    let name = restored.map_err(missing)?;
    let to = paths::saved_views(member.slug());
    member.signed.go(&to, Flash::ViewRestored { name }).await
}

/// Whether the view is to be shared.
fn ticked(fields: &Fields) -> bool {
    fields.raw("shared") == "1"
}
