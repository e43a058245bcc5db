//! One-time links with which somebody chooses another password without knowing the one they had.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Query};
use sea_orm::{EntityName, FromQueryResult};

use crate::entity::password_reset::{Column, Entity, Model};
use crate::error::Error;
use crate::id::{AccountId, Id, PasswordResetId, TenantId};
use crate::sql::col;
use crate::system::SystemTx;
use crate::time;
use crate::unit::Effect;

/// A link as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its id.
    pub id: PasswordResetId,
    /// Whose password it is about.
    pub account_id: AccountId,
    /// The tenant that made it, with the person's role there at that time; `None` for one that the
    /// operator made.
    pub made_in: Option<(TenantId, String)>,
    /// The hash of the code in the link.
    pub code_hash: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// When it was used.
    pub used_at: Option<DateTime<Utc>>,
}

impl Record {
    /// Whether it can be used at `now`. Using it decides: see [`Write::use_up`].
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.used_at.is_none() && now < self.expires_at
    }
}

/// Changes links to another password.
pub struct Write<'t> {
    tx: &'t SystemTx,
}

impl<'t> Write<'t> {
    pub(crate) fn new(tx: &'t SystemTx) -> Self {
        Self { tx }
    }

    /// Keeps a new link.
    pub async fn insert(&self, record: &Record) -> Result<(), Error> {
        let made_in = record.made_in.clone().unzip();
        let row = self
            .tx
            .row()
            .set(Column::Id, record.id)
            .set(Column::AccountId, record.account_id)
            .set(Column::TenantId, made_in.0.map(TenantId::as_uuid))
            .set(Column::Role, made_in.1)
            .set(Column::CodeHash, record.code_hash.as_str())
            .time(Column::CreatedAt, record.created_at)
            .time(Column::ExpiresAt, record.expires_at)
            .time_if(Column::UsedAt, record.used_at);
        self.tx.insert::<Entity>(row).await
    }

    /// Uses a link up. Of several who try at once, one gets it; the others get `None`.
    pub async fn use_up(
        &self,
        code_hash: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Record>, Error> {
        let update = Query::update()
            .table(Entity.table_ref())
            .values(self.tx.row().time(Column::UsedAt, now).into_values())
            .and_where(col(Column::CodeHash).eq(code_hash))
            .and_where(col(Column::UsedAt).is_null())
            .and_where(col(Column::ExpiresAt).gt(now.timestamp_millis()))
            .returning_all()
            .take();
        let rows = self.tx.returning(&update, Effect::Quiet).await?;
        let found = rows.first().map(|row| Model::from_query_result(row, ""));
        found.transpose()?.map(TryInto::try_into).transpose()
    }

    /// Ends the links of a person that can still be used.
    pub async fn end_of_account(
        &self,
        account: AccountId,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let update = Query::update()
            .table(Entity.table_ref())
            .values(self.tx.row().time(Column::ExpiresAt, now).into_values())
            .and_where(col(Column::AccountId).eq(account))
            .and_where(col(Column::UsedAt).is_null())
            .and_where(col(Column::ExpiresAt).gt(now.timestamp_millis()))
            .take();
        self.tx.execute(&update, Effect::Quiet).await?;
        Ok(())
    }

    /// How many links of a person can be used at `now`.
    pub async fn count_open(&self, account: AccountId, now: DateTime<Utc>) -> Result<u64, Error> {
        let select = Query::select()
            .expr(Expr::col(Asterisk).count())
            .from(Entity.table_ref())
            .and_where(col(Column::AccountId).eq(account))
            .and_where(col(Column::UsedAt).is_null())
            .and_where(col(Column::ExpiresAt).gt(now.timestamp_millis()))
            .take();
        self.tx.link().count(&select).await
    }

    /// Forgets those that ended before a time, used or not.
    pub async fn forget(&self, before: DateTime<Utc>) -> Result<(), Error> {
        let delete = Query::delete()
            .from_table(Entity.table_ref())
            .and_where(col(Column::ExpiresAt).lt(before.timestamp_millis()))
            .take();
        self.tx.execute(&delete, Effect::Quiet).await?;
        Ok(())
    }
}

impl TryFrom<Model> for Record {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        let wrong = |column| Error::Inconsistent {
            table: "password_reset",
            column,
            row: row.id.to_string(),
        };
        Ok(Self {
            id: Id::from_uuid(row.id),
            account_id: Id::from_uuid(row.account_id),
            created_at: time::at(row.created_at).ok_or_else(|| wrong("created_at"))?,
            expires_at: time::at(row.expires_at).ok_or_else(|| wrong("expires_at"))?,
            used_at: row.used_at.and_then(time::at),
            made_in: row.tenant_id.map(Id::from_uuid).zip(row.role),
            code_hash: row.code_hash,
        })
    }
}
