//! What a person changes about their own account.

use app::Page;
use app::model::account::AccountPage;
use app::model::{FieldError, Flash, Theme};
use app::paths;
use axum::extract::State;
use axum::response::Response;
use tower_sessions::cookie::time::Duration;

use super::field_errors;
use crate::console::context::{Signed, SignedForm};
use crate::console::failure::Failure;
use crate::console::frame::THEME_COOKIE;
use crate::console::{cookies, is_secure};
use crate::state::AppState;

/// How long a browser remembers the theme.
const REMEMBERED: Duration = Duration::days(400);

/// `GET /account`
pub(in crate::console) async fn show(signed: Signed) -> Response {
    let page = page(&signed, Vec::new());
    signed.page(page)
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
        let page = page(&signed, errors);
        return Ok(signed.refused(page));
    }
    signed
        .directory
        .sessions()
        .end_others(signed.account.id, None)
        .await?;
    signed.entry = super::sign_in(&signed.directory, &signed.session, signed.account.id).await?;
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
        );
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

fn page(signed: &Signed, errors: Vec<FieldError>) -> Page {
    Page::Account(AccountPage {
        memberships: signed.shown_memberships(),
        signed_in: Some(signed.instant(signed.entry.started)),
        session_ends: Some(signed.instant(signed.entry.ends())),
        errors,
    })
}
