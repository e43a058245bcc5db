//! What the pages of users and of groups show of a SCIM resource.

use app::model::user::{Attribute, AttributeSection, SchemaLabel};
use serde_json::{Map, Value};

/// Rows of a list inside a summary.
pub(super) const ROWS_IN_A_SUMMARY: usize = 8;

/// Attributes that have a place of their own on the page.
const ELSEWHERE: [&str; 5] = ["schemas", "id", "meta", "groups", "members"];

/// A resource's attributes, schema by schema, the core ones first.
pub(super) fn sections(resource: &Map<String, Value>) -> Vec<AttributeSection> {
    let (extensions, core): (Vec<_>, Vec<_>) = resource
        .iter()
        .filter(|(name, _)| !ELSEWHERE.contains(&name.as_str()))
        .partition(|(name, value)| name.starts_with("urn:") && value.is_object());
    let core = AttributeSection {
        schema: SchemaLabel::Core,
        attributes: core.into_iter().map(attribute).collect(),
    };
    let extensions = extensions.into_iter().filter_map(|(urn, value)| {
        let attributes = value.as_object()?.iter().map(attribute).collect();
        Some(AttributeSection {
            schema: label(urn),
            attributes,
        })
    });
    std::iter::once(core).chain(extensions).collect()
}

/// `meta.location` of a resource.
pub(super) fn location(resource: &Map<String, Value>) -> String {
    let location = resource.get("meta").and_then(|meta| meta.get("location"));
    location
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

fn attribute((name, value): (&String, &Value)) -> Attribute {
    Attribute {
        name: name.clone(),
        value: value.clone(),
    }
}

fn label(urn: &str) -> SchemaLabel {
    if urn.eq_ignore_ascii_case("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User") {
        SchemaLabel::Enterprise
    } else {
        SchemaLabel::Extension(urn.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use app::model::user::SchemaLabel;
    use serde_json::json;

    use super::sections;

    #[test]
    fn attributes_stand_under_their_schema() {
        let resource = json!({
            "schemas": [], "id": "1", "userName": "ada", "title": "CTO",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "X"},
            "urn:example:badge": {"colour": "red"},
            "meta": {}, "groups": [],
        });
        let sections = sections(resource.as_object().unwrap());
        let shown: Vec<_> = sections
            .iter()
            .map(|section| {
                let names: Vec<_> = section
                    .attributes
                    .iter()
                    .map(|attribute| attribute.name.as_str())
                    .collect();
                (&section.schema, names)
            })
            .collect();
        assert_eq!(
            shown,
            [
                (&SchemaLabel::Core, vec!["userName", "title"]),
                (&SchemaLabel::Enterprise, vec!["department"]),
                (
                    &SchemaLabel::Extension("urn:example:badge".to_owned()),
                    vec!["colour"]
                ),
            ]
        );
    }
}
