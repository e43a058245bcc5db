//! The order of a list (RFC 7644 §3.4.2.3).

use crate::error::{Error, ScimType, echo};
use crate::filter::AttributePath;
use crate::path::{self, Found, Named};
use crate::schema::{ResourceType, Returned, Type};
use crate::tolerance::Tolerance;
use std::collections::BTreeSet;

/// What a list is ordered by.
#[derive(Debug, Clone, PartialEq)]
pub struct Sort {
    /// The attribute, with a type that has an order; `None` for one that resources of this type
    /// do not have, so that none of them has a value of it.
    pub by: Option<AttributePath>,
    /// From the last to the first.
    pub descending: bool,
}

/// Reads `sortBy` and `sortOrder` for one of several resource types that are listed together.
///
/// `sortOrder` is `ascending`, the default, or `descending`, in any letter case. A name that none
/// of the types knows is refused, as is an attribute that no answer shows. What the name was
/// understood by is named.
pub fn compile(
    kind: &ResourceType,
    others: &[&ResourceType],
    sort_by: &str,
    sort_order: Option<&str>,
) -> Result<(Sort, BTreeSet<Tolerance>), Error> {
    let descending = direction(sort_order)?;
    let mut tolerances = BTreeSet::new();
    let by = match attribute(kind, sort_by) {
        Some(found) => {
            tolerances.extend(found.tolerance());
            Some(sortable(found, sort_by)?)
        }
        None if others.iter().any(|kind| attribute(kind, sort_by).is_some()) => None,
        None => {
            let whose = &kind.name;
            let detail = format!(
                "sortBy: {whose} has no attribute {}; name one of /Schemas",
                echo(sort_by)
            );
            return Err(invalid(detail));
        }
    };
    Ok((Sort { by, descending }, tolerances))
}

fn direction(order: Option<&str>) -> Result<bool, Error> {
    match order.map(str::trim).filter(|order| !order.is_empty()) {
        None => Ok(false),
        Some(order) if order.eq_ignore_ascii_case("ascending") => Ok(false),
        Some(order) if order.eq_ignore_ascii_case("descending") => Ok(true),
        Some(order) => Err(invalid(format!(
            "sortOrder must be ascending or descending, not {}",
            echo(order)
        ))),
    }
}

fn attribute<'k>(kind: &'k ResourceType, name: &str) -> Option<Found<'k>> {
    match path::find(kind, name.trim()) {
        Some(Named::Attribute(found)) => Some(found),
        Some(Named::Schema(_)) | None => None,
    }
}

fn sortable(mut found: Found<'_>, name: &str) -> Result<AttributePath, Error> {
    // RFC 7644 §3.4.2.3: a complex attribute sorts by a sub-attribute; lists by their value.
    if found.leaf().kind == Type::Complex {
        found.sub = found.attribute.sub_attribute("value");
        if found.sub.is_none() {
            let detail = format!(
                "sortBy: {} is complex; name one of its sub-attributes",
                echo(name)
            );
            return Err(invalid(detail));
        }
    }
    if found.leaf().returned == Returned::Never || found.attribute.returned == Returned::Never {
        let detail = format!("sortBy: {} is never returned; sort by another", echo(name));
        return Err(invalid(detail));
    }
    Ok(found.path())
}

fn invalid(detail: String) -> Error {
    Error::at(ScimType::InvalidValue, "sortBy", detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{group, user};

    fn check(by: &str, order: Option<&str>, expected: Result<&str, &str>) {
        let sort = compile(&user(), &[&group()], by, order);
        let found = sort.map(|(sort, _)| {
            let by = sort.by.map(|path| path.to_string());
            let arrow = if sort.descending { "↓" } else { "↑" };
            format!("{}{arrow}", by.unwrap_or_default())
        });
        match expected {
            Ok(expected) => assert_eq!(found.as_deref(), Ok(expected), "{by}"),
            Err(part) => {
                let error = found.unwrap_err();
                assert!(error.detail.contains(part), "{by}: {}", error.detail);
            }
        }
    }

    #[test]
    fn every_attribute_with_an_order_can_be_sorted_by() {
        check("USERNAME", None, Ok("userName↑"));
        check(
            "name.familyName",
            Some("Descending"),
            Ok("name.familyName↓"),
        );
        check("emails", Some(""), Ok("emails.value↑"));
        check(
            "meta.lastModified",
            Some("ascending"),
            Ok("meta.lastModified↑"),
        );
        check(
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
            None,
            Ok("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department↑"),
        );
    }

    #[test]
    fn what_only_another_type_has_is_nobodys_value_here() {
        check("members", None, Ok("↑"));
    }

    #[test]
    fn the_rest_is_refused() {
        check("nonsense", None, Err("no attribute \"nonsense\""));
        check("name", None, Err("is complex"));
        check("password", None, Err("never returned"));
        check("userName", Some("up"), Err("ascending or descending"));
    }
}
