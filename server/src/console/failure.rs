//! Every answer that is not the page asked for, on its way to becoming a page.
//!
//! A handler returns a [`Failure`]; its response carries it as an extension, and the outermost
//! middleware ([`super::frame`]) renders the page, because only there is everything that a page
//! needs at hand.

use std::sync::Arc;

use app::model::Role;
use app::model::failure::{self, FailurePage, Missing};
use axum::response::{IntoResponse, Redirect, Response};
use directory::Error;
use http::StatusCode;

/// Why there is no page, with the cause for the log.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) status: StatusCode,
    pub(super) page: Box<FailurePage>,
    pub(super) cause: Option<Arc<Error>>,
}

impl Failure {
    fn new(failure: failure::Failure, detail: Option<String>) -> Self {
        let status =
            StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self {
            status,
            page: Box::new(FailurePage { failure, detail }),
            cause: None,
        }
    }

    /// The request makes no sense; `detail` says why.
    pub(super) fn bad_request(detail: &str) -> Self {
        Self::new(failure::Failure::BadRequest, Some(detail.to_owned()))
    }

    /// More was sent than is read.
    pub(super) fn too_large(detail: &str) -> Self {
        Self {
            status: StatusCode::PAYLOAD_TOO_LARGE,
            ..Self::bad_request(detail)
        }
    }

    /// The path exists, the method does not.
    pub(super) fn method_not_allowed() -> Self {
        Self {
            status: StatusCode::METHOD_NOT_ALLOWED,
            ..Self::bad_request("This address does not take that method.")
        }
    }

    /// The form came from another site, or without its session's token.
    pub(super) fn cross_site() -> Self {
        Self::new(failure::Failure::CrossSite, None)
    }

    /// There is no such page.
    pub(super) fn not_found() -> Self {
        Self::missing(Missing::Page)
    }

    /// There is no such thing here.
    pub(super) fn missing(what: Missing) -> Self {
        Self::new(failure::Failure::NotFound(what), None)
    }

    /// A form that can only be sent once was sent again.
    pub(super) fn already_issued(issued: failure::Failure) -> Self {
        Self::new(issued, None)
    }

    /// Nobody is signed in: the answer leads to the sign-in page.
    pub(super) fn signed_out(login: String) -> Self {
        Self::new(failure::Failure::SignedOut { login }, None)
    }

    /// Whether nobody is signed in: the answer leads to the sign-in page as it is.
    pub(super) fn is_signed_out(&self) -> bool {
        matches!(self.page.failure, failure::Failure::SignedOut { .. })
    }

    /// Whether the person has to give their password first.
    pub(super) fn wants_proof(&self) -> bool {
        matches!(self.cause.as_deref(), Some(Error::ProofNeeded))
    }

    /// Whether the person has to set a second factor up first.
    pub(super) fn wants_second_factor(&self) -> bool {
        matches!(self.cause.as_deref(), Some(Error::SecondFactorNeeded))
    }

    /// The same refusal, but says what was looked for when nothing was found.
    pub(super) fn of(error: Error, what: impl FnOnce() -> Missing) -> Self {
        match error {
            Error::NotFound => Self::missing(what()),
            error => error.into(),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        use failure::Failure as Shown;
        let (shown, detail) = match &error {
            Error::NotFound => (Shown::NotFound(Missing::Page), None),
            Error::Forbidden(permission) => match permission.least_role() {
                Some(role) => (
                    Shown::Forbidden {
                        needs: shown_role(role),
                    },
                    None,
                ),
                None => (Shown::BadRequest, Some(error.detail())),
            },
            Error::Suspended => (Shown::Suspended, None),
            Error::ToBeDeleted => (Shown::ToBeDeleted, None),
            Error::Conflict { .. } | Error::PreconditionFailed => {
                (Shown::Conflict, Some(error.detail()))
            }
            Error::Invalid(_) => (Shown::Unprocessable, Some(error.detail())),
            Error::Limited { retry_after } => (
                Shown::TooManyRequests {
                    wait_seconds: whole_seconds(*retry_after),
                },
                None,
            ),
            Error::Unavailable(_) => (Shown::Unavailable, None),
            Error::StorageFull(_) => (Shown::Unavailable, Some(error.detail())),
            Error::Internal(_) | Error::WrongSecretKey => (Shown::Internal, None),
            _ => (Shown::BadRequest, Some(error.detail())),
        };
        let mut failure = Self::new(shown, detail);
        if matches!(error, Error::StorageFull(_)) {
            failure.status = StatusCode::INSUFFICIENT_STORAGE;
        }
        failure.cause = Some(Arc::new(error));
        failure
    }
}

impl From<tower_sessions::session::Error> for Failure {
    /// The store says only that it failed; a session that cannot be read is no session ended.
    fn from(error: tower_sessions::session::Error) -> Self {
        tracing::error!(%error, "the session store failed");
        Self::new(failure::Failure::Unavailable, None)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = match &self.page.failure {
            failure::Failure::SignedOut { login } => Redirect::to(login).into_response(),
            _ => self.status.into_response(),
        };
        response.extensions_mut().insert(self);
        response
    }
}

/// A waiting time in seconds, never zero.
pub(super) fn whole_seconds(wait: std::time::Duration) -> u64 {
    wait.as_millis()
        .div_ceil(1_000)
        .try_into()
        .unwrap_or(u64::MAX)
        .max(1)
}

/// A role in the words of the pages.
pub(super) fn shown_role(role: directory::Role) -> Role {
    match role {
        directory::Role::Owner => Role::Owner,
        directory::Role::Admin => Role::Admin,
        directory::Role::Auditor => Role::Auditor,
    }
}
