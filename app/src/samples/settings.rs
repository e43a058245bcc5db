//! Settings.

use super::{Sample, as_auditor, inside, with_flash};
use crate::Page;
use crate::model::settings::{Deletion, GroupPatch, SettingsPage, Tolerance, Ways};
use crate::model::{FieldError, Flash};
use crate::text::forms;

pub(super) fn samples() -> Vec<Sample> {
    vec![
        inside("settings", Page::Settings(SettingsPage::default())),
        with_flash(
            inside("settings-saved", Page::Settings(chosen())),
            Flash::SettingsSaved,
        ),
        inside("settings-refused", Page::Settings(refused())),
        as_auditor("settings-auditor", Page::Settings(chosen())),
    ]
}

fn chosen() -> SettingsPage {
    SettingsPage {
        tolerance: Tolerance::Strict,
        deletion: Deletion::Hide,
        group_patch: GroupPatch::Resource,
        ways: Ways {
            raw_token: false,
            basic: true,
            oauth: true,
        },
        longest_token: "365".to_owned(),
        errors: Vec::new(),
    }
}

fn refused() -> SettingsPage {
    SettingsPage {
        errors: vec![FieldError::new("delete", forms::CHOOSE)],
        ..chosen()
    }
}
