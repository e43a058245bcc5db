//! What a schema must fulfil to be registered, beyond being well-formed.

use super::super::{Attribute, Mutability, ResourceType, Schema, Type, Uniqueness};
use super::MAX_URN;
use crate::error::{Error, ScimType, echo};
use crate::urn::ENTERPRISE_USER_SCHEMA;

/// The namespaces that RFC 7643 §10 and RFC 7644 §8.2 keep for themselves.
const RESERVED: [&str; 2] = [
    "urn:ietf:params:scim:schemas:core:",
    "urn:ietf:params:scim:api:",
];

/// Refuses a schema that this server could not keep its word on.
pub(super) fn check(schema: &Schema, known: &[&ResourceType]) -> Result<(), Error> {
    check_urn(&schema.id)?;
    for kind in known {
        let extended = kind.extensions.iter().map(|extension| &extension.schema.id);
        for other in extended.chain([&kind.schema.id]) {
            keep_apart(&schema.id, other)?;
        }
    }
    if schema.attributes.is_empty() {
        return Err(refuse("attributes", "is empty: define at least one"));
    }
    for (index, attribute) in schema.attributes.iter().enumerate() {
        check_attribute(attribute, &format!("attributes[{index}]"))?;
    }
    Ok(())
}

/// `urn:` with a namespace and a name (RFC 8141 §2), in characters that paths and filters hold.
fn check_urn(urn: &str) -> Result<(), Error> {
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '.' | '-' | '_');
    let mut parts = urn.splitn(3, ':');
    let scheme = parts.next().unwrap_or_default();
    let namespace = parts.next().unwrap_or_default();
    let formed = scheme.eq_ignore_ascii_case("urn")
        && namespace.len() >= 2
        && parts.next().is_some_and(|name| !name.is_empty())
        && urn.ends_with(|c: char| c.is_ascii_alphanumeric())
        && urn.chars().all(inside)
        && urn.len() <= MAX_URN;
    if !formed {
        let why = format!(
            "is {}: use a URN such as urn:example:params:scim:schemas:badge:2.0:User, of letters, digits, : . - and _",
            echo(urn)
        );
        return Err(refuse("id", &why));
    }
    let starts = |prefix: &str| {
        urn.get(..prefix.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
    };
    if RESERVED.into_iter().any(starts) || urn.eq_ignore_ascii_case(ENTERPRISE_USER_SCHEMA) {
        let why = "is a URN of the RFCs themselves: choose one in a namespace of your own";
        return Err(refuse("id", why));
    }
    Ok(())
}

/// A URN that continues another one would take that one's attributes away in paths.
fn keep_apart(urn: &str, other: &str) -> Result<(), Error> {
    let continues = |long: &str, short: &str| {
        let head = long.get(..short.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(short))
            && long[short.len()..].starts_with(':')
    };
    if urn != other && urn.eq_ignore_ascii_case(other) {
        let why = format!("differs from {other} in letter case only: write it the same way");
        return Err(refuse("id", &why));
    }
    if continues(urn, other) || continues(other, urn) {
        let why =
            format!("and {other} begin alike, so that paths could mean either: choose another");
        return Err(refuse("id", &why));
    }
    Ok(())
}

fn check_attribute(attribute: &Attribute, path: &str) -> Result<(), Error> {
    check_mutability(attribute, path)?;
    check_uniqueness(attribute, path, attribute.multi_valued)?;
    if attribute.required && attribute.mutability == Mutability::WriteOnly {
        let why = "cannot be true of a writeOnly attribute, which is never stored: set it to false";
        return Err(refuse(&format!("{path}.required"), why));
    }
    for (index, part) in attribute.sub_attributes.iter().enumerate() {
        let path = format!("{path}.subAttributes[{index}]");
        check_mutability(part, &path)?;
        check_uniqueness(part, &path, true)?;
        if part.mutability == Mutability::WriteOnly {
            let why = "writeOnly is for whole attributes: give it to the complex attribute itself";
            return Err(refuse(&format!("{path}.mutability"), why));
        }
        if part.multi_valued {
            let why = "cannot be true of a sub-attribute: make it an attribute of its own";
            return Err(refuse(&format!("{path}.multiValued"), why));
        }
    }
    Ok(())
}

/// A readOnly value is the server's to give, and it has none for attributes it does not know.
fn check_mutability(attribute: &Attribute, path: &str) -> Result<(), Error> {
    if attribute.is_read_only() {
        let why = "is readOnly: nobody could ever set it; use readWrite or immutable";
        return Err(refuse(&format!("{path}.mutability"), why));
    }
    Ok(())
}

/// Uniqueness is kept by an index of single values within the tenant, and by nothing else.
fn check_uniqueness(attribute: &Attribute, path: &str, inside_list: bool) -> Result<(), Error> {
    let path = format!("{path}.uniqueness");
    let indexed = matches!(
        attribute.kind,
        Type::String | Type::Integer | Type::Reference
    );
    match attribute.uniqueness {
        Uniqueness::Global => Err(refuse(
            &path,
            "is global, which one tenant cannot promise: use server or none",
        )),
        Uniqueness::Server if inside_list || !indexed => Err(refuse(
            &path,
            "server is for single strings, integers and references outside of complex attributes: use none",
        )),
        Uniqueness::Server if attribute.mutability == Mutability::WriteOnly => Err(refuse(
            &path,
            "server cannot be kept for writeOnly, which is never stored: use none",
        )),
        Uniqueness::None | Uniqueness::Server => Ok(()),
    }
}

fn refuse(path: &str, why: &str) -> Error {
    Error::at(ScimType::InvalidValue, path, format!("{path} {why}"))
}
