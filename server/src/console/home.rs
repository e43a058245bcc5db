//! The way in: where `/` leads, and the choice of a tenant.

use app::Page;
use app::model::entry::SetupNoticePage;
use app::model::tenants::TenantsPage;
use app::paths;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use tower_sessions::Session;

use super::context::Signed;
use super::failure::Failure;
use super::forms;
use super::frame::Frame;
use super::session::SignedIn;
use crate::state::AppState;

/// `GET /`
pub(super) async fn start(
    State(state): State<AppState>,
    frame: Frame,
    session: Session,
) -> Result<Response, Failure> {
    let directory = state.directory();
    if let Some(signed_in) = SignedIn::current(&session, directory.now()).await? {
        let home = forms::home_of(directory, &signed_in).await?;
        return Ok(Redirect::to(&home).into_response());
    }
    if directory.setup().needed().await? {
        return Ok(frame.page(StatusCode::OK, Page::SetupNotice(SetupNoticePage)));
    }
    Ok(Redirect::to(paths::LOGIN).into_response())
}

/// `GET /tenants`
pub(super) async fn tenants(signed: Signed) -> Response {
    let self_service = signed.self_service;
    if let [only] = signed.memberships.as_slice()
        && !self_service
    {
        return Redirect::to(&paths::tenant(&only.slug)).into_response();
    }
    let memberships = signed.shown_memberships();
    signed.page(Page::Tenants(TenantsPage {
        memberships,
        self_service,
    }))
}
