//! The second factor, after the right password.

use app::Page;
use app::model::entry::EnterCodePage;
use app::paths;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use directory::Error;
use directory::second_factor::Given;
use directory::sign_in::Account;
use http::StatusCode;
use tower_sessions::Session;

use super::arrive;
use super::second_factor::Refusal;
use crate::console::csrf;
use crate::console::failure::Failure;
use crate::console::fields::Fields;
use crate::console::frame::Frame;
use crate::console::password_given::PasswordGiven;
use crate::state::AppState;

/// `GET /login/second-factor`
pub(in crate::console) async fn show(
    State(state): State<AppState>,
    frame: Frame,
    session: Session,
) -> Result<Response, Failure> {
    let Some((given, _)) = waiting(&state, &session).await? else {
        return Ok(Redirect::to(paths::LOGIN).into_response());
    };
    let page = EnterCodePage {
        csrf: given.csrf,
        ..EnterCodePage::default()
    };
    Ok(frame.page(StatusCode::OK, Page::EnterCode(page)))
}

/// `POST /login/second-factor`
pub(in crate::console) async fn submit(
    State(state): State<AppState>,
    frame: Frame,
    session: Session,
    fields: Fields,
) -> Result<Response, Failure> {
    let Some((given, account)) = waiting(&state, &session).await? else {
        return Ok(Redirect::to(paths::LOGIN).into_response());
    };
    if !csrf::same(fields.raw("csrf"), &given.csrf) {
        return Err(Failure::cross_site());
    }
    let (directory, request) = (state.directory(), frame.request());
    let checked = match Given::of(fields.raw("code"), fields.raw("recovery")) {
        Ok(code) => {
            directory
                .sign_in()
                .second_factor(&account, &code, &request)
                .await
        }
        Err(error) => Err(error),
    };
    let refusal = match checked {
        Ok(()) => {
            return arrive(
                directory,
                &session,
                account.id,
                &request,
                given.next,
                given.flash,
            )
            .await;
        }
        // It was taken away meanwhile: the password has to be given again.
        Err(Error::NotFound) => {
            PasswordGiven::forget(&session).await?;
            return Ok(Redirect::to(paths::LOGIN).into_response());
        }
        Err(error) => Refusal::of(error)?,
    };
    let page = EnterCodePage {
        csrf: given.csrf,
        wait_seconds: refusal.wait_seconds,
        errors: refusal.errors.clone(),
    };
    let response = frame.page(refusal.status(), Page::EnterCode(page));
    Ok(refusal.with_wait(response))
}

/// Who gave the right password on this browser a short while ago.
async fn waiting(
    state: &AppState,
    session: &Session,
) -> Result<Option<(PasswordGiven, Account)>, Failure> {
    let directory = state.directory();
    let Some(given) = PasswordGiven::current(session, directory.now()).await? else {
        return Ok(None);
    };
    let account = directory.account(given.account).await?;
    Ok(account.map(|account| (given, account)))
}
