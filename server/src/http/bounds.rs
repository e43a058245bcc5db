//! How large and how slow a request may be.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::BoxError;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::StatusCode;
use http_body_util::BodyExt;
use hyper::body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep};

use super::refusal::refusal;

/// Request line and header fields together.
pub(crate) const LARGEST_HEAD: usize = 32 * 1024;
/// A request's body.
pub(crate) const LARGEST_BODY: usize = directory::discovery::MAX_BODY;
/// For a request's head, and again for its body.
pub(crate) const SLOWEST_REQUEST: Duration = Duration::from_secs(30);
/// For the whole of a request, until its answer begins.
const SLOWEST_ANSWER: Duration = Duration::from_mins(1);

/// Middleware: refuses heads beyond the limit.
pub(super) async fn head(request: Request, next: Next) -> Response {
    let fields: usize = request
        .headers()
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len())
        .sum();
    let line = request
        .uri()
        .path_and_query()
        .map_or(0, |target| target.as_str().len());
    if line + fields > LARGEST_HEAD {
        let detail = format!(
            "The request's head is larger than {} KiB.",
            LARGEST_HEAD / 1024
        );
        let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        return refusal(request.uri().path(), status, &detail);
    }
    next.run(request).await
}

/// Middleware: ends requests whose body or answer takes too long.
pub(super) async fn time(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let request = if request.body().is_end_stream() {
        request
    } else {
        request.map(|body| Body::new(Timed::new(body)))
    };
    if let Ok(response) = tokio::time::timeout(SLOWEST_ANSWER, next.run(request)).await {
        return response;
    }
    tracing::warn!(
        "request gave no answer within {} s",
        SLOWEST_ANSWER.as_secs()
    );
    let detail = "The server is too busy to answer in time. Try again.";
    refusal(&path, StatusCode::SERVICE_UNAVAILABLE, detail)
}

/// The body did not arrive in time.
#[derive(Debug)]
pub(crate) struct TooSlow;

impl std::fmt::Display for TooSlow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "the request's body was not complete within {} s",
            SLOWEST_REQUEST.as_secs()
        )
    }
}

impl std::error::Error for TooSlow {}

/// A body that must be complete by a deadline.
struct Timed {
    body: Body,
    deadline: Pin<Box<Sleep>>,
}

impl Timed {
    fn new(body: Body) -> Self {
        let deadline = Instant::now() + SLOWEST_REQUEST;
        Self {
            body,
            deadline: Box::pin(tokio::time::sleep_until(deadline)),
        }
    }
}

impl HttpBody for Timed {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            return Poll::Ready(frame.map(|frame| frame.map_err(BoxError::from)));
        }
        ready!(self.deadline.as_mut().poll(context));
        Poll::Ready(Some(Err(Box::new(TooSlow))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Why a body could not be had.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum BodyError {
    TooLarge,
    TooSlow,
    /// The client went away, or its framing is broken.
    Broken,
}

/// Reads a body of at most [`LARGEST_BODY`].
pub(crate) async fn read(body: Body) -> Result<Bytes, BodyError> {
    if body.size_hint().lower() > LARGEST_BODY as u64 {
        return Err(BodyError::TooLarge);
    }
    let limited = http_body_util::Limited::new(body, LARGEST_BODY);
    limited
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes)
        .map_err(|error| {
            if error
                .downcast_ref::<http_body_util::LengthLimitError>()
                .is_some()
            {
                BodyError::TooLarge
            } else if caused_by::<TooSlow>(error.as_ref()) {
                BodyError::TooSlow
            } else {
                BodyError::Broken
            }
        })
}

fn caused_by<E: std::error::Error + 'static>(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.is::<E>() {
            return true;
        }
        next = error.source();
    }
    false
}
