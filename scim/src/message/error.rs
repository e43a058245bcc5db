//! The body of a refusal (RFC 7644 §3.12).

use crate::error::{Error, ScimType};
use crate::urn::ERROR;
use serde_json::{Map, Value, json};

/// The body of a refusal; the status is written as a string.
pub fn body(status: u16, kind: Option<ScimType>, detail: &str) -> Value {
    let mut body = Map::new();
    body.insert("schemas".to_owned(), json!([ERROR]));
    body.insert("status".to_owned(), Value::String(status.to_string()));
    if let Some(kind) = kind {
        body.insert("scimType".to_owned(), Value::from(kind.as_str()));
    }
    body.insert("detail".to_owned(), Value::from(detail));
    Value::Object(body)
}

impl From<&Error> for Value {
    fn from(error: &Error) -> Self {
        body(error.status(), Some(error.kind), &error.detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_is_a_string() {
        let body = body(409, Some(ScimType::Uniqueness), "userName is taken");
        assert_eq!(
            body,
            json!({"schemas": [ERROR], "status": "409", "scimType": "uniqueness",
                   "detail": "userName is taken"})
        );
    }

    #[test]
    fn a_status_without_scim_type_leaves_it_out() {
        assert!(body(404, None, "no such user").get("scimType").is_none());
    }
}
