//! The causes: what is to be done about each, and what the standard says of it.

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
            Self::Path
            | Self::UnknownAttribute
            | Self::NoMatch
            | Self::NoTarget
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
