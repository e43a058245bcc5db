//! Taking a user's access away without waiting for the identity provider.

use app::Page;
use app::model::user::UserDeactivatePage;
use app::model::{FieldError, Flash};
use app::paths;
use axum::response::Response;
use directory::users::{Deactivated, Deactivation};
use directory::{Error, Permission};

use super::field_errors;
use crate::console::context::{Member, MemberForm};
use crate::console::failure::Failure;
use crate::console::users::{missing, view};

/// `GET /t/<slug>/users/<id>/deactivate`
pub(in crate::console) async fn ask(member: Member) -> Result<Response, Failure> {
    member.caller.require(Permission::DeactivateUsers)?;
    member.caller.require_proof(member.now)?;
    let page = page(&member).await?;
    Ok(member.page(Page::UserDeactivate(page)))
}

/// `POST /t/<slug>/users/<id>/deactivate`
pub(in crate::console) async fn deactivate(form: MemberForm) -> Result<Response, Failure> {
    let MemberForm { mut member, fields } = form;
    let wanted = Deactivation {
        // What nobody was shown has changed since.
        version: fields.raw("version").parse().unwrap_or_default(),
        user_name: fields.text("user_name"),
        reason: fields.text("reason"),
    };
    let (typed, reason) = (wanted.user_name.clone(), wanted.reason.clone());
    let users = member.directory.users();
    let done = users.deactivate(&member.caller, member.id(), wanted).await;
    let errors = match done {
        Ok(what) => return told(&mut member, what).await,
        Err(Error::PreconditionFailed) => {
            let message = "The identity provider has changed this user meanwhile. Look at it, \
                           then send the form again.";
            vec![FieldError::new("reason", message)]
        }
        Err(error @ Error::NotFound) => return Err(missing(&member, error)),
        Err(error) => field_errors(error)?,
    };
    let page = UserDeactivatePage {
        typed,
        reason,
        errors,
        ..page(&member).await?
    };
    Ok(member.refused(Page::UserDeactivate(page)))
}

async fn told(member: &mut Member, what: Deactivated) -> Result<Response, Failure> {
    let name = page(member).await?.name().to_owned();
    let flash = match what {
        Deactivated::Now => Flash::UserDeactivated { name },
        Deactivated::Before => Flash::UserInactiveBefore { name },
    };
    let to = paths::user(member.slug(), member.id());
    member.signed.go(&to, flash).await
}

/// The user of the path. One that was deleted and kept is not there for this.
async fn page(member: &Member) -> Result<UserDeactivatePage, Failure> {
    let found = view(member).await?;
    if found.deleted_at.is_some() {
        return Err(missing(member, Error::NotFound));
    }
    let user = found.user;
    Ok(UserDeactivatePage {
        id: user.id.to_string(),
        display_name: scim::full_name(&user.document).unwrap_or_default(),
        user_name: user.user_name,
        active: user.active,
        version: user.version,
        ..UserDeactivatePage::default()
    })
}
