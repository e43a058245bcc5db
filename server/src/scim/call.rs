//! One authenticated SCIM request. A handler's signature is its permission.
//!
//! [`Reader`], [`Inquiry`], [`Writer`] and [`Submission`] authenticate before anything of the request is
//! parsed, inside the matched route, so that routing and authentication see the same path.

mod admit;
mod stream;

use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use directory::audit::Operation;
use directory::discovery::Discovery;
use directory::{Answer, Caller, Error, ListQuery, Precondition, Selection};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, LOCATION};
use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::Value;
use tokio::sync::OwnedSemaphorePermit;

use self::stream::streamed;
use super::failure::{Refusal, protocol};
use super::query::Query;
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
