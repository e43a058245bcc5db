//! Every deviation from the RFCs that is accepted, by name.
//!
//! A tolerance is recorded whenever a request was understood although it was not written as the
//! RFCs ask. The audit log shows them, so that an administrator sees what the identity provider
//! really sends.

mod strict;

use serde::Serialize;
use std::fmt;

/// One accepted deviation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tolerance {
    /// `"True"` where a boolean belongs.
    BooleanAsText,
    /// A value list held two values of one type and value.
    DuplicateValue,
    /// `""` sent to clear an attribute.
    EmptyStringClears,
    /// A value of a list that held nothing but its type was left out.
    EmptyValueDropped,
    /// A part of a name (`givenName`) sent as an attribute of its own.
    FlatName,
    /// Members of the PATCH envelope that do not belong there.
    ForeignEnvelopeMember,
    /// A literal of a filter that JSON does not have: `True`, a time without quotes.
    LiteralForm,
    /// A member named by its `$ref` only.
    MemberByReference,
    /// `schemas` is missing or lacks the URN of what the body holds.
    MissingSchemaUri,
    /// One object where an array of objects belongs.
    ObjectForArray,
    /// An array of one where a single value belongs.
    ArrayForObject,
    /// `Add`, `REPLACE`: the operation's name in another letter case.
    OperationCase,
    /// A path such as `name.familyName` as a key of a value without `path`.
    PathAsKey,
    /// A readOnly attribute inside a PATCH value was ignored.
    ReadOnlyIgnored,
    /// `remove` of a list with a value: only the named values were removed.
    RemoveWithValueList,
    /// More than one value was flagged primary.
    SeveralPrimary,
    /// An attribute that the schema does not know was ignored.
    UnknownAttribute,
    /// A URI in `schemas` that this server does not know was ignored.
    UnknownSchemaUri,
    /// An extension's attribute named without its URN.
    UnqualifiedExtension,
    /// A URN-qualified attribute as a key of a body or of a value without `path`.
    UrnAsKey,
    /// Bare text where an object with a `value` belongs (a manager, a member).
    ValueAsText,
    /// A value was created from the terms of a filter that matched none.
    ValueFromFilter,
    /// `emails[type eq "work"].value eq "x"`: a comparison behind the brackets of a filter.
    ValuePathCompared,
}

impl Tolerance {
    /// Every tolerance, for documentation and for the console's legend.
    pub const ALL: [Self; 23] = [
        Self::BooleanAsText,
        Self::DuplicateValue,
        Self::EmptyStringClears,
        Self::EmptyValueDropped,
        Self::FlatName,
        Self::ForeignEnvelopeMember,
        Self::LiteralForm,
        Self::MemberByReference,
        Self::MissingSchemaUri,
        Self::ObjectForArray,
        Self::ArrayForObject,
        Self::OperationCase,
        Self::PathAsKey,
        Self::ReadOnlyIgnored,
        Self::RemoveWithValueList,
        Self::SeveralPrimary,
        Self::UnknownAttribute,
        Self::UnknownSchemaUri,
        Self::UnqualifiedExtension,
        Self::UrnAsKey,
        Self::ValueAsText,
        Self::ValueFromFilter,
        Self::ValuePathCompared,
    ];

    /// The stable name, as audit events carry it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BooleanAsText => "boolean-as-text",
            Self::DuplicateValue => "duplicate-value",
            Self::EmptyStringClears => "empty-string-clears",
            Self::EmptyValueDropped => "empty-value-dropped",
            Self::FlatName => "flat-name",
            Self::ForeignEnvelopeMember => "foreign-envelope-member",
            Self::LiteralForm => "literal-form",
            Self::MemberByReference => "member-by-reference",
            Self::MissingSchemaUri => "missing-schema-uri",
            Self::ObjectForArray => "object-for-array",
            Self::ArrayForObject => "array-for-object",
            Self::OperationCase => "operation-case",
            Self::PathAsKey => "path-as-key",
            Self::ReadOnlyIgnored => "read-only-ignored",
            Self::RemoveWithValueList => "remove-with-value-list",
            Self::SeveralPrimary => "several-primary",
            Self::UnknownAttribute => "unknown-attribute",
            Self::UnknownSchemaUri => "unknown-schema-uri",
            Self::UnqualifiedExtension => "unqualified-extension",
            Self::UrnAsKey => "urn-as-key",
            Self::ValueAsText => "value-as-text",
            Self::ValueFromFilter => "value-from-filter",
            Self::ValuePathCompared => "value-path-compared",
        }
    }

    /// What was sent and what was made of it, in one sentence.
    pub fn explanation(self) -> &'static str {
        match self {
            Self::BooleanAsText => {
                "A boolean was sent as text (\"True\", \"False\") and read as a boolean."
            }
            Self::DuplicateValue => {
                "A list held the same type and value twice; the first one was kept."
            }
            Self::EmptyStringClears => "An empty string was sent and cleared the attribute.",
            Self::EmptyValueDropped => {
                "A value of a list held nothing but its type or primary flag and was left out."
            }
            Self::FlatName => {
                "A part of the name was sent as an attribute of its own and stored under name."
            }
            Self::ForeignEnvelopeMember => {
                "The PATCH message held members that do not belong to it; they were ignored."
            }
            Self::LiteralForm => {
                "A filter held True, False, NULL or a time without quotes, which JSON does not have."
            }
            Self::MemberByReference => {
                "A group member was named by its $ref only; its last part was taken as the id."
            }
            Self::MissingSchemaUri => {
                "schemas was missing or did not list all that the body holds; the attributes were \
                 clear without it."
            }
            Self::ObjectForArray => "One object was sent for a list and read as a list of one.",
            Self::ArrayForObject => "A list of one was sent for a single value.",
            Self::OperationCase => {
                "The PATCH operation's name was not in lower case (RFC 7644 §3.5.2)."
            }
            Self::PathAsKey => "A path was sent as a key of a PATCH value and read as a path.",
            Self::ReadOnlyIgnored => "A readOnly attribute inside a PATCH value was ignored.",
            Self::RemoveWithValueList => {
                "remove came with a list of values; only those were removed, not all."
            }
            Self::SeveralPrimary => "More than one value was flagged primary; one was kept.",
            Self::UnknownAttribute => "An attribute that no schema defines was ignored.",
            Self::UnknownSchemaUri => "A schema URI that this server does not know was ignored.",
            Self::UnqualifiedExtension => {
                "An attribute of an extension was named without the extension's URN."
            }
            Self::UrnAsKey => "A URN-qualified attribute name was sent as a key.",
            Self::ValueAsText => {
                "Bare text was sent where an object with a value belongs; it became the value."
            }
            Self::ValueFromFilter => {
                "The path's filter matched no value; one was created from the filter's terms."
            }
            Self::ValuePathCompared => {
                "A filter compared behind brackets ([…].value eq …); it was read as one more \
                 condition within them."
            }
        }
    }
}

impl fmt::Display for Tolerance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Tolerance {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_and_kebab_case() {
        let names: BTreeSet<_> = Tolerance::ALL.iter().map(|t| t.as_str()).collect();
        assert_eq!(names.len(), Tolerance::ALL.len());
        for name in names {
            assert!(
                name.chars().all(|c| c.is_ascii_lowercase() || c == '-'),
                "{name}"
            );
        }
    }

    #[test]
    fn explanations_are_sentences() {
        for tolerance in Tolerance::ALL {
            assert!(tolerance.explanation().ends_with('.'), "{tolerance}");
        }
    }
}
