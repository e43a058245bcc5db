//! OAuth clients: who may ask for access tokens. Only a secret's hash is ever here.

use std::ops::Deref;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order};

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
    /// How often the secret was replaced by another.
    pub rotations: i32,
    /// When that was last done.
    pub rotated_at: Option<DateTime<Utc>>,
    /// When an access token was last given for the secret.
    pub secret_used_at: Option<DateTime<Utc>>,
    /// To where.
    pub secret_used_ip: Option<String>,
    /// The secret before this one.
    pub old_secret: Option<OldSecret>,
    /// The public keys of a client that has some, as a document (RFC 7517).
    pub jwks: Option<String>,
    /// `read`, `write` or `audit:read`.
    pub scope: String,
    /// The one resource type it is good for, `User` or `Group`; `None` for all.
    pub resource_type: Option<String>,
    /// Networks it may be used from; empty for any.
    pub allow_cidrs: Vec<String>,
    /// The identity provider it is for.
    pub idp: Option<String>,
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

/// A secret that another one replaced, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldSecret {
    /// SHA-256 of it.
    pub hash: Vec<u8>,
    /// Its last four characters.
    pub last_four: String,
    /// Until when it is good beside the one that replaced it.
    pub ends_at: DateTime<Utc>,
    /// When an access token was last given for it.
    pub used_at: Option<DateTime<Utc>>,
    /// To where.
    pub used_ip: Option<String>,
}

/// A secret that replaces the one of a client, and the life that the client gets with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSecret {
    /// SHA-256 of it.
    pub hash: Vec<u8>,
    /// Its last four characters.
    pub last_four: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// When the client ends by itself.
    pub expires_at: Option<DateTime<Utc>>,
    /// Until when the one before it is good.
    pub old_ends_at: DateTime<Utc>,
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
        let old = record.old_secret.as_ref();
        let row = self
            .tx
            .row::<Entity>()
            .set(Column::Id, record.id)
            .set(Column::Name, record.name.as_str())
            .set(Column::ClientId, record.client_id.as_str())
            .set(Column::SecretHash, record.secret_hash.clone())
            .set(Column::LastFour, record.last_four.clone())
            .set(Column::Rotations, record.rotations)
            .time_if(Column::RotatedAt, record.rotated_at)
            .time_if(Column::SecretUsedAt, record.secret_used_at)
            .set(Column::SecretUsedIp, record.secret_used_ip.clone())
            .set(Column::OldSecretHash, old.map(|old| old.hash.clone()))
            .set(Column::OldLastFour, old.map(|old| old.last_four.clone()))
            .time_if(Column::OldSecretEndsAt, old.map(|old| old.ends_at))
            .time_if(Column::OldSecretUsedAt, old.and_then(|old| old.used_at))
            .set(
                Column::OldSecretUsedIp,
                old.and_then(|old| old.used_ip.clone()),
            )
            .set(Column::Jwks, record.jwks.clone())
            .set(Column::Scope, record.scope.as_str())
            .set(Column::ResourceType, record.resource_type.clone())
            .json(Column::AllowCidrs, &record.allow_cidrs)?
            .set(Column::Idp, record.idp.clone())
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

    /// Replaces the secret of a client that was replaced `rotations` times before; the one that it
    /// has goes on until its end.
    ///
    /// `false` when it was replaced in the meantime, when the client was ended, and when it has no
    /// secret.
    pub async fn rotate(
        &self,
        id: ClientId,
        rotations: i32,
        to: &NewSecret,
    ) -> Result<bool, Error> {
        let changes = self
            .tx
            .changes()
            .set(Column::SecretHash, to.hash.clone())
            .set(Column::LastFour, to.last_four.as_str())
            .set(Column::Rotations, rotations.saturating_add(1))
            .time(Column::RotatedAt, to.made_at)
            .set(Column::SecretUsedAt, None::<i64>)
            .set(Column::SecretUsedIp, None::<String>)
            .expr(Column::OldSecretHash, Expr::col(Column::SecretHash))
            .expr(Column::OldLastFour, Expr::col(Column::LastFour))
            .time(Column::OldSecretEndsAt, to.old_ends_at)
            .expr(Column::OldSecretUsedAt, Expr::col(Column::SecretUsedAt))
            .expr(Column::OldSecretUsedIp, Expr::col(Column::SecretUsedIp))
            .time_if(Column::ExpiresAt, to.expires_at)
            .set(Column::RemindedDays, None::<i32>);
        let unchanged = col(Column::Id)
            .eq(id)
            .and(col(Column::Rotations).eq(rotations))
            .and(col(Column::RevokedAt).is_null())
            .and(col(Column::SecretHash).is_not_null());
        let update = self.tx.update::<Entity>(changes, unchanged);
        Ok(self.tx.execute(&update, Effect::Audited).await? > 0)
    }

    /// Ends the old secret of a client; `false` when none was good any more.
    pub async fn end_old_secret(
        &self,
        id: ClientId,
        rotations: i32,
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let changes = self.tx.changes().time(Column::OldSecretEndsAt, now);
        let good = col(Column::Id)
            .eq(id)
            .and(col(Column::Rotations).eq(rotations))
            .and(col(Column::RevokedAt).is_null())
            .and(col(Column::OldSecretEndsAt).gt(now.timestamp_millis()));
        let update = self.tx.update::<Entity>(changes, good);
        Ok(self.tx.execute(&update, Effect::Audited).await? > 0)
    }

    /// Notes that an access token was given for the secret of this hash, be it the old one by now.
    /// Bookkeeping: needs no event.
    pub async fn use_secret(&self, id: ClientId, hash: &[u8], used: &Use) -> Result<(), Error> {
        let current = (
            Column::SecretHash,
            Column::SecretUsedAt,
            Column::SecretUsedIp,
        );
        let old = (
            Column::OldSecretHash,
            Column::OldSecretUsedAt,
            Column::OldSecretUsedIp,
        );
        for (secret, at, ip) in [current, old] {
            let changes = self.tx.changes();
            let changes = changes.time(at, used.at).set(ip, used.ip.clone());
            let this = col(Column::Id).eq(id).and(col(secret).eq(hash.to_vec()));
            let update = self.tx.update::<Entity>(changes, this);
            if self.tx.execute(&update, Effect::Quiet).await? > 0 {
                break;
            }
        }
        Ok(())
    }

    /// Notes that somebody is reminded that a client ends in `days` days; `false` when somebody was
    /// before, be it a moment ago, when the client was ended, and when its secret was replaced more
    /// than `rotations` times, so that it ends later.
    pub async fn remind(&self, id: ClientId, rotations: i32, days: i32) -> Result<bool, Error> {
        let changes = self.tx.changes().set(Column::RemindedDays, days);
        let last = col(Column::RemindedDays);
        let due = col(Column::Id)
            .eq(id)
            .and(col(Column::Rotations).eq(rotations))
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
        let old_ends_at = row.old_secret_ends_at.and_then(time::at);
        let old_secret = match (row.old_secret_hash, row.old_last_four, old_ends_at) {
            (Some(hash), Some(last_four), Some(ends_at)) => Some(OldSecret {
                hash,
                last_four,
                ends_at,
                used_at: row.old_secret_used_at.and_then(time::at),
                used_ip: row.old_secret_used_ip,
            }),
            (None, None, None) => None,
            _ => return Err(wrong("old_secret_hash")),
        };
        Ok(Self {
            id: Id::from_uuid(row.id),
            name: row.name,
            client_id: row.client_id,
            secret_hash: row.secret_hash,
            last_four: row.last_four,
            rotations: row.rotations,
            rotated_at: row.rotated_at.and_then(time::at),
            secret_used_at: row.secret_used_at.and_then(time::at),
            secret_used_ip: row.secret_used_ip,
            old_secret,
            jwks: row.jwks,
            scope: row.scope,
            resource_type: row.resource_type,
            allow_cidrs: dialect::texts(row.allow_cidrs).ok_or_else(|| wrong("allow_cidrs"))?,
            idp: row.idp,
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
