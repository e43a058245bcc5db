//! Mail that is still to be sent: kept with the change that it tells of, gone once it was sent.
//!
//! Whoever sends one takes it for a while before. Of several processes one gets it, and if that
//! one dies, another does when the while is over.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, UpdateStatement};
use sea_orm::{EntityName, FromQueryResult};
use uuid::Uuid;

use crate::entity::mail::{Column, Entity, Model};
use crate::error::Error;
use crate::id::{Id, MailId, TenantId};
use crate::sql::{Row, col, row};
use crate::system::{System, SystemTx};
use crate::time;
use crate::unit::{Effect, Unit};

/// Mail to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    /// The id it gets.
    pub id: MailId,
    /// What it is about, to be withdrawn by.
    pub about: Option<Uuid>,
    /// Whom it is for and what it says, unreadable here.
    pub sealed: String,
    /// When it is to be sent.
    pub due_at: DateTime<Utc>,
    /// When it is of no use any more.
    pub expires_at: DateTime<Utc>,
}

/// Mail that somebody has taken to send it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its id.
    pub id: MailId,
    /// Whom it is for and what it says.
    pub sealed: String,
    /// How often somebody tried, this time included.
    pub attempts: i32,
    /// When it is of no use any more.
    pub expires_at: DateTime<Utc>,
}

/// Keeps and withdraws mail, within a transaction of a tenant or of none.
pub struct Write<'t> {
    unit: &'t Unit,
    tenant: Option<TenantId>,
}

impl<'t> Write<'t> {
    pub(crate) fn new(unit: &'t Unit, tenant: Option<TenantId>) -> Self {
        Self { unit, tenant }
    }

    /// Keeps mail, to be sent once the transaction is committed.
    pub async fn insert(&self, new: &New) -> Result<(), Error> {
        let row = Row::new(self.unit.backend())
            .set(Column::Id, new.id)
            .set(Column::TenantId, self.tenant.map(TenantId::as_uuid))
            .set(Column::About, new.about)
            .set(Column::Sealed, new.sealed.as_str())
            .set(Column::Attempts, 0)
            .time(Column::DueAt, new.due_at)
            .time(Column::ExpiresAt, new.expires_at);
        if let Some(insert) = row::insert::<Entity>(vec![row]) {
            self.unit.execute(&insert, Effect::Quiet).await?;
        }
        Ok(())
    }

    /// Withdraws what is about something of this tenant and was not sent yet.
    pub async fn withdraw(&self, about: Uuid) -> Result<(), Error> {
        let theirs = match self.tenant {
            Some(tenant) => col(Column::TenantId).eq(tenant),
            None => col(Column::TenantId).is_null(),
        };
        let delete = Query::delete()
            .from_table(Entity.table_ref())
            .and_where(col(Column::About).eq(about))
            .and_where(theirs)
            .take();
        self.unit.execute(&delete, Effect::Quiet).await?;
        Ok(())
    }
}

impl System {
    /// Whether there is mail that is to be sent at `now`.
    pub async fn mail_is_due(&self, now: DateTime<Utc>) -> Result<bool, Error> {
        let select = Query::select()
            .expr(Expr::val(1))
            .from(Entity.table_ref())
            .and_where(col(Column::DueAt).lte(now.timestamp_millis()))
            .limit(1)
            .take();
        Ok(self.link().row(&select).await?.is_some())
    }
}

impl SystemTx {
    /// Takes mail that is due at `now`, the oldest first, so that nobody else does until `until`.
    pub async fn take_mail(
        &self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        most: u64,
    ) -> Result<Vec<Record>, Error> {
        let due = Query::select()
            .column(Column::Id)
            .from(Entity.table_ref())
            .and_where(col(Column::DueAt).lte(now.timestamp_millis()))
            .order_by_expr(col(Column::DueAt), Order::Asc)
            .limit(most)
            .take();
        let mut update = self.taking(until);
        update
            .and_where(col(Column::Id).in_subquery(due))
            // Another process may have taken it while this statement waited for the row.
            .and_where(col(Column::DueAt).lte(now.timestamp_millis()))
            .returning_all();
        self.taken(&update).await
    }

    /// Takes one mail before it is due; `None` when it is not there any more.
    pub async fn take_one_mail(
        &self,
        id: MailId,
        until: DateTime<Utc>,
    ) -> Result<Option<Record>, Error> {
        let mut update = self.taking(until);
        update.and_where(col(Column::Id).eq(id)).returning_all();
        Ok(self.taken(&update).await?.pop())
    }

    fn taking(&self, until: DateTime<Utc>) -> UpdateStatement {
        let again = col(Column::Attempts).add(1);
        let changes = self.row().time(Column::DueAt, until);
        Query::update()
            .table(Entity.table_ref())
            .values(changes.expr(Column::Attempts, again).into_values())
            .take()
    }

    async fn taken(&self, update: &UpdateStatement) -> Result<Vec<Record>, Error> {
        let rows = self.returning(update, Effect::Quiet).await?;
        let models = rows.iter().map(|row| Model::from_query_result(row, ""));
        models.map(|model| model?.try_into()).collect()
    }

    /// Has mail sent again at another time.
    pub async fn put_mail_off(&self, id: MailId, until: DateTime<Utc>) -> Result<(), Error> {
        let changes = self.row().time(Column::DueAt, until);
        let update = Query::update()
            .table(Entity.table_ref())
            .values(changes.into_values())
            .and_where(col(Column::Id).eq(id))
            .take();
        self.execute(&update, Effect::Quiet).await?;
        Ok(())
    }

    /// Lets go of mail that was sent, or is given up.
    pub async fn delete_mail(&self, id: MailId) -> Result<(), Error> {
        let delete = Query::delete()
            .from_table(Entity.table_ref())
            .and_where(col(Column::Id).eq(id))
            .take();
        self.execute(&delete, Effect::Quiet).await?;
        Ok(())
    }
}

impl TryFrom<Model> for Record {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        let expires_at = time::at(row.expires_at).ok_or_else(|| Error::Inconsistent {
            table: "mail",
            column: "expires_at",
            row: row.id.to_string(),
        })?;
        Ok(Self {
            id: Id::from_uuid(row.id),
            sealed: row.sealed,
            attempts: row.attempts,
            expires_at,
        })
    }
}
