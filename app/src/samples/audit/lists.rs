//! The log itself: as it is, searched, refused, stopped.

use super::rows::rows;
use crate::model::FieldError;
use crate::model::activity::Activity;
use crate::model::audit::{AuditPage, Stopped};
use crate::model::query::{AuditQuery, OutcomeFilter, Range};
use crate::samples::{on, overview, saved_views};
use crate::text::forms;

pub(in crate::samples) fn list() -> AuditPage {
    AuditPage {
        query: AuditQuery::default(),
        bounds: Some(Range::Custom {
            from: "2026-11-20T02:14:07".to_owned(),
            to: "2026-11-21T02:14:08".to_owned(),
        }),
        line: String::new(),
        rows: rows(),
        exported: Vec::new(),
        older: Some("88363".to_owned()),
        newer: None,
        stopped: None,
        live: Some(88_412),
        views: saved_views::views(),
        activity: Some(overview::activity()),
        tokens: vec!["okta-2025-11".to_owned(), "entra-staging".to_owned()],
        oldest: Some(on("2025-11-27", "09:30:12", "2025-11-27")),
        errors: Vec::new(),
    }
}

/// A search that has looked at enough.
pub(super) fn stopped() -> AuditPage {
    let at = on("2026-11-20", "08:12:03", "18 h ago");
    AuditPage {
        rows: rows().into_iter().take(2).collect(),
        older: None,
        stopped: Some(Stopped {
            cursor: "o01932e5a-8c41-7d3e-9b1f-5a6c7d8e9f00".to_owned(),
            at: at.clone(),
            upwards: false,
        }),
        activity: Some(Activity {
            since: Some(at),
            ..overview::activity()
        }),
        ..filtered()
    }
}

pub(super) fn filtered() -> AuditPage {
    AuditPage {
        query: AuditQuery {
            q: "already exists".to_owned(),
            outcome: Some(OutcomeFilter::Error),
            op: "user.create".to_owned(),
            token: "okta-gone".to_owned(),
            reads: true,
            range: Range::Days7,
            not: vec!["op:user.update".to_owned(), "text:ada lovelace".to_owned()],
            ..AuditQuery::default()
        },
        line: "range:7d outcome:error op:user.create token:okta-gone -op:user.update \
               -\"ada lovelace\" reads:yes already exists"
            .to_owned(),
        rows: Vec::new(),
        older: None,
        activity: None,
        ..list()
    }
}

pub(super) fn refused() -> AuditPage {
    AuditPage {
        query: AuditQuery {
            range: Range::Custom {
                from: "2026-11-21T03:00".to_owned(),
                to: "2026-11-21T02:00".to_owned(),
            },
            ..AuditQuery::default()
        },
        errors: vec![FieldError::new("from", forms::FROM_WRONG)],
        ..list()
    }
}
