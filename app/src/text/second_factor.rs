//! The second factor of an account.

use crate::model::second_factor::Act;

pub const TITLE: &str = "Second factor";
pub const LEAD: &str = "A code from an app on your phone, asked for after your password. Whoever learns your password alone cannot sign in.";
pub const OFF: &str = "Off";
pub const ON_SINCE: &str = "On since";
pub const CODES_LEFT: &str = "Recovery codes left";
pub const SHOW: &str = "Set up your second factor";
pub const CHANGE: &str = "Change your second factor";
pub const SET_UP: &str = "Set up second factor";
pub const SET_UP_TEXT: &str = "You need an authenticator app that makes codes of six digits, such as those built into password stores.";

pub const BEGUN_TITLE: &str = "Set up a second factor";
pub const BEGUN_LEAD: &str = "It is not on yet: the code that your app shows turns it on. Every other session of yours then ends.";
pub const SCAN: &str = "Scan this with your app";
pub const PICTURE: &str =
    "A picture that authenticator apps read. The key beside it says the same.";
pub const KEY: &str = "Or type this key into it";
pub const COPY_KEY: &str = "Copy key";
pub const ONCE: &str = "Neither is shown again.";
pub const FIRST_CODE: &str = "The code that the app shows now";
pub const CODE: &str = "Code from your app";
pub const CODE_HINT: &str = "Six digits. Each works once.";
pub const EITHER: &str = "Your code";
pub const EITHER_HINT: &str = "Six digits from your app, or one of your recovery codes.";
pub const TURN_ON: &str = "Turn on";

pub const CODES_TITLE: &str = "Your recovery codes";
pub const CODES_BEGIN: &str =
    "Your second factor is on. Each of these codes stands in for your app once, when it is lost.";
pub const CODES_RENEWED: &str = "Each of these codes stands in for your app once. The codes that you had before work no longer.";
pub const CODES_ONCE: &str =
    "Keep them now, apart from your password. You will not see them again.";
pub const COPY_CODES: &str = "Copy codes";
pub const STORED: &str = "I have stored them";

pub const LOGIN_TITLE: &str = "Enter your code";
pub const LOGIN_LEAD: &str = "Your password was right. One more step.";
pub const LOGIN_SUBMIT: &str = "Sign in";
pub const LOST: &str = "I cannot use my app";
pub const RECOVERY: &str = "Recovery code";
pub const RECOVERY_HINT: &str =
    "One of those that you stored when you set up your second factor. It works once.";
pub const LOST_BOTH: &str = "Lost these, too? An owner or admin of your tenant, or whoever runs this server, can remove your second factor.";
pub const START_OVER: &str = "Sign in as somebody else";

/// The banner for who came here because a tenant wants it.
pub fn demanded(tenant: &str) -> String {
    "{tenant} demands a second factor of its members. Set one up to go on."
        .replace("{tenant}", tenant)
}

pub fn heading(act: Act) -> &'static str {
    match act {
        Act::Renew => "Recovery codes",
        Act::Remove => "Turn off",
    }
}

pub fn about(act: Act) -> &'static str {
    match act {
        Act::Renew => {
            "Make ten new ones, when you have used many or somebody may have seen them. The old ones then work no longer."
        }
        Act::Remove => "Your password alone then lets you in, and whoever knows it.",
    }
}

pub fn submit(act: Act) -> &'static str {
    match act {
        Act::Renew => "Make new codes",
        Act::Remove => "Turn off second factor",
    }
}

/// Why somebody cannot turn theirs off.
pub fn kept(tenant: &str) -> String {
    "You cannot turn it off: {tenant} demands a second factor of its members."
        .replace("{tenant}", tenant)
}
