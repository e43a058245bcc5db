//! The causes that are known, and how the log's words tell them.

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
    denied("the Authorization header says neither", Cause::UnknownScheme),
    denied("the credential was sent {way}, which", Cause::WaySwitchedOff),
    denied("the credential is no Rollcall token", Cause::NoToken),
    denied("the token was mistyped", Cause::MistypedToken),
    denied("no token is known", Cause::UnknownToken),
    denied("the token belongs to another tenant", Cause::OtherTenant),
    denied("the token expired on {day}", Cause::ExpiredToken),
    denied("the token was replaced by another, and ended on {day}", Cause::ReplacedToken),
    denied("the token was revoked on {day}", Cause::RevokedToken),
    denied("the access token was not made here", Cause::ForgedAccessToken),
    denied("the access token ended at {moment}", Cause::EndedAccessToken),
    denied("no client is known", Cause::UnknownClient),
    denied("the OAuth client expired", Cause::ExpiredClient),
    denied("the OAuth client was revoked", Cause::RevokedClient),
    status(&[401], "", Cause::Credential),
    status(&[403], "This token may not be used from this address", Cause::AddressRefused),
    status(&[403], "This token may only read", Cause::ReadingToken),
    status(&[403], "This token may not use SCIM", Cause::OtherScope),
    status(&[403], "This token may not read", Cause::NoAuditScope),
    status(&[403], "This token is for {type} only", Cause::OtherResourceType),
    status(&[403], "This tenant is suspended", Cause::Suspended),
    status(&[403], "This tenant is to be deleted", Cause::ToBeDeleted),
    status(&[403], "Discovery takes no filter", Cause::DiscoveryFilter),
    status(&[403], "", Cause::Forbidden),
    // Where it goes.
    of("request.unknown", &[404], Cause::UnknownAddress),
    status(&[404], "", Cause::NoSuchResource),
    status(&[405], "{method} is not possible here", Cause::UnknownMethod),
    // What is in the way.
    scim("uniqueness", "userName {value} already exists", Cause::UserNameTaken),
    scim("uniqueness", "{attribute} must be unique", Cause::ValueTaken),
    scim("uniqueness", "this user was deleted and comes back", Cause::ComesBack),
    scim("uniqueness", "", Cause::Taken),
    status(&[409], "It refers in a circle", Cause::Unresolved),
    status(&[409], "It refers to bulkId {reference}, whose", Cause::Unresolved),
    status(&[409], "{reference} refers to a bulkId", Cause::Unresolved),
    status(&[412], "", Cause::VersionChanged),
    // How much, how often.
    status(&[413], "A bulk request holds at most", Cause::ManyOperations),
    status(&[413], "", Cause::LargeBody),
    status(&[414, 431], "", Cause::LargeHead),
    status(&[408], "", Cause::SlowBody),
    status(&[429], "too many attempts, try again in {seconds} s", Cause::TooFast),
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
    scim("invalidPath", "{type} has no attribute {attribute}", Cause::UnknownAttribute),
    scim("invalidPath", "", Cause::Path),
    scim("noTarget", "{path} matches no value", Cause::NoMatch),
    scim("noTarget", "", Cause::NoTarget),
    scim("mutability", "{attribute} is required", Cause::Required),
    scim("mutability", "{attribute} is readOnly", Cause::ReadOnly),
    scim("mutability", "{attribute} is immutable", Cause::Immutable),
    scim("mutability", "{attribute} cannot change", Cause::Immutable),
    scim("mutability", "", Cause::Mutability),
    scim("invalidValue", "members[{place}: {member} is no user or group", Cause::UnknownMember),
    scim("invalidValue", "members: one of them was deleted", Cause::VanishedMember),
    scim("invalidValue", "members: more than", Cause::ManyMembers),
    scim("invalidValue", "the query parameter {parameter} ", Cause::Parameter),
    scim("invalidValue", "attributes and excludedAttributes", Cause::Parameters),
    scim("invalidValue", "cursor and startIndex", Cause::Parameters),
    scim("invalidValue", "sortBy", Cause::Sorting),
    scim("invalidValue", "sortOrder", Cause::Sorting),
    scim("invalidValue", "at: ", Cause::Past),
    scim("invalidValue", "{attribute} is required", Cause::Required),
    scim("invalidValue", "{attribute} is longer than {limit} characters", Cause::TooLong),
    scim("invalidValue", "{attribute} has more than {limit} values", Cause::ManyValues),
    scim("invalidValue", "more than {limit} operations", Cause::ManyPatches),
    scim("invalidValue", "{attribute} contains the control character", Cause::ControlCharacter),
    scim("invalidValue", "a value has characters that cannot be stored", Cause::ControlCharacter),
    scim("invalidValue", "The resource holds more than", Cause::LargeResource),
    scim("invalidValue", "{attribute} must be {wanted}, not {found}", Cause::WrongType),
    scim("invalidValue", "", Cause::Value),
    scim("invalidVers", "", Cause::Version),
    scim("sensitive", "", Cause::Sensitive),
    scim("invalidCursor", "", Cause::Cursor),
    scim("expiredCursor", "", Cause::Cursor),
    scim("invalidCount", "", Cause::Parameters),
    // What is ours.
    status(&[501], "", Cause::NotOffered),
    status(&[503], "The schemas of this tenant have just changed", Cause::SchemasChanged),
    status(&[503], "The request took too long", Cause::OutOfTime),
    status(&[503], "", Cause::Unavailable),
    status(&[507], "", Cause::NoSpace),
    status(SERVER, "", Cause::Fault),
    status(CLIENT, "", Cause::Unknown),
];

/// Why a request failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    NoAccessToken,
    NoCredential,
    /// Another reason than the table knows.
    Credential,
    UnknownScheme,
    WaySwitchedOff,
    NoToken,
    MistypedToken,
    UnknownToken,
    OtherTenant,
    ExpiredToken,
    ReplacedToken,
    RevokedToken,
    ForgedAccessToken,
    EndedAccessToken,
    UnknownClient,
    ExpiredClient,
    RevokedClient,
    AddressRefused,
    ReadingToken,
    OtherScope,
    NoAuditScope,
    OtherResourceType,
    Suspended,
    ToBeDeleted,
    DiscoveryFilter,
    Forbidden,
    UnknownAddress,
    NoSuchResource,
    UnknownMethod,
    UserNameTaken,
    ValueTaken,
    ComesBack,
    Taken,
    Unresolved,
    VersionChanged,
    ManyOperations,
    LargeBody,
    LargeHead,
    SlowBody,
    TooFast,
    MediaType,
    Strict,
    Filter,
    ManyMembers,
    TooMuch,
    NoBody,
    BrokenBody,
    NoJson,
    Syntax,
    UnknownAttribute,
    Path,
    NoMatch,
    NoTarget,
    ReadOnly,
    Immutable,
    Mutability,
    UnknownMember,
    VanishedMember,
    Parameter,
    Parameters,
    Sorting,
    Past,
    Required,
    TooLong,
    ManyValues,
    ManyPatches,
    ControlCharacter,
    LargeResource,
    WrongType,
    Value,
    Version,
    Sensitive,
    Cursor,
    NotOffered,
    SchemasChanged,
    OutOfTime,
    Unavailable,
    NoSpace,
    Fault,
    /// The table has nothing to say: the log's own words are all there is.
    Unknown,
}

/// What is to be changed in the identity provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The token it sends.
    Token,
    /// The address it sends to.
    Address,
    /// What it makes of people's names.
    UserName,
    /// What it makes of an attribute.
    Attributes,
    /// Who is sent with a group.
    Members,
    /// What it believes to be here: it has to look again.
    LookUp,
    /// How it writes messages.
    Messages,
    /// Nothing: it sends the request again by itself.
    Waiting,
}

/// Where in this console there is something to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Here {
    Tokens,
    Clients,
    Settings,
    Schemas,
    Deletion,
}

/// A section of a standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Section {
    pub rfc: u16,
    pub section: &'static str,
}

const fn rfc(rfc: u16, section: &'static str) -> Section {
    Section { rfc, section }
}

impl Cause {
    /// What is to be changed in the identity provider.
    pub fn place(self) -> Place {
        match self {
            Self::NoAccessToken
            | Self::NoCredential
            | Self::Credential
            | Self::UnknownScheme
            | Self::WaySwitchedOff
            | Self::NoToken
            | Self::MistypedToken
            | Self::UnknownToken
            | Self::ExpiredToken
            | Self::ReplacedToken
            | Self::RevokedToken
            | Self::ForgedAccessToken
            | Self::EndedAccessToken
            | Self::UnknownClient
            | Self::ExpiredClient
            | Self::RevokedClient
            | Self::AddressRefused
            | Self::ReadingToken
            | Self::OtherScope
            | Self::NoAuditScope
            | Self::OtherResourceType
            | Self::Forbidden => Place::Token,
            Self::OtherTenant
            | Self::UnknownAddress
            | Self::UnknownMethod
            | Self::NotOffered
            | Self::LargeHead => Place::Address,
            Self::UserNameTaken => Place::UserName,
            Self::ValueTaken
            | Self::Taken
            | Self::UnknownAttribute
            | Self::ReadOnly
            | Self::Immutable
            | Self::Mutability
            | Self::Required
            | Self::TooLong
            | Self::ManyValues
            | Self::ControlCharacter
            | Self::LargeResource
            | Self::WrongType
            | Self::Value => Place::Attributes,
            Self::UnknownMember | Self::VanishedMember | Self::ManyMembers => Place::Members,
            Self::NoSuchResource
            | Self::ComesBack
            | Self::VersionChanged
            | Self::NoMatch
            | Self::NoTarget => Place::LookUp,
            Self::DiscoveryFilter
            | Self::Unresolved
            | Self::ManyOperations
            | Self::LargeBody
            | Self::MediaType
            | Self::Strict
            | Self::Filter
            | Self::TooMuch
            | Self::NoBody
            | Self::BrokenBody
            | Self::NoJson
            | Self::Syntax
            | Self::Path
            | Self::Parameter
            | Self::Parameters
            | Self::Sorting
            | Self::Past
            | Self::ManyPatches
            | Self::Version
            | Self::Sensitive
            | Self::Cursor
            | Self::Unknown => Place::Messages,
            Self::Suspended
            | Self::ToBeDeleted
            | Self::SlowBody
            | Self::TooFast
            | Self::SchemasChanged
            | Self::OutOfTime
            | Self::Unavailable
            | Self::NoSpace
            | Self::Fault => Place::Waiting,
        }
    }

    /// Where in this console there is something to do, if anywhere.
    pub fn here(self) -> Option<Here> {
        match self {
            Self::NoToken
            | Self::MistypedToken
            | Self::UnknownToken
            | Self::OtherTenant
            | Self::ExpiredToken
            | Self::ReplacedToken
            | Self::RevokedToken
            | Self::AddressRefused
            | Self::ReadingToken
            | Self::OtherScope
            | Self::NoAuditScope
            | Self::OtherResourceType => Some(Here::Tokens),
            Self::NoAccessToken
            | Self::ForgedAccessToken
            | Self::UnknownClient
            | Self::ExpiredClient
            | Self::RevokedClient => Some(Here::Clients),
            Self::WaySwitchedOff | Self::Strict => Some(Here::Settings),
            Self::ValueTaken | Self::UnknownAttribute => Some(Here::Schemas),
            Self::ToBeDeleted => Some(Here::Deletion),
            _ => None,
        }
    }

    /// What the standard says of it.
    pub fn section(self) -> Section {
        match self {
            Self::NoAccessToken => rfc(6749, "5.2"),
            Self::NoCredential
            | Self::Credential
            | Self::UnknownScheme
            | Self::WaySwitchedOff
            | Self::NoToken
            | Self::MistypedToken
            | Self::UnknownToken
            | Self::OtherTenant
            | Self::ForgedAccessToken
            | Self::UnknownClient => rfc(7644, "2"),
            Self::ExpiredToken
            | Self::ReplacedToken
            | Self::RevokedToken
            | Self::EndedAccessToken
            | Self::ExpiredClient
            | Self::RevokedClient
            | Self::ReadingToken
            | Self::OtherScope
            | Self::NoAuditScope
            | Self::OtherResourceType
            | Self::AddressRefused
            | Self::Forbidden => rfc(6750, "3.1"),
            Self::DiscoveryFilter => rfc(7644, "4"),
            Self::UnknownAddress | Self::UnknownMethod => rfc(7644, "3.2"),
            Self::NotOffered => rfc(7644, "3.11"),
            Self::UserNameTaken => rfc(7643, "4.1.1"),
            Self::ComesBack => rfc(7644, "3.3"),
            Self::ValueTaken | Self::Taken => rfc(7643, "2.2"),
            Self::Unresolved => rfc(7644, "3.7.2"),
            Self::ManyOperations => rfc(7644, "3.7.4"),
            Self::VersionChanged => rfc(7644, "3.14"),
            Self::MediaType | Self::NoBody | Self::BrokenBody | Self::NoJson => rfc(7644, "3.8"),
            Self::Filter | Self::TooMuch => rfc(7644, "3.4.2.2"),
            Self::Sorting => rfc(7644, "3.4.2.3"),
            Self::Parameter | Self::Parameters => rfc(7644, "3.4.2"),
            Self::Cursor => rfc(9865, "2"),
            Self::Path | Self::UnknownAttribute | Self::NoMatch | Self::NoTarget
            | Self::ManyPatches => rfc(7644, "3.5.2"),
            Self::ReadOnly | Self::Immutable | Self::Mutability => rfc(7643, "2.2"),
            Self::UnknownMember | Self::VanishedMember | Self::ManyMembers => rfc(7643, "4.2"),
            Self::WrongType => rfc(7643, "2.3"),
            Self::Required => rfc(7643, "2.2"),
            Self::Version => rfc(7644, "3.13"),
            Self::Sensitive => rfc(7644, "7.5.2"),
            Self::SlowBody => rfc(9110, "15.5.9"),
            Self::LargeBody => rfc(9110, "15.5.14"),
            Self::LargeHead => rfc(6585, "5"),
            Self::TooFast => rfc(6585, "4"),
            Self::NoSuchResource
            | Self::Strict
            | Self::Syntax
            | Self::Suspended
            | Self::ToBeDeleted
            | Self::Past
            | Self::TooLong
            | Self::ManyValues
            | Self::ControlCharacter
            | Self::LargeResource
            | Self::Value
            | Self::SchemasChanged
            | Self::OutOfTime
            | Self::Unavailable
            | Self::NoSpace
            | Self::Fault
            | Self::Unknown => rfc(7644, "3.12"),
        }
    }
}
