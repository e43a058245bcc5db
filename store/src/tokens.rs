//! The credentials of identity providers. Only a secret's hash is ever here.

use std::ops::Deref;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func, Order};

use crate::entity::scim_token::{Column, Entity, Model};
use crate::error::Error;
use crate::id::{Id, TokenId};
use crate::sql::{col, dialect, key};
use crate::tenant::{TenantRead, TenantTx};
use crate::time;
use crate::unit::Effect;

/// A token as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its id.
    pub id: TokenId,
    /// What people call it.
    pub name: String,
    /// The part of the token that is looked up; no secret.
    pub public_id: String,
    /// SHA-256 of the secret part.
    pub secret_hash: Vec<u8>,
    /// The last four characters, to recognise it by.
    pub last_four: String,
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
    /// When it ends because another one replaces it.
    pub overlap_ends_at: Option<DateTime<Utc>>,
    /// When somebody ended it.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was last used.
    pub last_used_at: Option<DateTime<Utc>>,
    /// From where it was last used.
    pub last_used_ip: Option<String>,
    /// By what it was last used.
    pub last_used_agent: Option<String>,
    /// How often it was used, as far as that was noted.
    pub use_count: i64,
    /// Of how many days before its end somebody was reminded last.
    pub reminded_days: Option<i32>,
}

/// A use of a token, to be noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// When.
    pub at: DateTime<Utc>,
    /// From where.
    pub ip: Option<String>,
    /// By what.
    pub agent: Option<String>,
    /// How many uses this stands for, those before it that nobody noted included.
    pub times: i64,
}

/// Reads tokens.
pub struct Read<'t> {
    tenant: &'t TenantRead,
}

impl<'t> Read<'t> {
    pub(crate) fn new(tenant: &'t TenantRead) -> Self {
        Self { tenant }
    }

    /// All tokens, ended ones included, newest first.
    pub async fn list(&self) -> Result<Vec<Record>, Error> {
        self.where_(Condition::all()).await
    }

    /// The token with that id.
    pub async fn get(&self, id: TokenId) -> Result<Option<Record>, Error> {
        let this = Condition::all().add(col(Column::Id).eq(id));
        Ok(self.where_(this).await?.pop())
    }

    /// The tokens of that name that work at `now`.
    pub async fn live_by_name(&self, name: &str, now: DateTime<Utc>) -> Result<Vec<Record>, Error> {
        self.where_(live(now).add(col(Column::Name).eq(dialect::storable(name))))
            .await
    }

    /// The names that some token has that works at `now`.
    pub async fn live_names(&self, now: DateTime<Utc>) -> Result<Vec<String>, Error> {
        let live = self.where_(live(now)).await?;
        let mut names: Vec<String> = live.into_iter().map(|token| token.name).collect();
        names.sort_unstable();
        names.dedup();
        Ok(names)
    }

    /// The tokens in whose name a text is anywhere, in any case of Latin letters: those that work at
    /// `now` first, then the newest; `limit` at most.
    pub async fn lookup(
        &self,
        text: &str,
        now: DateTime<Utc>,
        limit: usize,
    ) -> Result<Vec<Record>, Error> {
        // Neither database folds all letters: what is written as it is stored is found too.
        let folded = Expr::from(Func::lower(col(Column::Name)));
        let named = folded
            .like(dialect::contains(&key::folded(text)))
            .or(col(Column::Name).like(dialect::contains(text)));
        let ended_last: Expr = Expr::case(live(now), 0).finally(1).into();
        let select = self
            .tenant
            .find::<Entity>()
            .and_where(named)
            .order_by_expr(ended_last, Order::Asc)
            .order_by_expr(col(Column::CreatedAt), Order::Desc)
            .order_by_expr(col(Column::Id), Order::Desc)
            .limit(limit as u64)
            .take();
        let models: Vec<Model> = self.tenant.link().all(&select).await?;
        models.into_iter().map(Record::try_from).collect()
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

/// Reads and changes tokens.
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

    /// Keeps a token that was issued.
    pub async fn insert(&self, record: &Record) -> Result<(), Error> {
        let row = self
            .tx
            .row::<Entity>()
            .set(Column::Id, record.id)
            .set(Column::Name, record.name.as_str())
            .set(Column::PublicId, record.public_id.as_str())
            .set(Column::SecretHash, record.secret_hash.clone())
            .set(Column::LastFour, record.last_four.as_str())
            .set(Column::Scope, record.scope.as_str())
            .json(Column::AllowCidrs, &record.allow_cidrs)?
            .set(Column::Idp, record.idp.clone())
            .time(Column::CreatedAt, record.created_at)
            .set(Column::CreatedBy, record.created_by.as_str())
            .time_if(Column::ExpiresAt, record.expires_at)
            .time_if(Column::RevokedAt, record.revoked_at)
            .time_if(Column::LastUsedAt, record.last_used_at)
            .set(Column::LastUsedIp, record.last_used_ip.clone())
            .set(Column::LastUsedAgent, record.last_used_agent.clone())
            .set(Column::UseCount, record.use_count)
            .set(Column::ResourceType, record.resource_type.clone())
            .time_if(Column::OverlapEndsAt, record.overlap_ends_at)
            .set(Column::RemindedDays, record.reminded_days);
        self.tx.insert::<Entity>(vec![row], Effect::Audited).await
    }

    /// Ends a token; `false` when it had been ended before.
    pub async fn revoke(&self, id: TokenId, now: DateTime<Utc>) -> Result<bool, Error> {
        let changes = self.tx.changes().time(Column::RevokedAt, now);
        let open = col(Column::Id).eq(id).and(col(Column::RevokedAt).is_null());
        let update = self.tx.update::<Entity>(changes, open);
        Ok(self.tx.execute(&update, Effect::Audited).await? > 0)
    }

    /// Lets a token live on until `end` and no longer; `false` when it has ended, or another one
    /// replaces it already.
    pub async fn end_overlap(&self, id: TokenId, end: DateTime<Utc>) -> Result<bool, Error> {
        let changes = self.tx.changes().time(Column::OverlapEndsAt, end);
        let open = col(Column::Id)
            .eq(id)
            .and(col(Column::RevokedAt).is_null())
            .and(col(Column::OverlapEndsAt).is_null());
        let update = self.tx.update::<Entity>(changes, open);
        Ok(self.tx.execute(&update, Effect::Audited).await? > 0)
    }

    /// Notes that somebody is reminded that a token ends in `days` days; `false` when somebody was
    /// before, be it a moment ago, and when the token was ended or another one replaces it.
    pub async fn remind(&self, id: TokenId, days: i32) -> Result<bool, Error> {
        let changes = self.tx.changes().set(Column::RemindedDays, days);
        let last = col(Column::RemindedDays);
        let due = col(Column::Id)
            .eq(id)
            .and(col(Column::RevokedAt).is_null())
            .and(col(Column::OverlapEndsAt).is_null())
            .and(last.clone().is_null().or(last.gt(days)));
        let update = self.tx.update::<Entity>(changes, due);
        Ok(self.tx.execute(&update, Effect::Audited).await? > 0)
    }

    /// Adds uses that were counted. Bookkeeping: needs no event.
    pub async fn count_uses(&self, id: TokenId, times: i64) -> Result<(), Error> {
        let counted = Expr::col(Column::UseCount).add(times);
        let changes = self.tx.changes().expr(Column::UseCount, counted);
        let update = self.tx.update::<Entity>(changes, col(Column::Id).eq(id));
        self.tx.execute(&update, Effect::Quiet).await?;
        Ok(())
    }

    /// Notes a use. Bookkeeping: needs no event.
    pub async fn touch(&self, id: TokenId, used: &Use) -> Result<(), Error> {
        let changes = self
            .tx
            .changes()
            .time(Column::LastUsedAt, used.at)
            .set(Column::LastUsedIp, used.ip.clone())
            .set(
                Column::LastUsedAgent,
                used.agent.as_deref().map(dialect::storable),
            )
            .expr(
                Column::UseCount,
                Expr::col(Column::UseCount).add(used.times),
            );
        let update = self.tx.update::<Entity>(changes, col(Column::Id).eq(id));
        self.tx.execute(&update, Effect::Quiet).await?;
        Ok(())
    }
}

pub(crate) fn live(now: DateTime<Utc>) -> Condition {
    let ahead = |column| {
        let end = col(column);
        end.clone().is_null().or(end.gt(now.timestamp_millis()))
    };
    Condition::all()
        .add(col(Column::RevokedAt).is_null())
        .add(ahead(Column::ExpiresAt))
        .add(ahead(Column::OverlapEndsAt))
}

impl TryFrom<Model> for Record {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        let wrong = |column| Error::Inconsistent {
            table: "scim_token",
            column,
            row: row.id.to_string(),
        };
        Ok(Self {
            id: Id::from_uuid(row.id),
            name: row.name,
            public_id: row.public_id,
            secret_hash: row.secret_hash,
            last_four: row.last_four,
            scope: row.scope,
            allow_cidrs: dialect::texts(row.allow_cidrs).ok_or_else(|| wrong("allow_cidrs"))?,
            idp: row.idp,
            created_at: time::at(row.created_at).ok_or_else(|| wrong("created_at"))?,
            created_by: row.created_by,
            expires_at: row.expires_at.and_then(time::at),
            resource_type: row.resource_type,
            overlap_ends_at: row.overlap_ends_at.and_then(time::at),
            reminded_days: row.reminded_days,
            revoked_at: row.revoked_at.and_then(time::at),
            last_used_at: row.last_used_at.and_then(time::at),
            last_used_ip: row.last_used_ip,
            last_used_agent: row.last_used_agent,
            use_count: row.use_count,
        })
    }
}
