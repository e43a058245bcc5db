//! Replacing a token by another.

use std::time::Duration;

use app::Page;
use app::model::FieldError;
use app::model::failure::Missing;
use app::model::token::{Overlap, Replaced, TokenRotatePage};
use axum::response::Response;
use directory::tokens::{Rotation, TokenState};
use directory::{Error, Permission, TokenId};

use super::{CHOOSE, issued_before, live, shown_once};
use crate::console::context::{Member, MemberForm};
use crate::console::failure::Failure;
use crate::console::forms::field_errors;
use crate::console::frame::not_stored;
use crate::console::tokens;

/// `GET /t/<slug>/tokens/<id>/rotate`
pub(in crate::console) async fn ask(member: Member) -> Result<Response, Failure> {
    member.caller.require(Permission::ManageTokens)?;
    let token = live(&member).await?;
    let page = TokenRotatePage {
        token: tokens::row(&member, &token),
        overlap: Overlap::default(),
        nonce: member.directory.request_id(),
        errors: Vec::new(),
    };
    Ok(not_stored(member.page(Page::TokenRotate(page))))
}

/// `POST /t/<slug>/tokens/<id>/rotate`: holds the new secret, once. The id of the new token was
/// chosen when the form was made, as for issuing.
pub(in crate::console) async fn rotate(form: MemberForm) -> Result<Response, Failure> {
    let MemberForm { member, fields } = form;
    member.caller.require(Permission::ManageTokens)?;
    let id = TokenId::parse(fields.raw("nonce"))
        .ok_or_else(|| Failure::bad_request("The form is incomplete. Open it again."))?;
    // A repeated form comes after the old token may have ended.
    let old = tokens::find(&member).await?;
    let mut page = TokenRotatePage {
        token: tokens::row(&member, &old),
        overlap: Overlap::default(),
        nonce: id.to_string(),
        errors: Vec::new(),
    };
    let Ok(overlap) = fields.raw("overlap").parse() else {
        page.errors.push(FieldError::new("overlap", CHOOSE));
        return Ok(member.refused(Page::TokenRotate(page)));
    };
    page.overlap = overlap;
    let rotation = Rotation {
        id: Some(id),
        of: Some(old.id),
        overlap: Duration::from_hours(page.overlap.hours()),
        expires: None,
    };
    let rotated = member
        .directory
        .tokens()
        .rotate(&member.caller, &old.name, rotation)
        .await;
    match rotated {
        Ok(issued) => {
            let old = tokens::find(&member).await?;
            let replaces = Replaced {
                id: old.id.to_string(),
                ends: (old.state(member.directory.now()) == TokenState::Live)
                    .then(|| old.ends_at().map(|end| member.instant(end)))
                    .flatten(),
            };
            let page = shown_once(&member, &issued, Some(replaces));
            Ok(not_stored(member.page(Page::TokenIssued(page))))
        }
        Err(Error::Conflict { .. }) => Err(issued_before(&member, id).await),
        Err(Error::NotFound) => Err(Failure::missing(Missing::Token)),
        Err(error) => {
            // There is one field to show it at.
            let errors = field_errors(error)?.into_iter();
            let at_overlap = |error: FieldError| FieldError::new("overlap", error.message);
            page.errors = errors.map(at_overlap).collect();
            Ok(member.refused(Page::TokenRotate(page)))
        }
    }
}
