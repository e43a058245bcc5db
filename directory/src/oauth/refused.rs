//! Why no access token is granted, in the words of RFC 6749 §5.2.

use crate::Error;

/// A refusal of the token endpoint.
#[derive(Debug)]
pub enum Refused {
    /// The request is not one, or says something twice; with what to send.
    InvalidRequest(&'static str),
    /// Nobody is known by what was shown. The reason is for the log, never for the client.
    InvalidClient(String),
    /// The client is known, and may not ask from where it asks.
    UnauthorizedClient,
    /// Only `client_credentials` is granted here.
    UnsupportedGrantType,
    /// Not a scope, or more than the client has.
    InvalidScope,
    /// A use case refused, or could not go on.
    Failed(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Refused {
    /// The `error` of the answer.
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidRequest(_) => "invalid_request",
            Self::InvalidClient(_) => "invalid_client",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
            // RFC 6749 has this one for the other endpoint; nothing here says it better.
            Self::Failed(_) => "temporarily_unavailable",
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Self::InvalidClient(_) => 401,
            Self::Failed(error) => error.status(),
            _ => 400,
        }
    }

    /// The `error_description` of the answer: what to do, the same for whatever client.
    pub fn description(&self) -> String {
        match self {
            Self::InvalidRequest(what) => (*what).to_owned(),
            Self::InvalidClient(_) => {
                "Check the client id, its secret or assertion, and the address of this endpoint."
                    .to_owned()
            }
            Self::UnauthorizedClient => "The client may not be used from this address.".to_owned(),
            Self::UnsupportedGrantType => "Send grant_type=client_credentials.".to_owned(),
            Self::InvalidScope => {
                "Leave scope out, or ask for no more than the client has.".to_owned()
            }
            Self::Failed(error) => error.detail(),
        }
    }

    /// What the log says.
    pub(super) fn reason(&self) -> String {
        match self {
            Self::InvalidClient(reason) => reason.clone(),
            other => other.description(),
        }
    }
}
