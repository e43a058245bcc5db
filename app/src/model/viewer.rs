//! Who is looking, and at which tenant.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Instant;

/// The person signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    pub email: String,
    /// Written into every form as the hidden field `csrf`.
    pub csrf: String,
    /// Whether the way to `/tenants` is offered.
    pub several_tenants: bool,
    /// Whether they run the server: the way to `/operator` is offered.
    pub operates: bool,
    /// The tenant this page is about and the viewer's role there. `None` on pages
    /// that belong to no tenant (`/tenants`, `/account` of a person without one).
    pub membership: Option<Membership>,
}

/// A person's place in a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    pub tenant: TenantLabel,
    pub role: Role,
    /// Whoever runs the server has suspended the tenant: it is read and not changed.
    pub suspended: bool,
    /// When the tenant will be deleted, if its owners want it so.
    pub deletion: Option<Instant>,
    /// An identity provider has written something, or nobody has looked: else the way to *Connect*
    /// has a dot.
    pub provisioned: bool,
}

/// How a tenant is named in links and in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TenantLabel {
    pub slug: String,
    pub name: String,
}

/// What a member may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Auditor,
    Admin,
    Owner,
}

impl Role {
    /// Issue, rotate and revoke tokens.
    pub fn manages_tokens(self) -> bool {
        self >= Self::Admin
    }

    /// Share saved views with all members.
    pub fn shares_views(self) -> bool {
        self >= Self::Admin
    }

    /// Invite and remove admins and auditors.
    pub fn manages_members(self) -> bool {
        self >= Self::Admin
    }

    /// Make and remove owners.
    pub fn manages_owners(self) -> bool {
        self == Self::Owner
    }

    /// Take a user's access away without waiting for the identity provider.
    pub fn deactivates_users(self) -> bool {
        self == Self::Owner
    }

    /// The word in the form field `role`, on the command line and in events.
    pub fn word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Auditor => "auditor",
        }
    }

    /// Change the tenant itself, its schemas included.
    pub fn manages_tenant(self) -> bool {
        self == Self::Owner
    }
}

/// A word that is none of the known ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unknown;

impl FromStr for Role {
    type Err = Unknown;

    fn from_str(word: &str) -> Result<Self, Unknown> {
        match word {
            "owner" => Ok(Self::Owner),
            "admin" => Ok(Self::Admin),
            "auditor" => Ok(Self::Auditor),
            _ => Err(Unknown),
        }
    }
}

/// The colour theme, from the cookie `theme`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    /// The three choices, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The word in the cookie, in the form field `theme` and in `<html data-theme>`.
    pub fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl FromStr for Theme {
    type Err = Unknown;

    fn from_str(word: &str) -> Result<Self, Unknown> {
        Self::ALL
            .into_iter()
            .find(|theme| theme.word() == word)
            .ok_or(Unknown)
    }
}

/// What a redirect leaves behind for the next page: shown once, as a banner under its title.
/// Serialisable, so that it can wait in the session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "flash", rename_all = "snake_case")]
pub enum Flash {
    /// The first owner and their tenant exist: lands on Connect.
    OwnerCreated {
        tenant: String,
    },
    /// An invitation was accepted.
    Joined {
        tenant: String,
    },
    /// By an owner, not by the identity provider.
    UserDeactivated {
        name: String,
    },
    UserInactiveBefore {
        name: String,
    },
    TokenRevoked {
        name: String,
    },
    TenantCreated {
        tenant: String,
    },
    TenantSuspended {
        slug: String,
    },
    TenantResumed {
        slug: String,
    },
    TenantDeleted {
        slug: String,
    },
    /// The form of an OAuth client was sent again.
    ClientIssuedBefore {
        name: String,
        /// Rather than public keys.
        has_secret: bool,
    },
    /// The form that rotates the secret of one was sent again.
    ClientRotatedBefore {
        name: String,
    },
    ClientSecretEnded {
        name: String,
    },
    InvitationWithdrawn {
        email: String,
    },
    RoleChanged {
        email: String,
        role: Role,
    },
    MemberDisabled {
        email: String,
    },
    MemberEnabled {
        email: String,
    },
    MemberRemoved {
        email: String,
    },
    /// The viewer's own membership is over.
    Left {
        tenant: String,
    },
    SchemaRegistered {
        urn: String,
    },
    SchemaUpdated {
        urn: String,
    },
    SchemaUnchanged {
        urn: String,
    },
    /// How many users or groups lost values with it.
    SchemaRemoved {
        urn: String,
        values: u64,
    },
    ViewSaved {
        name: String,
    },
    ViewChanged {
        name: String,
    },
    ViewRestored {
        name: String,
    },
    PasswordChanged {
        sessions_ended: u64,
    },
    /// One of one's own other sessions.
    SessionEnded,
    OtherSessionsEnded {
        ended: u64,
    },
    ThemeSaved,
    /// Time zone, height of rows, single keys.
    DisplaySaved,
    /// How SCIM behaves was chosen.
    SettingsSaved,
    DeletionCancelled,
    SecondFactorRemoved,
    /// The second factor of somebody else.
    SecondFactorTaken {
        email: String,
    },
    /// A query parameter had a value nobody knows; the page fell back to its default.
    QueryIgnored {
        parameters: Vec<String>,
    },
}
