//! The attributes that every resource has (RFC 7643 §3.1).

use super::{Attribute, Mutability, Returned, Type, Uniqueness};
use std::sync::LazyLock;

/// The longest `externalId`: it is found by an index, and both databases bound what those hold.
const EXTERNAL_ID: usize = 512;

static COMMON: LazyLock<Vec<Attribute>> = LazyLock::new(|| {
    vec![
        Attribute::reference("schemas", &["uri"], "The URNs of the schemas in use.")
            .multi_valued()
            .required()
            .returned(Returned::Always),
        Attribute::string(
            "id",
            "The identifier that this server gave to the resource.",
        )
        .case_exact()
        .mutability(Mutability::ReadOnly)
        .returned(Returned::Always)
        .uniqueness(Uniqueness::Server),
        Attribute::string(
            "externalId",
            "The identifier that the client gave to the resource.",
        )
        .case_exact()
        .at_most(EXTERNAL_ID),
        meta(),
    ]
});

/// `schemas`, `id`, `externalId` and `meta`.
///
/// They belong to every resource type but to no schema document.
pub fn common() -> &'static [Attribute] {
    &COMMON
}

fn meta() -> Attribute {
    let parts = vec![
        Attribute::string("resourceType", "The name of the resource type.").case_exact(),
        Attribute::new("created", Type::DateTime, "When the resource was added."),
        Attribute::new(
            "lastModified",
            Type::DateTime,
            "When the resource last changed.",
        ),
        Attribute::reference("location", &["uri"], "The resource's own URI."),
        Attribute::string("version", "The entity tag of this state of the resource.").case_exact(),
    ];
    let parts = parts
        .into_iter()
        .map(|part| part.mutability(Mutability::ReadOnly))
        .collect();
    Attribute::complex("meta", "What the server knows about the resource.", parts)
        .mutability(Mutability::ReadOnly)
}
