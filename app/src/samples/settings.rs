//! Settings.

use super::{Sample, as_auditor, inside, on, with_flash};
use crate::Page;
use crate::model::deletion::DeletionPage;
use crate::model::general::GeneralPage;
use crate::model::settings::{Deletion, GroupPatch, SettingsPage, Tolerance, Ways};
use crate::model::{FieldError, Flash};
use crate::paths;
use crate::text::forms;

pub(super) fn samples() -> Vec<Sample> {
    vec![
        inside("settings", Page::Settings(SettingsPage::default())),
        with_flash(
            inside("settings-saved", Page::Settings(chosen())),
            Flash::SettingsSaved,
        ),
        inside("settings-refused", Page::Settings(refused())),
        inside("general", Page::General(general())),
        inside("general-refused", Page::General(nameless())),
        as_auditor("general-auditor", Page::General(general())),
        inside("deletion", Page::Deletion(deletion())),
        inside("deletion-refused", Page::Deletion(mistyped())),
        to_be_deleted("deletion-pending", Page::Deletion(pending())),
        as_auditor("deletion-auditor", Page::Deletion(deletion())),
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
        errors: Vec::new(),
    }
}

fn general() -> GeneralPage {
    GeneralPage {
        name: "Acme".to_owned(),
        base_url: "https://id.example/t/acme/scim/v2".to_owned(),
        created: on("2025-11-27", "09:30:12", "2025-11-27"),
        errors: Vec::new(),
    }
}

fn nameless() -> GeneralPage {
    GeneralPage {
        name: String::new(),
        errors: vec![FieldError::new("name", "Enter a name.")],
        ..general()
    }
}

fn deletion() -> DeletionPage {
    DeletionPage {
        users: 12_431,
        groups: 87,
        members: 3,
        ..DeletionPage::default()
    }
}

fn mistyped() -> DeletionPage {
    DeletionPage {
        slug: "acne".to_owned(),
        errors: vec![FieldError::new("slug", forms::typed_slug_differs("acme"))],
        ..deletion()
    }
}

fn pending() -> DeletionPage {
    DeletionPage {
        due: Some(on("2026-11-28", "02:14:07", "in 7 days")),
        ..deletion()
    }
}

fn to_be_deleted(name: &'static str, page: Page) -> Sample {
    let mut sample = inside(name, page);
    sample.shell.back = paths::deletion("acme");
    let viewer = sample.shell.viewer.as_mut();
    if let Some(membership) = viewer.and_then(|viewer| viewer.membership.as_mut()) {
        membership.deletion = Some(on("2026-11-28", "02:14:07", "in 7 days"));
    }
    sample
}

fn refused() -> SettingsPage {
    SettingsPage {
        errors: vec![FieldError::new("delete", forms::CHOOSE)],
        ..chosen()
    }
}
