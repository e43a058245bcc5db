//! What is noted of a request when it arrives: its id, the client's address, the time.

use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use directory::Channel;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::client_ip::client_ip;
use crate::state::AppState;

pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Of a connection, put into its requests by the listener.
#[derive(Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// The request extension that everything else reads.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    /// Ours. A client's `X-Request-Id` is not an identity: two could be the same.
    pub(crate) request_id: String,
    /// The client's address, after trusted proxies.
    pub(crate) ip: Option<IpAddr>,
    pub(crate) started: Instant,
}

impl Arrival {
    fn note(state: &AppState, request: &Request) -> Self {
        let peer = request
            .extensions()
            .get::<Peer>()
            .map(|peer| peer.0.ip().to_canonical());
        Self {
            request_id: state.directory().request_id(),
            ip: peer.map(|peer| client_ip(peer, request.headers(), |ip| state.trusts(ip))),
            started: Instant::now(),
        }
    }
}

/// Middleware, outermost: notes the arrival and tells the client the request's id.
pub(crate) async fn note(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let arrival = Arrival::note(&state, &request);
    let id = HeaderValue::from_str(&arrival.request_id);
    request.extensions_mut().insert(arrival);
    let mut response = next.run(request).await;
    if let Ok(id) = id {
        response.headers_mut().insert(X_REQUEST_ID, id);
    }
    response
}

/// The request as the use cases want to know it.
pub(crate) fn describe(parts: &Parts, channel: Channel) -> directory::Request {
    let arrival = parts.extensions.get::<Arrival>();
    directory::Request {
        id: arrival.map_or_else(String::new, |arrival| arrival.request_id.clone()),
        channel,
        method: Some(parts.method.as_str().to_owned()),
        path: Some(
            parts
                .uri
                .path_and_query()
                .map_or_else(String::new, ToString::to_string),
        ),
        ip: arrival.and_then(|arrival| arrival.ip),
        user_agent: text(&parts.headers, &header::USER_AGENT).map(|agent| cut(agent, 512)),
        body: None,
        started: arrival.map_or_else(Instant::now, |arrival| arrival.started),
    }
}

/// The `Authorization` header; one that is given twice is none.
pub(crate) fn credential(parts: &Parts) -> Option<&str> {
    let mut values = parts.headers.get_all(header::AUTHORIZATION).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}

/// A header's value, when it is text.
pub(crate) fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The first `most` bytes, without cutting a character in two.
fn cut(text: &str, most: usize) -> String {
    text[..text.floor_char_boundary(most)].to_owned()
}
