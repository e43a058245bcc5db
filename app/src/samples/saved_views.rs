//! Saved views of the audit log.

use super::{HOSTILE, Sample, TURNED, as_auditor, endless, inside};
use crate::Page;
use crate::model::FieldError;
use crate::model::query::{AuditQuery, OutcomeFilter, Range};
use crate::model::saved_view::{SavedView, SavedViewNewPage, SavedViewPage, SavedViewsPage};

pub(super) fn samples() -> Vec<Sample> {
    vec![
        inside("saved-views", Page::SavedViews(list())),
        inside(
            "saved-views-none",
            Page::SavedViews(SavedViewsPage::default()),
        ),
        inside(
            "saved-views-hostile",
            Page::SavedViews(SavedViewsPage {
                views: vec![hostile(HOSTILE), hostile(TURNED), hostile(&endless())],
                deleted: Some(hostile(&endless())),
            }),
        ),
        inside("saved-view-new", Page::SavedViewNew(new())),
        as_auditor("saved-view-new-auditor", Page::SavedViewNew(new())),
        inside(
            "saved-view-new-refused",
            Page::SavedViewNew(SavedViewNewPage {
                shared: true,
                errors: vec![
                    FieldError::new("name", "Enter a name, such as Refused by Okta."),
                    FieldError::new("shared", "The tenant shares 100 views already."),
                    FieldError::new("query", "These filters are too long for a view."),
                ],
                ..new()
            }),
        ),
        inside("saved-view", Page::SavedView(page(refused()))),
        as_auditor("saved-view-of-others", Page::SavedView(page(shared()))),
    ]
}

fn refused() -> SavedView {
    SavedView {
        id: "01932e5a-8c41-7d3e-9b1f-5a6c7d8e9f01".to_owned(),
        name: "Refused by Okta".to_owned(),
        query: "range=7d&outcome=error&token=okta-2025-11".to_owned(),
        line: "range:7d outcome:error token:okta-2025-11".to_owned(),
        shared: true,
        owner: None,
        can_change: true,
    }
}

fn shared() -> SavedView {
    SavedView {
        id: "01932e5a-8c41-7d3e-9b1f-5a6c7d8e9f02".to_owned(),
        name: "Everything of Engineering".to_owned(),
        owner: Some("ada@acme.com".to_owned()),
        can_change: false,
        ..refused()
    }
}

fn hostile(text: &str) -> SavedView {
    SavedView {
        name: text.to_owned(),
        line: text.to_owned(),
        owner: Some(text.to_owned()),
        ..shared()
    }
}

/// What an owner of Acme sees above the log.
pub(super) fn views() -> Vec<SavedView> {
    let everything = SavedView {
        name: "Today".to_owned(),
        query: String::new(),
        line: String::new(),
        shared: false,
        ..refused()
    };
    vec![refused(), everything, shared()]
}

fn list() -> SavedViewsPage {
    SavedViewsPage {
        views: views(),
        deleted: Some(refused()),
    }
}

fn new() -> SavedViewNewPage {
    SavedViewNewPage {
        query: AuditQuery {
            outcome: Some(OutcomeFilter::Error),
            range: Range::Days7,
            ..AuditQuery::default()
        },
        line: "range:7d outcome:error".to_owned(),
        ..SavedViewNewPage::default()
    }
}

fn page(view: SavedView) -> SavedViewPage {
    SavedViewPage {
        name: view.name.clone(),
        shared: view.shared,
        view,
        errors: Vec::new(),
    }
}
