//! The pages before there is a session: first owner, sign-in, invitation.

use super::{FieldError, Role};

/// `/` on a database without an owner: says where the set-up link is. No form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetupNoticePage;

/// `/setup`: creates the first tenant and its owner.
/// Fields: `organisation`, `slug`, `email`, `password`; hidden `csrf`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetupPage {
    pub csrf: String,
    pub organisation: String,
    pub slug: String,
    pub email: String,
    pub errors: Vec<FieldError>,
    /// Set on a non-loopback address over plain HTTP: no password field is shown, the page says why.
    pub refused_insecure: bool,
}

/// `/login`. Fields: `email`, `password`; hidden `csrf`, and `next` when there is one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoginPage {
    pub csrf: String,
    pub email: String,
    /// A checked local path to return to.
    pub next: Option<String>,
    pub notice: Option<LoginNotice>,
    /// Whether mail is sent, and so a link to another password.
    pub forgot: bool,
    pub errors: Vec<FieldError>,
}

/// `/login/forgot`, where mail is sent. Field: `email`; hidden `csrf`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ForgotPage {
    pub csrf: String,
    pub email: String,
    pub notice: Option<LoginNotice>,
    pub errors: Vec<FieldError>,
}

/// Why someone finds themselves at the sign-in page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoginNotice {
    SignedOut,
    SessionExpired,
    /// Another password was chosen by a link.
    PasswordSet,
    /// A link to another password was asked for.
    LinkSent,
    /// Too many attempts; answered with 429.
    Throttled {
        wait_seconds: u64,
    },
}

/// `/invite/<code>`: choose a password, or give the one you have, and join a tenant.
/// Fields: `password`; hidden `csrf`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptInvitePage {
    pub csrf: String,
    pub tenant: String,
    pub email: String,
    pub role: Role,
    /// Whether they have a password already, by which they are recognised.
    pub known: bool,
    pub errors: Vec<FieldError>,
    /// As in [`SetupPage::refused_insecure`].
    pub refused_insecure: bool,
}

/// `/reset`: choose another password, by a one-time link. Fields: `password`; hidden `csrf`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResetPage {
    pub csrf: String,
    pub email: String,
    pub errors: Vec<FieldError>,
    /// As in [`SetupPage::refused_insecure`].
    pub refused_insecure: bool,
}

/// `/login/second-factor`: a code after the right password. Fields: `code`, `recovery`; hidden `csrf`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnterCodePage {
    pub csrf: String,
    /// After too many attempts; answered with 429.
    pub wait_seconds: Option<u64>,
    pub errors: Vec<FieldError>,
}

/// `/account/confirm`: the password again, before something sensitive.
/// Fields: `password`; hidden `csrf`, and `next` when there is one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfirmPage {
    /// A checked local path to return to.
    pub next: Option<String>,
    /// After too many attempts; answered with 429.
    pub wait_seconds: Option<u64>,
    /// Whether it is a provider that has to ask again, since the session came from there.
    pub by_provider: bool,
    /// Whether the provider was asked, and did not confirm.
    pub provider_refused: bool,
    pub errors: Vec<FieldError>,
}
