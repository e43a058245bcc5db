//! Trying a refused request again against the present.

use crate::model::trial::{Extent, Obstacle};

pub const TITLE: &str = "Would it succeed now?";
pub const TRY: &str = "Explain now";
pub const AGAIN: &str = "Explain again";
pub const DONE: &str = "It would succeed now. Have the identity provider send it again.";
pub const NOTHING_TO_CHANGE: &str =
    "Nothing would change by it: everything is as the request wants it.";
pub const WOULD_CHANGE: &str = "What would change";
/// Who is in the way: `{holder}` is a link.
pub const HOLDER: &str = "{holder} has the value.";
pub const INACTIVE_HOLDER: &str = "{holder} has the value, and is inactive.";

pub const NOT_BEGUN: &str =
    "It would not be begun: by failOnErrors, the request gives up for errors that come before it.";

/// What is tried, and what is not done.
pub fn hint(extent: Extent) -> &'static str {
    match extent {
        Extent::Request => {
            "Tries the same request against the users and groups that are here now. Nothing is written. The headers of the request are not kept: it is tried without If-Match, and as if its token may write."
        }
        Extent::Operation => {
            "Tries this operation of the bulk request by itself, against the users and groups that are here now: it refers to no other operation. Nothing is written. It is tried whatever the version, and as if its token may write."
        }
        Extent::InBulk => {
            "Tries the bulk request as it was sent, as far as this operation, with versions and all that comes before it, against the users and groups that are here now. Nothing is written. It is tried as if its token may write."
        }
        Extent::Bulk => {
            "Tries the whole bulk request as it was sent, against the users and groups that are here now. Nothing is written. It is tried as if its token may write."
        }
    }
}

/// What was tried, where it is not simply the request.
pub fn extent(extent: Extent) -> Option<&'static str> {
    Some(match extent {
        Extent::Request => return None,
        Extent::Operation => {
            "This operation was tried by itself and whatever the version: it refers to no other one of its bulk request."
        }
        Extent::InBulk => {
            "The bulk request was tried as it was sent, as far as this operation, with versions and all that comes before it."
        }
        Extent::Bulk => "The whole bulk request was tried as it was sent.",
    })
}

/// What would become of a bulk request's operations.
pub fn taken(done: u64, refused: u64, left: u64) -> String {
    "The request would be taken now. Of its operations {done} would be done, {refused} refused, and {left} not begun."
        .replace("{done}", &super::number(done))
        .replace("{refused}", &super::number(refused))
        .replace("{left}", &super::number(left))
}

/// What it would be refused with.
pub fn refused(status: u16) -> String {
    "It would still be refused, with {status}.".replace("{status}", &status.to_string())
}

pub fn obstacle(obstacle: Obstacle) -> &'static str {
    match obstacle {
        Obstacle::Sender => {
            "It cannot be tried again: it was refused because of who sent it, before anybody looked at what it wanted."
        }
        Obstacle::Bulk => {
            "It cannot be tried again: that takes its bulk request, which is not kept whole. It was too large, is no longer kept, or a value was struck out of it."
        }
        Obstacle::NotKept => "It cannot be tried again: its body is no longer kept.",
        Obstacle::TooLarge => "It cannot be tried again: its body was too large to be kept.",
        Obstacle::NoBody => "It cannot be tried again: no body of it is stored.",
        Obstacle::StruckOut => {
            "It cannot be tried again: a value was struck out of it before it was stored."
        }
        Obstacle::TooLong => {
            "Nobody can tell: to try the bulk request takes longer than others can be kept waiting."
        }
    }
}
