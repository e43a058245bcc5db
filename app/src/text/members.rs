//! Members and invitations.

use crate::model::Role;
use crate::model::member::{Act, Hindrance, Purpose, Unsent};

pub const TITLE: &str = "Members";
pub const LEAD: &str = "Who may sign in to this console. They have nothing to do with the users that your identity provider sends.";
pub const LIST_CAPTION: &str = "Members of this tenant, by address";
pub const INVITE: &str = "Invite member";

pub const EMAIL: &str = "E-mail";
pub const ROLE: &str = "Role";
pub const STATE: &str = "State";
pub const SINCE: &str = "Member since";
pub const LAST_SEEN: &str = "Last seen";
pub const NOT_SEEN: &str = "not yet";
pub const YOU: &str = "you";
pub const ACTIVE: &str = "Active";
pub const DISABLED: &str = "Disabled";

pub const INVITATIONS: &str = "Open invitations";
pub const NO_INVITATIONS: &str = "Nobody is invited.";
pub const INVITED_BY: &str = "Invited by";
pub const UNTIL: &str = "Valid until";
pub const ACTION: &str = "Action";
pub const WITHDRAW: &str = "Withdraw";

pub const INVITE_LEAD: &str = "You get a link to pass on. It works once and for 72 hours; this server is not set up to send mail.";
pub const INVITE_MAILED: &str = "They get a link by mail. It works once and for 72 hours.";
pub const INVITE_EMAIL_HINT: &str = "They sign in with it.";
pub const SEND_INVITATION: &str = "Send invitation";
pub const MAKE_LINK: &str = "Make invitation link";
pub const OWNER_REFUSED: &str = "Only owners can make somebody an owner.";

pub const LINK: &str = "Link";
pub const COPY_LINK: &str = "Copy link";
pub const LINK_ONCE: &str = "Copy it now. You will not see this again. Whoever opens it can use it, so pass it on in private.";
pub const SENT_ALONE: &str =
    "The link is in the mail alone. If it does not arrive, make another one.";
pub const BACK: &str = "Back to members";
pub const PASSED_ON: &str = "I have passed it on";

pub const DETAILS: &str = "Details";
pub const CHANGE_ROLE: &str = "Change role";
pub const DISABLE_TEXT: &str = "A disabled member cannot enter this tenant. Their saved views stay, and they can be let in again.";
pub const ENABLE_TEXT: &str = "This member is disabled and cannot enter this tenant.";
pub const REMOVE_TEXT: &str = "Removing ends the membership. What they did stays in the audit log.";
pub const LEAVE_TEXT: &str = "You can leave this tenant. What you did stays in its audit log, and an owner or admin can invite you again.";
pub const DISABLE: &str = "Disable";
pub const ENABLE: &str = "Let in again";
pub const REMOVE: &str = "Remove";
pub const LEAVE: &str = "Leave";
pub const PASSWORD: &str = "Password";
pub const RESET: &str = "Make password link";
pub const RESET_TEXT: &str = "For somebody who forgot their password: a link with which they choose another. It works once and for 30 minutes.";
pub const RESET_EFFECT: &str = "You get a link to pass on. When it is used, every session of the account ends. An earlier link that was not used ends now.";
pub const SECOND_FACTOR: &str = "Second factor";
pub const SECOND_FACTOR_ON: &str = "on";
pub const SECOND_FACTOR_OFF: &str = "off";
pub const TAKE: &str = "Remove second factor";
pub const TAKE_TEXT: &str = "For somebody who lost both their app and their recovery codes. Make sure that it is really them asking.";
pub const NOTHING_TO_TAKE: &str = "This member has none.";
pub const RESET_MAILED: &str = "They get a link by mail. When it is used, every session of the account ends. An earlier link that was not used ends now.";
pub const ACCESS: &str = "Access";
pub const REMOVAL: &str = "Removal";

pub fn factor(on: bool) -> &'static str {
    if on {
        SECOND_FACTOR_ON
    } else {
        SECOND_FACTOR_OFF
    }
}

pub fn count(members: u64) -> String {
    super::plural(members, "{n} member", "{n} members")
}

pub fn withdraw_of(email: &str) -> String {
    "Withdraw the invitation of {email}".replace("{email}", email)
}

/// Why a control is switched off.
pub fn hindrance(hindrance: Hindrance) -> &'static str {
    match hindrance {
        Hindrance::NeedsAdmin => "Your role is auditor. Owners and admins can do this.",
        Hindrance::NeedsOwner => "Only owners can do this to an owner.",
        Hindrance::Yourself => "Change your own password on the page of your account.",
        Hindrance::ByProvider => {
            "This person signs in through your provider. A password would open nothing here."
        }
        Hindrance::Operator => {
            "This person runs the server. Only the command line makes a link for them."
        }
        Hindrance::Elsewhere => {
            "This account is in another tenant too. Whoever runs this server can make a link with rollcall admin reset."
        }
        Hindrance::LastOwner => {
            "This is the last owner. Make somebody else an owner first, then come back."
        }
    }
}

/// Why somebody's second factor cannot be taken away.
pub fn factor_hindrance(reason: Hindrance) -> &'static str {
    match reason {
        Hindrance::Yourself => "Turn your own second factor off on the page of your account.",
        Hindrance::ByProvider => {
            "This person signs in through your provider, which asks for what it wants itself."
        }
        Hindrance::Operator => {
            "This person runs the server. Only the command line removes their second factor."
        }
        Hindrance::Elsewhere => {
            "This account is in another tenant too. Whoever runs this server can remove it with rollcall admin remove-second-factor."
        }
        Hindrance::NeedsAdmin | Hindrance::NeedsOwner | Hindrance::LastOwner => hindrance(reason),
    }
}

/// What a role may do.
pub fn role_hint(role: Role) -> &'static str {
    match role {
        Role::Owner => "Everything, including making and removing other owners.",
        Role::Admin => {
            "Sees everything; issues and revokes tokens; invites and removes admins and auditors."
        }
        Role::Auditor => "Sees everything and changes nothing.",
    }
}

/// What somebody gains and loses by another role.
pub fn step(from: Role, to: Role) -> &'static str {
    match (from, to) {
        (Role::Auditor, Role::Admin) => {
            "Gains: issuing and revoking tokens, sharing saved views, inviting and removing admins and auditors. Loses nothing."
        }
        (Role::Auditor, Role::Owner) => {
            "Gains: tokens, shared views, all members including owners, settings, retention and schemas. Loses nothing."
        }
        (Role::Admin, Role::Owner) => {
            "Gains: making and removing owners, settings, retention, schemas, and the views that others share. Loses nothing."
        }
        (Role::Admin, Role::Auditor) => {
            "Loses: issuing and revoking tokens, sharing saved views, inviting and removing members. Goes on seeing everything."
        }
        (Role::Owner, Role::Admin) => {
            "Loses: making and removing owners, settings, retention, schemas, and the views that others share. Keeps tokens and other members."
        }
        (Role::Owner, Role::Auditor) => {
            "Loses: tokens, sharing views, all members, settings, retention and schemas. Goes on seeing everything."
        }
        (Role::Owner, Role::Owner)
        | (Role::Admin, Role::Admin)
        | (Role::Auditor, Role::Auditor) => "The role they have now.",
    }
}

pub fn act_title(act: Act, email: &str, you: bool) -> String {
    let sentence = match (act, you) {
        (Act::Disable, _) => "Disable {email}",
        (Act::Enable, _) => "Let {email} in again",
        (Act::Remove, false) => "Remove {email}",
        (Act::Remove, true) => "Leave this tenant",
        (Act::SecondFactor, _) => "Remove the second factor of {email}",
    };
    sentence.replace("{email}", email)
}

/// What the button says: the same, unless that is too long for one.
pub fn act_submit(act: Act, email: &str, you: bool) -> String {
    match act {
        Act::SecondFactor => TAKE.to_owned(),
        Act::Disable | Act::Enable | Act::Remove => act_title(act, email, you),
    }
}

pub fn reset_title(email: &str) -> String {
    "Password link for {email}".replace("{email}", email)
}

pub fn act_effect(act: Act, you: bool) -> &'static str {
    match (act, you) {
        (Act::Disable, false) => {
            "They are shut out of this tenant at once, also where they are signed in now. Their account and its other tenants are not touched."
        }
        (Act::Disable, true) => {
            "This is you: you are shut out of this tenant at once, and only somebody else can let you in again."
        }
        (Act::Enable, _) => "They can enter this tenant again with the role they had.",
        (Act::Remove, false) => {
            "The membership ends at once. Saved views that nobody else sees are deleted; views that they share are handed on to you. They can be invited again."
        }
        (Act::SecondFactor, _) => {
            "Their password alone then lets them in, and whoever knows it. Every session of theirs ends."
        }
        (Act::Remove, true) => {
            "Your membership ends at once. Saved views that nobody else sees are deleted; views that you share are handed on to an owner."
        }
    }
}

pub fn type_email(email: &str) -> String {
    "Type {email} to confirm".replace("{email}", email)
}

pub fn sent_to(email: &str) -> String {
    "Sent to {email}.".replace("{email}", email)
}

/// Why there is a link to be copied although mail was to bring it.
pub fn unsent(unsent: Unsent) -> &'static str {
    match unsent {
        Unsent::Unreachable => {
            "Mail could not be sent: the mail server cannot be reached. Rollcall goes on trying; pass the link on yourself where that is too slow."
        }
        Unsent::Late => {
            "The mail server did not answer in time. Rollcall goes on trying; pass the link on yourself where that is too slow."
        }
        Unsent::SignInRefused => {
            "Mail could not be sent: the mail server does not let Rollcall in. Rollcall goes on trying; pass the link on yourself, and tell whoever runs this server."
        }
        Unsent::Deferred => {
            "The mail server cannot take the mail now. Rollcall goes on trying; pass the link on yourself where that is too slow."
        }
        Unsent::Refused => {
            "The mail server refused the mail or the address. It is not tried again: check the address, or pass the link on yourself."
        }
    }
}

pub fn link_title(purpose: Purpose, email: &str) -> String {
    let sentence = match purpose {
        Purpose::Invitation(_) => "Invitation for {email}",
        Purpose::Password => "Password link for {email}",
    };
    sentence.replace("{email}", email)
}

pub fn link_lead(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Invitation(Role::Owner) => {
            "Whoever opens this link becomes an owner. It works once."
        }
        Purpose::Invitation(Role::Admin) => {
            "Whoever opens this link becomes an admin. It works once."
        }
        Purpose::Invitation(Role::Auditor) => {
            "Whoever opens this link becomes an auditor. It works once."
        }
        Purpose::Password => {
            "Whoever opens this link chooses the password of this account. It works once and for 30 minutes."
        }
    }
}
