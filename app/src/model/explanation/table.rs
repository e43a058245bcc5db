//! The causes that are known, and how the log's words tell them.

use super::cause::Cause;

/// One line of the table. The first line that fits decides.
pub(super) struct Known {
    pub(super) operation: Option<&'static str>,
    pub(super) statuses: &'static [u16],
    pub(super) scim_type: Option<&'static str>,
    /// How the message begins; names in it are values of the cause.
    pub(super) says: &'static str,
    pub(super) cause: Cause,
}

const fn denied(says: &'static str, cause: Cause) -> Known {
    Known {
        operation: Some("access.denied"),
        statuses: &[401],
        scim_type: None,
        says,
        cause,
    }
}

const fn status(statuses: &'static [u16], says: &'static str, cause: Cause) -> Known {
    Known {
        operation: None,
        statuses,
        scim_type: None,
        says,
        cause,
    }
}

const fn of(operation: &'static str, statuses: &'static [u16], cause: Cause) -> Known {
    Known {
        operation: Some(operation),
        statuses,
        scim_type: None,
        says: "",
        cause,
    }
}

/// A refusal with a `scimType`.
const fn scim(scim_type: &'static str, says: &'static str, cause: Cause) -> Known {
    Known {
        operation: None,
        statuses: &[400, 409],
        scim_type: Some(scim_type),
        says,
        cause,
    }
}

const CLIENT: &[u16] = &[400, 402, 406, 409, 410, 416, 417, 422];
const SERVER: &[u16] = &[500, 502, 504];

pub(super) const TABLE: &[Known] = &[
    // Who sends.
    of("oauth.token", &[400, 401, 403], Cause::NoAccessToken),
    denied("no Authorization header", Cause::NoCredential),
    denied(
        "the Authorization header says neither",
        Cause::UnknownScheme,
    ),
    denied(
        "the credential was sent {way}, which",
        Cause::WaySwitchedOff,
    ),
    denied("the credential is no Rollcall token", Cause::NoToken),
    denied("the token was mistyped", Cause::MistypedToken),
    denied("no token is known", Cause::UnknownToken),
    denied("the token belongs to another tenant", Cause::OtherTenant),
    denied("the token expired on {day}", Cause::ExpiredToken),
    denied(
        "the token was replaced by another, and ended on {day}",
        Cause::ReplacedToken,
    ),
    denied("the token was revoked on {day}", Cause::RevokedToken),
    denied(
        "the access token was not made here",
        Cause::ForgedAccessToken,
    ),
    denied(
        "the access token ended at {moment}",
        Cause::EndedAccessToken,
    ),
    denied("no client is known", Cause::UnknownClient),
    denied("the OAuth client expired", Cause::ExpiredClient),
    denied("the OAuth client was revoked", Cause::RevokedClient),
    status(&[401], "", Cause::Credential),
    status(
        &[403],
        "This token may not be used from this address",
        Cause::AddressRefused,
    ),
    status(&[403], "This token may only read", Cause::ReadingToken),
    status(&[403], "This token may not use SCIM", Cause::OtherScope),
    status(&[403], "This token may not read", Cause::NoAuditScope),
    status(
        &[403],
        "This token is for {type} only",
        Cause::OtherResourceType,
    ),
    status(&[403], "This tenant is suspended", Cause::Suspended),
    status(&[403], "This tenant is to be deleted", Cause::ToBeDeleted),
    status(&[403], "Discovery takes no filter", Cause::DiscoveryFilter),
    status(&[403], "", Cause::Forbidden),
    // Where it goes.
    of("request.unknown", &[404], Cause::UnknownAddress),
    status(&[404], "", Cause::NoSuchResource),
    status(
        &[405],
        "{method} is not possible here",
        Cause::UnknownMethod,
    ),
    // What is in the way.
    scim(
        "uniqueness",
        "userName {value} already exists",
        Cause::UserNameTaken,
    ),
    scim(
        "uniqueness",
        "{attribute} must be unique",
        Cause::ValueTaken,
    ),
    scim(
        "uniqueness",
        "this user was deleted and comes back",
        Cause::ComesBack,
    ),
    scim("uniqueness", "", Cause::Taken),
    status(&[409], "It refers in a circle", Cause::Unresolved),
    status(
        &[409],
        "It refers to bulkId {reference}, whose",
        Cause::Unresolved,
    ),
    status(&[409], "{reference} refers to a bulkId", Cause::Unresolved),
    status(&[412], "", Cause::VersionChanged),
    // How much, how often.
    status(
        &[413],
        "A bulk request holds at most",
        Cause::ManyOperations,
    ),
    status(&[413], "", Cause::LargeBody),
    status(&[414, 431], "", Cause::LargeHead),
    status(&[408], "", Cause::SlowBody),
    status(
        &[429],
        "too many attempts, try again in {seconds} s",
        Cause::TooFast,
    ),
    status(&[429], "", Cause::TooFast),
    status(&[415], "", Cause::MediaType),
    // How it is written. A strict tenant refuses what others tolerate.
    status(&[400], "This tenant is strict. {demand}", Cause::Strict),
    scim("invalidFilter", "", Cause::Filter),
    scim("tooMany", "members: at most", Cause::ManyMembers),
    scim("tooMany", "", Cause::TooMuch),
    scim("invalidSyntax", "the request has no body", Cause::NoBody),
    scim("invalidSyntax", "the body broke off", Cause::BrokenBody),
    scim("invalidSyntax", "the body is no JSON", Cause::NoJson),
    scim("invalidSyntax", "", Cause::Syntax),
    scim(
        "invalidPath",
        "{type} has no attribute {attribute}",
        Cause::UnknownAttribute,
    ),
    scim("invalidPath", "", Cause::Path),
    scim("noTarget", "{path} matches no value", Cause::NoMatch),
    scim("noTarget", "", Cause::NoTarget),
    scim("mutability", "{attribute} is required", Cause::Required),
    scim("mutability", "{attribute} is readOnly", Cause::ReadOnly),
    scim("mutability", "{attribute} is immutable", Cause::Immutable),
    scim("mutability", "{attribute} cannot change", Cause::Immutable),
    scim("mutability", "", Cause::Mutability),
    scim(
        "invalidValue",
        "members[{place}: {member} is no user or group",
        Cause::UnknownMember,
    ),
    scim(
        "invalidValue",
        "members: one of them was deleted",
        Cause::VanishedMember,
    ),
    scim("invalidValue", "members: more than", Cause::ManyMembers),
    scim(
        "invalidValue",
        "the query parameter {parameter} ",
        Cause::Parameter,
    ),
    scim(
        "invalidValue",
        "attributes and excludedAttributes",
        Cause::Parameters,
    ),
    scim("invalidValue", "cursor and startIndex", Cause::Parameters),
    scim("invalidValue", "sortBy", Cause::Sorting),
    scim("invalidValue", "sortOrder", Cause::Sorting),
    scim("invalidValue", "at: ", Cause::Past),
    scim("invalidValue", "{attribute} is required", Cause::Required),
    scim(
        "invalidValue",
        "{attribute} is longer than {limit} characters",
        Cause::TooLong,
    ),
    scim(
        "invalidValue",
        "{attribute} has more than {limit} values",
        Cause::ManyValues,
    ),
    scim(
        "invalidValue",
        "more than {limit} operations",
        Cause::ManyPatches,
    ),
    scim(
        "invalidValue",
        "{attribute} contains the control character",
        Cause::ControlCharacter,
    ),
    scim(
        "invalidValue",
        "a value has characters that cannot be stored",
        Cause::ControlCharacter,
    ),
    scim(
        "invalidValue",
        "The resource holds more than",
        Cause::LargeResource,
    ),
    scim(
        "invalidValue",
        "{attribute} must be {wanted}, not {found}",
        Cause::WrongType,
    ),
    scim("invalidValue", "", Cause::Value),
    scim("invalidVers", "", Cause::Version),
    scim("sensitive", "", Cause::Sensitive),
    scim("invalidCursor", "", Cause::Cursor),
    scim("expiredCursor", "", Cause::Cursor),
    scim("invalidCount", "", Cause::Parameters),
    // What is ours.
    status(&[501], "", Cause::NotOffered),
    status(
        &[503],
        "The schemas of this tenant have just changed",
        Cause::SchemasChanged,
    ),
    status(&[503], "The request took too long", Cause::OutOfTime),
    status(&[503], "", Cause::Unavailable),
    status(&[507], "", Cause::NoSpace),
    status(SERVER, "", Cause::Fault),
    status(CLIENT, "", Cause::Unknown),
];
