//! The answer to a query (RFC 7644 §3.4.2).

use crate::urn::LIST_RESPONSE;
use serde_json::{Map, Value, json};

/// One page of resources.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ListResponse {
    /// How many resources fulfil the query, on all pages.
    pub total_results: u64,
    /// Where this page is.
    pub place: Place,
    /// How many are here.
    pub items_per_page: u64,
    /// The resources; the wire shows an empty list too, as importers expect it.
    pub resources: Vec<Value>,
}

/// Where a page is in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The position of its first resource, counted from 1 (RFC 7644 §3.4.2.4).
    Index(u64),
    /// Between two cursors (RFC 9865 §2): how to go on, and how to go back.
    Cursors {
        /// `nextCursor`; none on the last page.
        next: Option<String>,
        /// `previousCursor`; none on the first page.
        previous: Option<String>,
    },
}

impl Default for Place {
    fn default() -> Self {
        Self::Index(1)
    }
}

impl ListResponse {
    /// A page that begins at a position and holds what it holds.
    pub fn page(total_results: u64, start_index: u64, resources: Vec<Value>) -> Self {
        let items_per_page = resources.len() as u64;
        Self {
            total_results,
            place: Place::Index(start_index),
            items_per_page,
            resources,
        }
    }

    /// The same page, found by cursors.
    #[must_use]
    pub fn between(self, previous: Option<String>, next: Option<String>) -> Self {
        Self {
            place: Place::Cursors { next, previous },
            ..self
        }
    }

    /// A list that is not paged: all there is.
    pub fn whole(resources: Vec<Value>) -> Self {
        Self::page(resources.len() as u64, 1, resources)
    }

    /// The body of the answer.
    pub fn into_value(self) -> Value {
        let mut body = Map::new();
        body.insert("schemas".to_owned(), json!([LIST_RESPONSE]));
        body.insert("totalResults".to_owned(), self.total_results.into());
        let mut cursor = |name: &str, cursor: Option<String>| {
            if let Some(cursor) = cursor {
                body.insert(name.to_owned(), cursor.into());
            }
        };
        match self.place {
            Place::Index(start) => drop(body.insert("startIndex".to_owned(), start.into())),
            Place::Cursors { next, previous } => {
                cursor("previousCursor", previous);
                cursor("nextCursor", next);
            }
        }
        body.insert("itemsPerPage".to_owned(), self.items_per_page.into());
        body.insert("Resources".to_owned(), self.resources.into());
        Value::Object(body)
    }
}

impl From<ListResponse> for Value {
    fn from(list: ListResponse) -> Self {
        list.into_value()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_list_still_has_resources() {
        let body = ListResponse::page(0, 1, Vec::new()).into_value();
        assert_eq!(body["Resources"], json!([]));
        assert_eq!(body["totalResults"], 0);
        assert_eq!(body["itemsPerPage"], 0);
    }

    #[test]
    fn a_page_between_cursors_has_no_position() {
        let page = ListResponse::page(9, 1, vec![json!({})]);
        let body = page.between(None, Some("c".to_owned())).into_value();
        assert_eq!(body["nextCursor"], "c");
        assert_eq!(
            (body.get("startIndex"), body.get("previousCursor")),
            (None, None)
        );
    }
}
