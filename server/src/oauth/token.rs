//! `POST /t/<slug>/oauth/token`

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use directory::Channel;
use directory::oauth::{Ask, Authorization, Granted, Refused};
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::request::Parts;
use http_body_util::{BodyExt, Limited};

use super::answer;
use crate::http::arrival::{credential, describe, text};
use crate::state::AppState;

/// More than any client has to say.
const LARGEST_BODY: usize = 16 * 1024;

/// Grants an access token to a client that proves who it is.
pub(super) async fn grant(
    State(state): State<AppState>,
    slug: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    // A slug that is no text is a slug that nobody has.
    let slug = slug.map_or_else(|_| String::new(), |Path(slug)| slug);
    match granted(&state, &slug, request).await {
        Ok(granted) => answer::granted(&granted),
        Err(refused) => answer::refused(&refused),
    }
}

async fn granted(state: &AppState, slug: &str, request: Request) -> Result<Granted, Refused> {
    let (parts, body) = request.into_parts();
    let clients = state.directory().clients();
    let ask = asked(&parts, body).await;
    let arrived = describe(&parts, Channel::Scim);
    let applicant = clients.admit(slug, ask, arrived).await?;
    let limits = state.limits();
    let admitted = async {
        limits.admit_grant(applicant.caller())?;
        limits.admit(applicant.caller()).await
    };
    match admitted.await {
        Ok(_turn) => clients.grant(applicant).await,
        Err(error) => Err(clients.refuse(&applicant, error.into()).await),
    }
}

async fn asked(parts: &Parts, body: Body) -> Result<Ask, Refused> {
    let kind = text(&parts.headers, &CONTENT_TYPE).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        let what = "Send the parameters as application/x-www-form-urlencoded.";
        return Err(Refused::InvalidRequest(what));
    }
    let body = Limited::new(body, LARGEST_BODY).collect().await;
    let body = body.map_err(|_| {
        Refused::InvalidRequest("Send a body of at most 16 KiB, whole and within 30 s.")
    })?;
    let parameters: Vec<_> = form_urlencoded::parse(&body.to_bytes())
        .into_owned()
        .collect();
    Ask::read(authorization(parts), &parameters)
}

fn authorization(parts: &Parts) -> Authorization<'_> {
    if !parts.headers.contains_key(AUTHORIZATION) {
        return Authorization::Missing;
    }
    credential(parts).map_or(Authorization::Unreadable, Authorization::Value)
}
