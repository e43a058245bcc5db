//! Replacing the secret of an OAuth client by another, and ending the old one before its time.

use std::time::Duration;

use app::Page;
use app::model::client::{ClientEndSecretPage, ClientRotatePage, OldSecret};
use app::model::failure::Missing;
use app::model::token::Overlap;
use app::model::{FieldError, Flash};
use app::text::forms::CHOOSE;
use app::{paths, text};
use axum::response::{IntoResponse, Redirect, Response};
use directory::oauth::{Client, Proof, Rotation};
use directory::{Error, Permission};

use super::{IN_USE, live, shown_once};
use crate::console::clients;
use crate::console::context::{Member, MemberForm};
use crate::console::failure::Failure;
use crate::console::fields::Fields;
use crate::console::forms::field_errors;
use crate::console::frame::not_stored;

/// `GET /t/<slug>/tokens/clients/<id>/rotate`
pub(in crate::console) async fn ask(member: Member) -> Result<Response, Failure> {
    member.caller.require(Permission::ManageTokens)?;
    let client = live(&member).await?;
    if client.working_old_secret(member.now).is_some() {
        // One rotation at a time, and its section says what is left to do.
        return Ok(to_client(&member));
    }
    if matches!(client.proof, Proof::Keys(_)) {
        return Err(Failure::bad_request(text::clients::KEYS_STAY));
    }
    let page = ClientRotatePage {
        client: clients::row(&member, &client),
        overlap: Overlap::default(),
        after: client.rotations,
        errors: Vec::new(),
    };
    Ok(not_stored(member.page(Page::ClientRotate(page))))
}

/// `POST /t/<slug>/tokens/clients/<id>/rotate`: holds the new secret, once. The form knows how often
/// the secret was rotated before, so sending it twice, or reloading its answer, rotates nothing.
pub(in crate::console) async fn rotate(form: MemberForm) -> Result<Response, Failure> {
    let MemberForm { mut member, fields } = form;
    member.caller.require(Permission::ManageTokens)?;
    let after = rotations(&fields)?;
    let client = clients::find(&member).await?;
    let mut page = ClientRotatePage {
        client: clients::row(&member, &client),
        overlap: Overlap::default(),
        after,
        errors: Vec::new(),
    };
    let Ok(overlap) = fields.raw("overlap").parse() else {
        page.errors.push(FieldError::new("overlap", CHOOSE));
        return Ok(member.refused(Page::ClientRotate(page)));
    };
    page.overlap = overlap;
    let rotation = Rotation {
        after: Some(after),
        overlap: Duration::from_hours(page.overlap.hours()),
        expires: None,
    };
    let rotated = member
        .directory
        .clients()
        .rotate(&member.caller, member.id(), rotation)
        .await;
    match rotated {
        Ok(issued) => {
            let old = issued.client.working_old_secret(member.directory.now());
            let old = old.map_or(OldSecret::Ended, |old| {
                OldSecret::Until(member.instant(old.ends_at))
            });
            let page = shown_once(&member, &issued, Some(old));
            Ok(not_stored(member.page(Page::ClientIssued(page))))
        }
        Err(Error::Conflict { .. }) => {
            let to = paths::client(member.slug(), member.id());
            let flash = Flash::ClientRotatedBefore { name: client.name };
            member.signed.go(&to, flash).await
        }
        Err(Error::NotFound) => Err(Failure::missing(Missing::Client)),
        Err(error) => {
            // There is one field to show it at.
            let errors = field_errors(error)?.into_iter();
            let at_overlap = |error: FieldError| FieldError::new("overlap", error.message);
            page.errors = errors.map(at_overlap).collect();
            Ok(member.refused(Page::ClientRotate(page)))
        }
    }
}

/// `GET /t/<slug>/tokens/clients/<id>/end-secret`
pub(in crate::console) async fn ask_end(member: Member) -> Result<Response, Failure> {
    member.caller.require(Permission::ManageTokens)?;
    let client = clients::find(&member).await?;
    Ok(match end_page(&member, &client) {
        Some(page) => member.page(Page::ClientEndSecret(page)),
        None => to_client(&member),
    })
}

/// `POST /t/<slug>/tokens/clients/<id>/end-secret`
pub(in crate::console) async fn end(form: MemberForm) -> Result<Response, Failure> {
    let MemberForm { mut member, fields } = form;
    member.caller.require(Permission::ManageTokens)?;
    let client = clients::find(&member).await?;
    let Some(mut page) = end_page(&member, &client) else {
        return Ok(to_client(&member));
    };
    let typed = fields.text("name");
    if page.in_use && typed != client.name {
        let message = format!("Type the client's name exactly: {}", client.name);
        page.errors.push(FieldError::new("name", message));
        page.typed = typed;
        return Ok(member.refused(Page::ClientEndSecret(page)));
    }
    let clients = member.directory.clients();
    let after = rotations(&fields)?;
    let ended = clients.end_old_secret(&member.caller, member.id(), after);
    if !ended.await? {
        return Ok(to_client(&member));
    }
    let to = paths::client(member.slug(), member.id());
    let flash = Flash::ClientSecretEnded { name: client.name };
    member.signed.go(&to, flash).await
}

/// What ending the old secret means; `None` where none works any more.
fn end_page(member: &Member, client: &Client) -> Option<ClientEndSecretPage> {
    let old = client.working_old_secret(member.now)?;
    let in_use = |last| member.now - last < IN_USE;
    Some(ClientEndSecretPage {
        client: clients::row(member, client),
        last_used: old.last_used_at.map(|at| member.instant(at)),
        in_use: old.last_used_at.is_some_and(in_use),
        after: client.rotations,
        typed: String::new(),
        errors: Vec::new(),
    })
}

/// How often the secret had been rotated when the form was shown.
fn rotations(fields: &Fields) -> Result<u32, Failure> {
    let rotations = fields.raw("after").parse();
    rotations.map_err(|_| Failure::bad_request("The form is incomplete. Open it again."))
}

/// The page of the client says what there is to end.
fn to_client(member: &Member) -> Response {
    Redirect::to(&paths::client(member.slug(), member.id())).into_response()
}
