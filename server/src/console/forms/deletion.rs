//! The end of a tenant. Everybody may look, owners may want it and take it back.

use app::Page;
use app::model::Flash;
use app::model::deletion::DeletionPage;
use app::paths;
use axum::response::{IntoResponse, Redirect, Response};
use directory::{Error, Permission};

use super::field_errors;
use crate::console::context::{Member, MemberForm};
use crate::console::failure::Failure;

/// `GET /t/<slug>/settings/danger`
pub(in crate::console) async fn show(member: Member) -> Result<Response, Failure> {
    let page = page(&member).await?;
    Ok(member.page(Page::Deletion(page)))
}

/// `POST /t/<slug>/settings/danger`: the next page says when, and offers the way back.
pub(in crate::console) async fn schedule(form: MemberForm) -> Result<Response, Failure> {
    let MemberForm { member, fields } = form;
    let typed = fields.text("slug");
    let tenants = member.directory.tenants();
    match tenants.schedule_deletion(&member.caller, &typed).await {
        // Wanted in another window, perhaps by somebody else: the page is the same.
        Ok(_) | Err(Error::ToBeDeleted) => {
            Ok(Redirect::to(&paths::deletion(member.slug())).into_response())
        }
        Err(error) => {
            let errors = field_errors(error)?;
            let mut page = page(&member).await?;
            (page.slug, page.errors) = (typed, errors);
            Ok(member.refused(Page::Deletion(page)))
        }
    }
}

/// `POST /t/<slug>/settings/danger/cancel`
pub(in crate::console) async fn cancel(form: MemberForm) -> Result<Response, Failure> {
    let mut member = form.member;
    let tenants = member.directory.tenants();
    tenants.cancel_deletion(&member.caller).await?;
    let to = paths::settings(member.slug());
    member.signed.go(&to, Flash::DeletionCancelled).await
}

async fn page(member: &Member) -> Result<DeletionPage, Failure> {
    let tenant = member.caller.tenant();
    // Only numbers go on the page, and the caller is a member.
    member.caller.require(Permission::ReadMembers)?;
    let shown = member.directory.tenants().show(tenant.slug()).await?;
    Ok(DeletionPage {
        due: tenant.deletion_due_at().map(|due| member.instant(due)),
        users: shown.users,
        groups: shown.groups,
        members: u64::try_from(shown.members.len()).unwrap_or(u64::MAX),
        slug: String::new(),
        errors: Vec::new(),
    })
}
