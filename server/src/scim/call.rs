//! One authenticated SCIM request. A handler's signature is its permission.
//!
//! [`Reader`], [`Inquiry`], [`Writer`] and [`Submission`] authenticate before anything of the request is
//! parsed, inside the matched route, so that routing and authentication see the same path.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::response::Response;
use directory::audit::Operation;
use directory::discovery::Discovery;
use directory::{Answer, Caller, Channel, Error, ListQuery, Permission, Precondition, Selection};
use http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH, LOCATION,
};
use http::request::Parts;
use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::Value;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tracing::Instrument;

use super::failure::{self, Refusal, protocol};
use super::query::Query;
use super::{body, format};
use crate::http::arrival::{credential, describe, text};
use crate::http::sending;
use crate::state::AppState;

/// A request whose token may read.
pub(super) struct Reader(pub(super) Call);

/// A request whose token may write, without a body.
pub(super) struct Writer(pub(super) Call);

/// A request whose token may write, with its JSON body.
pub(super) struct Submission(pub(super) Call, pub(super) Value);

/// A request whose token may read, with a question in its JSON body.
pub(super) struct Inquiry(pub(super) Call, pub(super) Value);

/// A request to discovery: without a credential, where that is allowed, or with a valid one.
pub(super) struct Visitor {
    state: AppState,
    target: Target,
    call: Option<Call>,
    filtered: bool,
}

/// What is asked for, apart from who asks.
#[derive(Clone)]
struct Target {
    /// The last segment of the path, where the route has one.
    id: String,
    /// The content type of the answer.
    format: HeaderValue,
}

/// An authenticated request.
#[derive(Clone)]
pub(super) struct Call {
    state: AppState,
    caller: Caller,
    operation: Operation,
    target: Target,
    query: Arc<Query>,
    precondition: Precondition,
    /// This tenant's turn; held until the answer is made, or sent where that makes it.
    turn: Arc<OwnedSemaphorePermit>,
}

impl Call {
    pub(super) fn directory(&self) -> &directory::Directory {
        self.state.directory()
    }

    pub(super) fn caller(&self) -> &Caller {
        &self.caller
    }

    pub(super) fn id(&self) -> &str {
        &self.target.id
    }

    pub(super) fn query(&self) -> &Query {
        &self.query
    }

    pub(super) fn precondition(&self) -> Precondition {
        self.precondition.clone()
    }

    /// Waits for this tenant's turn to search, then answers what is found.
    pub(super) async fn list(
        &self,
        query: Result<ListQuery, scim::Error>,
        search: impl AsyncFnOnce(ListQuery) -> Result<Answer, Error>,
    ) -> Response {
        let found = async {
            let query = query?;
            let _turn = self.state.limits().admit_search(&self.caller).await?;
            search(query).await
        };
        let found = found.await;
        self.answer(found).await
    }

    /// Reads one resource. The past takes as long as a search, and waits for its turn like one.
    pub(super) async fn read(
        &self,
        read: impl AsyncFnOnce(Selection) -> Result<Answer, Error>,
    ) -> Response {
        let found = async {
            let selection = self.query.reading()?;
            let _turn = match selection.at {
                Some(_) => Some(self.state.limits().admit_search(&self.caller).await?),
                None => None,
            };
            read(selection).await
        };
        let found = found.await;
        self.answer(found).await
    }

    /// Writes out what a use case answers. A refusal is durable in the audit log first.
    pub(super) async fn answer(&self, outcome: Result<Answer, Error>) -> Response {
        match outcome {
            Ok(answer) => self.target.write(answer, Some(self)),
            Err(error) => self.refuse(error).await,
        }
    }

    /// Records a refusal, then answers it.
    pub(super) async fn refuse(&self, refusal: impl Into<Refusal>) -> Response {
        refusal
            .into()
            .record(self.directory(), &self.caller, self.operation)
            .await
    }
}

impl Visitor {
    pub(super) fn discovery(&self) -> Discovery<'_> {
        self.state.directory().discovery()
    }

    pub(super) fn caller(&self) -> Option<&Caller> {
        self.call.as_ref().map(Call::caller)
    }

    pub(super) fn id(&self) -> &str {
        &self.target.id
    }

    /// Writes a document out, or says that there is none. A known caller's reading is recorded.
    pub(super) async fn answer(&self, document: Option<Value>) -> Response {
        let outcome = match document {
            // RFC 7644 §4: or a client might believe that its filter was heeded.
            _ if self.filtered => Err(protocol(
                StatusCode::FORBIDDEN,
                "Discovery takes no filter: leave it out.",
            )),
            None => Err(Error::NotFound.into()),
            Some(body) => Ok(Answer::document(200, body)),
        };
        match (outcome, &self.call) {
            (Ok(answer), None) => self.target.write(answer, None),
            (Ok(answer), Some(call)) => {
                let recorded = call.directory().audit().discovery_read(call.caller()).await;
                call.answer(recorded.map(|()| answer)).await
            }
            (Err(refusal), None) => refusal.answer(),
            (Err(refusal), Some(call)) => call.refuse(refusal).await,
        }
    }
}

impl Target {
    /// Writes an answer out.
    fn write(&self, answer: Answer, call: Option<&Call>) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() =
            StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let mut insert = |name: HeaderName, value: Option<String>| {
            if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
                headers.insert(name, value);
            }
        };
        insert(ETAG, answer.version.map(directory::etag));
        insert(LOCATION, answer.location);
        if let Some(body) = answer.body {
            headers.insert(CONTENT_TYPE, self.format.clone());
            *response.body_mut() = match body {
                directory::Body::Whole(body) => Body::from(body.to_string()),
                directory::Body::Streamed(pieces) => streamed(pieces, call.cloned()),
            };
        }
        response
    }
}

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

/// A body that is made while it is sent; a client sees one that breaks off as broken.
fn streamed(pieces: directory::Stream, call: Option<Call>) -> Body {
    let (sender, receiver) = mpsc::channel(1);
    let limits = |call: &Call| call.state.limits().begin_stream(&call.caller);
    let (ended, guard) = call.as_ref().map(limits).unzip();
    let (ended, turn) = (ended.unwrap_or_default(), call.map(|call| call.turn));
    let send = async move {
        let sent = tokio::time::timeout(LONGEST_STREAM, send(pieces, sender));
        match ended.run_until_cancelled(sent).await {
            Some(Ok(Ok(()))) => {}
            Some(Ok(Err(error))) => tracing::error!(%error, "an answer broke off"),
            Some(Err(_)) => tracing::warn!("an answer broke off: it was read too slowly"),
            None => tracing::warn!("an answer broke off: its tenant has newer ones"),
        }
        // The tenant's turn, and the place among its streams.
        drop((turn, guard));
    };
    tokio::spawn(send.in_current_span());
    sending::received(receiver)
}

/// How long an answer may take that is made while it is sent: it holds one of the tenant's turns.
const LONGEST_STREAM: Duration = Duration::from_mins(2);

/// Sends every piece, and then nothing: whoever sees no end sees a broken answer.
async fn send(
    mut pieces: directory::Stream,
    sender: mpsc::Sender<Option<String>>,
) -> Result<(), Error> {
    loop {
        let piece = pieces.next().await?;
        let last = piece.is_none();
        // A client that went away needs no more.
        if sender.send(piece).await.is_err() || last {
            return Ok(());
        }
    }
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

/// A path below the base URL that is not there.
pub(super) async fn unknown_route(Reader(call): Reader) -> Response {
    call.refuse(Error::NotFound).await
}

/// A path that is there, with a method that it does not have. The router adds `Allow`.
pub(super) async fn unknown_method(method: http::Method, Reader(call): Reader) -> Response {
    let detail = format!("{method} is not possible here; the Allow header names what is.");
    call.refuse(protocol(StatusCode::METHOD_NOT_ALLOWED, detail))
        .await
}
