//! What the console's forms do, one file per form. A form that is taken answers 303; one that is
//! refused answers 422 with the same page, the messages at their fields and the input kept.

pub(super) mod account;
pub(super) mod client;
pub(super) mod confirm;
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
pub(super) mod settings;
pub(super) mod setup;
pub(super) mod tenant_new;
pub(super) mod token;

use app::model::FieldError;
use app::paths;
use directory::{AccountId, Directory, Error};
use tower_sessions::Session;

use super::failure::Failure;
use super::session::SignedIn;

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

/// Signs somebody in on this browser.
async fn sign_in(
    directory: &Directory,
    session: &Session,
    account: AccountId,
    request: &directory::Request,
) -> Result<SignedIn, Failure> {
    Ok(SignedIn::start(session, account, request, directory.now()).await?)
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
