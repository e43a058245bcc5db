//! Choosing another password by a one-time link, without knowing the one before.

use app::Page;
use app::model::entry::ResetPage;
use app::model::failure::Missing;
use app::paths;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode};

use super::field_errors;
use crate::console::failure::Failure;
use crate::console::fields::Fields;
use crate::console::frame::Frame;
use crate::console::link::{Code, Link};
use crate::console::{is_secure, reach};
use crate::state::AppState;

/// The form behind every such link.
const RESET: &str = "/reset";

/// `GET /reset/<code>`
pub(in crate::console) async fn open(
    State(state): State<AppState>,
    Path(code): Path<String>,
) -> Result<Response, Failure> {
    let code = Code::parse(&code).ok_or_else(|| Failure::missing(Missing::Link))?;
    page(&state, &code).await?;
    Ok(Link::Reset.open(code.as_str(), RESET, is_secure(&state)))
}

/// `GET /reset`
pub(in crate::console) async fn show(
    State(state): State<AppState>,
    frame: Frame,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let code = Link::Reset.opened(&headers, is_secure(&state))?;
    let page = page(&state, &code).await?;
    Ok(frame.page(StatusCode::OK, Page::Reset(page)))
}

/// `POST /reset`: the person signs in with the new password, as anywhere.
pub(in crate::console) async fn submit(
    State(state): State<AppState>,
    frame: Frame,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Failure> {
    let secure = is_secure(&state);
    let code = Link::Reset.opened(&headers, secure)?;
    code.vouch(&fields)?;
    let mut page = page(&state, &code).await?;
    if page.refused_insecure {
        return Ok(frame.page(StatusCode::UNPROCESSABLE_ENTITY, Page::Reset(page)));
    }
    let completed = state
        .directory()
        .password_resets()
        .complete(&code.secret(), &fields.secret("password"), &frame.request())
        .await;
    match completed {
        Ok(()) => {}
        Err(directory::Error::NotFound) => return Err(Failure::missing(Missing::Link)),
        Err(error) => {
            page.errors = field_errors(error)?;
            return Ok(frame.page(StatusCode::UNPROCESSABLE_ENTITY, Page::Reset(page)));
        }
    }
    let to = format!("{}?notice=password-set", paths::LOGIN);
    let mut response = Redirect::to(&to).into_response();
    Link::Reset.close(&mut response, secure);
    Ok(response)
}

async fn page(state: &AppState, code: &Code) -> Result<ResetPage, Failure> {
    let directory = state.directory();
    let email = directory.password_resets().check(code.as_str()).await?;
    Ok(ResetPage {
        csrf: code.csrf(),
        email: email.ok_or_else(|| Failure::missing(Missing::Link))?,
        errors: Vec::new(),
        refused_insecure: reach::refuses_passwords(directory.public_url()),
    })
}
