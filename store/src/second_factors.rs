//! Second factors of accounts: what an authenticator app shares with the server, and the codes that
//! stand in for it once each.

use chrono::{DateTime, Utc};
use sea_orm::EntityName;
use sea_orm::sea_query::{Expr, ExprTrait, Query, UpdateStatement};

use crate::entity::account;
use crate::entity::recovery_code::{Column, Entity};
use crate::error::Error;
use crate::id::AccountId;
use crate::sql::{Row, col, row};
use crate::system::SystemTx;
use crate::unit::Effect;

/// The second factor of an account, as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// What the app was given, encrypted by the caller.
    pub secret: String,
    /// Since when it is asked for; `None` until a first code showed that the app has the secret.
    pub since: Option<DateTime<Utc>>,
    /// The number of the time step whose code was used last.
    pub step: Option<i64>,
}

impl std::fmt::Debug for Record {
    /// Without the secret, encrypted as it is: debug output ends in logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Record")
            .field("since", &self.since)
            .field("step", &self.step)
            .finish_non_exhaustive()
    }
}

/// Changes second factors.
pub struct Write<'t> {
    tx: &'t SystemTx,
}

impl<'t> Write<'t> {
    pub(crate) fn new(tx: &'t SystemTx) -> Self {
        Self { tx }
    }

    /// Keeps a secret that has not been confirmed, in place of one that was not either; `false` when
    /// the account has a second factor already, which stays.
    pub async fn begin(&self, account: AccountId, secret: &str) -> Result<bool, Error> {
        let values = self.tx.row().set(account::Column::FactorSecret, secret);
        let update = of(account, values)
            .and_where(col(account::Column::FactorSince).is_null())
            .take();
        self.done(&update).await
    }

    /// Turns the secret that was begun into the second factor; `false` when there is none to turn,
    /// or another one than `secret`.
    pub async fn confirm(
        &self,
        account: AccountId,
        secret: &str,
        step: i64,
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let values = self
            .tx
            .row()
            .time(account::Column::FactorSince, now)
            .set(account::Column::FactorStep, step);
        let update = of(account, values)
            .and_where(col(account::Column::FactorSecret).eq(secret))
            .and_where(col(account::Column::FactorSince).is_null())
            .take();
        self.done(&update).await
    }

    /// Uses the code of a time step up, and with it those of earlier ones (RFC 6238 §5.2); `false`
    /// when it was used, of several who try at once for all but one.
    pub async fn use_step(&self, account: AccountId, step: i64) -> Result<bool, Error> {
        let values = self.tx.row().set(account::Column::FactorStep, step);
        let update = of(account, values)
            .and_where(col(account::Column::FactorSince).is_not_null())
            .and_where(col(account::Column::FactorStep).lt(step))
            .take();
        self.done(&update).await
    }

    /// Takes the second factor away with its codes, or a secret that was begun; `false` when there
    /// was none.
    pub async fn remove(&self, account: AccountId) -> Result<bool, Error> {
        let values = self
            .tx
            .row()
            .set(account::Column::FactorSecret, None::<String>)
            .set(account::Column::FactorSince, None::<i64>)
            .set(account::Column::FactorStep, None::<i64>);
        let update = of(account, values)
            .and_where(col(account::Column::FactorSecret).is_not_null())
            .take();
        self.replace_codes(account, &[]).await?;
        self.done(&update).await
    }

    /// Keeps these hashes of recovery codes in place of all there were.
    pub async fn replace_codes(&self, account: AccountId, hashes: &[String]) -> Result<(), Error> {
        let delete = Query::delete()
            .from_table(Entity.table_ref())
            .and_where(col(Column::AccountId).eq(account))
            .take();
        self.tx.execute(&delete, Effect::Quiet).await?;
        let rows = hashes.iter().map(|hash| self.code(account, hash)).collect();
        if let Some(insert) = row::insert::<Entity>(rows) {
            self.tx.execute(&insert, Effect::Quiet).await?;
        }
        Ok(())
    }

    /// Uses a recovery code up; `false` when it is none, or was used.
    pub async fn use_code(
        &self,
        account: AccountId,
        hash: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let update = Query::update()
            .table(Entity.table_ref())
            .values(self.tx.row().time(Column::UsedAt, now).into_values())
            .and_where(col(Column::AccountId).eq(account))
            .and_where(col(Column::CodeHash).eq(hash))
            .and_where(col(Column::UsedAt).is_null())
            .take();
        self.done(&update).await
    }

    fn code(&self, account: AccountId, hash: &str) -> Row {
        self.tx
            .row()
            .set(Column::AccountId, account)
            .set(Column::CodeHash, hash)
            .expr(Column::UsedAt, Expr::null())
    }

    async fn done(&self, update: &UpdateStatement) -> Result<bool, Error> {
        Ok(self.tx.execute(update, Effect::Quiet).await? > 0)
    }
}

fn of(account: AccountId, values: Row) -> UpdateStatement {
    Query::update()
        .table(account::Entity.table_ref())
        .values(values.into_values())
        .and_where(col(account::Column::Id).eq(account))
        .take()
}
