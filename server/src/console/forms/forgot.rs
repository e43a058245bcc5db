//! A link to another password, asked for at the sign-in page. Only where mail is sent: the link goes
//! to the address alone.

use app::Page;
use app::model::FieldError;
use app::model::entry::{ForgotPage, LoginNotice};
use app::model::failure::Missing;
use app::paths;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use directory::Error;
use http::StatusCode;
use http::header::RETRY_AFTER;

use crate::console::failure::{Failure, whole_seconds};
use crate::console::fields::Fields;
use crate::console::frame::Frame;
use crate::state::AppState;

/// `GET /login/forgot`
pub(in crate::console) async fn show(
    State(state): State<AppState>,
    frame: Frame,
) -> Result<Response, Failure> {
    if !state.directory().mails().are_sent() {
        return Err(Failure::missing(Missing::Page));
    }
    Ok(frame.page(StatusCode::OK, Page::Forgot(ForgotPage::default())))
}

/// `POST /login/forgot`: the same answer in the same time, whether there is an account or not.
pub(in crate::console) async fn submit(
    State(state): State<AppState>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Failure> {
    if !state.directory().mails().are_sent() {
        return Err(Failure::missing(Missing::Page));
    }
    let mut page = ForgotPage {
        email: fields.text("email"),
        ..ForgotPage::default()
    };
    if !page.email.contains('@') {
        let message = app::text::forms::EMAIL_WRONG;
        page.errors.push(FieldError::new("email", message));
        return Ok(frame.page(StatusCode::UNPROCESSABLE_ENTITY, Page::Forgot(page)));
    }
    let resets = state.directory().password_resets();
    match resets.forgotten(&page.email, &frame.request()) {
        Ok(()) => {
            let to = format!("{}?notice=link-sent", paths::LOGIN);
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::NotFound) => Err(Failure::missing(Missing::Page)),
        Err(Error::Limited { retry_after }) => {
            let wait_seconds = whole_seconds(retry_after);
            page.notice = Some(LoginNotice::Throttled { wait_seconds });
            let mut response = frame.page(StatusCode::TOO_MANY_REQUESTS, Page::Forgot(page));
            let wait = wait_seconds.into();
            response.headers_mut().insert(RETRY_AFTER, wait);
            Ok(response)
        }
        Err(error) => Err(error.into()),
    }
}
