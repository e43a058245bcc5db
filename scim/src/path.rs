//! Attribute names as clients write them (RFC 7644 §3.10): `name.familyName`, `urn:…:attribute`.

use crate::schema::{Attribute, ResourceType, Schema};
use crate::tolerance::Tolerance;

/// What a name stands for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Named<'k> {
    /// An attribute or a sub-attribute.
    Attribute(Found<'k>),
    /// All attributes of the type's own schema (`None`) or of the extension with that URN.
    Schema(Option<&'k Schema>),
}

/// An attribute of a resource type.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found<'k> {
    /// The extension it belongs to.
    pub(crate) urn: Option<&'k str>,
    pub(crate) attribute: &'k Attribute,
    pub(crate) sub: Option<&'k Attribute>,
    /// Whether it belongs to an extension and was named without its URN.
    pub(crate) unqualified: bool,
}

impl Found<'_> {
    /// What is to be said of the name that it was found by.
    pub(crate) fn tolerance(&self) -> Option<Tolerance> {
        self.unqualified.then_some(Tolerance::UnqualifiedExtension)
    }
}

/// Finds an attribute by the name a client uses, in any letter case.
pub(crate) fn find<'k>(kind: &'k ResourceType, text: &str) -> Option<Named<'k>> {
    let extensions = kind
        .extensions
        .iter()
        .map(|extension| Some(&*extension.schema));
    // The longest URN that the text begins with; one may be the beginning of another.
    let longest = std::iter::once(None)
        .chain(extensions)
        .filter_map(|extension| {
            let urn = &extension.unwrap_or(&*kind.schema).id;
            after_urn(text, urn).map(|rest| (urn.len(), extension, rest))
        })
        .max_by_key(|(length, ..)| *length);
    let Some((_, extension, rest)) = longest else {
        return unqualified(kind, text).map(Named::Attribute);
    };
    let Some(rest) = rest.strip_prefix(':') else {
        return Some(Named::Schema(extension));
    };
    let found = match extension {
        None => split(rest, None, |name| kind.attribute(name)),
        Some(schema) => split(rest, Some(&schema.id), |name| schema.attribute(name)),
    };
    found.map(Named::Attribute)
}

/// Attributes of the type itself come before those of its extensions.
fn unqualified<'k>(kind: &'k ResourceType, text: &str) -> Option<Found<'k>> {
    split(text, None, |name| kind.attribute(name)).or_else(|| {
        let in_extension =
            |schema: &'k Schema| split(text, Some(&schema.id), |name| schema.attribute(name));
        let found = kind
            .extensions
            .iter()
            .find_map(|e| in_extension(&e.schema))?;
        Some(Found {
            unqualified: true,
            ..found
        })
    })
}

/// A part of a singular complex attribute named by itself: `givenName` for `name.givenName`.
pub(crate) fn flat<'k>(kind: &'k ResourceType, text: &str) -> Option<Found<'k>> {
    let complex = |a: &&Attribute| !a.multi_valued && !a.is_read_only();
    kind.schema
        .attributes
        .iter()
        .filter(complex)
        .find_map(|attribute| {
            let sub = Some(attribute.sub_attribute(text)?);
            Some(Found {
                urn: None,
                attribute,
                sub,
                unqualified: false,
            })
        })
}

/// What follows the URN: nothing, or a colon and a name.
fn after_urn<'t>(text: &'t str, urn: &str) -> Option<&'t str> {
    let head = text.get(..urn.len())?;
    let rest = &text[head.len()..];
    let whole = rest.is_empty() || rest.starts_with(':');
    (whole && head.eq_ignore_ascii_case(urn)).then_some(rest)
}

fn split<'k>(
    text: &str,
    urn: Option<&'k str>,
    lookup: impl Fn(&str) -> Option<&'k Attribute>,
) -> Option<Found<'k>> {
    let (name, sub) = match text.split_once('.') {
        Some((name, sub)) => (name, Some(sub)),
        None => (text, None),
    };
    let attribute = lookup(name)?;
    let sub = match sub {
        Some(sub) => Some(attribute.sub_attribute(sub)?),
        None => None,
    };
    Some(Found {
        urn,
        attribute,
        sub,
        unqualified: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema;
    use crate::urn::{ENTERPRISE_USER_SCHEMA, USER_SCHEMA};

    fn check(text: &str, expected: Option<&str>) {
        let kind = schema::user();
        let found = find(&kind, text).map(|named| match named {
            Named::Schema(None) => "(core)".to_owned(),
            Named::Schema(Some(schema)) => format!("({})", schema.name),
            Named::Attribute(found) => {
                let sub = found
                    .sub
                    .map(|sub| format!(".{}", sub.name))
                    .unwrap_or_default();
                let urn = found.urn.map(|_| "ext:").unwrap_or_default();
                format!("{urn}{}{sub}", found.attribute.name)
            }
        });
        assert_eq!(found.as_deref(), expected, "{text}");
    }

    #[test]
    fn names_are_found_in_any_letter_case() {
        check("USERNAME", Some("userName"));
        check("Name.FamilyName", Some("name.familyName"));
        check("members.$ref", None);
        check("groups.$REF", Some("groups.$ref"));
        check("meta.lastmodified", Some("meta.lastModified"));
    }

    #[test]
    fn urns_qualify_names() {
        check(&format!("{USER_SCHEMA}:userName"), Some("userName"));
        check(
            &format!("{ENTERPRISE_USER_SCHEMA}:manager.value"),
            Some("ext:manager.value"),
        );
        check(
            &ENTERPRISE_USER_SCHEMA.to_uppercase(),
            Some("(EnterpriseUser)"),
        );
        check(USER_SCHEMA, Some("(core)"));
        check("urn:example:unknown:userName", None);
        check(&format!("{USER_SCHEMA}:"), None);
        check(&format!("{USER_SCHEMA}x"), None);
    }

    #[test]
    fn extension_attributes_are_found_without_their_urn() {
        check("manager", Some("ext:manager"));
        check("Department", Some("ext:department"));
    }

    #[test]
    fn what_no_schema_defines_is_not_found() {
        for text in [
            "",
            ".",
            "userName.x",
            "name.first",
            "a.b.c",
            "emails.value.x",
            "ümlaut",
        ] {
            check(text, None);
        }
    }
}
