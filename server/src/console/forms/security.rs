//! What the tenant demands of those who sign in, and of its tokens. Everybody may look, owners may choose.

use app::Page;
use app::model::security::SecurityPage;
use app::model::{FieldError, Flash};
use app::paths;
use app::text::forms::CHOOSE;
use axum::response::Response;
use directory::Permission;
use directory::tenants::{LongestToken, SecondFactor, SettingsChange};

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
    let mut page = page(&member).await?;
    let second_factor = fields.raw("second_factor").parse::<SecondFactor>();
    match second_factor {
        Ok(wanted) => page.second_factor = wanted == SecondFactor::Required,
        Err(_) => page.errors.push(FieldError::new("second_factor", CHOOSE)),
    }
    page.longest_token = fields.text("longest_token");
    let longest_token = match page.longest_token.as_str() {
        "" => Ok(LongestToken::default()),
        days => days.parse(),
    };
    if longest_token.is_err() {
        let message = app::text::security::LONGEST_TOKEN_WRONG;
        page.errors.push(FieldError::new("longest_token", message));
    }
    let (Ok(second_factor), Ok(longest_token)) = (second_factor, longest_token) else {
        return Ok(member.refused(Page::Security(page)));
    };
    let change = SettingsChange {
        second_factor: Some(second_factor),
        longest_token: Some(longest_token),
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
    let settings = member.caller.settings()?;
    let longest = settings.longest_token.in_days();
    Ok(SecurityPage {
        second_factor: settings.second_factor == SecondFactor::Required,
        longest_token: longest.map_or_else(String::new, |days| days.to_string()),
        without: without.count().try_into().unwrap_or(u64::MAX),
        errors: Vec::new(),
    })
}
