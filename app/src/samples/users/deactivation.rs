//! The form that deactivates a user.

use super::person::header;
use crate::model::FieldError;
use crate::model::user::UserDeactivatePage;
use crate::samples::{HOSTILE, TURNED, endless};

pub(super) fn deactivate() -> UserDeactivatePage {
    UserDeactivatePage {
        id: header().id,
        display_name: "Ada Lovelace".to_owned(),
        user_name: "ada@acme.com".to_owned(),
        active: true,
        version: 7,
        ..UserDeactivatePage::default()
    }
}

pub(super) fn refused_deactivation() -> UserDeactivatePage {
    UserDeactivatePage {
        display_name: TURNED.to_owned(),
        user_name: endless(),
        typed: HOSTILE.to_owned(),
        reason: "</textarea>".to_owned(),
        errors: vec![
            FieldError::new("user_name", "Type the userName exactly as it is shown."),
            FieldError::new("reason", "Say why, in 10 to 500 characters."),
        ],
        ..deactivate()
    }
}

pub(super) fn nothing_to_deactivate() -> UserDeactivatePage {
    UserDeactivatePage {
        active: false,
        ..deactivate()
    }
}
