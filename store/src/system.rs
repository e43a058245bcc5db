//! The few reads and writes that are of no tenant. All of them are in this module and the ones
//! below it, and what sessions and mail need in theirs: nothing else reaches rows without a tenant's predicate.

mod deleted;
mod guide_links;
mod invitations;
mod oauth_clients;
mod operators;
mod password_resets;
mod second_factors;
mod sessions;
mod tenants;
mod tokens;

use std::ops::Deref;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{
    Asterisk, Condition, Expr, ExprTrait, OnConflict, Order, Query, SelectStatement,
    UpdateStatement,
};
use sea_orm::{
    ColumnTrait, EntityName, EntityTrait, FromQueryResult, IdenStatic, Iterable, QueryResult,
    StatementBuilder,
};

use crate::entity::{account, audit_event, instance, tenant, tenant_member};
use crate::error::Error;
use crate::id::{AccountId, TenantId};
use crate::sql::{self, Row, col, dialect, row};
use crate::tenant::{Tenant, TenantTx};
use crate::unit::{Effect, Link, Unit};
use crate::{accounts, admins};

/// Before the columns of the tenant in a row that has more than one table's.
const TENANT: &str = "tenant_";

/// Reads of no tenant.
pub struct System {
    link: Link,
}

impl System {
    pub(crate) fn new(link: Link) -> Self {
        Self { link }
    }

    pub(crate) fn link(&self) -> &Link {
        &self.link
    }

    /// All tenants, by slug.
    pub async fn tenants(&self) -> Result<Vec<Tenant>, Error> {
        let mut select = sql::select::<tenant::Entity>();
        select.order_by_expr(col(tenant::Column::Slug), Order::Asc);
        self.tenants_where(select).await
    }

    /// How many tenants there are.
    pub async fn count_tenants(&self) -> Result<u64, Error> {
        let select = Query::select()
            .expr(Expr::col(Asterisk).count())
            .from(tenant::Entity.table_ref())
            .take();
        self.link.count(&select).await
    }

    /// The tenant with that slug.
    pub async fn tenant_by_slug(&self, slug: &str) -> Result<Option<Tenant>, Error> {
        let mut select = sql::select::<tenant::Entity>();
        select.and_where(col(tenant::Column::Slug).eq(dialect::storable(slug)));
        Ok(self.tenants_where(select).await?.pop())
    }

    /// The tenants whose time to be deleted has come.
    pub async fn due_tenants(&self, now: DateTime<Utc>) -> Result<Vec<Tenant>, Error> {
        let mut select = sql::select::<tenant::Entity>();
        let due = col(tenant::Column::DeletionDueAt);
        select.and_where(due.lte(now.timestamp_millis()));
        self.tenants_where(select).await
    }

    /// The tenants that have events without their place in the chain.
    pub async fn unsealed_tenants(&self) -> Result<Vec<Tenant>, Error> {
        let unsealed = Query::select()
            .expr(Expr::val(1))
            .from(audit_event::Entity.table_ref())
            .and_where(col(audit_event::Column::TenantId).eq(col(tenant::Column::Id)))
            .and_where(col(audit_event::Column::Seq).is_null())
            .take();
        let mut select = sql::select::<tenant::Entity>();
        select.and_where(Expr::exists(unsealed));
        self.tenants_where(select).await
    }

    /// The account with that address, which is given folded.
    pub async fn account_by_email(&self, key: &str) -> Result<Option<accounts::Record>, Error> {
        let this = col(account::Column::EmailKey).eq(dialect::storable(key));
        self.account_where(Condition::all().add(this)).await
    }

    /// The account with that id.
    pub async fn account(&self, id: AccountId) -> Result<Option<accounts::Record>, Error> {
        self.account_where(Condition::all().add(col(account::Column::Id).eq(id)))
            .await
    }

    /// The tenants that a person is a member of, disabled memberships included. Those that a
    /// tenant's OpenID Connect provider made are not among them: the account's password opens
    /// none of them, and no other tenant is told of them.
    pub async fn memberships(
        &self,
        account: AccountId,
    ) -> Result<Vec<(Tenant, admins::Record)>, Error> {
        let by_password = col(tenant_member::Column::ByProvider).eq(false);
        self.memberships_where(account, by_password).await
    }

    /// The membership of a person in one tenant, whoever made it.
    pub async fn membership(
        &self,
        account: AccountId,
        tenant: TenantId,
    ) -> Result<Option<(Tenant, admins::Record)>, Error> {
        let there = col(tenant_member::Column::TenantId).eq(tenant);
        Ok(self.memberships_where(account, there).await?.pop())
    }

    async fn memberships_where(
        &self,
        account: AccountId,
        which: Expr,
    ) -> Result<Vec<(Tenant, admins::Record)>, Error> {
        let mut select = admins::select();
        join_tenant(&mut select, tenant_member::Column::TenantId);
        select
            .and_where(col(tenant_member::Column::AccountId).eq(account))
            .and_where(which)
            .order_by_expr(col(tenant::Column::Slug), Order::Asc);
        let rows = self.link.rows(&select).await?;
        rows.iter()
            .map(|row| {
                let found = admins::Found::from_query_result(row, "")?;
                Ok((tenant_of(row)?, found.try_into()?))
            })
            .collect()
    }

    /// Whether some tenant has an owner who is not disabled.
    pub async fn any_owner(&self) -> Result<bool, Error> {
        let select = Query::select()
            .expr(Expr::val(1))
            .from(tenant_member::Entity.table_ref())
            .and_where(col(tenant_member::Column::Role).eq("owner"))
            .and_where(col(tenant_member::Column::DisabledAt).is_null())
            .limit(1)
            .take();
        Ok(self.link.row(&select).await?.is_some())
    }

    /// A fact of this installation.
    pub async fn instance(&self, key: &str) -> Result<Option<String>, Error> {
        let mut select = sql::select::<instance::Entity>();
        select.and_where(col(instance::Column::Key).eq(key));
        let found: Option<instance::Model> = self.link.one(&select).await?;
        Ok(found.map(|fact| fact.value))
    }

    /// The steps of the schema that have run, by the names under which SeaORM keeps them.
    pub async fn schema_steps(&self) -> Result<Vec<String>, Error> {
        let select = Query::select()
            .column("version")
            .from("seaql_migrations")
            .take();
        let rows = self.link.rows(&select).await?;
        rows.iter()
            .map(|row| Ok(row.try_get_by_index(0)?))
            .collect()
    }

    async fn tenants_where(&self, select: SelectStatement) -> Result<Vec<Tenant>, Error> {
        let models: Vec<tenant::Model> = self.link.all(&select).await?;
        models.into_iter().map(Tenant::from_row).collect()
    }

    async fn account_where(&self, which: Condition) -> Result<Option<accounts::Record>, Error> {
        let mut select = sql::select::<account::Entity>();
        select.cond_where(which);
        let found: Option<account::Model> = self.link.one(&select).await?;
        found.map(TryInto::try_into).transpose()
    }
}

/// A transaction of no tenant, handed to a [`SystemUseCase`](crate::SystemUseCase).
pub struct SystemTx {
    system: System,
    unit: Arc<Unit>,
}

impl Deref for SystemTx {
    type Target = System;

    fn deref(&self) -> &System {
        &self.system
    }
}

impl SystemTx {
    pub(crate) fn new(unit: Arc<Unit>) -> Self {
        Self {
            system: System::new(Link::Unit(Arc::clone(&unit))),
            unit,
        }
    }

    /// The same transaction, in the scope of one tenant.
    pub fn tenant(&self, tenant: &Tenant) -> TenantTx {
        TenantTx::new(tenant, Arc::clone(&self.unit))
    }

    /// Links to another password.
    pub fn password_resets(&self) -> crate::password_resets::Write<'_> {
        crate::password_resets::Write::new(self)
    }

    /// Second factors.
    pub fn second_factors(&self) -> crate::second_factors::Write<'_> {
        crate::second_factors::Write::new(self)
    }

    /// Mail that is of no tenant.
    pub fn mails(&self) -> crate::mails::Write<'_> {
        crate::mails::Write::new(&self.unit, None)
    }

    /// Sessions of the console.
    pub fn sessions(&self) -> crate::sessions::Write<'_> {
        crate::sessions::Write::new(self)
    }

    /// Creates an account; `key` is the folded address.
    /// [`Constraint::Email`](crate::Constraint) when there is one.
    pub async fn insert_account(
        &self,
        id: AccountId,
        email: &str,
        key: &str,
        password_hash: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let row = self
            .row()
            .set(account::Column::Id, id)
            .set(account::Column::Email, email)
            .set(account::Column::EmailKey, key)
            .set(account::Column::PasswordHash, password_hash)
            .time(account::Column::CreatedAt, now)
            .time_if(
                account::Column::PasswordChangedAt,
                password_hash.map(|_| now),
            );
        self.insert::<account::Entity>(row).await
    }

    /// Gives an account another password.
    pub async fn set_password(
        &self,
        id: AccountId,
        password_hash: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let update = self.password(id, password_hash, now);
        self.execute(&update, Effect::Quiet).await?;
        Ok(())
    }

    /// Gives an account its password unless it has one; whether it had none. Of two who do so at
    /// once one alone is told yes.
    pub async fn set_first_password(
        &self,
        id: AccountId,
        password_hash: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let update = self
            .password(id, password_hash, now)
            .and_where(col(account::Column::PasswordHash).is_null())
            .take();
        Ok(self.execute(&update, Effect::Quiet).await? == 1)
    }

    fn password(&self, id: AccountId, hash: &str, now: DateTime<Utc>) -> UpdateStatement {
        let changes = self
            .row()
            .set(account::Column::PasswordHash, hash)
            .time(account::Column::PasswordChangedAt, now);
        Query::update()
            .table(account::Entity.table_ref())
            .values(changes.into_values())
            .and_where(col(account::Column::Id).eq(id))
            .take()
    }

    /// Keeps a fact of this installation unless it has one; answers the one it has.
    pub async fn remember(&self, key: &str, value: &str) -> Result<String, Error> {
        let row = self
            .row()
            .set(instance::Column::Key, key)
            .set(instance::Column::Value, value);
        if let Some(mut insert) = row::insert::<instance::Entity>(vec![row]) {
            insert.on_conflict(OnConflict::new().do_nothing().to_owned());
            self.execute(&insert, Effect::Quiet).await?;
        }
        Ok(self
            .system
            .instance(key)
            .await?
            .unwrap_or_else(|| value.to_owned()))
    }

    /// The beginning of a row of no tenant.
    pub(crate) fn row(&self) -> Row {
        Row::new(self.unit.backend())
    }

    pub(crate) async fn execute(
        &self,
        statement: &impl StatementBuilder,
        effect: Effect,
    ) -> Result<u64, Error> {
        self.unit.execute(statement, effect).await
    }

    pub(crate) async fn returning(
        &self,
        statement: &impl StatementBuilder,
        effect: Effect,
    ) -> Result<Vec<QueryResult>, Error> {
        self.unit.returning(statement, effect).await
    }

    pub(crate) async fn insert<E: EntityTrait>(&self, row: Row) -> Result<(), Error> {
        if let Some(insert) = row::insert::<E>(vec![row]) {
            self.execute(&insert, Effect::Quiet).await?;
        }
        Ok(())
    }
}

/// Rows of `E` with their tenants.
fn with_tenant<E: EntityTrait>(owner: E::Column) -> SelectStatement {
    let mut select = sql::select::<E>();
    join_tenant(&mut select, owner);
    select
}

fn join_tenant<C: ColumnTrait>(select: &mut SelectStatement, owner: C) {
    for column in tenant::Column::iter() {
        select.expr_as(col(column), format!("{TENANT}{}", column.as_str()));
    }
    select.inner_join(
        tenant::Entity.table_ref(),
        col(tenant::Column::Id).eq(col(owner)),
    );
}

fn tenant_of(row: &QueryResult) -> Result<Tenant, Error> {
    Tenant::from_row(tenant::Model::from_query_result(row, TENANT)?)
}
