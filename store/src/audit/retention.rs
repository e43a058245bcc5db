//! For how long the log is kept, and where its chain begins since older events are gone.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;

use super::{Read, Write};
use crate::entity::audit_retention::{Column, Entity, Model};
use crate::error::Error;
use crate::time;

/// For how long a tenant's log is kept, and how far it was purged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Days that events are kept, and what users and groups were.
    pub event_days: i64,
    /// Days that the bodies of SCIM requests and answers are kept.
    pub body_days: i64,
    /// Nothing is purged or erased while this is so.
    pub legal_hold: bool,
    /// The last event that is gone, in whose place the chain begins.
    pub purged: Option<Purged>,
    /// The number of the last event whose bodies are gone; 0 before the first one.
    pub bodies_seq: i64,
    /// Since when is known what users and groups were; everything without.
    pub kept_since: Option<DateTime<Utc>>,
    /// Since when the tenant is gone, whose log this is.
    pub tenant_deleted_at: Option<DateTime<Utc>>,
}

/// The last event that is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purged {
    /// Its number.
    pub seq: i64,
    /// Its hash, which the first event that is kept follows.
    pub hash: String,
    /// The signature of both.
    pub signature: String,
}

impl Retention {
    /// What holds where nothing was chosen.
    pub const DEFAULT: Self = Self {
        event_days: 400,
        body_days: 30,
        legal_hold: false,
        purged: None,
        bodies_seq: 0,
        kept_since: None,
        tenant_deleted_at: None,
    };
}

impl Read<'_> {
    /// For how long the log is kept.
    pub async fn retention(&self) -> Result<Retention, Error> {
        let found: Option<Model> = self
            .tenant
            .link()
            .one(&self.tenant.find::<Entity>())
            .await?;
        found.map_or(Ok(Retention::DEFAULT), Retention::try_from)
    }
}

impl Write<'_> {
    /// The same, which nobody else changes until this transaction ends.
    pub async fn retention_for_update(&self) -> Result<Retention, Error> {
        // Everything that changes it holds the chain.
        self.chain_for_update().await?;
        self.retention().await
    }

    /// Keeps for how long the log is kept, and how far it was purged.
    pub async fn keep_retention(&self, retention: &Retention) -> Result<(), Error> {
        let purged = retention.purged.as_ref();
        let row = self
            .tx
            .row::<Entity>()
            .set(Column::TenantSlug, self.tx.tenant().slug())
            .set(Column::EventDays, retention.event_days)
            .set(Column::BodyDays, retention.body_days)
            .set(Column::LegalHold, retention.legal_hold)
            .set(Column::PurgedSeq, purged.map_or(0, |purged| purged.seq))
            .set(Column::PurgedHash, purged.map(|purged| purged.hash.clone()))
            .set(
                Column::PurgedSignature,
                purged.map(|purged| purged.signature.clone()),
            )
            .set(Column::BodiesSeq, retention.bodies_seq)
            .time_if(Column::KeptSince, retention.kept_since)
            .time_if(Column::TenantDeletedAt, retention.tenant_deleted_at);
        let replace = OnConflict::column(Column::TenantId)
            .update_columns([
                Column::EventDays,
                Column::BodyDays,
                Column::LegalHold,
                Column::PurgedSeq,
                Column::PurgedHash,
                Column::PurgedSignature,
                Column::BodiesSeq,
                Column::KeptSince,
                Column::TenantDeletedAt,
            ])
            .to_owned();
        self.upsert::<Entity>(row, replace).await
    }
}

impl TryFrom<Model> for Retention {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        let wrong = |column| Error::Inconsistent {
            table: "audit_retention",
            column,
            row: row.tenant_id.to_string(),
        };
        let purged = match (row.purged_seq, row.purged_hash, row.purged_signature) {
            (0, None, None) => None,
            (seq, Some(hash), Some(signature)) if seq > 0 => Some(Purged {
                seq,
                hash,
                signature,
            }),
            _ => return Err(wrong("purged_seq")),
        };
        Ok(Self {
            event_days: row.event_days,
            body_days: row.body_days,
            legal_hold: row.legal_hold,
            purged,
            bodies_seq: row.bodies_seq,
            kept_since: row.kept_since.and_then(time::at),
            tenant_deleted_at: row.tenant_deleted_at.and_then(time::at),
        })
    }
}
