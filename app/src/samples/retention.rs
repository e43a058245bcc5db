//! Retention.

use super::{Sample, as_auditor, inside, on};
use crate::Page;
use crate::model::FieldError;
use crate::model::retention::RetentionPage;

pub(super) fn samples() -> Vec<Sample> {
    vec![
        inside("retention", Page::Retention(kept())),
        inside("retention-refused", Page::Retention(refused())),
        as_auditor("retention-auditor", Page::Retention(kept())),
    ]
}

fn kept() -> RetentionPage {
    RetentionPage {
        event_days: "400".to_owned(),
        body_days: "30".to_owned(),
        legal_hold: true,
        masked: "phoneNumbers, addresses".to_owned(),
        purged: Some(88_412),
        kept_since: Some(on("2025-10-17", "02:14:07", "2025-10-17")),
        errors: Vec::new(),
    }
}

fn refused() -> RetentionPage {
    RetentionPage {
        event_days: "7".to_owned(),
        errors: vec![FieldError::new("event_days", "Enter 90 to 36500 days.")],
        ..kept()
    }
}
