//! Set-up, sign-in, invitation.

use crate::model::Role;
use crate::model::entry::LoginNotice;

pub const NOTICE_TITLE: &str = "Rollcall is ready to be set up";
pub const NOTICE_LEAD: &str = "There is no owner yet. The first one is created with a link that only the server's terminal shows.";
pub const NOTICE_STEP_1: &str = "Look at the terminal in which Rollcall was started.";
pub const NOTICE_STEP_2: &str = "Open the set-up link printed there. It works once and for 30 minutes; a restart prints a new one.";
pub const NOTICE_OR: &str = "Or create the owner on the command line:";
pub const NOTICE_COMMANDS: &str = "rollcall tenant create acme --name \"Acme\"\nrollcall admin create --tenant acme --email you@acme.com --role owner";

pub const SETUP_TITLE: &str = "Create the first owner";
pub const SETUP_LEAD: &str =
    "One organisation and one person who owns it. Others are invited afterwards, at Members.";
pub const ORGANISATION: &str = "Organisation";
pub const ORGANISATION_HINT: &str = "As people call it, like Acme Inc.";
pub const SLUG: &str = "Short name";
pub const SLUG_HINT: &str = "Part of every address, like /t/acme. It cannot change later.";
pub const SETUP_EMAIL_HINT: &str = "You sign in with it. Nothing is sent to it.";
pub const SETUP_SUBMIT: &str = "Create owner";

pub const LOGIN_TITLE: &str = "Sign in";
pub const LOGIN_SUBMIT: &str = "Sign in";
pub const LOGIN_WRONG: &str = "E-mail or password is wrong. Check both and try again.";
pub const LOGIN_FORGOTTEN: &str = "Forgot your password? Ask an owner or admin of your tenant, or whoever runs this server, for a link with which you choose another.";
pub const FORGOT_LINK: &str = "Forgot your password?";
pub const FORGOT_TITLE: &str = "Forgot your password?";
pub const FORGOT_LEAD: &str = "Enter the address with which you sign in. If it has an account here, it gets a link with which you choose another password.";
pub const FORGOT_SUBMIT: &str = "Send link";
pub const FORGOT_BACK: &str = "Back to sign-in";
pub const LOGIN_HELP: &str = "No access? An owner or admin of your tenant can invite you.";

pub const CONFIRM_TITLE: &str = "Confirm that it is you";
pub const CONFIRM_LEAD: &str = "What you asked for is sensitive, and you gave your password more than 10 minutes ago. Nothing has been done yet: afterwards you come back to the form and send it again.";
pub const CONFIRM_PASSWORD: &str = "Your password";
pub const CONFIRM_SUBMIT: &str = "Confirm";

pub const RESET_TITLE: &str = "Choose another password";
pub const RESET_LEAD: &str =
    "Afterwards you are signed out everywhere, and sign in with the new password.";
pub const RESET_PASSWORD: &str = "New password";
pub const RESET_SUBMIT: &str = "Set password";

pub const INVITE_SUBMIT: &str = "Accept invitation";
pub const INVITE_PASSWORD: &str = "Choose a password";
pub const INVITE_KNOWN: &str = "Your password";
pub const INVITE_KNOWN_HINT: &str =
    "You have an account with this address, from another tenant. Its password stays as it is.";

pub const REFUSED_TITLE: &str = "No password over this connection";
pub const REFUSED_TEXT: &str = "This address is reached without encryption from outside the server, so anyone on the way could read a password. Set ROLLCALL_PUBLIC_URL to an https address, or open Rollcall on the server itself at 127.0.0.1.";

pub fn invite_title(tenant: &str) -> String {
    "Join {tenant}".replace("{tenant}", tenant)
}

pub fn invite_lead(role: Role) -> &'static str {
    match role {
        Role::Owner => {
            "You are invited as an owner: you can do everything, including making and removing other owners."
        }
        Role::Admin => {
            "You are invited as an admin: you can see everything, issue and revoke tokens, and invite admins and auditors."
        }
        Role::Auditor => {
            "You are invited as an auditor: you can see everything and change nothing."
        }
    }
}

pub fn login_notice(notice: &LoginNotice) -> String {
    match notice {
        LoginNotice::SignedOut => "You are signed out.".to_owned(),
        LoginNotice::PasswordSet => "Your password is set. Sign in with it.".to_owned(),
        LoginNotice::LinkSent => {
            "If there is an account with this address, a link is on its way to it. It works once, for 30 minutes."
                .to_owned()
        }
        LoginNotice::SessionExpired => {
            "Your session has ended. Sign in to return to where you were.".to_owned()
        }
        LoginNotice::Throttled { wait_seconds } => {
            "Too many attempts. Wait {time}, then try again."
                .replace("{time}", &super::wait(*wait_seconds))
        }
    }
}
