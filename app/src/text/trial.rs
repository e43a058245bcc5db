//! Trying a refused request again against the present.

use crate::model::trial::Obstacle;

pub const TITLE: &str = "Would it succeed now?";
pub const HINT: &str = "Tries the same request against the users and groups that are here now. Nothing is written. The headers of the request are not kept: it is tried without If-Match, and as if its token may write.";
pub const TRY: &str = "Explain now";
pub const AGAIN: &str = "Explain again";
pub const DONE: &str = "It would succeed now. Have the identity provider send it again.";
pub const NOTHING_TO_CHANGE: &str =
    "Nothing would change by it: everything is as the request wants it.";
pub const WOULD_CHANGE: &str = "What would change";
/// Who is in the way: `{holder}` is a link.
pub const HOLDER: &str = "{holder} has the value.";
pub const INACTIVE_HOLDER: &str = "{holder} has the value, and is inactive.";

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
            "It cannot be tried again: it belongs to a bulk request, whose operations may refer to each other."
        }
        Obstacle::NotKept => "It cannot be tried again: its body is no longer kept.",
        Obstacle::TooLarge => "It cannot be tried again: its body was too large to be kept.",
        Obstacle::NoBody => "It cannot be tried again: no body of it is stored.",
        Obstacle::StruckOut => {
            "It cannot be tried again: a value was struck out of it before it was stored."
        }
    }
}
