//! Queries in a body and across resource types (RFC 7644 §3.4.2.1, §3.4.3).

use axum::response::Response;
use directory::ListQuery;
use serde_json::Value;

use super::call::{Call, Inquiry, Reader};
use super::query::asked;

/// `GET` on the base URL.
pub(super) async fn root(Reader(call): Reader) -> Response {
    everything(&call, call.query().list()).await
}

/// `POST /.search`.
pub(super) async fn all(Inquiry(call, body): Inquiry) -> Response {
    everything(&call, question(body)).await
}

/// `POST /Users/.search`.
pub(super) async fn users(Inquiry(call, body): Inquiry) -> Response {
    let users = call.directory().users();
    call.list(question(body), async |query| {
        users.search(call.caller(), &query).await
    })
    .await
}

/// `POST /Groups/.search`.
pub(super) async fn groups(Inquiry(call, body): Inquiry) -> Response {
    let groups = call.directory().groups();
    call.list(question(body), async |query| {
        groups.search(call.caller(), &query).await
    })
    .await
}

async fn everything(call: &Call, query: Result<ListQuery, scim::Error>) -> Response {
    call.list(query, async |query| {
        call.directory().search(call.caller(), &query).await
    })
    .await
}

fn question(body: Value) -> Result<ListQuery, scim::Error> {
    scim::message::search::parse(body).map(asked)
}
