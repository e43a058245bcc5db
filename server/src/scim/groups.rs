//! `/Groups` (RFC 7644 §3.2 to §3.6).

use axum::response::Response;

use super::call::{Reader, Submission, Writer};

pub(super) async fn create(Submission(call, body): Submission) -> Response {
    let groups = call.directory().groups();
    call.answer(
        groups
            .create(call.caller(), body, &call.query().selection())
            .await,
    )
    .await
}

pub(super) async fn get(Reader(call): Reader) -> Response {
    let precondition = call.precondition();
    let groups = call.directory().groups();
    call.read(async |selection| {
        groups
            .get(call.caller(), call.id(), &selection, &precondition)
            .await
    })
    .await
}

pub(super) async fn search(Reader(call): Reader) -> Response {
    let groups = call.directory().groups();
    call.list(call.query().list(), async |query| {
        groups.search(call.caller(), &query).await
    })
    .await
}

pub(super) async fn replace(Submission(call, body): Submission) -> Response {
    let (selection, precondition) = (call.query().selection(), call.precondition());
    let groups = call.directory().groups();
    let outcome = groups
        .replace(call.caller(), call.id(), body, &selection, precondition)
        .await;
    call.answer(outcome).await
}

pub(super) async fn patch(Submission(call, body): Submission) -> Response {
    let (selection, precondition) = (call.query().selection(), call.precondition());
    let groups = call.directory().groups();
    let outcome = groups
        .patch(call.caller(), call.id(), body, &selection, precondition)
        .await;
    call.answer(outcome).await
}

pub(super) async fn delete(Writer(call): Writer) -> Response {
    let groups = call.directory().groups();
    call.answer(
        groups
            .delete(call.caller(), call.id(), call.precondition())
            .await,
    )
    .await
}
