//! Schemas and resource types (RFC 7643 §3, §4, §6, §7).
//!
//! The tables here are the one source for validation, PATCH, filters, projection and the
//! discovery documents. A tenant's own extension is read by [`definition`] and composed into a
//! [`ResourceType`] by value.

mod attribute;
mod common;
pub mod definition;
mod enterprise;
mod group;
mod user;

pub(crate) use attribute::find;
pub use attribute::{Attribute, Mutability, Returned, Type, Uniqueness};
pub use common::common;

use std::sync::{Arc, LazyLock};

/// A set of attributes under one URN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// The URN.
    pub id: String,
    /// The name for people, such as `User`.
    pub name: String,
    /// What it describes.
    pub description: String,
    /// Its attributes, in the order in which resources show them.
    pub attributes: Vec<Attribute>,
}

impl Schema {
    /// The attribute of that name, in any letter case.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        find(&self.attributes, name)
    }
}

/// A schema that adds to a resource type's own (RFC 7643 §3.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// The schema; its attributes live in an object under its URN.
    pub schema: Arc<Schema>,
    /// Whether every resource must carry it.
    pub required: bool,
}

/// A kind of resource: its endpoint, its schema and its extensions (RFC 7643 §6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceType {
    /// The identifier, such as `User`.
    pub id: String,
    /// The name; `meta.resourceType` of each resource.
    pub name: String,
    /// The path below the base URL, such as `/Users`.
    pub endpoint: String,
    /// What it describes.
    pub description: String,
    /// The schema of its own attributes.
    pub schema: Arc<Schema>,
    /// The schemas that add to it.
    pub extensions: Vec<Extension>,
}

impl ResourceType {
    /// The common attributes and those of the type's own schema, in the order of a resource.
    pub fn attributes(&self) -> impl Iterator<Item = &Attribute> {
        let (meta, leading): (Vec<_>, Vec<_>) = common().iter().partition(|a| a.name == "meta");
        leading
            .into_iter()
            .chain(&self.schema.attributes)
            .chain(meta)
    }

    /// A common attribute or one of the type's own schema, in any letter case.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        find(common(), name).or_else(|| self.schema.attribute(name))
    }

    /// The extension with that URN, in any letter case (RFC 8141: `urn:` and the namespace).
    pub fn extension(&self, urn: &str) -> Option<&Schema> {
        self.extensions
            .iter()
            .map(|extension| &*extension.schema)
            .find(|schema| schema.id.eq_ignore_ascii_case(urn))
    }

    /// An attribute of the type (`urn` is `None`) or of one of its extensions.
    pub fn attribute_in(&self, urn: Option<&str>, name: &str) -> Option<&Attribute> {
        match urn {
            None => self.attribute(name),
            Some(urn) => self.extension(urn)?.attribute(name),
        }
    }
}

static USER: LazyLock<Arc<ResourceType>> = LazyLock::new(|| {
    Arc::new(ResourceType {
        id: "User".to_owned(),
        name: "User".to_owned(),
        endpoint: "/Users".to_owned(),
        description: "User Account".to_owned(),
        schema: Arc::new(user::schema()),
        extensions: vec![Extension {
            schema: Arc::new(enterprise::schema()),
            required: false,
        }],
    })
});

static GROUP: LazyLock<Arc<ResourceType>> = LazyLock::new(|| {
    Arc::new(ResourceType {
        id: "Group".to_owned(),
        name: "Group".to_owned(),
        endpoint: "/Groups".to_owned(),
        description: "Group".to_owned(),
        schema: Arc::new(group::schema()),
        extensions: Vec::new(),
    })
});

/// Users, with the enterprise extension (RFC 7643 §4.1, §4.3).
pub fn user() -> Arc<ResourceType> {
    Arc::clone(&USER)
}

/// Groups (RFC 7643 §4.2).
pub fn group() -> Arc<ResourceType> {
    Arc::clone(&GROUP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_found_in_any_letter_case() {
        assert_eq!(
            user().attribute("USERNAME").map(|a| a.name.as_str()),
            Some("userName")
        );
        assert_eq!(
            group().attribute("Members").map(|a| a.name.as_str()),
            Some("members")
        );
        assert!(group().attribute("userName").is_none());
    }

    #[test]
    fn a_resource_begins_with_schemas_and_ends_with_meta() {
        let user = user();
        let names: Vec<_> = user.attributes().map(|a| a.name.as_str()).collect();
        assert_eq!(names.first(), Some(&"schemas"));
        assert_eq!(names.last(), Some(&"meta"));
        assert!(names.contains(&"x509Certificates"));
    }

    #[test]
    fn no_name_appears_twice() {
        for kind in [user(), group()] {
            let mut names: Vec<_> = kind.attributes().map(|a| a.name.to_lowercase()).collect();
            names.sort();
            let count = names.len();
            names.dedup();
            assert_eq!(names.len(), count);
        }
    }

    #[test]
    fn the_password_is_never_returned() {
        let user = user();
        let password = user
            .attribute("password")
            .map(|a| (a.mutability, a.returned));
        assert_eq!(password, Some((Mutability::WriteOnly, Returned::Never)));
    }
}
