//! Accepts connections and serves each of them within bounds.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service;

use super::arrival::Peer;
use super::bounds::{LARGEST_HEAD, SLOWEST_REQUEST};
use super::connection::Connection;

/// Connections at a time; more wait in the operating system's queue.
const MOST_CONNECTIONS: usize = 4096;
const SLOWEST_HANDSHAKE: Duration = Duration::from_secs(10);

/// One address that is served.
#[derive(Clone)]
pub(crate) struct Server {
    pub app: Router,
    pub tls: Option<TlsAcceptor>,
    /// No new connections, and no new requests on old ones, once cancelled.
    pub stop: CancellationToken,
    /// Every connection that is still open.
    pub connections: TaskTracker,
}

impl Server {
    /// Accepts until it is told to stop.
    pub(crate) async fn run(self, listener: TcpListener) {
        let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
        let builder = Arc::new(builder());
        loop {
            let accepted = tokio::select! {
                () = self.stop.cancelled() => return,
                accepted = accept(&listener, &places) => accepted,
            };
            let Some((stream, peer, place)) = accepted else {
                continue;
            };
            let (server, builder) = (self.clone(), Arc::clone(&builder));
            self.connections.spawn(async move {
                server.handle(stream, peer, &builder).await;
                drop(place);
            });
        }
    }

    async fn handle(self, stream: TcpStream, peer: SocketAddr, builder: &Builder<TokioExecutor>) {
        // Answers are written whole; waiting for more to send would only delay them.
        let _ = stream.set_nodelay(true);
        let Some(tls) = &self.tls else {
            return self.converse(stream, peer, builder).await;
        };
        let handshake = tokio::time::timeout(SLOWEST_HANDSHAKE, tls.accept(stream));
        match self.stop.run_until_cancelled(handshake).await {
            Some(Ok(Ok(stream))) => self.converse(stream, peer, builder).await,
            Some(Ok(Err(error))) => tracing::debug!(%error, "TLS handshake failed"),
            Some(Err(_)) => tracing::debug!("TLS handshake took too long"),
            // Whoever has asked for nothing yet does not keep the server from stopping.
            None => {}
        }
    }

    async fn converse<S>(&self, stream: S, peer: SocketAddr, builder: &Builder<TokioExecutor>)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let service = service_fn(|request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(Peer(peer));
            self.app.clone().call(request)
        });
        let io = TokioIo::new(Connection::new(stream));
        let mut connection = pin!(builder.serve_connection(io, service));
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = self.stop.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "connection ended early");
        }
    }
}

/// The next connection, once there is a place for it.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => Some((stream, peer, place)),
        Err(error) => {
            // Out of file descriptors, or a client that left the queue. Trying again at once
            // would spin.
            tracing::warn!(%error, "cannot accept a connection");
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}

/// Room for heads somewhat beyond the limit, so that a handler refuses them in SCIM's own form.
const HEAD_ROOM: usize = 2 * LARGEST_HEAD;

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        // Without a timer hyper's own time-out does nothing.
        .timer(TokioTimer::new())
        .header_read_timeout(SLOWEST_REQUEST)
        .max_buf_size(HEAD_ROOM);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(u32::try_from(HEAD_ROOM).unwrap_or(u32::MAX))
        .max_concurrent_streams(128)
        .keep_alive_interval(Duration::from_secs(20))
        .keep_alive_timeout(Duration::from_secs(20));
    builder
}
