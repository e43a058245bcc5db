//! A query in a body (RFC 7644 §3.4.3, RFC 9865 §2).

use crate::accept::declared;
use crate::error::{Error, ScimType, found};
use crate::urn::SEARCH_REQUEST;
use serde_json::{Map, Value};

/// What `POST /.search` asks for, as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchRequest {
    /// `filter`.
    pub filter: Option<String>,
    /// `sortBy`.
    pub sort_by: Option<String>,
    /// `sortOrder`.
    pub sort_order: Option<String>,
    /// `startIndex`.
    pub start_index: Option<i64>,
    /// `count`.
    pub count: Option<i64>,
    /// `cursor`; empty for the first page (RFC 9865 §2.1).
    pub cursor: Option<String>,
    /// `attributes`.
    pub attributes: Vec<String>,
    /// `excludedAttributes`.
    pub excluded_attributes: Vec<String>,
}

/// Reads the body of a search request; names in any letter case, unknown ones ignored.
///
/// `schemas` may be missing, since the path says what the body is, but it may not name another
/// message.
pub fn parse(body: Value) -> Result<SearchRequest, Error> {
    let body = match body {
        Value::Object(body) => body,
        other => {
            let detail = format!("the body must be a JSON object, not {}", found(&other));
            return Err(Error::new(ScimType::InvalidSyntax, detail));
        }
    };
    let mut members = Members(body);
    let schemas = declared(members.take("schemas").unwrap_or_default())?;
    let is_search = |uri: &String| uri.eq_ignore_ascii_case(SEARCH_REQUEST);
    if !schemas.is_empty() && !schemas.iter().any(is_search) {
        let detail = format!("schemas must list {SEARCH_REQUEST}");
        return Err(Error::at(ScimType::InvalidSyntax, "schemas", detail));
    }
    Ok(SearchRequest {
        filter: members.text("filter")?,
        sort_by: members.text("sortBy")?,
        sort_order: members.text("sortOrder")?,
        start_index: members.number("startIndex")?,
        count: members.number("count")?,
        cursor: members.text("cursor")?,
        attributes: members.names("attributes")?,
        excluded_attributes: members.names("excludedAttributes")?,
    })
}

struct Members(Map<String, Value>);

impl Members {
    /// The member of that name, in any letter case; `null` is none.
    fn take(&mut self, name: &str) -> Option<Value> {
        let key = self.0.keys().find(|key| key.eq_ignore_ascii_case(name));
        let key = key.cloned()?;
        self.0.shift_remove(&key).filter(|value| !value.is_null())
    }

    fn text(&mut self, name: &str) -> Result<Option<String>, Error> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(wrong(name, "a string", &other)),
        }
    }

    fn number(&mut self, name: &str) -> Result<Option<i64>, Error> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::Number(number)) if number.is_i64() || number.is_u64() => {
                Ok(Some(number.as_i64().unwrap_or(i64::MAX)))
            }
            Some(other) => Err(wrong(name, "a whole number", &other)),
        }
    }

    /// A list of names, or the comma separated text of the query parameter.
    fn names(&mut self, name: &str) -> Result<Vec<String>, Error> {
        match self.take(name) {
            None => Ok(Vec::new()),
            Some(Value::String(text)) => Ok(text.split(',').map(str::to_owned).collect()),
            Some(Value::Array(names)) => names
                .into_iter()
                .map(|item| match item {
                    Value::String(text) => Ok(text),
                    other => Err(wrong(name, "an array of strings", &other)),
                })
                .collect(),
            Some(other) => Err(wrong(name, "an array of strings", &other)),
        }
    }
}

fn wrong(name: &str, wanted: &str, value: &Value) -> Error {
    let detail = format!("{name} must be {wanted}, not {}", found(value));
    Error::at(ScimType::InvalidValue, name, detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_request_is_read_in_any_letter_case() {
        let body = json!({
            "schemas": [SEARCH_REQUEST], "Filter": "userName pr", "sortby": "userName",
            "sortOrder": null, "startIndex": 1, "COUNT": 10, "cursor": "",
            "attributes": ["userName", "emails"], "excludedAttributes": "name,title", "more": 1,
        });
        let request = parse(body).unwrap();
        assert_eq!(request.filter.as_deref(), Some("userName pr"));
        assert_eq!(request.sort_by.as_deref(), Some("userName"));
        assert_eq!((request.start_index, request.count), (Some(1), Some(10)));
        assert_eq!(
            (request.sort_order, request.cursor),
            (None, Some(String::new()))
        );
        assert_eq!(request.attributes, ["userName", "emails"]);
        assert_eq!(request.excluded_attributes, ["name", "title"]);
        assert_eq!(parse(json!({})).unwrap(), SearchRequest::default());
    }

    fn check(body: Value, part: &str) {
        let error = parse(body).unwrap_err();
        assert!(error.detail.contains(part), "{}", error.detail);
    }

    #[test]
    fn what_is_no_search_request_is_refused() {
        check(json!([]), "must be a JSON object, not an array");
        check(json!({"schemas": ["urn:x"]}), "schemas must list");
        check(
            json!({"filter": 1}),
            "filter must be a string, not a number",
        );
        check(json!({"count": 1.5}), "count must be a whole number");
        check(
            json!({"count": "ten"}),
            "count must be a whole number, not a string",
        );
        check(
            json!({"attributes": [1]}),
            "attributes must be an array of strings",
        );
    }
}
