//! How SCIM behaves in the tenant. Everybody may look, owners may choose.

use std::str::FromStr;

use app::Page;
use app::model::settings::{Deletion, GroupPatch, SettingsPage, Tolerance, Ways};
use app::model::{FieldError, Flash};
use app::paths;
use app::text::forms::CHOOSE;
use axum::response::Response;
use directory::Permission;
use directory::tenants::{self, ScimSettings, SettingsChange, Strictness, Way, WaysChange};

use crate::console::context::{Member, MemberForm};
use crate::console::failure::Failure;
use crate::console::fields::Fields;

/// `GET /t/<slug>/settings`
pub(in crate::console) async fn show(member: Member) -> Result<Response, Failure> {
    let page = page(member.caller.settings()?);
    Ok(member.page(Page::Settings(page)))
}

/// `POST /t/<slug>/settings`
pub(in crate::console) async fn save(form: MemberForm) -> Result<Response, Failure> {
    let MemberForm { mut member, fields } = form;
    member.caller.require(Permission::ManageTenant)?;
    let mut page = page(member.caller.settings()?);
    choose(&fields, "tolerance", &mut page.tolerance, &mut page.errors);
    choose(&fields, "delete", &mut page.deletion, &mut page.errors);
    choose(
        &fields,
        "group_patch",
        &mut page.group_patch,
        &mut page.errors,
    );
    let ticked = |way: Way| !fields.raw(way.as_str()).is_empty();
    page.ways = Ways {
        raw_token: ticked(Way::RawToken),
        basic: ticked(Way::Basic),
        oauth: ticked(Way::Oauth),
    };
    if !page.errors.is_empty() {
        return Ok(member.refused(Page::Settings(page)));
    }
    let tenants = member.directory.tenants();
    tenants.set(&member.caller, change(&page)).await?;
    let to = paths::settings(member.slug());
    member.signed.go(&to, Flash::SettingsSaved).await
}

/// Takes a field's choice; one that is none leaves the present one and is told at the field.
fn choose<C: FromStr>(
    fields: &Fields,
    name: &'static str,
    choice: &mut C,
    errors: &mut Vec<FieldError>,
) {
    match fields.raw(name).parse() {
        Ok(chosen) => *choice = chosen,
        Err(_) => errors.push(FieldError::new(name, CHOOSE)),
    }
}

fn page(settings: ScimSettings) -> SettingsPage {
    SettingsPage {
        tolerance: match settings.tolerance {
            Strictness::Forgiving => Tolerance::Forgiving,
            Strictness::Strict => Tolerance::Strict,
        },
        deletion: match settings.delete {
            tenants::Deletion::Remove => Deletion::Remove,
            tenants::Deletion::Hide => Deletion::Hide,
        },
        group_patch: match settings.group_patch {
            tenants::GroupPatch::NoContent => GroupPatch::NoContent,
            tenants::GroupPatch::Resource => GroupPatch::Resource,
        },
        ways: Ways {
            raw_token: settings.ways.has(Way::RawToken),
            basic: settings.ways.has(Way::Basic),
            oauth: settings.ways.has(Way::Oauth),
        },
        errors: Vec::new(),
    }
}

fn change(page: &SettingsPage) -> SettingsChange {
    SettingsChange {
        tolerance: Some(match page.tolerance {
            Tolerance::Forgiving => Strictness::Forgiving,
            Tolerance::Strict => Strictness::Strict,
        }),
        delete: Some(match page.deletion {
            Deletion::Remove => tenants::Deletion::Remove,
            Deletion::Hide => tenants::Deletion::Hide,
        }),
        group_patch: Some(match page.group_patch {
            GroupPatch::NoContent => tenants::GroupPatch::NoContent,
            GroupPatch::Resource => tenants::GroupPatch::Resource,
        }),
        ways: WaysChange::default()
            .with(Way::RawToken, page.ways.raw_token)
            .with(Way::Basic, page.ways.basic)
            .with(Way::Oauth, page.ways.oauth),
        second_factor: None,
        longest_token: None,
    }
}
