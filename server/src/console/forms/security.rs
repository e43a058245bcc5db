//! What the tenant demands of those who sign in. Everybody may look, owners may choose.

use app::Page;
use app::model::security::SecurityPage;
use app::model::{FieldError, Flash};
use app::paths;
use app::text::forms::CHOOSE;
use axum::response::Response;
use directory::Permission;
use directory::tenants::{SecondFactor, SettingsChange};

use crate::console::context::{Member, MemberForm};
use crate::console::failure::Failure;

/// `GET /t/<slug>/settings/security`
pub(in crate::console) async fn show(member: Member) -> Result<Response, Failure> {
    let page = page(&member).await?;
    Ok(member.page(Page::Security(page)))
}

/// `POST /t/<slug>/settings/security`
pub(in crate::console) async fn save(form: MemberForm) -> Result<Response, Failure> {
    let MemberForm { mut member, fields } = form;
    member.caller.require(Permission::ManageTenant)?;
    let Ok(second_factor) = fields.raw("second_factor").parse::<SecondFactor>() else {
        let mut page = page(&member).await?;
        page.errors.push(FieldError::new("second_factor", CHOOSE));
        return Ok(member.refused(Page::Security(page)));
    };
    let change = SettingsChange {
        second_factor: Some(second_factor),
        ..SettingsChange::default()
    };
    let tenants = member.directory.tenants();
    tenants.set(&member.caller, change).await?;
    let to = paths::security(member.slug());
    member.signed.go(&to, Flash::SettingsSaved).await
}

async fn page(member: &Member) -> Result<SecurityPage, Failure> {
    let members = member.directory.members().list(&member.caller).await?;
    // Providers ask for what they want.
    let asked = members.iter().filter(|member| !member.by_provider);
    let without = asked.filter(|member| !member.second_factor);
    Ok(SecurityPage {
        second_factor: member.caller.settings()?.second_factor == SecondFactor::Required,
        without: without.count().try_into().unwrap_or(u64::MAX),
        errors: Vec::new(),
    })
}
