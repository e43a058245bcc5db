//! The User schema (RFC 7643 §4.1, §8.7.1).

use super::{Attribute, Mutability, Returned, Schema, Type, Uniqueness};
use crate::urn::USER_SCHEMA;

/// The longest `userName`.
const USER_NAME: usize = 254;
/// The longest `givenName` and `familyName`.
const NAME_PART: usize = 100;

pub(super) fn schema() -> Schema {
    let mut attributes = singular();
    attributes.extend(multi_valued());
    Schema {
        id: USER_SCHEMA.to_owned(),
        name: "User".to_owned(),
        description: "User Account".to_owned(),
        attributes,
    }
}

fn singular() -> Vec<Attribute> {
    vec![
        Attribute::string(
            "userName",
            "The name a user signs in with, unique within the tenant.",
        )
        .required()
        .uniqueness(Uniqueness::Server)
        .at_most(USER_NAME),
        name(),
        Attribute::string("displayName", "The name of the user as people read it."),
        Attribute::string("nickName", "The casual way to address the user."),
        Attribute::reference("profileUrl", &["external"], "The user's page on the web."),
        Attribute::string("title", "The user's title, such as \"Vice President\"."),
        Attribute::string("userType", "How the user relates to the organisation."),
        Attribute::string(
            "preferredLanguage",
            "The preferred languages, as in Accept-Language.",
        ),
        Attribute::string(
            "locale",
            "The locale for currency, dates and numbers, such as en-US.",
        ),
        Attribute::string("timezone", "The time zone, such as America/Los_Angeles."),
        Attribute::new(
            "active",
            Type::Boolean,
            "Whether the user may act; true when absent.",
        ),
        Attribute::string(
            "password",
            "Accepted and dropped: this server keeps no passwords.",
        )
        .case_exact()
        .mutability(Mutability::WriteOnly)
        .returned(Returned::Never),
    ]
}

fn name() -> Attribute {
    Attribute::complex(
        "name",
        "The components of the user's name.",
        vec![
            Attribute::string("formatted", "The full name, ready to be shown."),
            Attribute::string("familyName", "The family name.").at_most(NAME_PART),
            Attribute::string("givenName", "The given name.").at_most(NAME_PART),
            Attribute::string("middleName", "The middle names."),
            Attribute::string(
                "honorificPrefix",
                "What stands before the name, such as \"Dr.\".",
            ),
            Attribute::string(
                "honorificSuffix",
                "What stands after the name, such as \"III\".",
            ),
        ],
    )
}

fn multi_valued() -> Vec<Attribute> {
    let text = || Attribute::string("value", "The value itself.");
    let url = || Attribute::reference("value", &["external"], "The address of the picture.");
    let certificate = || Attribute::new("value", Type::Binary, "The DER certificate in base64.");
    let phones = ["work", "home", "mobile", "fax", "pager", "other"];
    let messengers = ["aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"];
    vec![
        list(
            "emails",
            "The e-mail addresses.",
            text(),
            &["work", "home", "other"],
        ),
        list("phoneNumbers", "The telephone numbers.", text(), &phones),
        list(
            "ims",
            "The instant messaging addresses.",
            text(),
            &messengers,
        ),
        list(
            "photos",
            "The addresses of pictures.",
            url(),
            &["photo", "thumbnail"],
        ),
        addresses(),
        groups(),
        list("entitlements", "What the user is entitled to.", text(), &[]),
        list("roles", "The roles of the user.", text(), &[]),
        list(
            "x509Certificates",
            "The certificates issued to the user.",
            certificate(),
            &[],
        ),
    ]
}

/// A list whose values have the default sub-attributes of RFC 7643 §2.4.
fn list(name: &str, description: &str, value: Attribute, types: &[&str]) -> Attribute {
    Attribute::complex(
        name,
        description,
        vec![
            value,
            Attribute::string("display", "The text for people to read."),
            Attribute::string("type", "The label of the value.").canonical(types),
            primary(),
        ],
    )
    .multi_valued()
}

fn primary() -> Attribute {
    Attribute::new(
        "primary",
        Type::Boolean,
        "Whether this is the preferred value; one may be.",
    )
}

/// RFC 7643 §8.7.1 leaves `primary` out here although §2.4 and the examples of §8.2 have it.
fn addresses() -> Attribute {
    Attribute::complex(
        "addresses",
        "The postal addresses.",
        vec![
            Attribute::string("formatted", "The full address, ready to be shown."),
            Attribute::string("streetAddress", "Street, house number, and the like."),
            Attribute::string("locality", "The city."),
            Attribute::string("region", "The state or region."),
            Attribute::string("postalCode", "The postal code."),
            Attribute::string("country", "The country, as two letters of ISO 3166-1."),
            Attribute::string("type", "The label of the address.")
                .canonical(&["work", "home", "other"]),
            primary(),
        ],
    )
    .multi_valued()
}

/// Membership is changed at the group, never here.
fn groups() -> Attribute {
    let parts = vec![
        Attribute::string("value", "The id of the group.").case_exact(),
        Attribute::reference("$ref", &["User", "Group"], "The URI of the group."),
        Attribute::string("display", "The name of the group."),
        Attribute::string("type", "How the membership came about.")
            .canonical(&["direct", "indirect"]),
    ];
    let parts = parts
        .into_iter()
        .map(|part| part.mutability(Mutability::ReadOnly))
        .collect();
    Attribute::complex("groups", "The groups that the user belongs to.", parts)
        .multi_valued()
        .mutability(Mutability::ReadOnly)
}
