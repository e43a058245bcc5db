//! What every answer of the console has in common: the frame around a page.

use app::model::{Display, Flash, Theme, Viewer, Zone};
use app::{Page, Shell, paths};
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use directory::Channel;
use http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, RETRY_AFTER, SET_COOKIE, VARY,
};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode};
use std::sync::{Arc, OnceLock};

use super::failure::Failure;
use super::instant::instant;
use super::permalink::page_of;
use super::session::unguessable;
use super::zone::zone;
use super::{compression, cookies, data};
use crate::http::arrival;
use crate::state::AppState;

/// The cookie that remembers the colour theme.
pub(super) const THEME_COOKIE: &str = "theme";
/// The cookie that remembers the time zone, by its IANA name.
pub(super) const ZONE_COOKIE: &str = "tz";
/// Stands before the name of a zone that was put aside for UTC.
pub(super) const ZONE_ASIDE: &str = "utc:";
/// The cookie that remembers the height of rows.
pub(super) const DENSITY_COOKIE: &str = "density";
/// The cookie that remembers that single keys are [`KEYS_OFF`].
pub(super) const KEYS_COOKIE: &str = "keys";
pub(super) const KEYS_OFF: &str = "off";

/// One request to the console: what is known before anybody is looked up, and who turned out to
/// be looking.
#[derive(Clone)]
pub(super) struct Frame(Arc<Inner>);

struct Inner {
    state: AppState,
    nonce: String,
    theme: Theme,
    /// Pages are sent compressed.
    compressed: bool,
    /// Whether a program asks, which gets data instead of pages.
    wants_data: bool,
    display: Display,
    request: directory::Request,
    /// Where this page is found again, if the address that was asked for has none.
    page: Option<String>,
    viewer: OnceLock<Viewer>,
    flash: OnceLock<Flash>,
}

impl Frame {
    fn new(state: AppState, parts: &Parts) -> Self {
        let mut request = arrival::describe(parts, Channel::Console);
        // The code of a one-time link in a path is a credential: it goes into no record.
        if let Some(path) = without_code(parts.uri.path()) {
            request.path = Some(path);
        }
        Self(Arc::new(Inner {
            nonce: unguessable(),
            theme: theme(&parts.headers),
            compressed: compression::is_wanted(&parts.headers),
            wants_data: data::is_wanted(&parts.headers),
            display: display(&parts.headers),
            request,
            page: page_of(parts),
            state,
            viewer: OnceLock::new(),
            flash: OnceLock::new(),
        }))
    }

    /// The request as use cases record it.
    pub(super) fn request(&self) -> directory::Request {
        self.0.request.clone()
    }

    /// Whether a program asks, which gets data instead of pages.
    pub(super) fn wants_data(&self) -> bool {
        self.0.wants_data
    }

    /// The time zone of whoever is looking.
    pub(super) fn zone(&self) -> Zone {
        self.0.display.zone.clone()
    }

    /// The IANA name of the zone that whoever is looking put aside for UTC.
    pub(super) fn zone_aside(&self) -> Option<&str> {
        self.0.display.aside.as_deref()
    }

    /// Says who is looking. From here on every page of this request, failures too, is theirs.
    pub(super) fn show_to(&self, viewer: Viewer, flash: Option<Flash>) {
        // A request has one viewer: a second call would be the same person again.
        let _ = self.0.viewer.set(viewer);
        if let Some(flash) = flash {
            let _ = self.0.flash.set(flash);
        }
    }

    /// Adds what this page has to say on top, unless a redirect left something.
    pub(super) fn say(&self, flash: Flash) {
        let _ = self.0.flash.set(flash);
    }

    /// Renders a page. All that it shows is in its model and its shell: nothing of the request,
    /// and nothing to wait for.
    pub(super) fn page(&self, status: StatusCode, page: Page) -> Response {
        let Inner {
            wants_data,
            flash,
            compressed,
            request,
            ..
        } = &*self.0;
        // The answer to a form is its page: it says what became of the form, and can hold what is
        // shown once.
        let is_form = request.method.as_deref() == Some("POST");
        if *wants_data
            && !is_form
            && let Some(data) = data::of(&page, flash.get(), &request.id)
        {
            return data;
        }
        let html = app::render(self.shell(), page);
        let small = compressed.then(|| compression::gzip(&html));
        match small.flatten() {
            Some(small) => (status, [(CONTENT_ENCODING, "gzip")], Html(small)).into_response(),
            None => (status, Html(html)).into_response(),
        }
    }

    /// Where this page is found again.
    fn back(&self) -> &str {
        let asked = self.0.request.path.as_deref();
        let page = self.0.page.as_deref();
        page.or(asked).unwrap_or(paths::HOME)
    }

    fn shell(&self) -> Shell {
        let Inner {
            state,
            nonce,
            theme,
            display,
            request,
            viewer,
            flash,
            ..
        } = &*self.0;
        let public_url = state.directory().public_url();
        let now = state.directory().now();
        Shell {
            assets: state.assets().clone(),
            nonce: nonce.clone(),
            theme: *theme,
            display: display.clone(),
            request_id: request.id.clone(),
            now: instant(now, now),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            url: format!("{public_url}{}", self.back()),
            back: self.back().to_owned(),
            insecure: public_url.starts_with("http://"),
            viewer: viewer.get().cloned(),
            flash: flash.get().cloned(),
        }
    }

    /// Leads to a page that asks for something first, and from there back to this one.
    fn lead_to(&self, page: &str, refused: &HeaderMap) -> Response {
        let back = self.back();
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("next", back);
        let to = format!("{page}?{}", query.finish());
        let mut response = Redirect::to(&to).into_response();
        for cookie in refused.get_all(SET_COOKIE) {
            response.headers_mut().append(SET_COOKIE, cookie.clone());
        }
        response
    }

    /// What is answered instead of the page that is not shown.
    fn instead(&self, failure: Failure, refused: Response) -> Response {
        self.note(&failure);
        if self.0.wants_data {
            return data::refusal(&failure, refused.headers(), &self.0.request.id);
        }
        if failure.is_signed_out() {
            return refused;
        }
        if failure.wants_proof() {
            return self.lead_to(paths::ACCOUNT_CONFIRM, refused.headers());
        }
        if failure.wants_second_factor() {
            return self.lead_to(paths::SECOND_FACTOR, refused.headers());
        }
        self.failed(failure, refused.headers())
    }

    /// Writes the cause of a fault of ours into the log.
    fn note(&self, failure: &Failure) {
        if let Some(cause) = failure
            .cause
            .as_ref()
            .filter(|_| failure.status.is_server_error())
        {
            let cause: &dyn std::error::Error = cause.as_ref();
            tracing::error!(request_id = %self.0.request.id, cause, "a console request failed");
        }
    }

    fn failed(&self, failure: Failure, refused: &HeaderMap) -> Response {
        let wait = match failure.page.failure {
            app::model::failure::Failure::TooManyRequests { wait_seconds } => Some(wait_seconds),
            _ => None,
        };
        let mut response = self.page(failure.status, Page::Failure(*failure.page));
        // Cookies that were set on the way, and `Allow`, go with the page that replaces the answer.
        for (name, value) in refused {
            if !response.headers().contains_key(name) || name == SET_COOKIE {
                response.headers_mut().append(name, value.clone());
            }
        }
        if let Some(seconds) = wait {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// Middleware: makes the frame, turns failures into pages, and sets what every answer carries.
pub(super) async fn frame(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let frame = Frame::new(state, &parts);
    parts.extensions.insert(frame.clone());
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        response = frame.instead(failure, response);
    }
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy(&frame.0.nonce)) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("private, no-cache"));
    headers.append(VARY, HeaderValue::from_static(compression::DEPENDS));
    response
}

/// Nothing runs, is styled by, is framed by or is sent to anything but this server.
/// `'wasm-unsafe-eval'` lets the islands' WebAssembly be compiled; it allows no `eval`.
fn policy(nonce: &str) -> String {
    format!(
        "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
         style-src 'self'; img-src 'self' data:; connect-src 'self'; object-src 'none'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

/// The answer holds something that must not be found again on this machine.
pub(super) fn not_stored(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn without_code(path: &str) -> Option<String> {
    ["/setup/", "/invite/", "/reset/"]
        .into_iter()
        .find(|prefix| path.starts_with(prefix))
        .map(|prefix| format!("{prefix}•••"))
}

fn theme(headers: &HeaderMap) -> Theme {
    cookies::value(headers, THEME_COOKIE)
        .and_then(|word| word.parse().ok())
        .unwrap_or_default()
}

/// What a cookie says that nobody wrote is as good as nothing.
fn display(headers: &HeaderMap) -> Display {
    let chosen = cookies::value(headers, ZONE_COOKIE).unwrap_or_default();
    let (shown, aside) = match chosen.strip_prefix(ZONE_ASIDE) {
        Some(name) => (None, zone(name)),
        None => (zone(chosen), None),
    };
    let density = cookies::value(headers, DENSITY_COOKIE).and_then(|word| word.parse().ok());
    Display {
        zone: shown.unwrap_or_default(),
        aside: aside.and_then(|zone| zone.name().map(str::to_owned)),
        density: density.unwrap_or_default(),
        single_keys: cookies::value(headers, KEYS_COOKIE) != Some(KEYS_OFF),
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Frame {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Failure> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(Failure::not_found)
    }
}
