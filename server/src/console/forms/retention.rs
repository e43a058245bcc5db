//! For how long the audit log is kept. Everybody may look, owners may choose.

use app::Page;
use app::model::retention::RetentionPage;
use app::model::{FieldError, Flash};
use app::paths;
use app::text::retention::WHOLE_DAYS;
use axum::response::Response;
use directory::Permission;
use directory::audit::retention::RetentionChange;
use directory::audit::{Retention, mask};

use super::field_errors;
use crate::console::context::{Member, MemberForm};
use crate::console::failure::Failure;
use crate::console::fields::Fields;

/// `GET /t/<slug>/settings/retention`
pub(in crate::console) async fn show(member: Member) -> Result<Response, Failure> {
    let retention = member.directory.audit().retention(&member.caller).await?;
    let page = page(&member, &retention);
    Ok(member.page(Page::Retention(page)))
}

/// `POST /t/<slug>/settings/retention`
pub(in crate::console) async fn save(form: MemberForm) -> Result<Response, Failure> {
    let MemberForm { mut member, fields } = form;
    member.caller.require(Permission::ManageTenant)?;
    let audit = member.directory.audit();
    let mut page = page(&member, &audit.retention(&member.caller).await?);
    fields.raw("event_days").clone_into(&mut page.event_days);
    fields.raw("body_days").clone_into(&mut page.body_days);
    fields.raw("masked").clone_into(&mut page.masked);
    page.legal_hold = fields.raw("legal_hold") == "on";
    let change = RetentionChange {
        event_days: days(&fields, "event_days", &mut page.errors),
        body_days: days(&fields, "body_days", &mut page.errors),
        legal_hold: Some(page.legal_hold),
        masked: masked(&page.masked, &mut page.errors),
    };
    if page.errors.is_empty() {
        match audit.keep_for(&member.caller, change).await {
            Ok(_) => {
                let to = paths::retention(member.slug());
                return member.signed.go(&to, Flash::SettingsSaved).await;
            }
            Err(error) => page.errors = field_errors(error)?,
        }
    }
    Ok(member.refused(Page::Retention(page)))
}

/// A number of days; what is none is told at its field.
fn days(fields: &Fields, name: &'static str, errors: &mut Vec<FieldError>) -> Option<i64> {
    let days = fields.raw(name).trim().replace(',', "").parse().ok();
    if days.is_none() {
        errors.push(FieldError::new(name, WHOLE_DAYS));
    }
    days
}

/// Names of attributes; one that cannot be masked is told at the field.
fn masked(text: &str, errors: &mut Vec<FieldError>) -> Option<Vec<String>> {
    let names = mask::parse(text);
    names
        .map_err(|message| errors.push(FieldError::new("masked", message)))
        .ok()
}

fn page(member: &Member, retention: &Retention) -> RetentionPage {
    let purged = retention.purged.as_ref();
    RetentionPage {
        event_days: retention.event_days.to_string(),
        body_days: retention.body_days.to_string(),
        legal_hold: retention.legal_hold,
        masked: mask::of(member.caller.tenant()).join(", "),
        purged: purged.and_then(|purged| u64::try_from(purged.seq).ok()),
        kept_since: retention.kept_since.map(|since| member.instant(since)),
        errors: Vec::new(),
    }
}
