//! What mail says, without words: they are for whoever sends it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::credentials::CredentialKind;

/// One mail to one person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// The address.
    pub to: String,
    /// What it says.
    pub letter: Letter,
}

impl std::fmt::Debug for Mail {
    /// Without address and links: debug output ends in logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mail(•••)")
    }
}

/// What there is to tell.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Letter {
    /// Somebody is invited to a tenant.
    Invitation {
        /// The tenant's name.
        tenant: String,
        /// The role there.
        role: String,
        /// Who invited them.
        by: String,
        /// The one-time link.
        link: String,
        /// When that ends.
        until: DateTime<Utc>,
    },
    /// A link with which the reader chooses another password.
    PasswordLink {
        /// The tenant that made it; `None` for one that was asked for at the sign-in page.
        tenant: Option<String>,
        /// The one-time link.
        link: String,
        /// When that ends.
        until: DateTime<Utc>,
    },
    /// The reader's password is another one.
    PasswordChanged {
        /// When it was changed.
        at: DateTime<Utc>,
        /// From where, as far as it is known.
        ip: Option<String>,
    },
    /// The reader's second factor was turned on or off.
    SecondFactorChanged {
        /// Whether codes are asked for now.
        on: bool,
        /// When that changed.
        at: DateTime<Utc>,
        /// From where, as far as it is known.
        ip: Option<String>,
    },
    /// A tenant of the reader's is to be deleted.
    TenantEnds {
        /// The tenant's name.
        tenant: String,
        /// Who wants it deleted.
        by: String,
        /// When it will be.
        at: DateTime<Utc>,
        /// The page on which that is taken back.
        page: String,
    },
    /// The reader has another role.
    RoleChanged {
        /// The tenant's name.
        tenant: String,
        /// The role from now on.
        role: String,
        /// Who changed it.
        by: String,
    },
    /// Somebody else owns a tenant of the reader's too.
    OwnerMade {
        /// The tenant's name.
        tenant: String,
        /// Who is an owner now.
        owner: String,
        /// Who made them one.
        by: String,
    },
    /// A token is about to end.
    TokenEnds {
        /// The tenant's name.
        tenant: String,
        /// The token's name.
        token: String,
        /// When it ends.
        at: DateTime<Utc>,
        /// The page of the token.
        page: String,
    },
    /// An OAuth client is about to end.
    ClientEnds {
        /// The tenant's name.
        tenant: String,
        /// The client's name.
        client: String,
        /// When it ends.
        at: DateTime<Utc>,
        /// Whether it has a secret to be rotated.
        has_secret: bool,
        /// The page of the client.
        page: String,
    },
    /// A client has stopped calling.
    ClientSilent {
        /// The tenant's name.
        tenant: String,
        /// What it is let in by. Mail that was written before there was a choice is of a token.
        #[serde(default)]
        kind: CredentialKind,
        /// The name of its token, or of the OAuth client.
        token: String,
        /// When it called last.
        since: DateTime<Utc>,
        /// Its longest pause before that, in hours.
        longest_hours: i64,
        /// The page of the token or the OAuth client.
        page: String,
    },
}
