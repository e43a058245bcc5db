//! One client's connection, with a limit on how long it may stall.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http::StatusCode;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

use super::bounds::{LARGEST_HEAD, SLOWEST_REQUEST};
use crate::scim;

/// How long a client may take no byte of what it asked for.
const LONGEST_STALL: Duration = Duration::from_secs(30);
/// Fewer bytes than any request, and all that telling HTTP/1 from HTTP/2 can take.
const OPENING: usize = 24;

/// A stream that ends itself when its client does nothing.
///
/// hyper limits the time of a request's head only once it knows the protocol, and the time of
/// writing not at all.
pub(crate) struct Connection<S> {
    stream: S,
    received: usize,
    opening: Option<Pin<Box<Sleep>>>,
    stall: Option<Pin<Box<Sleep>>>,
    /// Bytes to send before anything else.
    queued: Vec<u8>,
}

impl<S> Connection<S> {
    pub(crate) fn new(stream: S) -> Self {
        let opening = Some(Box::pin(tokio::time::sleep(SLOWEST_REQUEST)));
        Self {
            stream,
            received: 0,
            opening,
            stall: None,
            queued: Vec::new(),
        }
    }

    /// Passes on an answer to a write, or an error when the client has stalled for too long.
    fn progress<T>(
        &mut self,
        poll: Poll<io::Result<T>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<T>> {
        if poll.is_ready() {
            self.stall = None;
            return poll;
        }
        let stall = self
            .stall
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(LONGEST_STALL)));
        ready!(stall.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncWrite + Unpin> Connection<S> {
    fn send_queued(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.queued.is_empty() {
            let poll = Pin::new(&mut self.stream).poll_write(context, &self.queued);
            let written = ready!(self.progress(poll, context))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.queued.drain(..written);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Connection<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let poll = Pin::new(&mut self.stream).poll_read(context, buffer);
        if let Some(opening) = &mut self.opening {
            if poll.is_pending() {
                ready!(opening.as_mut().poll(context));
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            self.received += buffer.filled().len() - before;
            if self.received >= OPENING {
                self.opening = None;
            }
        }
        poll
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Connection<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.send_queued(context))?;
        if let Some(answer) = instead_of(bytes) {
            self.queued = answer;
            return Poll::Ready(Ok(bytes.len()));
        }
        let poll = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.progress(poll, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        ready!(self.send_queued(context))?;
        if let Some(answer) = parts.first().and_then(|head| instead_of(head)) {
            self.queued = answer;
            return Poll::Ready(Ok(parts.iter().map(|part| part.len()).sum()));
        }
        let poll = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.progress(poll, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.send_queued(context))?;
        let poll = Pin::new(&mut self.stream).poll_flush(context);
        self.progress(poll, context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.send_queued(context))?;
        let poll = Pin::new(&mut self.stream).poll_shutdown(context);
        self.progress(poll, context)
    }
}

/// What is sent in place of a refusal that hyper makes by itself.
///
/// hyper answers a head that it cannot read with an empty body and closes the connection; no
/// handler ever sees such a request. Its refusals are told by what all of ours carry.
fn instead_of(head: &[u8]) -> Option<Vec<u8>> {
    let (status, detail) = match head.get(..12)? {
        b"HTTP/1.1 400" => (
            StatusCode::BAD_REQUEST,
            "The request is not valid HTTP.".to_owned(),
        ),
        b"HTTP/1.1 414" | b"HTTP/1.1 431" => (
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            format!(
                "The request's head is larger than {} KiB.",
                LARGEST_HEAD / 1024
            ),
        ),
        _ => return None,
    };
    let ours = b"x-request-id";
    if head
        .windows(ours.len())
        .any(|window| window.eq_ignore_ascii_case(ours))
    {
        return None;
    }
    let body = scim::failure_body(status, None, &detail);
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/scim+json\r\ncontent-length: {}\r\n\
         cache-control: no-store\r\nx-content-type-options: nosniff\r\n\
         content-security-policy: default-src 'none'; frame-ancestors 'none'\r\n\
         connection: close\r\n\r\n{body}",
        body.len(),
    );
    Some(head.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::instead_of;

    #[test]
    fn an_empty_refusal_gets_a_scim_body() {
        let sent = instead_of(
            b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\n\r\n",
        );
        let text = String::from_utf8(sent.unwrap()).unwrap();
        assert!(
            text.starts_with("HTTP/1.1 431 Request Header Fields Too Large\r\n"),
            "{text}"
        );
        assert!(text.contains(r#""status":"431""#), "{text}");
    }

    #[test]
    fn answers_of_handlers_are_left_alone() {
        assert!(instead_of(b"HTTP/1.1 200 OK\r\n\r\n").is_none());
        assert!(instead_of(b"HTTP/1.1 400 Bad Request\r\nx-request-id: 1\r\n\r\n").is_none());
    }
}
