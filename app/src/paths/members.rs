//! The people of a tenant's console.

use super::{segment, tenant};
use crate::model::member::Act;

pub fn members(slug: &str) -> String {
    format!("{}/members", tenant(slug))
}

pub fn member_invite(slug: &str) -> String {
    format!("{}/invite", members(slug))
}

pub fn member(slug: &str, id: &str) -> String {
    format!("{}/{}", members(slug), segment(id))
}

/// The page that asks before something is done to a member.
pub fn member_act(slug: &str, id: &str, act: Act) -> String {
    let word = match act {
        Act::Disable => "disable",
        Act::Enable => "enable",
        Act::Remove => "remove",
        Act::SecondFactor => "second-factor",
    };
    format!("{}/{word}", member(slug, id))
}

/// The form that makes a link to another password for a member.
pub fn member_reset(slug: &str, id: &str) -> String {
    format!("{}/reset", member(slug, id))
}

pub fn invitation_withdraw(slug: &str, id: &str) -> String {
    format!("{}/invitations/{}/withdraw", members(slug), segment(id))
}
