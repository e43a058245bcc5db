//! The causes: what is to be changed about each, what the standard says of it, and where in this
//! console there is something to do.

macro_rules! causes {
    ($($(#[$doc:meta])* $cause:ident: $place:ident, $rfc:literal $section:literal $(, $here:ident)?;)*) => {
        /// Why a request failed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Cause {
            $($(#[$doc])* $cause,)*
        }

        impl Cause {
            /// What is to be changed in the identity provider.
            pub fn place(self) -> Place {
                match self { $(Self::$cause => Place::$place,)* }
            }

            /// What the standard says of it.
            pub fn section(self) -> Section {
                match self { $(Self::$cause => Section { rfc: $rfc, section: $section },)* }
            }

            /// Where in this console there is something to do, if anywhere.
            pub fn here(self) -> Option<Here> {
                let here: &[Here] = match self { $(Self::$cause => &[$(Here::$here)?],)* };
                here.first().copied()
            }
        }
    };
}

causes! {
    NoAccessToken: Token, 6749 "5.2", Clients;
    NoCredential: Token, 7644 "2";
    /// Another reason than the table knows.
    Credential: Token, 7644 "2";
    UnknownScheme: Token, 7644 "2";
    WaySwitchedOff: Token, 7644 "2", Settings;
    NoToken: Token, 7644 "2", Tokens;
    MistypedToken: Token, 7644 "2", Tokens;
    UnknownToken: Token, 7644 "2", Tokens;
    OtherTenant: Address, 7644 "2", Tokens;
    ExpiredToken: Token, 6750 "3.1", Tokens;
    ReplacedToken: Token, 6750 "3.1", Tokens;
    RevokedToken: Token, 6750 "3.1", Tokens;
    ForgedAccessToken: Token, 7644 "2", Clients;
    EndedAccessToken: Token, 6750 "3.1";
    UnknownClient: Token, 7644 "2", Clients;
    ExpiredClient: Token, 6750 "3.1", Clients;
    RevokedClient: Token, 6750 "3.1", Clients;
    AddressRefused: Token, 6750 "3.1", Tokens;
    ReadingToken: Token, 6750 "3.1", Tokens;
    OtherScope: Token, 6750 "3.1", Tokens;
    NoAuditScope: Token, 6750 "3.1", Tokens;
    OtherResourceType: Token, 6750 "3.1", Tokens;
    Suspended: Waiting, 7644 "3.12";
    ToBeDeleted: Waiting, 7644 "3.12", Deletion;
    DiscoveryFilter: Messages, 7644 "4";
    Forbidden: Token, 6750 "3.1";
    UnknownAddress: Address, 7644 "3.2";
    NoSuchResource: LookUp, 7644 "3.12";
    UnknownMethod: Address, 7644 "3.2";
    UserNameTaken: UserName, 7643 "4.1.1";
    ValueTaken: Attributes, 7643 "2.2", Schemas;
    ComesBack: LookUp, 7644 "3.3";
    Taken: Attributes, 7643 "2.2";
    Unresolved: Messages, 7644 "3.7.2";
    VersionChanged: LookUp, 7644 "3.14";
    ManyOperations: Messages, 7644 "3.7.4";
    LargeBody: Messages, 9110 "15.5.14";
    LargeHead: Address, 6585 "5";
    SlowBody: Waiting, 9110 "15.5.9";
    TooFast: Waiting, 6585 "4";
    MediaType: Messages, 7644 "3.8";
    Strict: Messages, 7644 "3.12", Settings;
    Filter: Messages, 7644 "3.4.2.2";
    ManyMembers: Members, 7643 "4.2";
    TooMuch: Messages, 7644 "3.4.2.2";
    NoBody: Messages, 7644 "3.8";
    BrokenBody: Messages, 7644 "3.8";
    NoJson: Messages, 7644 "3.8";
    Syntax: Messages, 7644 "3.12";
    UnknownAttribute: Attributes, 7644 "3.5.2", Schemas;
    Path: Messages, 7644 "3.5.2";
    NoMatch: LookUp, 7644 "3.5.2";
    NoTarget: LookUp, 7644 "3.5.2";
    ReadOnly: Attributes, 7643 "2.2";
    Immutable: Attributes, 7643 "2.2";
    Mutability: Attributes, 7643 "2.2";
    UnknownMember: Members, 7643 "4.2";
    VanishedMember: Members, 7643 "4.2";
    Parameter: Messages, 7644 "3.4.2";
    Parameters: Messages, 7644 "3.4.2";
    Sorting: Messages, 7644 "3.4.2.3";
    Past: Messages, 7644 "3.12";
    Required: Attributes, 7643 "2.2";
    TooLong: Attributes, 7644 "3.12";
    ManyValues: Attributes, 7644 "3.12";
    ManyPatches: Messages, 7644 "3.5.2";
    ControlCharacter: Attributes, 7644 "3.12";
    LargeResource: Attributes, 7644 "3.12";
    WrongType: Attributes, 7643 "2.3";
    Value: Attributes, 7644 "3.12";
    Version: Messages, 7644 "3.13";
    Sensitive: Messages, 7644 "7.5.2";
    Cursor: Messages, 9865 "2";
    NotOffered: Address, 7644 "3.11";
    SchemasChanged: Waiting, 7644 "3.12";
    OutOfTime: Waiting, 7644 "3.12";
    Unavailable: Waiting, 7644 "3.12";
    NoSpace: Waiting, 7644 "3.12";
    Fault: Waiting, 7644 "3.12";
    /// The table has nothing to say: the log's own words are all there is.
    Unknown: Messages, 7644 "3.12";
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
