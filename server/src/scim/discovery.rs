//! What the service can do (RFC 7644 §4).
//!
//! Without a credential everybody gets one and the same document, whatever slug the path names:
//! nothing can be learned from it.

use axum::response::Response;

use super::call::Visitor;

pub(super) async fn configuration(visitor: Visitor) -> Response {
    let document = visitor
        .discovery()
        .service_provider_config(visitor.caller());
    visitor.answer(Some(document)).await
}

pub(super) async fn resource_types(visitor: Visitor) -> Response {
    let document = visitor.discovery().resource_types(visitor.caller());
    visitor.answer(Some(document)).await
}

pub(super) async fn resource_type(visitor: Visitor) -> Response {
    let document = visitor
        .discovery()
        .resource_type(visitor.caller(), visitor.id());
    visitor.answer(document).await
}

pub(super) async fn schemas(visitor: Visitor) -> Response {
    let document = visitor.discovery().schemas(visitor.caller());
    visitor.answer(Some(document)).await
}

pub(super) async fn schema(visitor: Visitor) -> Response {
    let document = visitor.discovery().schema(visitor.caller(), visitor.id());
    visitor.answer(document).await
}
