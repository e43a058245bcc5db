//! Parts of RFC 7644 that it lets a service provider leave out, and that this one does.

use axum::response::Response;
use http::StatusCode;

use super::call::Reader;
use super::failure;

/// `/Me` (§3.11): a token is an application, it has no user of its own.
pub(super) async fn me(Reader(call): Reader) -> Response {
    let detail = "A token stands for an application, not for a user: use /Users.";
    call.refuse(failure::protocol(StatusCode::NOT_IMPLEMENTED, detail))
        .await
}
