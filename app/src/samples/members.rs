//! Members and invitations.

use super::{HOSTILE, Sample, TURNED, as_auditor, at, endless, inside, on, with_flash};
use crate::Page;
use crate::model::member::{
    Act, Handover, Hindrance, InvitationRow, LinkMadePage, MemberActPage, MemberInvitePage,
    MemberPage, MemberResetPage, MemberRow, MembersPage, Purpose, Unsent,
};
use crate::model::token::Secret;
use crate::model::{FieldError, Flash, Role};

/// In the one page that shows a link.
pub(crate) const LINK: &str = "https://id.example/invite/7q4mabcdefghjkmnpqrstvwxyz";

pub(super) fn samples() -> Vec<Sample> {
    vec![
        with_flash(
            inside("members", Page::Members(list())),
            Flash::RoleChanged {
                email: "alan@acme.com".to_owned(),
                role: Role::Admin,
            },
        ),
        as_auditor("members-auditor", Page::Members(as_seen_by_an_auditor())),
        inside(
            "members-hostile",
            Page::Members(MembersPage {
                members: vec![hostile(HOSTILE), hostile(TURNED), hostile(&endless())],
                invitations: vec![InvitationRow {
                    email: HOSTILE.to_owned(),
                    invited_by: endless(),
                    ..invitation()
                }],
            }),
        ),
        inside("member-invite", Page::MemberInvite(invite())),
        inside("member-invite-refused", Page::MemberInvite(refused())),
        inside("member-link", Page::LinkMade(link())),
        inside(
            "member-password-link",
            Page::LinkMade(LinkMadePage {
                purpose: Purpose::Password,
                ..link()
            }),
        ),
        inside(
            "member-reset",
            Page::MemberReset(MemberResetPage {
                member: alan(),
                nonce: "nonce".to_owned(),
                mailed: false,
            }),
        ),
        inside(
            "member-link-sent",
            Page::LinkMade(LinkMadePage {
                link: Handover::Sent,
                ..link()
            }),
        ),
        inside(
            "member-link-unsent",
            Page::LinkMade(LinkMadePage {
                link: Handover::Shown {
                    link: Secret::new(LINK.to_owned()),
                    unsent: Some(Unsent::Unreachable),
                },
                ..link()
            }),
        ),
        inside("member", Page::Member(page(alan()))),
        inside("member-elsewhere", Page::Member(elsewhere())),
        inside("member-last-owner", Page::Member(last_owner())),
        as_auditor("member-auditor", Page::Member(for_auditors())),
        inside("member-disable", Page::MemberAct(act(Act::Disable, alan()))),
        inside(
            "member-enable",
            Page::MemberAct(act(Act::Enable, shut_out())),
        ),
        inside("member-remove", Page::MemberAct(act(Act::Remove, alan()))),
        inside("member-remove-owner", Page::MemberAct(refused_removal())),
    ]
}

fn grace() -> MemberRow {
    MemberRow {
        id: "mem1".to_owned(),
        email: "grace@acme.com".to_owned(),
        role: Role::Owner,
        since: on("2025-11-27", "09:12:40", "2025-11-27"),
        last_seen: Some(at("02:10:31", "3 min ago")),
        second_factor: true,
        disabled: None,
        you: true,
    }
}

fn alan() -> MemberRow {
    MemberRow {
        id: "mem2".to_owned(),
        email: "alan@acme.com".to_owned(),
        role: Role::Admin,
        since: on("2026-08-02", "11:00:00", "2026-08-02"),
        last_seen: Some(on("2026-11-19", "17:40:02", "1 d ago")),
        second_factor: false,
        disabled: None,
        you: false,
    }
}

fn shut_out() -> MemberRow {
    MemberRow {
        id: "mem3".to_owned(),
        email: "eve@acme.com".to_owned(),
        role: Role::Auditor,
        last_seen: None,
        disabled: Some(at("01:41:00", "33 min ago")),
        ..alan()
    }
}

fn hostile(text: &str) -> MemberRow {
    MemberRow {
        email: text.to_owned(),
        ..alan()
    }
}

fn invitation() -> InvitationRow {
    InvitationRow {
        id: "inv1".to_owned(),
        email: "ada@acme.com".to_owned(),
        role: Role::Auditor,
        invited_by: "grace@acme.com".to_owned(),
        expires: on("2026-11-24", "01:00:00", "in 2 days"),
        hindrance: None,
    }
}

fn list() -> MembersPage {
    MembersPage {
        members: vec![alan(), shut_out(), grace()],
        invitations: vec![invitation()],
    }
}

fn as_seen_by_an_auditor() -> MembersPage {
    MembersPage {
        invitations: vec![InvitationRow {
            hindrance: Some(Hindrance::NeedsAdmin),
            ..invitation()
        }],
        ..list()
    }
}

fn invite() -> MemberInvitePage {
    MemberInvitePage {
        nonce: "nonce".to_owned(),
        ..MemberInvitePage::default()
    }
}

fn refused() -> MemberInvitePage {
    MemberInvitePage {
        email: "alan@acme.com".to_owned(),
        errors: vec![
            FieldError::new("email", "This address is a member already."),
            FieldError::new("role", "Choose what they may do."),
        ],
        ..invite()
    }
}

fn link() -> LinkMadePage {
    LinkMadePage {
        purpose: Purpose::Invitation(Role::Auditor),
        email: "ada@acme.com".to_owned(),
        link: Handover::Shown {
            link: Secret::new(LINK.to_owned()),
            unsent: None,
        },
        expires: on("2026-11-24", "02:14:07", "in 3 days"),
    }
}

fn page(member: MemberRow) -> MemberPage {
    MemberPage {
        role: member.role,
        member,
        change: None,
        removal: None,
        reset: None,
        errors: Vec::new(),
    }
}

fn last_owner() -> MemberPage {
    let message = "This is the last owner: make somebody else an owner first.";
    MemberPage {
        change: Some(Hindrance::LastOwner),
        removal: Some(Hindrance::LastOwner),
        reset: Some(Hindrance::Yourself),
        errors: vec![FieldError::new("role", message)],
        ..page(grace())
    }
}

fn for_auditors() -> MemberPage {
    MemberPage {
        change: Some(Hindrance::NeedsAdmin),
        removal: Some(Hindrance::NeedsAdmin),
        reset: Some(Hindrance::NeedsAdmin),
        ..page(alan())
    }
}

fn elsewhere() -> MemberPage {
    MemberPage {
        reset: Some(Hindrance::Elsewhere),
        ..page(shut_out())
    }
}

fn act(act: Act, member: MemberRow) -> MemberActPage {
    MemberActPage {
        member,
        act,
        typed: String::new(),
        errors: Vec::new(),
    }
}

fn refused_removal() -> MemberActPage {
    let other = MemberRow {
        role: Role::Owner,
        ..alan()
    };
    MemberActPage {
        typed: "alan".to_owned(),
        errors: vec![FieldError::new(
            "email",
            "Type the address exactly: alan@acme.com",
        )],
        ..act(Act::Remove, other)
    }
}

/// The page that asks before a second factor is taken away.
pub(super) fn taking() -> Page {
    Page::MemberAct(act(Act::SecondFactor, grace()))
}
