//! Requested versus applied: what each PATCH operation asked for, and what became of it.

use super::event::Event;
use super::{Json, event::Change};

/// One line of the comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Requested {
    /// `add`, `remove`, `replace` in lower case, whatever the client wrote.
    pub op: String,
    /// Empty when the operation named none and had no object as its value.
    pub path: String,
    pub value: Option<Json>,
    /// The changes this operation made.
    pub applied: Vec<Change>,
}

/// Splits the PATCH body of an event into its operations and finds the changes of each.
/// Empty for anything that is not a PATCH.
pub fn requested(event: &Event) -> Vec<Requested> {
    let Some(operations) = operations(event) else {
        return Vec::new();
    };
    operations
        .iter()
        .flat_map(|operation| lines(operation, &event.row.changes))
        .collect()
}

fn operations(event: &Event) -> Option<&Vec<Json>> {
    if event.method.as_deref() != Some("PATCH") {
        return None;
    }
    member(event.request_body.as_ref()?, "Operations")?.as_array()
}

/// An operation without a path is one line per attribute of its value (RFC 7644 §3.5.2).
fn lines(operation: &Json, changes: &[Change]) -> Vec<Requested> {
    let op = member(operation, "op")
        .and_then(Json::as_str)
        .unwrap_or_default()
        .to_lowercase();
    let path = member(operation, "path")
        .and_then(Json::as_str)
        .unwrap_or_default();
    let value = member(operation, "value");
    match (path, value) {
        ("", Some(Json::Object(attributes))) => attributes
            .iter()
            .map(|(name, value)| line(&op, name, Some(value), changes))
            .collect(),
        (path, value) => vec![line(&op, path, value, changes)],
    }
}

fn line(op: &str, path: &str, value: Option<&Json>, changes: &[Change]) -> Requested {
    let applied = changes
        .iter()
        .filter(|change| touches(path, &change.path))
        .cloned()
        .collect();
    Requested {
        op: op.to_owned(),
        path: path.to_owned(),
        value: value.cloned(),
        applied,
    }
}

/// Whether a change at `changed` can come from an operation at `asked`: the same path, one inside the
/// other, or the same attribute with a value filter on either side. Attribute names ignore case.
fn touches(asked: &str, changed: &str) -> bool {
    let asked = attribute_path(asked);
    let changed = attribute_path(changed);
    let inside = |outer: &str, inner: &str| {
        inner
            .strip_prefix(outer)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    !asked.is_empty() && (inside(&asked, &changed) || inside(&changed, &asked))
}

/// The path without schema URN and value filter, in lower case: `emails[type eq "work"].value` is
/// `emails.value`.
fn attribute_path(path: &str) -> String {
    let path = match path.get(..4) {
        Some(urn) if urn.eq_ignore_ascii_case("urn:") => {
            path.rsplit_once(':').map_or(path, |(_, name)| name)
        }
        _ => path,
    };
    let (before, after) = match (path.find('['), path.rfind(']')) {
        (Some(open), Some(close)) if open < close => (&path[..open], &path[close + 1..]),
        _ => (path, ""),
    };
    format!("{before}{after}").to_lowercase()
}

fn member<'a>(object: &'a Json, name: &str) -> Option<&'a Json> {
    object
        .as_object()?
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::samples;

    #[track_caller]
    fn check(body: Json, changed: &[&str], expected: &[(&str, &str, usize)]) {
        let mut event = samples::event();
        event.method = Some("PATCH".to_owned());
        event.request_body = Some(body);
        event.row.changes = changed
            .iter()
            .map(|path| Change {
                path: (*path).to_owned(),
                before: None,
                after: Some(json!(1)),
            })
            .collect();
        let lines = requested(&event);
        let actual: Vec<_> = lines
            .iter()
            .map(|line| (line.op.as_str(), line.path.as_str(), line.applied.len()))
            .collect();
        assert_eq!(actual, expected);
    }

    #[test]
    fn an_operation_finds_its_change_whatever_its_letter_case() {
        check(
            json!({"Operations": [{"op": "Replace", "path": "Active", "value": "False"}]}),
            &["active"],
            &[("replace", "Active", 1)],
        );
    }

    #[test]
    fn an_operation_that_changed_nothing_has_no_change() {
        check(
            json!({"operations": [{"op": "add", "path": "members", "value": []}]}),
            &["displayName"],
            &[("add", "members", 0)],
        );
    }

    #[test]
    fn an_operation_without_a_path_is_one_line_per_attribute() {
        check(
            json!({"Operations": [{"op": "replace", "value": {"title": "CTO", "active": true}}]}),
            &["title"],
            &[("replace", "title", 1), ("replace", "active", 0)],
        );
    }

    #[test]
    fn value_filters_and_urns_are_no_part_of_the_attribute() {
        check(
            json!({"Operations": [
                {"op": "replace", "path": "emails[type eq \"work\"].value", "value": "a@b.c"},
                {"op": "add", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "value": "X"},
            ]}),
            &["emails[type eq \"work\"].value", "department"],
            &[
                ("replace", "emails[type eq \"work\"].value", 1),
                (
                    "add",
                    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
                    1,
                ),
            ],
        );
    }

    #[test]
    fn only_a_patch_is_compared() {
        let mut event = samples::event();
        event.method = Some("PUT".to_owned());
        assert_eq!(requested(&event), Vec::new());
    }
}
