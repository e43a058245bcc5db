//! Giving one's password again before something sensitive. The form that asked for it is shown
//! again afterwards, and sent by its person: nothing is replayed.

use app::Page;
use app::model::entry::ConfirmPage;
use app::paths;
use axum::extract::RawQuery;
use axum::response::{IntoResponse, Redirect, Response};
use directory::Error;
use http::StatusCode;
use http::header::RETRY_AFTER;

use super::field_errors;
use super::login::{next, parameter};
use crate::console::context::{Signed, SignedForm};
use crate::console::failure::{Failure, whole_seconds};

/// `GET /account/confirm?next=<path>`
pub(in crate::console) async fn show(signed: Signed, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    signed.page(Page::Confirm(ConfirmPage {
        next: next(&parameter(&query, "next")),
        by_provider: signed.entry.bound.is_some(),
        provider_refused: parameter(&query, "refused") == "1",
        ..ConfirmPage::default()
    }))
}

/// `POST /account/confirm`
pub(in crate::console) async fn submit(form: SignedForm) -> Result<Response, Failure> {
    let SignedForm { mut signed, fields } = form;
    // A password opens more than this session, and so proves nothing in it.
    if signed.entry.bound.is_some() {
        return Err(Failure::not_found());
    }
    let mut page = ConfirmPage {
        next: next(fields.raw("next")),
        ..ConfirmPage::default()
    };
    let proofs = signed.directory.proofs();
    let (password, request) = (fields.secret("password"), signed.frame.request());
    let proved = proofs.password(&signed.account, &password, &request);
    match proved.await {
        Ok(()) => {
            signed.entry.prove(&signed.session, signed.now).await?;
            let to = page.next.as_deref().unwrap_or(paths::ACCOUNT);
            Ok(Redirect::to(to).into_response())
        }
        Err(Error::Limited { retry_after }) => {
            let wait_seconds = whole_seconds(retry_after);
            page.wait_seconds = Some(wait_seconds);
            let status = StatusCode::TOO_MANY_REQUESTS;
            let mut response = signed.frame.page(status, Page::Confirm(page));
            response
                .headers_mut()
                .insert(RETRY_AFTER, wait_seconds.into());
            Ok(response)
        }
        Err(error) => {
            page.errors = field_errors(error)?;
            Ok(signed.refused(Page::Confirm(page)))
        }
    }
}
