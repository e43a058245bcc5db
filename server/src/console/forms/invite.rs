//! Joining a tenant by an invitation link.

use app::Page;
use app::model::Flash;
use app::model::entry::AcceptInvitePage;
use app::model::failure::Missing;
use app::paths;
use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use tower_sessions::Session;

use super::{enter, field_errors};
use crate::console::failure::{Failure, shown_role};
use crate::console::fields::Fields;
use crate::console::frame::Frame;
use crate::console::link::{Code, Link};
use crate::console::{is_secure, reach};
use crate::state::AppState;

/// The form behind every invitation link.
const INVITE: &str = "/invite";

/// `GET /invite/<code>`
pub(in crate::console) async fn open(
    State(state): State<AppState>,
    Path(code): Path<String>,
) -> Result<Response, Failure> {
    let code = Code::parse(&code).ok_or_else(|| Failure::missing(Missing::Link))?;
    page(&state, &code).await?;
    Ok(Link::Invite.open(code.as_str(), INVITE, is_secure(&state)))
}

/// `GET /invite`
pub(in crate::console) async fn show(
    State(state): State<AppState>,
    frame: Frame,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let code = Link::Invite.opened(&headers, is_secure(&state))?;
    let page = page(&state, &code).await?;
    Ok(frame.page(StatusCode::OK, Page::AcceptInvite(page)))
}

/// `POST /invite`
pub(in crate::console) async fn submit(
    State(state): State<AppState>,
    frame: Frame,
    session: Session,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Failure> {
    let secure = is_secure(&state);
    let code = Link::Invite.opened(&headers, secure)?;
    code.vouch(&fields)?;
    let mut page = page(&state, &code).await?;
    if page.refused_insecure {
        return Ok(frame.page(StatusCode::UNPROCESSABLE_ENTITY, Page::AcceptInvite(page)));
    }
    let directory = state.directory();
    let password = fields.secret("password");
    let accepted = directory
        .invitations()
        .accept(&code.secret(), &password, &frame.request())
        .await;
    let (account, slug) = match accepted {
        Ok(accepted) => accepted,
        Err(directory::Error::NotFound) => return Err(Failure::missing(Missing::Link)),
        Err(error) => {
            page.errors = field_errors(error)?;
            return Ok(frame.page(StatusCode::UNPROCESSABLE_ENTITY, Page::AcceptInvite(page)));
        }
    };
    let (request, next) = (frame.request(), paths::tenant(&slug));
    let flash = Flash::Joined {
        tenant: page.tenant,
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
    Link::Invite.close(&mut response, secure);
    Ok(response)
}

async fn page(state: &AppState, code: &Code) -> Result<AcceptInvitePage, Failure> {
    let directory = state.directory();
    let invitation = directory
        .invitations()
        .check(code.as_str())
        .await?
        .ok_or_else(|| Failure::missing(Missing::Link))?;
    Ok(AcceptInvitePage {
        csrf: code.csrf(),
        tenant: invitation.tenant,
        email: invitation.email,
        role: shown_role(invitation.role),
        known: invitation.known,
        errors: Vec::new(),
        refused_insecure: reach::refuses_passwords(directory.public_url()),
    })
}
