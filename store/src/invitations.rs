//! One-time links: the set-up of an empty installation, and invitations into a tenant.

use std::ops::Deref;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, ExprTrait, Order};

use crate::entity::invitation::{Column, Entity, Model};
use crate::error::Error;
use crate::id::{Id, InvitationId, TenantId};
use crate::sql::col;
use crate::tenant::{Tenant, TenantRead, TenantTx};
use crate::time;
use crate::unit::Effect;

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
    /// Who made it, as people call them.
    pub invited_by: Option<String>,
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
    /// Who made it, as people call them.
    pub invited_by: Option<String>,
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
            invited_by: row.invited_by,
        })
    }
}

/// Reads the invitations into a tenant.
pub struct Read<'t> {
    tenant: &'t TenantRead,
}

impl<'t> Read<'t> {
    pub(crate) fn new(tenant: &'t TenantRead) -> Self {
        Self { tenant }
    }

    /// Those that can be used at `now`, the newest first.
    pub async fn open(&self, now: DateTime<Utc>) -> Result<Vec<Record>, Error> {
        let open = Condition::all()
            .add(col(Column::UsedAt).is_null())
            .add(col(Column::ExpiresAt).gt(now.timestamp_millis()));
        self.where_(open).await
    }

    /// The invitation with that id, used or not.
    pub async fn get(&self, id: InvitationId) -> Result<Option<Record>, Error> {
        let this = Condition::all().add(col(Column::Id).eq(id));
        Ok(self.where_(this).await?.pop())
    }

    async fn where_(&self, condition: Condition) -> Result<Vec<Record>, Error> {
        let select = self
            .tenant
            .find::<Entity>()
            .cond_where(condition)
            .order_by_expr(col(Column::Id), Order::Desc)
            .take();
        let found: Vec<Model> = self.tenant.link().all(&select).await?;
        let tenant = self.tenant.tenant();
        found
            .into_iter()
            .map(|row| Record::from_row(row, Some(tenant.clone())))
            .collect()
    }
}

/// Reads and withdraws the invitations into a tenant.
pub struct Write<'t> {
    read: Read<'t>,
    tx: &'t TenantTx,
}

impl<'t> Deref for Write<'t> {
    type Target = Read<'t>;

    fn deref(&self) -> &Read<'t> {
        &self.read
    }
}

impl<'t> Write<'t> {
    pub(crate) fn new(tx: &'t TenantTx) -> Self {
        Self {
            read: Read::new(tx),
            tx,
        }
    }

    /// Takes an invitation back; `false` when there is none.
    pub async fn withdraw(&self, id: InvitationId) -> Result<bool, Error> {
        let delete = self.tx.delete::<Entity>(col(Column::Id).eq(id));
        Ok(self.tx.execute(&delete, Effect::Audited).await? > 0)
    }

    /// Forgets those that ended before a time, used or not. Bookkeeping: they open nothing.
    pub async fn forget(&self, before: DateTime<Utc>) -> Result<(), Error> {
        let over = col(Column::ExpiresAt).lt(before.timestamp_millis());
        let delete = self.tx.delete::<Entity>(over);
        self.tx.execute(&delete, Effect::Quiet).await?;
        Ok(())
    }
}
