//! What the tenant is called. Everybody may look, owners may rename.

use app::Page;
use app::model::Flash;
use app::model::general::GeneralPage;
use app::paths;
use axum::response::Response;
use directory::Permission;

use super::field_errors;
use crate::console::context::{Member, MemberForm};
use crate::console::failure::Failure;

/// `GET /t/<slug>/settings/general`
pub(in crate::console) async fn show(member: Member) -> Result<Response, Failure> {
    let page = page(&member);
    Ok(member.page(Page::General(page)))
}

/// `POST /t/<slug>/settings/general`
pub(in crate::console) async fn rename(form: MemberForm) -> Result<Response, Failure> {
    let MemberForm { mut member, fields } = form;
    member.caller.require(Permission::ManageTenant)?;
    let name = fields.text("name");
    let tenants = member.directory.tenants();
    if let Err(error) = tenants.rename(&member.caller, &name).await {
        let page = GeneralPage {
            name,
            errors: field_errors(error)?,
            ..page(&member)
        };
        return Ok(member.refused(Page::General(page)));
    }
    let to = paths::general(member.slug());
    member.signed.go(&to, Flash::SettingsSaved).await
}

fn page(member: &Member) -> GeneralPage {
    let tenant = member.caller.tenant();
    GeneralPage {
        name: tenant.name().to_owned(),
        base_url: member.directory.scim_base_url(member.slug()),
        created: member.instant(tenant.created_at()),
        errors: Vec::new(),
    }
}
