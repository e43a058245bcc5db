//! What a strict reader says of a tolerance: refused, and with which words, or allowed.

use super::Tolerance;
use crate::error::ScimType;

impl Tolerance {
    /// The section by which the RFCs themselves let a server do this; `None` when it is only
    /// tolerance, which a strict reader refuses.
    ///
    /// * [`UnknownAttribute`](Self::UnknownAttribute): RFC 7644 §3.3 leaves the server free to
    ///   alter or ignore the content of a POST, and its answer shows what was kept. An explicit
    ///   PATCH path to such an attribute is no tolerance: it is always `invalidPath` (§3.5.2).
    /// * [`DuplicateValue`](Self::DuplicateValue): RFC 7643 §2.4 asks the server not to return the
    ///   same type and value twice, and RFC 7644 §3.5.2.1 lets a value that is there already be
    ///   added again without effect. Nothing forbids a client to send it.
    ///
    /// readOnly attributes of a POST or PUT (RFC 7644 §3.3, §3.5.1) are ignored without being a
    /// tolerance at all.
    pub fn permitted_by(self) -> Option<&'static str> {
        match self {
            Self::UnknownAttribute => Some("RFC 7644 §3.3"),
            Self::DuplicateValue => Some("RFC 7643 §2.4"),
            Self::BooleanAsText
            | Self::EmptyStringClears
            | Self::EmptyValueDropped
            | Self::FlatName
            | Self::ForeignEnvelopeMember
            | Self::LiteralForm
            | Self::MemberByReference
            | Self::MissingSchemaUri
            | Self::ObjectForArray
            | Self::ArrayForObject
            | Self::OperationCase
            | Self::PathAsKey
            | Self::ReadOnlyIgnored
            | Self::RemoveWithValueList
            | Self::SeveralPrimary
            | Self::UnknownSchemaUri
            | Self::UnqualifiedExtension
            | Self::UrnAsKey
            | Self::ValueAsText
            | Self::ValueFromFilter
            | Self::ValuePathCompared => None,
        }
    }

    /// The `scimType` with which a strict reader refuses it (RFC 7644 §3.12 table 9).
    pub fn scim_type(self) -> ScimType {
        match self {
            Self::ForeignEnvelopeMember
            | Self::MissingSchemaUri
            | Self::OperationCase
            | Self::UnknownSchemaUri
            | Self::UrnAsKey => ScimType::InvalidSyntax,
            Self::FlatName
            | Self::PathAsKey
            | Self::UnknownAttribute
            | Self::UnqualifiedExtension => ScimType::InvalidPath,
            Self::ReadOnlyIgnored => ScimType::Mutability,
            Self::ValueFromFilter => ScimType::NoTarget,
            Self::LiteralForm | Self::ValuePathCompared => ScimType::InvalidFilter,
            Self::BooleanAsText
            | Self::DuplicateValue
            | Self::EmptyStringClears
            | Self::EmptyValueDropped
            | Self::MemberByReference
            | Self::ObjectForArray
            | Self::ArrayForObject
            | Self::RemoveWithValueList
            | Self::SeveralPrimary
            | Self::ValueAsText => ScimType::InvalidValue,
        }
    }

    /// What was sent, and what the RFCs ask for instead, with the section that says so.
    pub fn demand(self) -> &'static str {
        match self {
            Self::BooleanAsText => {
                "a boolean was sent as text: send true or false without quotes (RFC 7643 §2.3.2)"
            }
            Self::DuplicateValue => {
                "a list holds the same type and value twice: send it once (RFC 7643 §2.4)"
            }
            Self::EmptyStringClears => {
                "an empty string was sent to clear an attribute: send null, or remove it (RFC 7643 §2.5)"
            }
            Self::EmptyValueDropped => {
                "an element of a list has no value of its own: send one, or leave the element out (RFC 7643 §2.4)"
            }
            Self::FlatName => {
                "a part of the name was sent as an attribute of its own: send it within name (RFC 7643 §4.1.1)"
            }
            Self::ForeignEnvelopeMember => {
                "the PATCH message holds more than it should: send schemas and Operations, with op, path and value (RFC 7644 §3.5.2)"
            }
            Self::LiteralForm => {
                "a filter holds a literal that JSON does not have: send true, false, null, or a time in quotes (RFC 7644 §3.4.2.2)"
            }
            Self::MemberByReference => {
                "a member was named by its $ref alone: send its id as value (RFC 7643 §4.2)"
            }
            Self::MissingSchemaUri => {
                "schemas is missing or does not list what the body holds: list every schema URI of it (RFC 7643 §3)"
            }
            Self::ObjectForArray => {
                "one object was sent where a list belongs: send an array (RFC 7643 §2.4)"
            }
            Self::ArrayForObject => {
                "an array was sent for a single value: send the value itself (RFC 7643 §2.3)"
            }
            Self::OperationCase => {
                "op was not written in lower case: send add, remove or replace (RFC 7644 §3.5.2)"
            }
            Self::PathAsKey => {
                "a path was sent as a key of value: send it as path (RFC 7644 §3.5.2)"
            }
            Self::ReadOnlyIgnored => {
                "a PATCH value holds a readOnly attribute: leave it out (RFC 7644 §3.5.2)"
            }
            Self::RemoveWithValueList => {
                "remove came with values: name those to remove by a filter in path (RFC 7644 §3.5.2.2)"
            }
            Self::SeveralPrimary => {
                "more than one value is flagged primary: flag one (RFC 7643 §2.4)"
            }
            Self::UnknownAttribute => "an attribute is in no schema: leave it out (RFC 7643 §3.2)",
            Self::UnknownSchemaUri => {
                "schemas lists a URI that does not belong there: list those of the resource type or message alone (RFC 7643 §3)"
            }
            Self::UnqualifiedExtension => {
                "an attribute of an extension was named without its URN: put the URN before it (RFC 7644 §3.10)"
            }
            Self::UrnAsKey => {
                "a name with its URN was sent as a key: put the attribute into the object under the URN (RFC 7643 §3.3)"
            }
            Self::ValueAsText => {
                "bare text was sent where an object belongs: send {\"value\": …} (RFC 7643 §2.4)"
            }
            Self::ValueFromFilter => {
                "the filter of path matches no value: add the whole value to the list instead (RFC 7644 §3.5.2)"
            }
            Self::ValuePathCompared => {
                "a filter compares behind the brackets: put all conditions within them (RFC 7644 §3.4.2.2)"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demand_cites_its_section_and_fits_a_line() {
        for tolerance in Tolerance::ALL {
            let demand = tolerance.demand();
            assert!(demand.contains("(RFC 764"), "{tolerance}");
            assert!(demand.contains('§') && demand.ends_with(')'), "{tolerance}");
            assert!(!demand.contains('\n') && demand.len() < 160, "{tolerance}");
        }
    }

    #[test]
    fn what_the_rfcs_permit_is_this() {
        let permitted: Vec<_> = Tolerance::ALL
            .into_iter()
            .filter(|tolerance| tolerance.permitted_by().is_some())
            .collect();
        assert_eq!(
            permitted,
            [Tolerance::DuplicateValue, Tolerance::UnknownAttribute]
        );
    }
}
