//! What came of trying a refused request again.

use serde_json::json;

use super::events::{page, refusal};
use super::rows::{change, user};
use crate::model::audit::AuditEventPage;
use crate::model::event::Target;
use crate::model::explanation::{Refusal, explain};
use crate::model::trial::{Extent, Holder, StillRefused, Trial};
use crate::samples::HOSTILE;

/// The refused creation, and what came of trying it again.
pub(super) fn tried(trial: Trial) -> AuditEventPage {
    AuditEventPage {
        trial: Some(trial),
        ..page(refusal())
    }
}

pub(super) fn would_succeed() -> Trial {
    Trial::Done {
        changes: vec![change("userName", None, Some(json!("adam@acme.com")))],
        extent: Extent::InBulk,
    }
}

pub(super) fn still_refused() -> Trial {
    refused_for("adam@acme.com", user("Adam Smith"))
}

pub(super) fn hostile_refusal() -> Trial {
    refused_for(HOSTILE, user(HOSTILE))
}

fn refused_for(name: &str, target: Target) -> Trial {
    let detail = format!("userName {name} already exists in this tenant: choose another name.");
    let explanation = explain(&Refusal {
        operation: "user.create",
        status: 409,
        scim_type: Some("uniqueness"),
        detail: Some(&detail),
        idp: Some("okta"),
    });
    Trial::Refused(Box::new(StillRefused {
        status: 409,
        scim_type: Some("uniqueness".to_owned()),
        explanation,
        detail,
        holder: Some(Holder {
            target,
            inactive: true,
        }),
        extent: Extent::Request,
    }))
}
