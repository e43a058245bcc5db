//! Who may sign in to a tenant's console, and who is invited.

use super::token::Secret;
use super::{FieldError, Instant, Role};

/// A member as the list and their own page show them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberRow {
    pub id: String,
    pub email: String,
    pub role: Role,
    pub since: Instant,
    /// A day, not an hour: who is there right now is nobody's business.
    pub last_seen: Option<Instant>,
    /// Whether codes are asked for beside their password.
    pub second_factor: bool,
    /// Since when they are shut out.
    pub disabled: Option<Instant>,
    /// Whether it is the viewer.
    pub you: bool,
}

/// Why the viewer cannot do something to a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// The viewer is an auditor.
    NeedsAdmin,
    /// The member is an owner, the viewer is none.
    NeedsOwner,
    /// The tenant would be without an owner.
    LastOwner,
    /// It is the viewer.
    Yourself,
    /// The account is in another tenant too.
    Elsewhere,
    /// The account runs the server.
    Operator,
    /// They sign in through the tenant's provider alone.
    ByProvider,
}

/// `/t/<slug>/members`. Each invitation has a form: `POST /t/<slug>/members/invitations/<id>/withdraw`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MembersPage {
    /// By address.
    pub members: Vec<MemberRow>,
    /// The newest first.
    pub invitations: Vec<InvitationRow>,
}

/// An invitation that can still be accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationRow {
    pub id: String,
    pub email: String,
    pub role: Role,
    /// Member e-mail, `cli`, or empty when it was not noted.
    pub invited_by: String,
    pub expires: Instant,
    /// Why the viewer cannot withdraw it.
    pub hindrance: Option<Hindrance>,
}

/// `/t/<slug>/members/invite`. Fields: `email`, `role`; hidden `csrf` and `nonce`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberInvitePage {
    pub email: String,
    pub role: Option<Role>,
    /// Single use: a repeated one is answered with [`super::failure::Failure::LinkShown`].
    pub nonce: String,
    /// Whether the link goes by mail.
    pub mailed: bool,
    pub errors: Vec<FieldError>,
}

/// The answer to a form that made a one-time link: the only page that ever holds it, if any.
/// Send it with status 200 and `Cache-Control: no-store`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkMadePage {
    pub purpose: Purpose,
    /// Whom it is for.
    pub email: String,
    pub link: Handover,
    pub expires: Instant,
}

/// How a one-time link comes to whom it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handover {
    /// By mail, which is on its way: nobody else sees the link.
    Sent,
    /// By whoever copies it; with the reason where mail was to bring it.
    Shown {
        link: Secret,
        unsent: Option<Unsent>,
    },
}

/// Why mail has not been sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsent {
    Unreachable,
    Late,
    SignInRefused,
    Deferred,
    /// For good: it is not tried again.
    Refused,
}

/// What a one-time link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Invitation(Role),
    /// Choosing another password.
    Password,
}

/// `/t/<slug>/members/<id>`. Field: `role`; hidden `csrf`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberPage {
    pub member: MemberRow,
    /// The role that the form offers as chosen.
    pub role: Role,
    /// Why the viewer can neither change the role nor shut them out.
    pub change: Option<Hindrance>,
    /// Why the viewer cannot remove them.
    pub removal: Option<Hindrance>,
    /// Why the viewer cannot make a link to another password for them.
    pub reset: Option<Hindrance>,
    pub errors: Vec<FieldError>,
}

/// `/t/<slug>/members/<id>/reset`. Hidden `csrf` and `nonce`, as in [`MemberInvitePage`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberResetPage {
    pub member: MemberRow,
    pub nonce: String,
    /// Whether the link goes by mail.
    pub mailed: bool,
}

/// What can be done to a member beyond another role, each on a page of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Disable,
    Enable,
    Remove,
    /// Takes the second factor away.
    SecondFactor,
}

/// `/t/<slug>/members/<id>/disable`, `…/enable`, `…/remove` and `…/second-factor`. Field: `email` when
/// [`Self::has_to_be_typed`]; hidden `csrf`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberActPage {
    pub member: MemberRow,
    pub act: Act,
    pub typed: String,
    pub errors: Vec<FieldError>,
}

impl MemberActPage {
    /// Whether the address has to be typed: without an owner much stands still.
    pub fn has_to_be_typed(&self) -> bool {
        self.act == Act::Remove && self.member.role == Role::Owner
    }
}
