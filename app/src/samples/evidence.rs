//! The evidence pack.

use super::{HOSTILE, Sample, as_auditor, inside};
use crate::Page;
use crate::model::FieldError;
use crate::model::evidence::EvidencePage;
use crate::text::evidence;

pub(super) fn samples() -> Vec<Sample> {
    vec![
        as_auditor("evidence", Page::Evidence(offered())),
        inside("evidence-refused", Page::Evidence(refused())),
    ]
}

fn offered() -> EvidencePage {
    EvidencePage {
        from: "2026-10-01".to_owned(),
        to: "2026-11-01".to_owned(),
        key: "-----BEGIN PUBLIC KEY-----\n\
              MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n\
              -----END PUBLIC KEY-----\n"
            .to_owned(),
        errors: Vec::new(),
    }
}

fn refused() -> EvidencePage {
    EvidencePage {
        from: HOSTILE.to_owned(),
        errors: vec![FieldError::new("from", evidence::WRONG_FROM)],
        ..offered()
    }
}
