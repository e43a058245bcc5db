//! The enterprise extension of users (RFC 7643 §4.3, §8.7.1).

use super::{Attribute, Mutability, Schema};
use crate::urn::ENTERPRISE_USER_SCHEMA;

pub(super) fn schema() -> Schema {
    Schema {
        id: ENTERPRISE_USER_SCHEMA.to_owned(),
        name: "EnterpriseUser".to_owned(),
        description: "Enterprise User".to_owned(),
        attributes: vec![
            Attribute::string(
                "employeeNumber",
                "The number the organisation gave to the user.",
            ),
            Attribute::string("costCenter", "The name of the cost center."),
            Attribute::string("organization", "The name of the organisation."),
            Attribute::string("division", "The name of the division."),
            Attribute::string("department", "The name of the department."),
            manager(),
        ],
    }
}

fn manager() -> Attribute {
    Attribute::complex(
        "manager",
        "The user's manager.",
        vec![
            Attribute::string("value", "The id of the manager.").case_exact(),
            Attribute::reference("$ref", &["User"], "The URI of the manager."),
            Attribute::string("displayName", "The manager's name, as the server knows it.")
                .mutability(Mutability::ReadOnly),
        ],
    )
}
