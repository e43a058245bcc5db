//! How a request gets in, by what its handler asks for.

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::response::Response;
use directory::audit::Operation;
use directory::{Channel, Error, Permission, Precondition};
use http::header::{AUTHORIZATION, IF_MATCH, IF_NONE_MATCH};
use http::request::Parts;
use serde_json::Value;

use super::{Call, Inquiry, Reader, Submission, Target, Visitor, Writer};
use crate::http::arrival::{credential, describe, text};
use crate::scim::failure::{self, Refusal};
use crate::scim::query::Query;
use crate::scim::{body, format};
use crate::state::AppState;

impl FromRequestParts<AppState> for Reader {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let is_past = Query::parse(parts.uri.query()).is_ok_and(|query| query.is_past());
        let permission = if is_past {
            Permission::ReadPast
        } else {
            Permission::ReadDirectory
        };
        admit(parts, state, permission).await.map(Self)
    }
}

impl FromRequestParts<AppState> for Writer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        admit(parts, state, Permission::WriteDirectory)
            .await
            .map(Self)
    }
}

impl FromRequest<AppState> for Submission {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let (call, body) = with_body(request, state, Permission::WriteDirectory).await?;
        Ok(Self(call, body))
    }
}

impl FromRequest<AppState> for Inquiry {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let (call, body) = with_body(request, state, Permission::ReadDirectory).await?;
        Ok(Self(call, body))
    }
}

/// Lets a request in, then reads its body.
async fn with_body(
    request: Request,
    state: &AppState,
    permission: Permission,
) -> Result<(Call, Value), Response> {
    let (mut parts, body) = request.into_parts();
    let call = admit(&mut parts, state, permission).await?;
    match body::json(&parts.headers, body).await {
        Ok(value) => {
            let caller = call.caller.with_body(Arc::new(value.clone()));
            Ok((Call { caller, ..call }, value))
        }
        Err(error) => Err(call.refuse(error).await),
    }
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let anonymous =
            state.directory().open_discovery() && !parts.headers.contains_key(AUTHORIZATION);
        let (target, call) = if anonymous {
            (path(parts, state).await.1, None)
        } else {
            let call = admit(parts, state, Permission::ReadDirectory).await?;
            (call.target.clone(), Some(call))
        };
        let filtered = Query::parse(parts.uri.query()).is_ok_and(|query| query.has_filter());
        Ok(Self {
            state: state.clone(),
            target,
            call,
            filtered,
        })
    }
}

/// Lets a request in: a credential, a permission, a turn. In this order, and before its body.
async fn admit(
    parts: &mut Parts,
    state: &AppState,
    permission: Permission,
) -> Result<Call, Response> {
    let (slug, target) = path(parts, state).await;
    let request = describe(parts, Channel::Scim);
    let caller = state
        .directory()
        .authenticate_scim(slug.as_deref(), credential(parts), request)
        .await
        .map_err(|error| failure::of(&error))?;

    let operation = parts
        .extensions
        .get()
        .copied()
        .unwrap_or(Operation::RequestUnknown);
    let admitted = async {
        caller.require(permission)?;
        let turn = state.limits().admit(&caller).await?;
        let query = Query::parse(parts.uri.query())?;
        if query.is_past() && permission != Permission::ReadPast {
            return Err(past_is_read());
        }
        Ok::<_, Error>((turn, query))
    };
    match admitted.await {
        Err(error) => Err(Refusal::from(error)
            .record(state.directory(), &caller, operation)
            .await),
        Ok((turn, query)) => Ok(Call {
            state: state.clone(),
            caller,
            operation,
            target,
            query: Arc::new(query),
            precondition: precondition(parts),
            turn: Arc::new(turn),
        }),
    }
}

/// The past is asked for where there is only the present: to ignore that would answer, or do,
/// something else than was meant.
fn past_is_read() -> Error {
    let detail = "at: only GET of users and groups knows the past; leave it out";
    scim::Error::at(scim::ScimType::InvalidValue, "at", detail).into()
}

/// The tenant and the target that the path names, both as the router has decoded them.
///
/// A slug that is no text is a slug that nobody has; it must not look like a path without one.
async fn path(parts: &mut Parts, state: &AppState) -> (Option<String>, Target) {
    let format = format::preferred(&parts.headers);
    let (mut slug, mut id) = (None, String::new());
    if let Ok(parameters) = RawPathParams::from_request_parts(parts, state).await {
        for (name, value) in &parameters {
            match name {
                "slug" => slug = Some(value.to_owned()),
                _ => value.clone_into(&mut id),
            }
        }
    } else {
        let path = parts.uri.path().trim_end_matches('/');
        path.rsplit('/')
            .next()
            .unwrap_or_default()
            .clone_into(&mut id);
        slug = path.starts_with("/t/").then(String::new);
    }
    (slug, Target { id, format })
}

fn precondition(parts: &Parts) -> Precondition {
    Precondition::parse(
        text(&parts.headers, &IF_MATCH),
        text(&parts.headers, &IF_NONE_MATCH),
    )
}
