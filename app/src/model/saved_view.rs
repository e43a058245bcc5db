//! Saved views of the audit log: links with names.

use super::FieldError;
use super::event::Outcome;
use super::query::{AuditQuery, Channel, OutcomeFilter, Query as _, Range};

/// A view that somebody saved. Whoever may read the log has some.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedView {
    pub id: String,
    pub name: String,
    /// As it was stored; the list that it leads to says what of it nobody knows any more.
    pub query: String,
    /// The query as one line.
    pub line: String,
    pub shared: bool,
    /// Who shares it, where that is somebody else.
    pub owner: Option<String>,
    /// Whether the viewer may change and delete it.
    pub can_change: bool,
}

impl SavedView {
    /// Whether this is what a list shows.
    pub fn shows(&self, query: &AuditQuery) -> bool {
        self.query == filters(query)
    }
}

/// `/t/<slug>/audit/views`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedViewsPage {
    /// The viewer's own first.
    pub views: Vec<SavedView>,
    /// The one that was just deleted, while it can come back.
    pub deleted: Option<SavedView>,
}

/// `/t/<slug>/audit/views/new`. Fields: `name`, `shared`, `query`; hidden `csrf`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedViewNewPage {
    pub name: String,
    pub shared: bool,
    /// What is to be saved.
    pub query: AuditQuery,
    /// The same as one line; empty when it is the default.
    pub line: String,
    pub errors: Vec<FieldError>,
}

/// `/t/<slug>/audit/views/<id>`. Fields: `name`, `shared`; hidden `csrf`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedViewPage {
    pub view: SavedView,
    /// What the form holds.
    pub name: String,
    pub shared: bool,
    pub errors: Vec<FieldError>,
}

/// The query string that a view of this list is stored as: its filters, without its page.
pub fn filters(query: &AuditQuery) -> String {
    let query = AuditQuery {
        cursor: None,
        ..query.clone()
    };
    query.suffix().trim_start_matches('?').to_owned()
}

/// A view that every tenant has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    Errors,
    Deactivations,
    ConsoleChanges,
}

impl Given {
    pub const ALL: [Self; 3] = [Self::Errors, Self::Deactivations, Self::ConsoleChanges];

    pub fn query(self) -> AuditQuery {
        let success = Some(OutcomeFilter::Only(Outcome::Success));
        match self {
            Self::Errors => AuditQuery {
                outcome: Some(OutcomeFilter::Error),
                ..AuditQuery::default()
            },
            Self::Deactivations => AuditQuery {
                range: Range::Days7,
                outcome: success,
                op: "user.deactivate".to_owned(),
                ..AuditQuery::default()
            },
            // Signing in and taking something as a file succeed as well, and change nothing.
            Self::ConsoleChanges => AuditQuery {
                range: Range::All,
                outcome: success,
                channel: Some(Channel::Console),
                not: ["op:login", "op:audit", "op:directory"]
                    .map(str::to_owned)
                    .to_vec(),
                ..AuditQuery::default()
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_of_the_filters_and_not_of_the_page() {
        let query = AuditQuery {
            q: "ada & bob".to_owned(),
            cursor: Some("o1".to_owned()),
            ..AuditQuery::default()
        };
        assert_eq!(filters(&query), "q=ada+%26+bob");
        assert_eq!(filters(&AuditQuery::default()), "");
    }

    #[test]
    fn what_every_tenant_has_can_be_read_again() {
        for given in Given::ALL {
            let query = given.query();
            assert_eq!(AuditQuery::parse(&filters(&query)), (query, Vec::new()));
        }
    }
}
