//! Signing in and out.

use app::Page;
use app::model::entry::{LoginNotice, LoginPage};
use app::paths;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use directory::Error;
use http::StatusCode;
use http::header::RETRY_AFTER;
use tower_sessions::Session;

use super::{enter, field_errors, home_of};
use crate::console::context::SignedForm;
use crate::console::failure::{Failure, whole_seconds};
use crate::console::fields::Fields;
use crate::console::frame::Frame;
use crate::console::local_path::LocalPath;
use crate::console::session::{SignedIn, cookie_name};
use crate::console::{cookies, is_secure};
use crate::state::AppState;

/// `GET /login`
pub(in crate::console) async fn show(
    State(state): State<AppState>,
    frame: Frame,
    session: Session,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let directory = state.directory();
    let query = query.unwrap_or_default();
    let next = next(&parameter(&query, "next"));
    if let Some(signed_in) = SignedIn::current(&session, directory.now()).await? {
        let to = match next {
            Some(next) => next,
            None => home_of(directory, &signed_in).await?,
        };
        return Ok(Redirect::to(&to).into_response());
    }
    let notice = match parameter(&query, "notice").as_str() {
        "expired" => Some(LoginNotice::SessionExpired),
        "signed-out" => Some(LoginNotice::SignedOut),
        "link-sent" => Some(LoginNotice::LinkSent),
        "password-set" => Some(LoginNotice::PasswordSet),
        _ => None,
    };
    let page = LoginPage {
        next,
        notice,
        forgot: directory.mails().are_sent(),
        ..LoginPage::default()
    };
    Ok(frame.page(StatusCode::OK, Page::Login(page)))
}

/// `POST /login`
pub(in crate::console) async fn submit(
    State(state): State<AppState>,
    frame: Frame,
    session: Session,
    fields: Fields,
) -> Result<Response, Failure> {
    let directory = state.directory();
    let email = fields.text("email");
    let next = next(fields.raw("next"));
    let password = fields.secret("password");
    match directory
        .sign_in()
        .password(&email, &password, &frame.request())
        .await
    {
        Ok(account) => {
            enter(
                directory,
                &session,
                account.id,
                &frame.request(),
                next,
                None,
            )
            .await
        }
        Err(error) => refused(
            &frame,
            LoginPage {
                email,
                next,
                forgot: directory.mails().are_sent(),
                ..LoginPage::default()
            },
            error,
        ),
    }
}

fn refused(frame: &Frame, mut page: LoginPage, error: Error) -> Result<Response, Failure> {
    if let Error::Limited { retry_after } = error {
        let wait_seconds = whole_seconds(retry_after);
        page.notice = Some(LoginNotice::Throttled { wait_seconds });
        let mut response = frame.page(StatusCode::TOO_MANY_REQUESTS, Page::Login(page));
        response
            .headers_mut()
            .insert(RETRY_AFTER, wait_seconds.into());
        return Ok(response);
    }
    page.errors = field_errors(error)?;
    Ok(frame.page(StatusCode::UNPROCESSABLE_ENTITY, Page::Login(page)))
}

/// `POST /logout`
pub(in crate::console) async fn sign_out(
    State(state): State<AppState>,
    form: SignedForm,
) -> Result<Response, Failure> {
    let signed = form.signed;
    let (account, request) = (&signed.account, signed.frame.request());
    match &signed.entry.bound {
        None => {
            let sign_in = signed.directory.sign_in();
            sign_in.signed_out(account, &request).await?;
        }
        Some(bound) => {
            let openid = signed.directory.openid();
            openid.signed_out(account, bound, &request).await?;
        }
    }
    signed.session.flush().await?;
    let mut response = Redirect::to(&format!("{}?notice=signed-out", paths::LOGIN)).into_response();
    // The session layer forgets `Secure` when it removes a cookie; ours is the answer that counts.
    let secure = is_secure(&state);
    cookies::remove(response.headers_mut(), cookie_name(secure), secure);
    Ok(response)
}

pub(in crate::console) fn next(text: &str) -> Option<String> {
    LocalPath::parse(text)
        .map(|path| path.as_str().to_owned())
        .filter(|path| path != paths::HOME)
}

pub(in crate::console) fn parameter(query: &str, name: &str) -> String {
    form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == name)
        .map_or_else(String::new, |(_, value)| value.into_owned())
}
