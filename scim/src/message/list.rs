//! The answer to a query (RFC 7644 §3.4.2).

use crate::urn::LIST_RESPONSE;
use serde_json::{Value, json};

/// One page of resources.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ListResponse {
    /// How many resources fulfil the query, on all pages.
    pub total_results: u64,
    /// The position of the first one here, counted from 1.
    pub start_index: u64,
    /// How many are here.
    pub items_per_page: u64,
    /// The resources; the wire shows an empty list too, as importers expect it.
    pub resources: Vec<Value>,
}

impl ListResponse {
    /// A page that begins at a position and holds what it holds.
    pub fn page(total_results: u64, start_index: u64, resources: Vec<Value>) -> Self {
        let items_per_page = resources.len() as u64;
        Self {
            total_results,
            start_index,
            items_per_page,
            resources,
        }
    }

    /// A list that is not paged: all there is.
    pub fn whole(resources: Vec<Value>) -> Self {
        Self::page(resources.len() as u64, 1, resources)
    }

    /// The body of the answer.
    pub fn into_value(self) -> Value {
        json!({
            "schemas": [LIST_RESPONSE],
            "totalResults": self.total_results,
            "startIndex": self.start_index,
            "itemsPerPage": self.items_per_page,
            "Resources": self.resources,
        })
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
}
