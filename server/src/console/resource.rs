//! What the pages of users and of groups show of a SCIM resource.

use app::model::user::{Attribute, AttributeSection, Origin, SchemaLabel};
use directory::view::{self, Origins};
use serde_json::{Map, Value};

use super::context::Member;

/// Rows of a list inside a summary.
pub(super) const ROWS_IN_A_SUMMARY: usize = 8;

/// Attributes that have a place of their own on the page.
const ELSEWHERE: [&str; 5] = ["schemas", "id", "meta", "groups", "members"];

/// A resource's attributes, schema by schema, the core ones first.
pub(super) fn sections(
    member: &Member,
    resource: &Map<String, Value>,
    origins: &Origins,
) -> Vec<AttributeSection> {
    let origin = |path: &str| origins.get(path).map(|origin| shown(member, origin));
    arranged(resource, origin)
}

fn arranged(
    resource: &Map<String, Value>,
    origin: impl Fn(&str) -> Option<Origin>,
) -> Vec<AttributeSection> {
    let attribute = |path: String, (name, value): (&String, &Value)| Attribute {
        name: name.clone(),
        value: value.clone(),
        origin: origin(&path),
    };
    let (extensions, core): (Vec<_>, Vec<_>) = resource
        .iter()
        .filter(|(name, _)| !ELSEWHERE.contains(&name.as_str()))
        .partition(|(name, value)| name.starts_with("urn:") && value.is_object());
    let core = AttributeSection {
        schema: SchemaLabel::Core,
        attributes: core
            .into_iter()
            .map(|(name, value)| attribute(name.clone(), (name, value)))
            .collect(),
    };
    let extensions = extensions.into_iter().filter_map(|(urn, value)| {
        let attributes = value.as_object()?.iter();
        let attributes = attributes
            .map(|(name, value)| attribute(format!("{urn}:{name}"), (name, value)))
            .collect();
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

fn shown(member: &Member, origin: &view::Origin) -> Origin {
    Origin {
        time: member.instant(origin.time),
        actor: origin.actor.clone(),
        event: origin.event.map(|id| id.to_string()),
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

    use super::arranged;

    #[test]
    fn attributes_stand_under_their_schema() {
        let resource = json!({
            "schemas": [], "id": "1", "userName": "ada", "title": "CTO",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "X"},
            "urn:example:badge": {"colour": "red"},
            "meta": {}, "groups": [],
        });
        let sections = arranged(resource.as_object().unwrap(), |_| None);
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
