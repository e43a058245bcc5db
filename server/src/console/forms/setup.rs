//! The first owner, by the one-time link that the server printed.

use app::Page;
use app::model::Flash;
use app::model::entry::SetupPage;
use app::model::failure::Missing;
use app::paths;
use axum::extract::{Path, State};
use axum::response::Response;
use directory::invitations::SetupForm;
use http::{HeaderMap, StatusCode};
use tower_sessions::Session;

use super::{enter, field_errors};
use crate::console::failure::Failure;
use crate::console::fields::Fields;
use crate::console::frame::Frame;
use crate::console::link::{Code, Link};
use crate::console::{is_secure, reach};
use crate::state::AppState;

/// `GET /setup/<code>`
pub(in crate::console) async fn open(
    State(state): State<AppState>,
    Path(code): Path<String>,
) -> Result<Response, Failure> {
    let code = Code::parse(&code).ok_or_else(|| Failure::missing(Missing::Link))?;
    check(&state, &code).await?;
    Ok(Link::Setup.open(code.as_str(), paths::SETUP, is_secure(&state)))
}

/// `GET /setup`
pub(in crate::console) async fn show(
    State(state): State<AppState>,
    frame: Frame,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let code = Link::Setup.opened(&headers, is_secure(&state))?;
    check(&state, &code).await?;
    let page = SetupPage {
        csrf: code.csrf(),
        refused_insecure: reach::refuses_passwords(state.directory().public_url()),
        ..SetupPage::default()
    };
    Ok(frame.page(StatusCode::OK, Page::Setup(page)))
}

/// `POST /setup`
pub(in crate::console) async fn submit(
    State(state): State<AppState>,
    frame: Frame,
    session: Session,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Failure> {
    let secure = is_secure(&state);
    let code = Link::Setup.opened(&headers, secure)?;
    code.vouch(&fields)?;
    let mut page = SetupPage {
        csrf: code.csrf(),
        organisation: fields.text("organisation"),
        slug: fields.text("slug"),
        email: fields.text("email"),
        errors: Vec::new(),
        refused_insecure: reach::refuses_passwords(state.directory().public_url()),
    };
    if page.refused_insecure {
        return Ok(frame.page(StatusCode::UNPROCESSABLE_ENTITY, Page::Setup(page)));
    }
    let form = SetupForm {
        organisation: page.organisation.clone(),
        slug: page.slug.clone(),
        email: page.email.clone(),
        password: fields.secret("password"),
    };
    let directory = state.directory();
    let made = directory
        .setup()
        .complete(&code.secret(), form, &frame.request())
        .await;
    let (account, slug) = match made {
        Ok(made) => made,
        Err(directory::Error::NotFound) => return Err(Failure::missing(Missing::Link)),
        Err(error) => {
            page.errors = field_errors(error)?;
            return Ok(frame.page(StatusCode::UNPROCESSABLE_ENTITY, Page::Setup(page)));
        }
    };
    let (request, next) = (frame.request(), paths::connect(&slug));
    let flash = Flash::OwnerCreated {
        tenant: page.organisation,
    };
    let entered = enter(
        directory,
        &session,
        account,
        &request,
        Some(next),
        Some(flash),
    );
    let mut response = entered.await?;
    Link::Setup.close(&mut response, secure);
    Ok(response)
}

/// An unknown, used or expired code is 404, and so is every code once there is an owner.
async fn check(state: &AppState, code: &Code) -> Result<(), Failure> {
    if state.directory().setup().check(code.as_str()).await? {
        return Ok(());
    }
    Err(Failure::missing(Missing::Link))
}
