//! What went wrong, as a page.

use super::{Instant, Role};

/// Any answer that is not the page asked for. The status is [`Failure::status`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailurePage {
    pub failure: Failure,
    /// One more sentence from the server, safe to show.
    pub detail: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    BadRequest,
    /// The session is over. `login` returns to the page asked for.
    SignedOut {
        login: String,
    },
    /// The viewer's role does not suffice.
    Forbidden {
        needs: Role,
    },
    /// The tenant is suspended, and nothing in it is changed.
    Suspended,
    /// The tenant is to be deleted, and nothing in it is changed.
    ToBeDeleted,
    /// The form's `csrf` or origin did not fit.
    CrossSite,
    NotFound(Missing),
    /// Someone else changed it in the meantime.
    Conflict,
    /// A token form was sent twice; the token exists and its secret has been shown.
    AlreadyIssued {
        id: String,
        name: String,
        issued: Instant,
    },
    /// A form that makes a one-time link was sent twice; the link has been shown.
    LinkShown {
        email: String,
        made: Instant,
    },
    Unprocessable,
    TooManyRequests {
        wait_seconds: u64,
    },
    Internal,
    Unavailable,
}

/// What was not found. Anything of another tenant is missing exactly like this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    Page,
    /// May have been deleted: its audit trail is offered.
    User {
        id: String,
    },
    Group {
        id: String,
    },
    Token,
    Client,
    /// Never there, of another tenant, or older than events are kept.
    Event {
        kept_days: i64,
    },
    /// A saved view; one that somebody else keeps private is missing too.
    View,
    Member,
    /// Accepted, withdrawn, over, or never there.
    Invitation,
    /// A used, expired or unknown set-up or invitation link.
    Link,
}

impl Failure {
    /// The HTTP status the page is sent with.
    pub fn status(&self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::SignedOut { .. } => 401,
            Self::Forbidden { .. } | Self::Suspended | Self::ToBeDeleted | Self::CrossSite => 403,
            Self::NotFound(_) => 404,
            Self::Conflict | Self::AlreadyIssued { .. } | Self::LinkShown { .. } => 409,
            Self::Unprocessable => 422,
            Self::TooManyRequests { .. } => 429,
            Self::Internal => 500,
            Self::Unavailable => 503,
        }
    }
}
