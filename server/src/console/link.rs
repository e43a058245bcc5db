//! Links with a code: `/setup/<code>`, `/invite/<code>`, `/reset/<code>`, which work once, and
//! `/guide/<code>`, which works until it ends.
//!
//! The code is a credential. Opening the link moves it from the address bar into a cookie that
//! only this server reads, for a while, so that it stays in no history and no `Referer`.
//! Nothing is stored on the server: the database keeps knowing the code by its hash alone.

use app::model::failure::Missing;
use axum::response::{IntoResponse, Redirect, Response};
use http::header::CACHE_CONTROL;
use http::{HeaderMap, HeaderValue};
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use tower_sessions::cookie::time::Duration;

use super::failure::Failure;
use super::fields::Fields;
use super::{cookies, csrf};

/// How long an opened link waits for its form.
const OPEN_FOR: Duration = Duration::minutes(30);
/// How long somebody works with a guide that they opened.
const GUIDE_OPEN_FOR: Duration = Duration::hours(8);
/// Longer than any code.
const LONGEST: usize = 128;

/// The kinds of links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    Setup,
    Invite,
    Reset,
    Guide,
}

impl Link {
    fn cookie(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Self::Setup, true) => "__Host-rollcall-setup",
            (Self::Setup, false) => "rollcall-setup",
            (Self::Invite, true) => "__Host-rollcall-invite",
            (Self::Invite, false) => "rollcall-invite",
            (Self::Reset, true) => "__Host-rollcall-reset",
            (Self::Reset, false) => "rollcall-reset",
            (Self::Guide, true) => "__Host-rollcall-guide",
            (Self::Guide, false) => "rollcall-guide",
        }
    }

    /// Moves the code into a cookie and leads to the form.
    pub(super) fn open(self, code: &str, form: &str, secure: bool) -> Response {
        let mut response = Redirect::to(form).into_response();
        cookies::set(
            response.headers_mut(),
            self.cookie(secure),
            code,
            match self {
                Self::Guide => GUIDE_OPEN_FOR,
                Self::Setup | Self::Invite | Self::Reset => OPEN_FOR,
            },
            secure,
        );
        response
            .headers_mut()
            .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }

    /// Forgets the code: it has been used.
    pub(super) fn close(self, response: &mut Response, secure: bool) {
        cookies::remove(response.headers_mut(), self.cookie(secure), secure);
    }

    /// The code of the link that this browser has opened.
    pub(super) fn opened(self, headers: &HeaderMap, secure: bool) -> Result<Code, Failure> {
        cookies::value(headers, self.cookie(secure))
            .and_then(Code::parse)
            .ok_or_else(|| Failure::missing(Missing::Link))
    }
}

/// The code of a one-time link: letters, digits and dashes.
pub(super) struct Code(String);

impl Code {
    /// Takes what can be a code at all.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let plain = text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        (plain && !text.is_empty() && text.len() <= LONGEST).then(|| Self(text.to_owned()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn secret(&self) -> SecretString {
        SecretString::from(self.0.clone())
    }

    /// The token of the form behind the link: whoever holds the code can make it, nobody else.
    pub(super) fn csrf(&self) -> String {
        use std::fmt::Write as _;

        let digest = Sha256::digest(format!("rollcall form behind link {}", self.0));
        digest
            .iter()
            .take(16)
            .fold(String::new(), |mut text, byte| {
                let _ = write!(text, "{byte:02x}");
                text
            })
    }

    /// Refuses a form that was not served to the holder of this code.
    pub(super) fn vouch(&self, fields: &Fields) -> Result<(), Failure> {
        if csrf::same(fields.raw("csrf"), &self.csrf()) {
            return Ok(());
        }
        Err(Failure::cross_site())
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn a_code_is_letters_digits_and_dashes() {
        assert!(Code::parse("7Q4M-ABCD-0123").is_some());
        for text in ["", "a b", "a;b", "a%20", "ä", &"a".repeat(129)] {
            assert!(Code::parse(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn the_form_token_follows_from_the_code_and_does_not_hold_it() {
        let code = Code::parse("7Q4M-ABCD").unwrap();
        assert_eq!(code.csrf(), Code::parse("7Q4M-ABCD").unwrap().csrf());
        assert_ne!(code.csrf(), Code::parse("7Q4M-ABCE").unwrap().csrf());
        assert_eq!(code.csrf().len(), 32);
    }
}
