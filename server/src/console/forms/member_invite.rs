//! Inviting a member, and taking that back.

use app::Page;
use app::model::failure::{self, Missing};
use app::model::member::{LinkMadePage, MemberInvitePage, Purpose};
use app::model::{FieldError, Flash};
use app::paths;
use axum::response::Response;
use directory::members::Invited;
use directory::{Error, InvitationId, Permission, Role};
use secrecy::ExposeSecret;

use super::{field_errors, hand_over};
use crate::console::context::{Member, MemberForm};
use crate::console::failure::{Failure, shown_role};
use crate::console::frame::not_stored;

/// `GET /t/<slug>/members/invite`
pub(in crate::console) async fn offer(member: Member) -> Result<Response, Failure> {
    member.caller.require(Permission::ManageMembers)?;
    let page = MemberInvitePage {
        nonce: member.directory.request_id(),
        mailed: member.directory.mails().are_sent(),
        ..MemberInvitePage::default()
    };
    Ok(not_stored(member.page(Page::MemberInvite(page))))
}

/// `POST /t/<slug>/members/invite`: the one answer that ever holds the link. The id was chosen
/// when the form was made, so sending the form twice, or reloading its answer, invites once.
pub(in crate::console) async fn invite(form: MemberForm) -> Result<Response, Failure> {
    let MemberForm { member, fields } = form;
    member.caller.require(Permission::ManageMembers)?;
    let id = InvitationId::parse(fields.raw("nonce"))
        .ok_or_else(|| Failure::bad_request("The form is incomplete. Open it again."))?;
    let role = fields.raw("role").parse::<Role>().ok();
    let mut page = MemberInvitePage {
        email: fields.text("email"),
        role: role.map(shown_role),
        nonce: id.to_string(),
        mailed: member.directory.mails().are_sent(),
        errors: Vec::new(),
    };
    let Some(role) = role else {
        let message = "Choose what they may do.";
        page.errors.push(FieldError::new("role", message));
        return Ok(member.refused(Page::MemberInvite(page)));
    };
    let members = member.directory.members();
    let invited = members.invite(&member.caller, Some(id), &page.email, role);
    match invited.await {
        Ok(invited) => {
            let page = shown_once(&member, role, invited).await;
            Ok(not_stored(member.page(Page::LinkMade(page))))
        }
        Err(Error::Conflict { .. }) => Err(invited_before(&member, id).await),
        Err(error) => {
            page.errors = field_errors(error)?;
            Ok(member.refused(Page::MemberInvite(page)))
        }
    }
}

async fn shown_once(member: &Member, role: Role, invited: Invited) -> LinkMadePage {
    let code = invited.code.expose_secret();
    let link = format!("{}/invite/{code}", member.directory.public_url());
    LinkMadePage {
        purpose: Purpose::Invitation(shown_role(role)),
        link: hand_over(&member.directory, invited.mail, link).await,
        email: invited.email,
        expires: member.instant(invited.expires_at),
    }
}

async fn invited_before(member: &Member, id: InvitationId) -> Failure {
    let members = member.directory.members();
    match members.invitation(&member.caller, id).await {
        Ok(found) => Failure::already_issued(failure::Failure::LinkShown {
            email: found.email,
            made: member.instant(found.created_at),
        }),
        Err(error) => error.into(),
    }
}

/// `POST /t/<slug>/members/invitations/<id>/withdraw`
pub(in crate::console) async fn withdraw(form: MemberForm) -> Result<Response, Failure> {
    let mut member = form.member;
    let members = member.directory.members();
    let withdrawn = members.withdraw(&member.caller, member.id()).await;
    let email = withdrawn.map_err(|error| Failure::of(error, || Missing::Invitation))?;
    let to = paths::members(member.slug());
    member
        .signed
        .go(&to, Flash::InvitationWithdrawn { email })
        .await
}
