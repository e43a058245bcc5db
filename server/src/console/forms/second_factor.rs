//! Setting a second factor up, and changing it.

use app::Page;
use app::model::FieldError;
use app::model::Flash;
use app::model::second_factor::{Act, RecoveryCodesPage, SecondFactorBegunPage, SecondFactorPage};
use app::model::token::Secret;
use app::paths;
use axum::extract::RawQuery;
use axum::response::{IntoResponse, Redirect, Response};
use directory::Error;
use directory::second_factor::{Enrolment, Given};
use http::StatusCode;
use http::header::RETRY_AFTER;
use secrecy::{ExposeSecret, SecretString};

use super::field_errors;
use super::login::{next, parameter};
use crate::console::context::{Signed, SignedForm};
use crate::console::failure::{Failure, whole_seconds};
use crate::console::frame::not_stored;
use crate::console::{qr, session};

/// `GET /account/second-factor?next=<path>`
pub(in crate::console) async fn show(
    signed: Signed,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let mut page = page(&signed).await?;
    page.next = next(&parameter(&query.unwrap_or_default(), "next"));
    Ok(signed.page(Page::SecondFactor(page)))
}

/// `POST /account/second-factor/begin`: the answer that holds the secret.
pub(in crate::console) async fn begin(form: SignedForm) -> Result<Response, Failure> {
    let SignedForm { signed, fields } = form;
    let factors = signed.directory.second_factors();
    let begun = factors.begin(&signed.account, signed.entry.proved()).await;
    let begun = match begun {
        Err(Error::Conflict { .. }) => {
            return Ok(Redirect::to(paths::SECOND_FACTOR).into_response());
        }
        begun => begun?,
    };
    let page = begun_page(&begun, next(fields.raw("next")))?;
    Ok(not_stored(signed.page(Page::SecondFactorBegun(page))))
}

/// `POST /account/second-factor/confirm`: the answer that holds the recovery codes.
pub(in crate::console) async fn confirm(form: SignedForm) -> Result<Response, Failure> {
    let SignedForm { signed, fields } = form;
    let (proved, request) = (signed.entry.proved(), signed.frame.request());
    let (factors, code) = (signed.directory.second_factors(), fields.text("code"));
    let this = session::name(&signed.session);
    let confirmed = factors.confirm(&signed.account, &code, &this, proved, &request);
    let next = next(fields.raw("next"));
    let refused = match confirmed.await {
        Ok(codes) => return Ok(codes_page(&signed, &codes, true, next)),
        // Nothing was begun, or it was confirmed in another window.
        Err(Error::NotFound) => return Ok(Redirect::to(paths::SECOND_FACTOR).into_response()),
        Err(error) => Refusal::of(error)?,
    };
    let begun = factors.begun(&signed.account, proved).await?;
    let mut page = begun_page(&begun, next)?;
    page.wait_seconds = refused.wait_seconds;
    page.errors.clone_from(&refused.errors);
    Ok(not_stored(
        refused.answer(&signed, Page::SecondFactorBegun(page)),
    ))
}

/// `POST /account/second-factor/codes`: the answer that holds other recovery codes.
pub(in crate::console) async fn renew_codes(form: SignedForm) -> Result<Response, Failure> {
    let SignedForm { signed, fields } = form;
    let (proved, request) = (signed.entry.proved(), signed.frame.request());
    let factors = signed.directory.second_factors();
    let renewed = match Given::either(fields.raw(Act::Renew.field())) {
        Ok(given) => {
            factors
                .renew_codes(&signed.account, &given, proved, &request)
                .await
        }
        Err(error) => Err(error),
    };
    match renewed {
        Ok(codes) => Ok(codes_page(&signed, &codes, false, None)),
        Err(error) => refused(&signed, Act::Renew, error).await,
    }
}

/// `POST /account/second-factor/remove`
pub(in crate::console) async fn remove(form: SignedForm) -> Result<Response, Failure> {
    let SignedForm { mut signed, fields } = form;
    let (proved, request) = (signed.entry.proved(), signed.frame.request());
    let factors = signed.directory.second_factors();
    let removed = match Given::either(fields.raw(Act::Remove.field())) {
        Ok(given) => {
            factors
                .remove(&signed.account, &given, proved, &request)
                .await
        }
        Err(error) => Err(error),
    };
    match removed {
        Ok(()) => {
            signed
                .go(paths::SECOND_FACTOR, Flash::SecondFactorRemoved)
                .await
        }
        Err(error) => refused(&signed, Act::Remove, error).await,
    }
}

/// What became of a form that was not taken.
pub(super) struct Refusal {
    pub(super) wait_seconds: Option<u64>,
    pub(super) errors: Vec<FieldError>,
}

impl Refusal {
    pub(super) fn of(error: Error) -> Result<Self, Failure> {
        if let Error::Limited { retry_after } = error {
            return Ok(Self {
                wait_seconds: Some(whole_seconds(retry_after)),
                errors: Vec::new(),
            });
        }
        Ok(Self {
            wait_seconds: None,
            errors: field_errors(error)?,
        })
    }

    pub(super) fn status(&self) -> StatusCode {
        match self.wait_seconds {
            Some(_) => StatusCode::TOO_MANY_REQUESTS,
            None => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// Tells a client that counts when to come again.
    pub(super) fn with_wait(&self, mut response: Response) -> Response {
        if let Some(seconds) = self.wait_seconds {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }

    fn answer(&self, signed: &Signed, page: Page) -> Response {
        self.with_wait(signed.frame.page(self.status(), page))
    }
}

async fn refused(signed: &Signed, act: Act, error: Error) -> Result<Response, Failure> {
    if matches!(error, Error::NotFound) {
        return Ok(Redirect::to(paths::SECOND_FACTOR).into_response());
    }
    let mut refusal = Refusal::of(error)?;
    // The page has a form for each act, and one field in each.
    for error in &mut refusal.errors {
        error.field = act.field();
    }
    let mut page = page(signed).await?;
    page.wait_seconds = refusal.wait_seconds;
    page.errors.clone_from(&refusal.errors);
    Ok(refusal.answer(signed, Page::SecondFactor(page)))
}

async fn page(signed: &Signed) -> Result<SecondFactorPage, Failure> {
    let factors = signed.directory.second_factors();
    let state = factors.state(signed.account.id).await?;
    Ok(SecondFactorPage {
        since: state.since.map(|at| signed.instant(at)),
        codes_left: state.codes_left,
        demanded_by: factors.demanded_by(signed.account.id).await?,
        ..SecondFactorPage::default()
    })
}

fn begun_page(begun: &Enrolment, next: Option<String>) -> Result<SecondFactorBegunPage, Failure> {
    let picture = qr::picture(begun.uri.expose_secret());
    Ok(SecondFactorBegunPage {
        picture: picture.ok_or_else(|| Failure::bad_request("Your address is too long."))?,
        key: Secret::new(begun.key.expose_secret().to_owned()),
        next,
        wait_seconds: None,
        errors: Vec::new(),
    })
}

fn codes_page(
    signed: &Signed,
    codes: &[SecretString],
    begins: bool,
    next: Option<String>,
) -> Response {
    let shown = codes
        .iter()
        .map(|code| Secret::new(code.expose_secret().to_owned()));
    let page = RecoveryCodesPage {
        codes: shown.collect(),
        begins,
        next,
    };
    not_stored(signed.page(Page::RecoveryCodes(page)))
}
