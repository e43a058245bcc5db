//! The guide of an identity provider for whoever holds a link to it: no account, no session, and
//! nothing else of the tenant.

use app::Page;
use app::model::connect::{Audience, GuidePage, Provider};
use app::model::failure::Missing;
use app::paths;
use axum::extract::{Path, State};
use axum::response::Response;
use directory::guide_links::{Guest, MOST_TOKENS};
use directory::{Error, TokenId};
use http::{HeaderMap, StatusCode};

use super::connect::{incomplete, with_errors};
use crate::console::connect::{guide_page, issued_here};
use crate::console::failure::Failure;
use crate::console::fields::Fields;
use crate::console::frame::{Frame, not_stored};
use crate::console::instant::instant;
use crate::console::is_secure;
use crate::console::link::{Code, Link};
use crate::state::AppState;

/// `GET /guide/<code>`
pub(in crate::console) async fn open(
    State(state): State<AppState>,
    frame: Frame,
    Path(code): Path<String>,
) -> Result<Response, Failure> {
    let code = Code::parse(&code).ok_or_else(|| Failure::missing(Missing::Link))?;
    let_in(&state, &frame, &code).await?;
    Ok(Link::Guide.open(code.as_str(), paths::GUEST_GUIDE, is_secure(&state)))
}

/// `GET /guide`
pub(in crate::console) async fn show(
    State(state): State<AppState>,
    frame: Frame,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let code = Link::Guide.opened(&headers, is_secure(&state))?;
    let guest = let_in(&state, &frame, &code).await?;
    let page = page(&state, &guest, &code).await?;
    Ok(not_stored(
        frame.page(StatusCode::OK, Page::Guide(Box::new(page))),
    ))
}

/// `POST /guide`: the one answer that holds the secret.
pub(in crate::console) async fn issue(
    State(state): State<AppState>,
    frame: Frame,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Failure> {
    let code = Link::Guide.opened(&headers, is_secure(&state))?;
    code.vouch(&fields)?;
    let guest = let_in(&state, &frame, &code).await?;
    let id = TokenId::parse(fields.raw("nonce")).ok_or_else(incomplete)?;
    let links = state.directory().guide_links();
    let issued = links.issue(&guest, id).await;
    let again = let_in(&state, &frame, &code).await?;
    let page = page(&state, &again, &code).await?;
    match issued {
        Ok(issued) => {
            let page = GuidePage {
                issued: Some(issued_here(&issued, state.directory().now())),
                ..page
            };
            Ok(not_stored(
                frame.page(StatusCode::OK, Page::Guide(Box::new(page))),
            ))
        }
        // Sent twice: the secret has been shown.
        Err(error @ (Error::Conflict { .. } | Error::Invalid(_))) => {
            let page = Page::Guide(Box::new(with_errors(page, error)?));
            Ok(frame.page(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(error) => Err(Failure::of(error, || Missing::Link)),
    }
}

/// Whoever holds the code of a link that works.
pub(in crate::console) async fn let_in(
    state: &AppState,
    frame: &Frame,
    code: &Code,
) -> Result<Guest, Failure> {
    let links = state.directory().guide_links();
    let guest = links.open(&code.secret(), &frame.request()).await;
    guest.map_err(|error| Failure::of(error, || Missing::Link))
}

/// The provider of a link: one that there is a guide for.
pub(in crate::console) fn provider(guest: &Guest) -> Result<Provider, Failure> {
    let word = guest.link.provider.parse();
    word.map_err(|_| Failure::missing(Missing::Link))
}

async fn page(state: &AppState, guest: &Guest, code: &Code) -> Result<GuidePage, Failure> {
    let directory = state.directory();
    let audience = Audience::Guest {
        tenant: guest.caller.tenant().name().to_owned(),
        csrf: code.csrf(),
        until: instant(guest.link.expires_at, directory.now()),
        tokens_left: MOST_TOKENS.saturating_sub(guest.link.tokens_issued),
    };
    guide_page(directory, &guest.caller, provider(guest)?, audience).await
}
