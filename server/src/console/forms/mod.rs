//! What the console's forms do, one file per form. A form that is taken answers 303; one that is
//! refused answers 422 with the same page, the messages at their fields and the input kept.

pub(super) mod account;
pub(super) mod client;
pub(super) mod code;
pub(super) mod confirm;
pub(super) mod connect;
pub(super) mod deactivation;
pub(super) mod deletion;
pub(super) mod forgot;
pub(super) mod general;
pub(super) mod guest;
pub(super) mod invite;
pub(super) mod login;
pub(super) mod member;
pub(super) mod member_invite;
pub(super) mod member_reset;
pub(super) mod operator;
pub(super) mod provider;
pub(super) mod reset;
pub(super) mod retention;
pub(super) mod saved_view;
pub(super) mod schema;
pub(super) mod second_factor;
pub(super) mod security;
pub(super) mod settings;
pub(super) mod setup;
pub(super) mod tenant_new;
pub(super) mod token;

use std::time::Duration;

use app::model::member::{Handover, Unsent};
use app::model::{FieldError, Flash, Secret};
use app::paths;
use axum::response::{IntoResponse, Redirect, Response};
use directory::mail::{Delivery, Undelivered};
use directory::{AccountId, Directory, Error, MailId};
use tower_sessions::Session;

use super::failure::Failure;
use super::password_given::PasswordGiven;
use super::session::SignedIn;

/// How long an answer waits for the mail server.
const LONGEST_SENDING: Duration = Duration::from_secs(5);

/// The messages of a refused form; any other error is no matter of the form.
pub(super) fn field_errors(error: Error) -> Result<Vec<FieldError>, Failure> {
    match error {
        Error::Invalid(fields) => Ok(fields.into_iter().map(shown).collect()),
        Error::Conflict { attribute, detail } => Ok(vec![FieldError::new(attribute, detail)]),
        error => Err(error.into()),
    }
}

fn shown(error: directory::FieldError) -> FieldError {
    FieldError::new(error.field, error.message)
}

/// Sends the mail that holds a link. The link itself is handed on where that cannot be done now, and
/// where no mail is sent at all.
async fn hand_over(directory: &Directory, mail: Option<MailId>, link: String) -> Handover {
    let shown = |unsent| Handover::Shown {
        link: Secret::new(link),
        unsent,
    };
    let Some(mail) = mail else {
        return shown(None);
    };
    match directory.mails().send_now(mail, LONGEST_SENDING).await {
        Delivery::Sent => Handover::Sent,
        Delivery::Failed(reason) => shown(Some(match reason {
            Undelivered::Unreachable => Unsent::Unreachable,
            Undelivered::Late => Unsent::Late,
            Undelivered::SignInRefused => Unsent::SignInRefused,
            Undelivered::Deferred => Unsent::Deferred,
            Undelivered::Refused => Unsent::Refused,
        })),
    }
}

/// Signs somebody in on this browser.
async fn sign_in(
    directory: &Directory,
    session: &Session,
    account: AccountId,
    request: &directory::Request,
) -> Result<SignedIn, Failure> {
    Ok(SignedIn::start(session, account, request, directory.now()).await?)
}

/// Lets somebody in whose password was right: at once, or once their second factor was, too. They
/// go on to `next`, where `flash` is said, or to where they belong.
async fn enter(
    directory: &Directory,
    session: &Session,
    account: AccountId,
    request: &directory::Request,
    next: Option<String>,
    flash: Option<Flash>,
) -> Result<Response, Failure> {
    let found = directory.account(account).await?;
    if !found.ok_or_else(Failure::not_found)?.second_factor {
        return arrive(directory, session, account, request, next, flash).await;
    }
    PasswordGiven::note(session, account, next, flash, directory.now()).await?;
    Ok(Redirect::to(paths::LOGIN_SECOND_FACTOR).into_response())
}

/// Signs somebody in on this browser, and leads on.
async fn arrive(
    directory: &Directory,
    session: &Session,
    account: AccountId,
    request: &directory::Request,
    next: Option<String>,
    flash: Option<Flash>,
) -> Result<Response, Failure> {
    let mut signed_in = sign_in(directory, session, account, request).await?;
    if let Some(flash) = flash {
        signed_in.leave_flash(session, flash).await?;
    }
    let to = match next {
        Some(next) => next,
        None => home(directory, account).await?,
    };
    Ok(Redirect::to(&to).into_response())
}

/// Where the person of a session belongs.
pub(super) async fn home_of(
    directory: &Directory,
    signed_in: &SignedIn,
) -> Result<String, Failure> {
    match &signed_in.bound {
        Some(bound) => Ok(paths::tenant(&bound.slug)),
        None => home(directory, signed_in.account).await,
    }
}

/// Where somebody who has just signed in belongs.
pub(super) async fn home(directory: &Directory, account: AccountId) -> Result<String, Failure> {
    let memberships = directory.memberships(account).await?;
    let found = directory.account(account).await?;
    let operates = found.is_some_and(|account| account.operates);
    Ok(match memberships.as_slice() {
        [only] => paths::tenant(&only.slug),
        [] if operates => paths::OPERATOR.to_owned(),
        _ => paths::TENANTS.to_owned(),
    })
}
