//! Sessions of the console, found by the hash of their id.

use chrono::{DateTime, Utc};
use sea_orm::EntityName;
use sea_orm::sea_query::{Condition, ExprTrait, OnConflict, Query};
use serde_json::Value;

use crate::entity::console_session::{Column, Entity, Model};
use crate::error::Error;
use crate::id::{AccountId, Id};
use crate::sql::{Row, col, dialect, row};
use crate::system::SystemTx;
use crate::time;
use crate::unit::Effect;

/// Sessions of one person that are listed at most.
pub const MOST_LISTED: u64 = 200;

/// A session as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// SHA-256 of the session's id, in hex.
    pub id_hash: String,
    /// Who is signed in.
    pub account_id: Option<AccountId>,
    /// What the session holds.
    pub data: Value,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// Changes sessions.
pub struct Write<'t> {
    tx: &'t SystemTx,
}

impl<'t> Write<'t> {
    pub(crate) fn new(tx: &'t SystemTx) -> Self {
        Self { tx }
    }

    /// Begins a session; `false` when there is one with this id, which is left as it is.
    pub async fn insert(&self, record: &Record) -> Result<bool, Error> {
        let row = changed(self.tx.row(), record)?
            .set(Column::IdHash, record.id_hash.as_str())
            .time(Column::CreatedAt, record.created_at);
        let Some(mut insert) = row::insert::<Entity>(vec![row]) else {
            return Ok(false);
        };
        insert.on_conflict(OnConflict::new().do_nothing().to_owned());
        Ok(self.tx.execute(&insert, Effect::Quiet).await? > 0)
    }

    /// Keeps what a session holds now; `false` when it has ended, and it stays ended.
    pub async fn update(&self, record: &Record) -> Result<bool, Error> {
        let update = Query::update()
            .table(Entity.table_ref())
            .values(changed(self.tx.row(), record)?.into_values())
            .and_where(col(Column::IdHash).eq(record.id_hash.as_str()))
            .take();
        Ok(self.tx.execute(&update, Effect::Quiet).await? > 0)
    }

    /// Ends a session; `false` when it had ended.
    pub async fn delete(&self, id_hash: &str) -> Result<bool, Error> {
        let this = Condition::all().add(col(Column::IdHash).eq(id_hash));
        Ok(self.delete_where(this).await? > 0)
    }

    /// Ends a session of a person; `false` when they have none of this id.
    pub async fn delete_one_of(&self, account: AccountId, id_hash: &str) -> Result<bool, Error> {
        let theirs = Condition::all()
            .add(col(Column::IdHash).eq(dialect::storable(id_hash)))
            .add(col(Column::AccountId).eq(account));
        Ok(self.delete_where(theirs).await? > 0)
    }

    /// Ends all sessions of a person, but for the one to keep.
    pub async fn delete_of_account(
        &self,
        account: AccountId,
        keep: Option<&str>,
    ) -> Result<u64, Error> {
        let theirs = Condition::all()
            .add(col(Column::AccountId).eq(account))
            .add_option(keep.map(|keep| col(Column::IdHash).ne(keep)));
        self.delete_where(theirs).await
    }

    /// Forgets sessions whose time is over.
    pub async fn delete_expired(&self, now: DateTime<Utc>) -> Result<u64, Error> {
        let over = Condition::all().add(col(Column::ExpiresAt).lte(now.timestamp_millis()));
        self.delete_where(over).await
    }

    async fn delete_where(&self, condition: Condition) -> Result<u64, Error> {
        let delete = Query::delete()
            .from_table(Entity.table_ref())
            .cond_where(condition)
            .take();
        self.tx.execute(&delete, Effect::Quiet).await
    }
}

fn changed(row: Row, record: &Record) -> Result<Row, Error> {
    row.set(Column::AccountId, record.account_id.map(Id::as_uuid))
        .time(Column::ExpiresAt, record.expires_at)
        .json(Column::Data, &record.data)
}

impl TryFrom<Model> for Record {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        let wrong = |column| Error::Inconsistent {
            table: "console_session",
            column,
            row: row.id_hash.chars().take(8).collect(),
        };
        Ok(Self {
            created_at: time::at(row.created_at).ok_or_else(|| wrong("created_at"))?,
            expires_at: time::at(row.expires_at).ok_or_else(|| wrong("expires_at"))?,
            account_id: row.account_id.map(Id::from_uuid),
            data: row.data,
            id_hash: row.id_hash,
        })
    }
}
