//! The Group schema (RFC 7643 §4.2, §8.7.1).

use super::{Attribute, Mutability, Schema};
use crate::urn::GROUP_SCHEMA;

pub(super) fn schema() -> Schema {
    Schema {
        id: GROUP_SCHEMA.to_owned(),
        name: "Group".to_owned(),
        description: "Group".to_owned(),
        attributes: vec![
            // The document of §8.7.1 says optional, the text of §4.2 says REQUIRED: the text wins.
            Attribute::string("displayName", "The name of the group as people read it.").required(),
            members(),
        ],
    }
}

fn members() -> Attribute {
    let parts = vec![
        Attribute::string("value", "The id of the member.").case_exact(),
        Attribute::reference("$ref", &["User", "Group"], "The URI of the member."),
        Attribute::string("type", "What the member is.").canonical(&["User", "Group"]),
        // RFC 7643 §2.4 gives every list a display, immutable.
        Attribute::string("display", "The name of the member."),
    ];
    let parts = parts
        .into_iter()
        .map(|part| part.mutability(Mutability::Immutable))
        .collect();
    Attribute::complex("members", "The members of the group.", parts).multi_valued()
}
