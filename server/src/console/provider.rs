//! Signing in through a tenant's OpenID Connect provider: there, back, and once more for what is
//! sensitive.
//!
//! A browser is led to the provider by a link or an address, never by a form: the policy of our
//! pages lets forms lead to this server alone.

use app::Page;
use app::model::FieldError;
use app::model::sign_in::{ProviderLoginPage, ProviderRefusal};
use app::paths;
use app::text::sign_in::UNKNOWN;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use directory::Error;
use directory::openid::{Admission, Claims, Provider};
use directory::sign_in::Account;
use http::header::{CACHE_CONTROL, REFRESH, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};
use tower_sessions::Session;
use tower_sessions::cookie::time::Duration;

use super::context::Signed;
use super::failure::{Failure, whole_seconds};
use super::forms::home_of;
use super::forms::login::{next, parameter};
use super::frame::Frame;
use super::session::{self, SignedIn, unguessable};
use super::{cookies, csrf, is_secure};
use crate::openid::{Answered, Ask, Attempt, Fault, LIFETIME, error_code};
use crate::state::AppState;

/// `GET /login/oidc?tenant=<slug>&next=<path>`
pub(super) async fn show(
    State(state): State<AppState>,
    frame: Frame,
    session: Session,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let directory = state.directory();
    let query = query.unwrap_or_default();
    let mut page = ProviderLoginPage {
        tenant: parameter(&query, "tenant").trim().to_owned(),
        next: next(&parameter(&query, "next")),
        ..ProviderLoginPage::default()
    };
    // As at the sign-in page: a link from elsewhere puts no session in place of the one there is.
    if let Some(signed_in) = SignedIn::current(&session, directory.now()).await? {
        let to = match page.next {
            Some(next) => next,
            None => home_of(directory, &signed_in).await?,
        };
        return Ok(Redirect::to(&to).into_response());
    }
    if page.tenant.is_empty() && parameter(&query, "form").is_empty() {
        return Ok(frame.page(StatusCode::OK, Page::ProviderLogin(page)));
    }
    let provider = match directory.openid().provider(&page.tenant).await {
        Ok(provider) => provider,
        Err(Error::NotFound) => {
            page.errors = vec![FieldError::new("tenant", UNKNOWN)];
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(frame.page(status, Page::ProviderLogin(page)));
        }
        Err(error) => return Err(error.into()),
    };
    if !parameter(&query, "form").is_empty() {
        return Ok(onward(&frame, page));
    }
    let attempt = Attempt::begin(
        provider.tenant(),
        provider.slug(),
        page.next.clone(),
        None,
        directory.now(),
        unguessable,
    );
    leave(&state, &frame, &provider, &attempt, Ask::Who).await
}

/// A page that leads on by itself, and by a link where it does not.
fn onward(frame: &Frame, mut page: ProviderLoginPage) -> Response {
    let to = paths::login_provider(&page.tenant, page.next.as_deref());
    let refresh = HeaderValue::from_str(&format!("0; url={to}"));
    page.onward = Some(to);
    let mut response = frame.page(StatusCode::OK, Page::ProviderLogin(page));
    if let Ok(refresh) = refresh {
        response.headers_mut().insert(REFRESH, refresh);
    }
    response
}

/// `GET /account/confirm/oidc?next=<path>`: has the provider ask once more.
pub(super) async fn confirm(
    State(state): State<AppState>,
    signed: Signed,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let bound = signed.entry.bound.as_ref().ok_or_else(Failure::not_found)?;
    let provider = signed.directory.openid().provider(&bound.slug).await?;
    let attempt = Attempt::begin(
        provider.tenant(),
        provider.slug(),
        next(&parameter(&query.unwrap_or_default(), "next")),
        Some(session::name(&signed.session)),
        signed.now,
        unguessable,
    );
    leave(&state, &signed.frame, &provider, &attempt, Ask::Again).await
}

/// Leads to the provider.
async fn leave(
    state: &AppState,
    frame: &Frame,
    provider: &Provider,
    attempt: &Attempt,
    ask: Ask,
) -> Result<Response, Failure> {
    let directory = state.directory();
    let public_url = directory.public_url();
    let address = state
        .providers()
        .address(provider, public_url, attempt, ask);
    let address = match address.await {
        Ok(address) => address,
        Err(fault) => return failed(state, frame, provider, &fault).await,
    };
    let mut response = Redirect::to(&address).into_response();
    let (secure, sealed) = (is_secure(state), attempt.seal(directory)?);
    let age = Duration::seconds(LIFETIME.num_seconds());
    let headers = response.headers_mut();
    cookies::set(headers, cookie(secure), &sealed, age, secure);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn cookie(secure: bool) -> &'static str {
    if secure {
        "__Host-rollcall-oidc"
    } else {
        "rollcall-oidc"
    }
}

/// `GET /login/oidc/callback`: whatever comes of it, the attempt is over.
pub(super) async fn come_back(
    State(state): State<AppState>,
    frame: Frame,
    session: Session,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let secure = is_secure(&state);
    let query = query.unwrap_or_default();
    let attempt = cookies::value(&headers, cookie(secure))
        .and_then(|sealed| Attempt::open(state.directory(), sealed));
    let answer = Return {
        state: &state,
        frame: &frame,
        session: &session,
        query: &query,
    };
    let outcome = match attempt {
        None => Ok(stray(&frame)),
        Some(attempt) => answer.take(attempt).await,
    };
    let mut response = outcome.unwrap_or_else(IntoResponse::into_response);
    cookies::remove(response.headers_mut(), cookie(secure), secure);
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, no_store);
    Ok(response)
}

/// A browser that comes back.
struct Return<'a> {
    state: &'a AppState,
    frame: &'a Frame,
    session: &'a Session,
    query: &'a str,
}

impl Return<'_> {
    async fn take(&self, attempt: Attempt) -> Result<Response, Failure> {
        let directory = self.state.directory();
        let openid = directory.openid();
        let provider = match openid.provider(&attempt.slug).await {
            Ok(provider) if provider.tenant() == attempt.tenant => provider,
            // Switched off meanwhile, or another tenant of the name.
            Ok(_) | Err(Error::NotFound) => return Ok(stray(self.frame)),
            Err(error) => return Err(error.into()),
        };
        let request = self.frame.request();
        if let Err(error) = openid.attempt(&provider, &request) {
            return throttled(self.frame, error);
        }
        if let Some(why) = self.strayed(&attempt) {
            openid.failed(&provider, why, &request).await?;
            return Ok(stray(self.frame));
        }
        let claims = match self.claims(&provider, &attempt).await {
            Ok(claims) => claims,
            Err(fault) => return failed(self.state, self.frame, &provider, &fault).await,
        };
        match &attempt.session {
            None => self.admit(&provider, &attempt, claims).await,
            Some(session) => self.confirm(&provider, &attempt, session, &claims).await,
        }
    }

    /// Why the answer is not that to the attempt of this browser.
    fn strayed(&self, attempt: &Attempt) -> Option<&'static str> {
        if !csrf::same(&parameter(self.query, "state"), &attempt.state) {
            return Some("the state is not the one of this browser");
        }
        let over = attempt.is_over(self.state.directory().now());
        over.then_some("it took more than 10 minutes")
    }

    async fn claims(&self, provider: &Provider, attempt: &Attempt) -> Result<Claims, Fault> {
        let [code, issuer, error] =
            ["code", "iss", "error"].map(|name| parameter(self.query, name));
        let directory = self.state.directory();
        let answered = Answered {
            code: &code,
            issuer: (!issuer.is_empty()).then_some(issuer.as_str()),
        };
        let providers = self.state.providers();
        if !error.is_empty() || code.is_empty() {
            let error = error_code(&error);
            return Err(Fault::Declined(format!("the provider answered {error:?}")));
        }
        let public_url = directory.public_url();
        let claims = providers.claims(provider, public_url, attempt, &answered, directory.now());
        claims.await
    }

    async fn admit(
        &self,
        provider: &Provider,
        attempt: &Attempt,
        claims: Claims,
    ) -> Result<Response, Failure> {
        let directory = self.state.directory();
        let request = self.frame.request();
        let admitted = match directory.openid().admit(provider, claims, &request).await {
            Ok(Admission::Admitted(admitted)) => admitted,
            Ok(Admission::Refused(_)) => {
                return Ok(refused(self.frame, ProviderRefusal::NotAdmitted));
            }
            Err(Error::NotFound) => return Ok(stray(self.frame)),
            Err(error) => return Err(error.into()),
        };
        let (session, now) = (self.session, directory.now());
        let signed_in = SignedIn::start_bound(session, &admitted, &request, now).await?;
        let to = match &attempt.next {
            Some(next) => next.clone(),
            None => home_of(directory, &signed_in).await?,
        };
        Ok(Redirect::to(&to).into_response())
    }

    /// Proves the session that asked for it, and no other.
    async fn confirm(
        &self,
        provider: &Provider,
        attempt: &Attempt,
        asked: &str,
        claims: &Claims,
    ) -> Result<Response, Failure> {
        let directory = self.state.directory();
        let found = SignedIn::current(self.session, directory.now()).await?;
        let found = found.filter(|_| session::name(self.session) == asked);
        let Some(mut entry) = found else {
            return Ok(stray(self.frame));
        };
        let (Some(bound), Some(account)) =
            (entry.bound.clone(), directory.account(entry.account).await?)
        else {
            return Ok(stray(self.frame));
        };
        let account = Account {
            operates: false,
            ..account
        };
        let request = self.frame.request();
        let openid = directory.openid();
        let proved = openid.confirm(provider, &account, &bound, claims, &request);
        let to = attempt.next.as_deref().unwrap_or(paths::ACCOUNT);
        if proved.await?.is_err() {
            return Ok(Redirect::to(&asked_again(to)).into_response());
        }
        entry.prove(self.session, directory.now()).await?;
        Ok(Redirect::to(to).into_response())
    }
}

/// The page that asks for a proof, saying that none was given.
fn asked_again(next: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("refused", "1").append_pair("next", next);
    format!("{}?{}", paths::ACCOUNT_CONFIRM, query.finish())
}

/// The tenant is told why, the person what to do.
async fn failed(
    state: &AppState,
    frame: &Frame,
    provider: &Provider,
    fault: &Fault,
) -> Result<Response, Failure> {
    let openid = state.directory().openid();
    let request = frame.request();
    openid.failed(provider, fault.told(), &request).await?;
    let shown = match fault {
        Fault::Unreachable(_) => ProviderRefusal::Unreachable,
        Fault::Declined(_) => ProviderRefusal::Declined,
        Fault::Invalid(_) => ProviderRefusal::Invalid,
    };
    Ok(refused(frame, shown))
}

fn stray(frame: &Frame) -> Response {
    say(frame, StatusCode::BAD_REQUEST, ProviderRefusal::Strayed)
}

fn refused(frame: &Frame, refusal: ProviderRefusal) -> Response {
    say(frame, StatusCode::FORBIDDEN, refusal)
}

fn throttled(frame: &Frame, error: Error) -> Result<Response, Failure> {
    let Error::Limited { retry_after } = error else {
        return Err(error.into());
    };
    let wait_seconds = whole_seconds(retry_after);
    let refusal = ProviderRefusal::Throttled { wait_seconds };
    let mut response = say(frame, StatusCode::TOO_MANY_REQUESTS, refusal);
    let headers = response.headers_mut();
    headers.insert(RETRY_AFTER, wait_seconds.into());
    Ok(response)
}

fn say(frame: &Frame, status: StatusCode, refusal: ProviderRefusal) -> Response {
    let page = ProviderLoginPage {
        refusal: Some(refusal),
        ..ProviderLoginPage::default()
    };
    frame.page(status, Page::ProviderLogin(page))
}
