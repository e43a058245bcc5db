//! OAuth clients: who may ask for access tokens. Only a secret's hash is ever here.

use std::ops::Deref;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, ExprTrait, Order};

use crate::entity::oauth_assertion;
use crate::entity::oauth_client::{Column, Entity, Model};
use crate::error::Error;
use crate::id::{ClientId, Id};
use crate::sql::{col, dialect};
use crate::tenant::{TenantRead, TenantTx};
use crate::time;
use crate::tokens::Use;
use crate::unit::Effect;

/// A client as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its id.
    pub id: ClientId,
    /// What people call it.
    pub name: String,
    /// What it calls itself, by which it is looked up; no secret.
    pub client_id: String,
    /// SHA-256 of the secret, of a client that has one.
    pub secret_hash: Option<Vec<u8>>,
    /// The last four characters of the secret, to recognise it by.
    pub last_four: Option<String>,
    /// The public keys of a client that has some, as a document (RFC 7517).
    pub jwks: Option<String>,
    /// `read`, `write` or `audit:read`.
    pub scope: String,
    /// Networks it may be used from; empty for any.
    pub allow_cidrs: Vec<String>,
    /// When it was issued.
    pub created_at: DateTime<Utc>,
    /// Who issued it.
    pub created_by: String,
    /// When it ends by itself.
    pub expires_at: Option<DateTime<Utc>>,
    /// When somebody ended it.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it or one of its access tokens was last used.
    pub last_used_at: Option<DateTime<Utc>>,
    /// From where.
    pub last_used_ip: Option<String>,
    /// By what.
    pub last_used_agent: Option<String>,
    /// Of how many days before its end somebody was reminded last.
    pub reminded_days: Option<i32>,
}

/// Reads clients.
pub struct Read<'t> {
    tenant: &'t TenantRead,
}

impl<'t> Read<'t> {
    pub(crate) fn new(tenant: &'t TenantRead) -> Self {
        Self { tenant }
    }

    /// All clients, ended ones included, newest first.
    pub async fn list(&self) -> Result<Vec<Record>, Error> {
        self.where_(Condition::all()).await
    }

    /// The client with that id.
    pub async fn get(&self, id: ClientId) -> Result<Option<Record>, Error> {
        let this = Condition::all().add(col(Column::Id).eq(id));
        Ok(self.where_(this).await?.pop())
    }

    /// The clients that work at `now`.
    pub async fn live(&self, now: DateTime<Utc>) -> Result<Vec<Record>, Error> {
        self.where_(live(now)).await
    }

    async fn where_(&self, condition: Condition) -> Result<Vec<Record>, Error> {
        let select = self
            .tenant
            .find::<Entity>()
            .cond_where(condition)
            .order_by_expr(col(Column::CreatedAt), Order::Desc)
            .order_by_expr(col(Column::Id), Order::Desc)
            .take();
        let models: Vec<Model> = self.tenant.link().all(&select).await?;
        models.into_iter().map(Record::try_from).collect()
    }
}

/// Reads and changes clients.
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

    /// Keeps a client that was issued;
    /// [`Constraint::ClientId`](crate::Constraint) when there is one of that id.
    pub async fn insert(&self, record: &Record) -> Result<(), Error> {
        let row = self
            .tx
            .row::<Entity>()
            .set(Column::Id, record.id)
            .set(Column::Name, record.name.as_str())
            .set(Column::ClientId, record.client_id.as_str())
            .set(Column::SecretHash, record.secret_hash.clone())
            .set(Column::LastFour, record.last_four.clone())
            .set(Column::Jwks, record.jwks.clone())
            .set(Column::Scope, record.scope.as_str())
            .json(Column::AllowCidrs, &record.allow_cidrs)?
            .time(Column::CreatedAt, record.created_at)
            .set(Column::CreatedBy, record.created_by.as_str())
            .time_if(Column::ExpiresAt, record.expires_at)
            .time_if(Column::RevokedAt, record.revoked_at)
            .time_if(Column::LastUsedAt, record.last_used_at)
            .set(Column::LastUsedIp, record.last_used_ip.clone())
            .set(Column::LastUsedAgent, record.last_used_agent.clone())
            .set(Column::RemindedDays, record.reminded_days);
        self.tx.insert::<Entity>(vec![row], Effect::Audited).await
    }

    /// Ends a client; `false` when it had been ended before.
    pub async fn revoke(&self, id: ClientId, now: DateTime<Utc>) -> Result<bool, Error> {
        let changes = self.tx.changes().time(Column::RevokedAt, now);
        let open = col(Column::Id).eq(id).and(col(Column::RevokedAt).is_null());
        let update = self.tx.update::<Entity>(changes, open);
        Ok(self.tx.execute(&update, Effect::Audited).await? > 0)
    }

    /// Notes that somebody is reminded that a client ends in `days` days; `false` when somebody was
    /// before, be it a moment ago, and when the client was ended.
    pub async fn remind(&self, id: ClientId, days: i32) -> Result<bool, Error> {
        let changes = self.tx.changes().set(Column::RemindedDays, days);
        let last = col(Column::RemindedDays);
        let due = col(Column::Id)
            .eq(id)
            .and(col(Column::RevokedAt).is_null())
            .and(last.clone().is_null().or(last.gt(days)));
        let update = self.tx.update::<Entity>(changes, due);
        Ok(self.tx.execute(&update, Effect::Audited).await? > 0)
    }

    /// Remembers until when an assertion of a client can be used, and forgets those of the tenant
    /// that no longer can; [`Constraint::AssertionUsed`](crate::Constraint) when it was used before.
    pub async fn use_assertion(
        &self,
        client: ClientId,
        jti_hash: &str,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        use oauth_assertion::{Column, Entity};
        let ended = col(Column::ExpiresAt).lte(now.timestamp_millis());
        let delete = self.tx.delete::<Entity>(ended);
        self.tx.execute(&delete, Effect::Quiet).await?;
        let row = self
            .tx
            .row::<Entity>()
            .set(Column::ClientId, client)
            .set(Column::JtiHash, jti_hash)
            .time(Column::ExpiresAt, until);
        self.tx.insert::<Entity>(vec![row], Effect::Quiet).await
    }

    /// Notes a use. Bookkeeping: needs no event.
    pub async fn touch(&self, id: ClientId, used: &Use) -> Result<(), Error> {
        let agent = used.agent.as_deref().map(dialect::storable);
        let changes = self
            .tx
            .changes()
            .time(Column::LastUsedAt, used.at)
            .set(Column::LastUsedIp, used.ip.clone())
            .set(Column::LastUsedAgent, agent);
        let update = self.tx.update::<Entity>(changes, col(Column::Id).eq(id));
        self.tx.execute(&update, Effect::Quiet).await?;
        Ok(())
    }
}

pub(crate) fn live(now: DateTime<Utc>) -> Condition {
    let expires = col(Column::ExpiresAt);
    let lasts = expires.clone().is_null();
    let lasts = lasts.or(expires.gt(now.timestamp_millis()));
    let open = Condition::all().add(col(Column::RevokedAt).is_null());
    open.add(lasts)
}

impl TryFrom<Model> for Record {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        let wrong = |column| Error::Inconsistent {
            table: "oauth_client",
            column,
            row: row.id.to_string(),
        };
        Ok(Self {
            id: Id::from_uuid(row.id),
            name: row.name,
            client_id: row.client_id,
            secret_hash: row.secret_hash,
            last_four: row.last_four,
            jwks: row.jwks,
            scope: row.scope,
            allow_cidrs: dialect::texts(row.allow_cidrs).ok_or_else(|| wrong("allow_cidrs"))?,
            created_at: time::at(row.created_at).ok_or_else(|| wrong("created_at"))?,
            created_by: row.created_by,
            expires_at: row.expires_at.and_then(time::at),
            revoked_at: row.revoked_at.and_then(time::at),
            last_used_at: row.last_used_at.and_then(time::at),
            last_used_ip: row.last_used_ip,
            last_used_agent: row.last_used_agent,
            reminded_days: row.reminded_days,
        })
    }
}
