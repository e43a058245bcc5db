//! How a tenant is signed in to through its OpenID Connect provider. What the values mean, and the
//! key of the secret, are the caller's.

use std::ops::Deref;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Condition;
use serde_json::Value;

use crate::entity::openid_connection::{Column, Entity, Model};
use crate::error::Error;
use crate::tenant::{TenantRead, TenantTx};
use crate::time;
use crate::unit::Effect;

/// A connection as it is stored.
#[derive(Clone, PartialEq)]
pub struct Record {
    /// Whether people sign in by it.
    pub enabled: bool,
    /// The provider's issuer identifier, a URL.
    pub issuer: String,
    /// What the provider calls this server.
    pub client_id: String,
    /// The secret that goes with it, encrypted.
    pub client_secret: Vec<u8>,
    /// Scopes beyond the usual ones, with spaces between.
    pub scopes: String,
    /// The claim that says the role.
    pub role_claim: String,
    /// Which of its values are which role.
    pub role_values: Value,
    /// The role of everybody else; `None` for none.
    pub other_role: Option<String>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl std::fmt::Debug for Record {
    /// Without the secret, encrypted as it is: debug output ends in logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Record")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// Reads the tenant's connection.
pub struct Read<'t> {
    tenant: &'t TenantRead,
}

impl<'t> Read<'t> {
    pub(crate) fn new(tenant: &'t TenantRead) -> Self {
        Self { tenant }
    }

    /// The connection, on or off; `None` where there is none.
    pub async fn get(&self) -> Result<Option<Record>, Error> {
        let select = self.tenant.find::<Entity>();
        let found: Option<Model> = self.tenant.link().one(&select).await?;
        found.map(TryInto::try_into).transpose()
    }
}

/// Reads and changes the tenant's connection.
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

    /// Keeps a connection in place of the one there was.
    pub async fn replace(&self, record: &Record) -> Result<(), Error> {
        self.remove().await?;
        let row = self
            .tx
            .row::<Entity>()
            .set(Column::Enabled, record.enabled)
            .set(Column::Issuer, record.issuer.as_str())
            .set(Column::ClientId, record.client_id.as_str())
            .set(Column::ClientSecret, record.client_secret.clone())
            .set(Column::Scopes, record.scopes.as_str())
            .set(Column::RoleClaim, record.role_claim.as_str())
            .json(Column::RoleValues, &record.role_values)?
            .set(Column::OtherRole, record.other_role.clone())
            .time(Column::UpdatedAt, record.updated_at);
        self.tx.insert::<Entity>(vec![row], Effect::Audited).await
    }

    /// Forgets the connection; `false` when there was none.
    pub async fn remove(&self) -> Result<bool, Error> {
        let delete = self.tx.delete::<Entity>(Condition::all());
        Ok(self.tx.execute(&delete, Effect::Audited).await? > 0)
    }
}

impl TryFrom<Model> for Record {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        let updated_at = time::at(row.updated_at).ok_or_else(|| Error::Inconsistent {
            table: "openid_connection",
            column: "updated_at",
            row: row.tenant_id.to_string(),
        })?;
        Ok(Self {
            enabled: row.enabled,
            issuer: row.issuer,
            client_id: row.client_id,
            client_secret: row.client_secret,
            scopes: row.scopes,
            role_claim: row.role_claim,
            role_values: row.role_values,
            other_role: row.other_role,
            updated_at,
        })
    }
}
