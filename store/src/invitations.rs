//! One-time links: the set-up of an empty installation, and invitations into a tenant.

use chrono::{DateTime, Utc};

use crate::entity::invitation::Model;
use crate::error::Error;
use crate::id::{Id, InvitationId, TenantId};
use crate::tenant::Tenant;
use crate::time;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The first owner of an empty installation.
    Setup,
    /// A member of a tenant.
    Invite,
}

impl Kind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Invite => "invite",
        }
    }
}

/// An invitation to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    /// The id it gets.
    pub id: InvitationId,
    /// The tenant it leads into.
    pub tenant_id: Option<TenantId>,
    /// Whom it is for.
    pub email: Option<String>,
    /// The role they will have.
    pub role: Option<String>,
    /// What it is for.
    pub kind: Kind,
    /// The hash of the code in the link.
    pub code_hash: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// An invitation as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its id.
    pub id: InvitationId,
    /// The tenant it leads into.
    pub tenant: Option<Tenant>,
    /// Whom it is for.
    pub email: Option<String>,
    /// The role they will have.
    pub role: Option<String>,
    /// What it is for.
    pub kind: Kind,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// When it was used.
    pub used_at: Option<DateTime<Utc>>,
}

impl Record {
    /// Whether it can be used at `now`. Using it decides: see `SystemTx::use_invitation`.
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.used_at.is_none() && now < self.expires_at
    }

    pub(crate) fn from_row(row: Model, tenant: Option<Tenant>) -> Result<Self, Error> {
        let wrong = |column| Error::Inconsistent {
            table: "invitation",
            column,
            row: row.id.to_string(),
        };
        let kind = [Kind::Setup, Kind::Invite]
            .into_iter()
            .find(|kind| kind.as_str() == row.kind);
        Ok(Self {
            id: Id::from_uuid(row.id),
            tenant,
            kind: kind.ok_or_else(|| wrong("kind"))?,
            created_at: time::at(row.created_at).ok_or_else(|| wrong("created_at"))?,
            expires_at: time::at(row.expires_at).ok_or_else(|| wrong("expires_at"))?,
            used_at: row.used_at.and_then(time::at),
            email: row.email,
            role: row.role,
        })
    }
}
