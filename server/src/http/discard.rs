//! Bodies that a refusal left unread.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::StatusCode;
use http::header::EXPECT;
use http_body_util::BodyExt;
use hyper::body::{Frame, SizeHint};
use tokio::sync::oneshot;

/// What is read and thrown away at most, so that the client gets to see its answer.
const MOST: usize = 12 * 1024 * 1024;
const LONGEST: Duration = Duration::from_secs(3);

/// Middleware: reads on, for a while, what the handler did not want.
///
/// A client that is still sending when the connection closes sees a reset, not the 401 or 413.
/// One that waits for `100 Continue` has sent nothing yet and needs no such help.
pub(super) async fn unread_bodies(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() || request.headers().contains_key(EXPECT) {
        return next.run(request).await;
    }
    let (give_back, mut unread) = oneshot::channel();
    let request = request.map(|body| {
        Body::new(Lent {
            body,
            give_back: Some(give_back),
        })
    });
    let response = next.run(request).await;
    // Who has just been too slow is not waited for any longer.
    if response.status() == StatusCode::REQUEST_TIMEOUT {
        return response;
    }
    if let Ok(body) = unread.try_recv() {
        // Nobody needs to know whether it ended, was too long or broke off.
        let _ = tokio::time::timeout(LONGEST, discard(body)).await;
    }
    response
}

async fn discard(mut body: Body) {
    let mut seen = 0;
    while seen < MOST {
        match body.frame().await {
            Some(Ok(frame)) => seen += frame.data_ref().map_or(0, Bytes::len),
            Some(Err(_)) | None => return,
        }
    }
}

/// A body that goes back to its lender when it is dropped before its end.
struct Lent {
    body: Body,
    give_back: Option<oneshot::Sender<Body>>,
}

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if self.body.is_end_stream() {
            return;
        }
        if let Some(lender) = self.give_back.take() {
            // The lender is gone when the request was given up; so is the need.
            let _ = lender.send(std::mem::take(&mut self.body));
        }
    }
}
