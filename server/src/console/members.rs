//! Members: the list and the page of one. Their forms are in [`super::forms::member`] and
//! [`super::forms::member_invite`].

use app::Page;
use app::model::failure::Missing;
use app::model::member::{Hindrance, InvitationRow, MemberPage, MemberRow, MembersPage};
use axum::response::Response;
use directory::members::{self, OpenInvitation, Whom};

use super::context::Member;
use super::failure::{Failure, shown_role};

/// `GET /t/<slug>/members`
pub(super) async fn list(member: Member) -> Result<Response, Failure> {
    let directory = member.directory.members();
    let members = directory.list(&member.caller).await?;
    let invitations = directory.invitations(&member.caller).await?;
    let page = MembersPage {
        members: members.iter().map(|found| row(&member, found)).collect(),
        invitations: invitations
            .into_iter()
            .map(|open| invitation(&member, open))
            .collect(),
    };
    Ok(member.page(Page::Members(page)))
}

/// `GET /t/<slug>/members/<id>`
pub(super) async fn show(member: Member) -> Result<Response, Failure> {
    let found = find(&member).await?;
    let page = page(&member, &found).await?;
    Ok(member.page(Page::Member(page)))
}

/// The member that the path names.
pub(super) async fn find(member: &Member) -> Result<members::Member, Failure> {
    let whom = Whom::Id(member.id());
    let found = member.directory.members().get(&member.caller, whom).await;
    found.map_err(missing)
}

/// What somebody is told who asks for a member who is not there.
pub(super) fn missing(error: directory::Error) -> Failure {
    Failure::of(error, || Missing::Member)
}

pub(super) async fn page(member: &Member, found: &members::Member) -> Result<MemberPage, Failure> {
    let resets = member.directory.password_resets();
    let reset = resets.hindrance(&member.caller, found).await?;
    Ok(MemberPage {
        member: row(member, found),
        role: shown_role(found.role),
        change: found.change.map(shown_hindrance),
        removal: found.removal.map(shown_hindrance),
        reset: reset.map(shown_hindrance),
        errors: Vec::new(),
    })
}

/// A member as the pages show them.
pub(super) fn row(member: &Member, found: &members::Member) -> MemberRow {
    MemberRow {
        id: found.id.to_string(),
        email: found.email.clone(),
        role: shown_role(found.role),
        since: member.instant(found.since),
        last_seen: found.last_seen.map(|at| member.instant(at)),
        second_factor: found.second_factor,
        disabled: found.disabled_at.map(|at| member.instant(at)),
        you: found.is_caller,
    }
}

fn invitation(member: &Member, open: OpenInvitation) -> InvitationRow {
    InvitationRow {
        id: open.id.to_string(),
        email: open.email,
        role: shown_role(open.role),
        invited_by: open.invited_by.unwrap_or_default(),
        expires: member.instant(open.expires_at),
        hindrance: open.withdrawal.map(shown_hindrance),
    }
}

fn shown_hindrance(hindrance: members::Hindrance) -> Hindrance {
    match hindrance {
        members::Hindrance::Needs(directory::Role::Owner) => Hindrance::NeedsOwner,
        members::Hindrance::Needs(_) => Hindrance::NeedsAdmin,
        members::Hindrance::LastOwner => Hindrance::LastOwner,
        members::Hindrance::Yourself => Hindrance::Yourself,
        members::Hindrance::Elsewhere => Hindrance::Elsewhere,
        members::Hindrance::Operator => Hindrance::Operator,
        members::Hindrance::ByProvider => Hindrance::ByProvider,
    }
}
