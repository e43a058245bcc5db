//! Whom a tenant's providers mean by which subject. What one tenant's provider says is found in
//! that tenant alone.

use std::ops::Deref;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::ExprTrait;

use crate::entity::account_identity::{Column, Entity, Model};
use crate::error::Error;
use crate::id::{AccountId, Id};
use crate::sql::{col, dialect};
use crate::tenant::{TenantRead, TenantTx};
use crate::unit::Effect;

/// Reads identities.
pub struct Read<'t> {
    tenant: &'t TenantRead,
}

impl<'t> Read<'t> {
    pub(crate) fn new(tenant: &'t TenantRead) -> Self {
        Self { tenant }
    }

    /// Whom an issuer means by a subject.
    pub async fn account(&self, issuer: &str, subject: &str) -> Result<Option<AccountId>, Error> {
        let select = self
            .tenant
            .find::<Entity>()
            .and_where(col(Column::Issuer).eq(dialect::storable(issuer)))
            .and_where(col(Column::Subject).eq(dialect::storable(subject)))
            .take();
        let found: Option<Model> = self.tenant.link().one(&select).await?;
        Ok(found.map(|identity| Id::from_uuid(identity.account_id)))
    }

    /// Whether an issuer means an account by some subject.
    pub async fn knows(&self, issuer: &str, account: AccountId) -> Result<bool, Error> {
        let select = self
            .tenant
            .find::<Entity>()
            .and_where(col(Column::Issuer).eq(dialect::storable(issuer)))
            .and_where(col(Column::AccountId).eq(account))
            .limit(1)
            .take();
        let found: Option<Model> = self.tenant.link().one(&select).await?;
        Ok(found.is_some())
    }
}

/// Reads and changes identities.
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

    /// Keeps whom an issuer means by a subject.
    pub async fn insert(
        &self,
        issuer: &str,
        subject: &str,
        account: AccountId,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let row = self
            .tx
            .row::<Entity>()
            .set(Column::Issuer, issuer)
            .set(Column::Subject, subject)
            .set(Column::AccountId, account)
            .time(Column::CreatedAt, now);
        self.tx.insert::<Entity>(vec![row], Effect::Audited).await
    }

    /// Forgets what the tenant's providers call an account.
    pub async fn forget(&self, account: AccountId) -> Result<(), Error> {
        let delete = self.tx.delete::<Entity>(col(Column::AccountId).eq(account));
        self.tx.execute(&delete, Effect::Audited).await?;
        Ok(())
    }
}
