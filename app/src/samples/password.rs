//! A password that was forgotten, and one that is asked for again.

use super::{Sample, inside, signed_out};
use crate::Page;
use crate::model::FieldError;
use crate::model::entry::{ConfirmPage, ForgotPage, LoginNotice, LoginPage, ResetPage};
use crate::text::forms;

pub(super) fn samples() -> Vec<Sample> {
    vec![
        signed_out("reset", Page::Reset(reset())),
        signed_out(
            "reset-refused",
            Page::Reset(ResetPage {
                errors: vec![FieldError::new("password", forms::PASSWORD_SHORT)],
                ..reset()
            }),
        ),
        signed_out(
            "login-password-set",
            Page::Login(LoginPage {
                csrf: "csrf".to_owned(),
                notice: Some(LoginNotice::PasswordSet),
                ..LoginPage::default()
            }),
        ),
        signed_out(
            "login-forgot",
            Page::Login(LoginPage {
                csrf: "csrf".to_owned(),
                forgot: true,
                notice: Some(LoginNotice::LinkSent),
                ..LoginPage::default()
            }),
        ),
        signed_out("forgot", Page::Forgot(forgot())),
        signed_out(
            "forgot-refused",
            Page::Forgot(ForgotPage {
                email: "alan".to_owned(),
                errors: vec![FieldError::new("email", forms::EMAIL_WRONG)],
                ..forgot()
            }),
        ),
        inside("confirm", Page::Confirm(confirm())),
        inside(
            "confirm-refused",
            Page::Confirm(ConfirmPage {
                errors: vec![FieldError::new("password", "This is not your password.")],
                ..confirm()
            }),
        ),
        inside(
            "confirm-throttled",
            Page::Confirm(ConfirmPage {
                wait_seconds: Some(42),
                ..confirm()
            }),
        ),
    ]
}

fn forgot() -> ForgotPage {
    ForgotPage {
        csrf: "csrf".to_owned(),
        ..ForgotPage::default()
    }
}

fn reset() -> ResetPage {
    ResetPage {
        csrf: "csrf".to_owned(),
        email: "alan@acme.com".to_owned(),
        errors: Vec::new(),
        refused_insecure: false,
    }
}

fn confirm() -> ConfirmPage {
    ConfirmPage {
        next: Some("/t/acme/settings/retention".to_owned()),
        ..ConfirmPage::default()
    }
}
