//! `/Users` (RFC 7644 §3.2 to §3.6).

use axum::response::Response;

use super::call::{Reader, Submission, Writer};

pub(super) async fn create(Submission(call, body): Submission) -> Response {
    let users = call.directory().users();
    call.answer(
        users
            .create(call.caller(), body, &call.query().selection())
            .await,
    )
    .await
}

pub(super) async fn get(Reader(call): Reader) -> Response {
    let precondition = call.precondition();
    let users = call.directory().users();
    call.read(async |selection| {
        users
            .get(call.caller(), call.id(), &selection, &precondition)
            .await
    })
    .await
}

pub(super) async fn search(Reader(call): Reader) -> Response {
    let users = call.directory().users();
    call.list(call.query().list(), async |query| {
        users.search(call.caller(), &query).await
    })
    .await
}

pub(super) async fn replace(Submission(call, body): Submission) -> Response {
    let (selection, precondition) = (call.query().selection(), call.precondition());
    let users = call.directory().users();
    let outcome = users
        .replace(call.caller(), call.id(), body, &selection, precondition)
        .await;
    call.answer(outcome).await
}

pub(super) async fn patch(Submission(call, body): Submission) -> Response {
    let (selection, precondition) = (call.query().selection(), call.precondition());
    let users = call.directory().users();
    let outcome = users
        .patch(call.caller(), call.id(), body, &selection, precondition)
        .await;
    call.answer(outcome).await
}

pub(super) async fn delete(Writer(call): Writer) -> Response {
    let users = call.directory().users();
    call.answer(
        users
            .delete(call.caller(), call.id(), call.precondition())
            .await,
    )
    .await
}
