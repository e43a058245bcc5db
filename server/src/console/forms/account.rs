//! What a person changes about their own account.

use app::Page;
use app::model::account::{AccountPage, DisplayForm, SessionRow};
use app::model::{Density, FieldError, Flash, Theme, Zone};
use app::paths;
use app::text::account::ZONE_UNKNOWN;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use tower_sessions::cookie::time::Duration;

use super::field_errors;
use crate::console::context::{Signed, SignedForm};
use crate::console::device::Device;
use crate::console::failure::Failure;
use crate::console::frame::{
    DENSITY_COOKIE, KEYS_COOKIE, KEYS_OFF, THEME_COOKIE, ZONE_ASIDE, ZONE_COOKIE,
};
use crate::console::local_path::LocalPath;
use crate::console::session::{self, SignedIn};
use crate::console::zone::{names, zone};
use crate::console::{cookies, is_secure};
use crate::state::AppState;

/// How long a browser remembers how somebody wants to see the console.
const REMEMBERED: Duration = Duration::days(400);

/// `GET /account`
pub(in crate::console) async fn show(signed: Signed) -> Result<Response, Failure> {
    let page = page(&signed, Vec::new()).await?;
    Ok(signed.page(page))
}

/// `POST /account/password`: ends every session of the person and starts this one anew.
pub(in crate::console) async fn change_password(form: SignedForm) -> Result<Response, Failure> {
    let SignedForm { mut signed, fields } = form;
    let changed = signed
        .directory
        .sign_in()
        .change_password(
            &signed.account,
            &fields.secret("current"),
            &fields.secret("password"),
            &signed.frame.request(),
        )
        .await;
    if let Err(error) = changed {
        let errors = field_errors(error)?;
        let page = page(&signed, errors).await?;
        return Ok(signed.refused(page));
    }
    signed
        .directory
        .sessions()
        .end_all(signed.account.id)
        .await?;
    let (account, request) = (signed.account.id, signed.frame.request());
    signed.entry = super::sign_in(&signed.directory, &signed.session, account, &request).await?;
    // The session that asked is among the ended ones, and goes on under a new id.
    signed
        .go(paths::ACCOUNT, Flash::PasswordChanged { sessions_ended: 0 })
        .await
}

/// `POST /account/theme`
pub(in crate::console) async fn choose_theme(
    State(state): State<AppState>,
    form: SignedForm,
) -> Result<Response, Failure> {
    let SignedForm { mut signed, fields } = form;
    let Ok(theme) = fields.text("theme").parse::<Theme>() else {
        let page = page(
            &signed,
            vec![FieldError::new("theme", "Choose one of the three themes.")],
        )
        .await?;
        return Ok(signed.refused(page));
    };
    let mut response = signed.go(paths::ACCOUNT, Flash::ThemeSaved).await?;
    let headers = response.headers_mut();
    cookies::set(
        headers,
        THEME_COOKIE,
        theme.word(),
        REMEMBERED,
        is_secure(&state),
    );
    Ok(response)
}

/// `POST /account/display`: time zone, height of rows, single keys.
pub(in crate::console) async fn choose_display(
    State(state): State<AppState>,
    form: SignedForm,
) -> Result<Response, Failure> {
    let SignedForm { mut signed, fields } = form;
    let typed = fields.text("tz");
    let chosen = zone(&typed);
    let utc = typed.is_empty() || typed.eq_ignore_ascii_case(app::text::UTC);
    let density = fields.text("density").parse::<Density>().ok();
    let single_keys = !fields.text("keys").is_empty();
    let (true, Some(density)) = (utc || chosen.is_some(), density) else {
        let form = DisplayForm {
            zone: typed,
            density: density.unwrap_or_default(),
            single_keys,
        };
        return display_refused(&signed, form, density.is_some()).await;
    };
    let mut response = signed.go(paths::ACCOUNT, Flash::DisplaySaved).await?;
    let headers = response.headers_mut();
    let secure = is_secure(&state);
    // UTC that stays chosen leaves aside what was put there: the header still leads back to it.
    let aside = signed.frame.zone_aside();
    let zone = chosen.as_ref().and_then(Zone::name).map(str::to_owned);
    let zone = zone.or_else(|| aside.map(|name| format!("{ZONE_ASIDE}{name}")));
    for (name, value) in [
        (ZONE_COOKIE, zone.as_deref()),
        (DENSITY_COOKIE, Some(density.word())),
        (KEYS_COOKIE, (!single_keys).then_some(KEYS_OFF)),
    ] {
        match value {
            Some(value) => cookies::set(headers, name, value, REMEMBERED, secure),
            None => cookies::remove(headers, name, secure),
        }
    }
    Ok(response)
}

/// `POST /account/zone`: to UTC alone and back to one's zone, from the header of any page. Where no
/// zone is known, it is to be chosen.
pub(in crate::console) async fn switch_zone(
    State(state): State<AppState>,
    form: SignedForm,
) -> Result<Response, Failure> {
    let SignedForm { signed, fields } = form;
    let wanted = fields.text("tz");
    let cookie = if wanted.eq_ignore_ascii_case(app::text::UTC) {
        let zone = signed.frame.zone();
        // Chosen again, UTC leaves aside what was put there.
        let name = zone.name().or_else(|| signed.frame.zone_aside());
        name.map(|name| format!("{ZONE_ASIDE}{name}"))
    } else {
        let zone = zone(&wanted);
        zone.and_then(|zone| zone.name().map(str::to_owned))
    };
    let Some(cookie) = cookie else {
        return Ok(Redirect::to(paths::DISPLAY).into_response());
    };
    let back = LocalPath::parse(fields.raw("next"));
    let back = back.as_ref().map_or(paths::ACCOUNT, LocalPath::as_str);
    let mut response = Redirect::to(back).into_response();
    let secure = is_secure(&state);
    cookies::set(
        response.headers_mut(),
        ZONE_COOKIE,
        &cookie,
        REMEMBERED,
        secure,
    );
    Ok(response)
}

/// The form again, as it was sent.
async fn display_refused(
    signed: &Signed,
    form: DisplayForm,
    zone_is_wrong: bool,
) -> Result<Response, Failure> {
    let error = if zone_is_wrong {
        FieldError::new("tz", ZONE_UNKNOWN)
    } else {
        FieldError::new("density", "Choose one of the three heights of rows.")
    };
    let mut page = model(signed, vec![error]).await?;
    page.display_refused = Some(form);
    Ok(signed.refused(Page::Account(page)))
}

/// `POST /account/sessions/<name>/end`. One that has ended already is ended.
pub(in crate::console) async fn end_session(
    Path(name): Path<String>,
    form: SignedForm,
) -> Result<Response, Failure> {
    let mut signed = form.signed;
    let (sessions, request) = (signed.directory.sessions(), signed.frame.request());
    match sessions.end(&signed.account, &name, &request).await {
        Ok(()) | Err(directory::Error::NotFound) => {}
        Err(error) => return Err(error.into()),
    }
    signed.go(paths::ACCOUNT, Flash::SessionEnded).await
}

/// `POST /account/sessions/end-others`
pub(in crate::console) async fn end_other_sessions(form: SignedForm) -> Result<Response, Failure> {
    let mut signed = form.signed;
    let (this, request) = (session::name(&signed.session), signed.frame.request());
    let sessions = signed.directory.sessions();
    let ended = sessions
        .end_others(&signed.account, &this, &request)
        .await?;
    signed
        .go(paths::ACCOUNT, Flash::OtherSessionsEnded { ended })
        .await
}

async fn page(signed: &Signed, errors: Vec<FieldError>) -> Result<Page, Failure> {
    Ok(Page::Account(model(signed, errors).await?))
}

async fn model(signed: &Signed, errors: Vec<FieldError>) -> Result<AccountPage, Failure> {
    let this = session::name(&signed.session);
    let sessions = SignedIn::all_of(&signed.directory, signed.account.id).await?;
    // A provider's session learns nothing of the others: they may be of another tenant.
    let bound = signed.entry.bound.as_ref();
    let sessions = sessions
        .into_iter()
        .filter(|(name, _)| bound.is_none() || *name == this);
    let sessions = sessions.map(|(name, entry)| {
        let device = Device::of(entry.agent.as_deref().unwrap_or_default());
        SessionRow {
            this: name == this,
            name,
            through: entry.bound.map(|bound| bound.name),
            browser: device.browser,
            system: device.system,
            ip: entry.ip,
            started: signed.instant(entry.started),
            seen: signed.instant(entry.seen),
        }
    });
    let factors = signed.directory.second_factors();
    let factor = factors.state(signed.account.id).await?;
    Ok(AccountPage {
        second_factor: factor.since.map(|at| signed.instant(at)),
        sessions: sessions.collect(),
        bound_to: bound.map(|bound| bound.name.clone()),
        memberships: signed.shown_memberships(),
        signed_in: Some(signed.instant(signed.entry.started)),
        session_ends: Some(signed.instant(signed.entry.ends())),
        zones: names(),
        display_refused: None,
        errors,
    })
}
