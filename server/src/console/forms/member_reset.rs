//! Making a link with which a member chooses another password.

use app::Page;
use app::model::failure;
use app::model::member::{LinkMadePage, MemberResetPage, Purpose};
use axum::response::Response;
use directory::members::{self, Whom};
use directory::{Error, PasswordResetId};
use secrecy::ExposeSecret;

use super::hand_over;
use crate::console::context::{Member, MemberForm};
use crate::console::failure::Failure;
use crate::console::frame::not_stored;
use crate::console::members::{find, missing, row};

/// `GET /t/<slug>/members/<id>/reset`
pub(in crate::console) async fn offer(member: Member) -> Result<Response, Failure> {
    let found = find(&member).await?;
    let resets = member.directory.password_resets();
    if let Some(hindrance) = resets.hindrance(&member.caller, &found).await? {
        return Err(hindrance.error().into());
    }
    member.caller.require_proof(member.now)?;
    let page = MemberResetPage {
        member: row(&member, &found),
        nonce: member.directory.request_id(),
        mailed: member.directory.mails().are_sent(),
    };
    Ok(not_stored(member.page(Page::MemberReset(page))))
}

/// `POST /t/<slug>/members/<id>/reset`: the one answer that ever holds the link.
pub(in crate::console) async fn make(form: MemberForm) -> Result<Response, Failure> {
    let MemberForm { member, fields } = form;
    let id = PasswordResetId::parse(fields.raw("nonce"))
        .ok_or_else(|| Failure::bad_request("The form is incomplete. Open it again."))?;
    let found = find(&member).await?;
    let resets = member.directory.password_resets();
    let made = resets.for_member(&member.caller, Whom::Id(member.id()), id);
    match made.await {
        Ok(made) => {
            let code = made.code.expose_secret();
            let link = format!("{}/reset/{code}", member.directory.public_url());
            let page = LinkMadePage {
                purpose: Purpose::Password,
                link: hand_over(&member.directory, made.mail, link).await,
                email: made.email,
                expires: member.instant(made.expires_at),
            };
            Ok(not_stored(member.page(Page::LinkMade(page))))
        }
        Err(Error::Conflict {
            attribute: "id", ..
        }) => Err(made_before(&member, found, id).await),
        Err(error) => Err(missing(error)),
    }
}

async fn made_before(member: &Member, found: members::Member, id: PasswordResetId) -> Failure {
    let resets = member.directory.password_resets();
    match resets.made_at(&member.caller, id).await {
        Ok(made_at) => Failure::already_issued(failure::Failure::LinkShown {
            email: found.email,
            made: member.instant(made_at),
        }),
        Err(error) => missing(error),
    }
}
