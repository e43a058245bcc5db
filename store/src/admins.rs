//! The people of the console in one tenant, with their roles.

use std::ops::Deref;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Asterisk, Condition, Expr, ExprTrait, Order, Query, SelectStatement};
use sea_orm::{EntityName, FromQueryResult};
use uuid::Uuid;

use crate::entity::account;
use crate::entity::tenant_member::{Column, Entity};
use crate::error::Error;
use crate::id::{AccountId, Id, MemberId};
use crate::sql::{col, dialect};
use crate::tenant::{TenantRead, TenantTx};
use crate::time;
use crate::unit::Effect;

/// A person's membership in a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The membership's id.
    pub id: MemberId,
    /// The person.
    pub account_id: AccountId,
    /// The person's e-mail address.
    pub email: String,
    /// `owner`, `admin` or `auditor`.
    pub role: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Since when no longer, if so.
    pub disabled_at: Option<DateTime<Utc>>,
    /// When they were last in the tenant's console, as far as it was noted.
    pub last_seen_at: Option<DateTime<Utc>>,
    /// Since when the person has a second factor, wherever they sign in.
    pub factor_since: Option<DateTime<Utc>>,
    /// Whether the tenant's OpenID Connect provider made it, so that no password opens it.
    pub by_provider: bool,
}

/// A membership's row with the account's address.
#[derive(FromQueryResult)]
pub(crate) struct Found {
    id: Uuid,
    account_id: Uuid,
    email: String,
    role: String,
    created_at: i64,
    disabled_at: Option<i64>,
    last_seen_at: Option<i64>,
    factor_since: Option<i64>,
    by_provider: bool,
}

/// Reads memberships of the console.
pub struct Read<'t> {
    tenant: &'t TenantRead,
}

impl<'t> Read<'t> {
    pub(crate) fn new(tenant: &'t TenantRead) -> Self {
        Self { tenant }
    }

    /// All of them, disabled ones included, by address.
    pub async fn list(&self) -> Result<Vec<Record>, Error> {
        self.where_(Condition::all()).await
    }

    /// The membership with that id.
    pub async fn get(&self, id: MemberId) -> Result<Option<Record>, Error> {
        Ok(self
            .where_(Condition::all().add(col(Column::Id).eq(id)))
            .await?
            .pop())
    }

    /// The membership of that person.
    pub async fn by_account(&self, account: AccountId) -> Result<Option<Record>, Error> {
        let theirs = Condition::all().add(col(Column::AccountId).eq(account));
        Ok(self.where_(theirs).await?.pop())
    }

    /// The membership of the person with that address, which is given folded.
    pub async fn by_email(&self, key: &str) -> Result<Option<Record>, Error> {
        let theirs = col(account::Column::EmailKey).eq(dialect::storable(key));
        Ok(self.where_(Condition::all().add(theirs)).await?.pop())
    }

    /// How many owners there are who are not disabled.
    pub async fn count_owners(&self) -> Result<u64, Error> {
        let select = Query::select()
            .expr(Expr::col(Asterisk).count())
            .from(Entity.table_ref())
            .and_where(self.tenant.owns::<Entity>())
            .and_where(col(Column::Role).eq("owner"))
            .and_where(col(Column::DisabledAt).is_null())
            .take();
        self.tenant.link().count(&select).await
    }

    async fn where_(&self, condition: Condition) -> Result<Vec<Record>, Error> {
        let select = select()
            .and_where(self.tenant.owns::<Entity>())
            .cond_where(condition)
            .order_by_expr(col(account::Column::EmailKey), Order::Asc)
            .take();
        let found: Vec<Found> = self.tenant.link().all(&select).await?;
        found.into_iter().map(Record::try_from).collect()
    }
}

/// Memberships with their accounts' addresses. Says nothing of a tenant.
pub(crate) fn select() -> SelectStatement {
    Query::select()
        .exprs(
            [
                Column::Id,
                Column::AccountId,
                Column::Role,
                Column::CreatedAt,
                Column::DisabledAt,
                Column::LastSeenAt,
                Column::ByProvider,
            ]
            .map(col),
        )
        .expr(col(account::Column::Email))
        .expr(col(account::Column::FactorSince))
        .from(Entity.table_ref())
        .inner_join(
            account::Entity.table_ref(),
            col(account::Column::Id).eq(col(Column::AccountId)),
        )
        .take()
}

/// Reads and changes memberships of the console.
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

    /// Makes a person a member;
    /// [`Constraint::MemberExists`](crate::Constraint) when they are one.
    pub async fn insert(
        &self,
        id: MemberId,
        account: AccountId,
        role: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        self.add(id, account, role, now, false).await
    }

    /// The same for one whom the tenant's OpenID Connect provider vouches for.
    pub async fn insert_by_provider(
        &self,
        id: MemberId,
        account: AccountId,
        role: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        self.add(id, account, role, now, true).await
    }

    async fn add(
        &self,
        id: MemberId,
        account: AccountId,
        role: &str,
        now: DateTime<Utc>,
        by_provider: bool,
    ) -> Result<(), Error> {
        let row = self
            .tx
            .row::<Entity>()
            .set(Column::Id, id)
            .set(Column::AccountId, account)
            .set(Column::Role, role)
            .set(Column::ByProvider, by_provider)
            .time(Column::CreatedAt, now);
        self.tx.insert::<Entity>(vec![row], Effect::Audited).await
    }

    /// Shuts a person out; `false` when they had been before.
    pub async fn disable(&self, id: MemberId, now: DateTime<Utc>) -> Result<bool, Error> {
        let changes = self.tx.changes().time(Column::DisabledAt, now);
        let open = col(Column::Id)
            .eq(id)
            .and(col(Column::DisabledAt).is_null());
        let update = self.tx.update::<Entity>(changes, open);
        Ok(self.tx.execute(&update, Effect::Audited).await? > 0)
    }

    /// Lets a person in again; `false` when they were not shut out.
    pub async fn enable(&self, id: MemberId) -> Result<bool, Error> {
        let changes = self.tx.changes().time_if(Column::DisabledAt, None);
        let shut_out = col(Column::Id)
            .eq(id)
            .and(col(Column::DisabledAt).is_not_null());
        let update = self.tx.update::<Entity>(changes, shut_out);
        Ok(self.tx.execute(&update, Effect::Audited).await? > 0)
    }

    /// Ends a membership, and what belongs to it; `false` when there is none.
    pub async fn remove(&self, id: MemberId) -> Result<bool, Error> {
        let delete = self.tx.delete::<Entity>(col(Column::Id).eq(id));
        Ok(self.tx.execute(&delete, Effect::Audited).await? > 0)
    }

    /// Notes when a person was in the tenant's console. Bookkeeping, no change of the membership.
    pub async fn touch(&self, id: MemberId, now: DateTime<Utc>) -> Result<(), Error> {
        let changes = self.tx.changes().time(Column::LastSeenAt, now);
        let update = self.tx.update::<Entity>(changes, col(Column::Id).eq(id));
        self.tx.execute(&update, Effect::Quiet).await?;
        Ok(())
    }

    /// Gives a person another role; `false` when there is no such membership.
    pub async fn set_role(&self, id: MemberId, role: &str) -> Result<bool, Error> {
        let changes = self.tx.changes().set(Column::Role, role);
        let update = self.tx.update::<Entity>(changes, col(Column::Id).eq(id));
        Ok(self.tx.execute(&update, Effect::Audited).await? > 0)
    }
}

impl TryFrom<Found> for Record {
    type Error = Error;

    fn try_from(row: Found) -> Result<Self, Error> {
        let wrong = |column| Error::Inconsistent {
            table: "tenant_member",
            column,
            row: row.id.to_string(),
        };
        Ok(Self {
            id: Id::from_uuid(row.id),
            account_id: Id::from_uuid(row.account_id),
            email: row.email,
            role: row.role,
            created_at: time::at(row.created_at).ok_or_else(|| wrong("created_at"))?,
            disabled_at: row.disabled_at.and_then(time::at),
            last_seen_at: row.last_seen_at.and_then(time::at),
            factor_since: row.factor_since.and_then(time::at),
            by_provider: row.by_provider,
        })
    }
}
