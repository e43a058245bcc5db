//! `GET /t/<slug>/api/v1/audit-events`: the sealed log, oldest first, from a place on.

use axum::body::Body;
use axum::extract::{FromRequestParts, RawPathParams, Request, State};
use axum::response::{IntoResponse, Response};
use directory::audit::{Operation, Pulled};
use directory::{Caller, Channel, Permission};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, LINK, VARY};
use http::request::Parts;

use super::call::{Asked, wants_lines};
use super::failure::{self, Refusal};
use crate::http::arrival::{credential, describe};
use crate::state::AppState;

/// Answers what follows a number in the chain, as one document or as lines.
pub(super) async fn pull(State(state): State<AppState>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let slug = slug(&mut parts, &state).await;
    let directory = state.directory();
    // A token is shown, as over SCIM.
    let arrived = describe(&parts, Channel::Scim);
    let admitted = directory.authenticate_scim(Some(&slug), credential(&parts), arrived);
    let caller = match admitted.await {
        Ok(caller) => caller,
        Err(error) => return failure::of(&error),
    };
    match answer(&state, &caller, &parts).await {
        Ok(response) => response,
        Err(refusal) => {
            let operation = Operation::AuditRead;
            refusal.record(directory, &caller, operation).await
        }
    }
}

async fn answer(state: &AppState, caller: &Caller, parts: &Parts) -> Result<Response, Refusal> {
    caller.require(Permission::ReadAudit)?;
    let _turn = state.limits().admit(caller).await?;
    let directory = state.directory();
    let asked = Asked::parse(parts.uri.query().unwrap_or_default(), directory.now())?;
    let _search = state.limits().admit_search(caller).await?;
    let audit = directory.audit();
    let pulled = audit.pull(caller, &asked.query, asked.after, asked.limit);
    let pulled = pulled.await?;

    let next = asked.next(&url(state, caller), pulled.next);
    let (kind, body) = if wants_lines(&parts.headers) {
        ("application/x-ndjson", pulled.lines.concat())
    } else {
        ("application/json", document(&pulled))
    };
    let headers = [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, "no-store"),
        (VARY, "Accept"),
    ];
    let headers = headers.map(|(name, value)| (name, HeaderValue::from_static(value)));
    let mut response = (headers, Body::from(body)).into_response();
    if let Some(next) = next {
        response.headers_mut().insert(LINK, next);
    }
    Ok(response)
}

/// The events are put in as text: they are byte for byte what an export holds.
fn document(pulled: &Pulled) -> String {
    let events: Vec<&str> = pulled.lines.iter().map(|line| line.trim_end()).collect();
    let (events, Pulled { next, more, .. }) = (events.join(","), pulled);
    format!("{{\"events\":[{events}],\"next\":{next},\"more\":{more}}}")
}

fn url(state: &AppState, caller: &Caller) -> String {
    let (public_url, slug) = (state.directory().public_url(), caller.tenant().slug());
    format!("{public_url}/t/{slug}/api/v1/audit-events")
}

/// The tenant in the path. One that is no text is one that nobody has.
async fn slug(parts: &mut Parts, state: &AppState) -> String {
    let params = RawPathParams::from_request_parts(parts, state).await;
    let slug = params.ok().and_then(|params| {
        let slug = params.iter().find(|(name, _)| *name == "slug");
        slug.map(|(_, slug)| slug.to_owned())
    });
    slug.unwrap_or_default()
}
