//! Links to the guide of an identity provider, for somebody who is no member.

use std::ops::Deref;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, ExprTrait, Order};

use crate::entity::guide_link::{Column, Entity, Model};
use crate::error::Error;
use crate::id::{GuideLinkId, Id};
use crate::sql::col;
use crate::tenant::{TenantRead, TenantTx};
use crate::time;
use crate::unit::Effect;

/// A link as it is stored, but for the hash of its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its id.
    pub id: GuideLinkId,
    /// The identity provider whose guide it opens.
    pub provider: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// Who made it, as people call them.
    pub created_by: String,
    /// How many tokens were issued by it.
    pub tokens_issued: i32,
}

impl TryFrom<Model> for Record {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        let wrong = |column| Error::Inconsistent {
            table: "guide_link",
            column,
            row: row.id.to_string(),
        };
        Ok(Self {
            id: Id::from_uuid(row.id),
            created_at: time::at(row.created_at).ok_or_else(|| wrong("created_at"))?,
            expires_at: time::at(row.expires_at).ok_or_else(|| wrong("expires_at"))?,
            provider: row.provider,
            created_by: row.created_by,
            tokens_issued: row.tokens_issued,
        })
    }
}

/// Reads the links of a tenant.
pub struct Read<'t> {
    tenant: &'t TenantRead,
}

impl<'t> Read<'t> {
    pub(crate) fn new(tenant: &'t TenantRead) -> Self {
        Self { tenant }
    }

    /// Those that can be used at `now`, the newest first.
    pub async fn open(&self, now: DateTime<Utc>) -> Result<Vec<Record>, Error> {
        self.where_(Condition::all().add(col(Column::ExpiresAt).gt(now.timestamp_millis())))
            .await
    }

    /// The link with that id, ended or not.
    pub async fn get(&self, id: GuideLinkId) -> Result<Option<Record>, Error> {
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
        found.into_iter().map(Record::try_from).collect()
    }
}

/// Makes, counts and withdraws the links of a tenant.
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

    /// Keeps a new link, with the hash of its code.
    pub async fn insert(&self, record: &Record, code_hash: &str) -> Result<(), Error> {
        let row = self
            .tx
            .row::<Entity>()
            .set(Column::Id, record.id)
            .set(Column::Provider, record.provider.as_str())
            .set(Column::CodeHash, code_hash)
            .set(Column::CreatedBy, record.created_by.as_str())
            .set(Column::TokensIssued, record.tokens_issued)
            .time(Column::CreatedAt, record.created_at)
            .time(Column::ExpiresAt, record.expires_at);
        self.tx.insert::<Entity>(vec![row], Effect::Audited).await
    }

    /// Counts a token that was issued by a link of which `issued` are known; `false` when somebody
    /// else issued one meanwhile, or the link is gone.
    pub async fn count_token(&self, id: GuideLinkId, issued: i32) -> Result<bool, Error> {
        let changes = self.tx.changes().set(Column::TokensIssued, issued + 1);
        let this = Condition::all()
            .add(col(Column::Id).eq(id))
            .add(col(Column::TokensIssued).eq(issued));
        let update = self.tx.update::<Entity>(changes, this);
        Ok(self.tx.execute(&update, Effect::Audited).await? > 0)
    }

    /// Takes a link back; `false` when there is none.
    pub async fn withdraw(&self, id: GuideLinkId) -> Result<bool, Error> {
        let delete = self.tx.delete::<Entity>(col(Column::Id).eq(id));
        Ok(self.tx.execute(&delete, Effect::Audited).await? > 0)
    }

    /// Forgets those that ended before a time. Bookkeeping: they open nothing.
    pub async fn forget(&self, before: DateTime<Utc>) -> Result<(), Error> {
        let over = col(Column::ExpiresAt).lt(before.timestamp_millis());
        let delete = self.tx.delete::<Entity>(over);
        self.tx.execute(&delete, Effect::Quiet).await?;
        Ok(())
    }
}
