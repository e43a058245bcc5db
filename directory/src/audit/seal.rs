//! Giving committed events their place in the chain.
//!
//! Writers never queue behind a chain head: events commit without one, and a job seals them
//! within a second, one lock per sealing transaction so that the command line can seal too.

use store::audit::{Head, Seal};
use store::{Tenant, TenantTx, UseCase};

use super::{Audit, chain, wire};
use crate::{Directory, Error};

/// Events that one sealing transaction takes.
const BATCH: u64 = 200;

/// Events between two signatures of the head.
const SIGNED_EVERY: i64 = 1_000;

impl Audit<'_> {
    /// Seals every tenant's committed events.
    pub(crate) async fn seal_all(&self) -> Result<(), Error> {
        for tenant in self.0.store().system().unsealed_tenants().await? {
            self.seal(&tenant).await?;
        }
        Ok(())
    }

    /// Seals one tenant's committed events to the last.
    pub(crate) async fn seal(&self, tenant: &Tenant) -> Result<(), Error> {
        loop {
            let batch = SealBatch {
                directory: self.0.clone(),
                tenant: tenant.clone(),
            };
            if !self.0.store().write(tenant, batch).await? {
                return Ok(());
            }
        }
    }
}

/// Seals a tenant's events to the last inside a transaction: the log of a tenant that is being
/// deleted has nobody to seal it later.
pub(crate) async fn seal_within(directory: &Directory, tx: &TenantTx) -> Result<(), Error> {
    let batch = SealBatch {
        directory: directory.clone(),
        tenant: tx.tenant().clone(),
    };
    while batch.seal(tx).await? {}
    Ok(())
}

struct SealBatch {
    directory: Directory,
    tenant: Tenant,
}

impl UseCase for SealBatch {
    /// Whether there may be more.
    type Output = bool;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<bool, Error> {
        self.seal(tx).await
    }
}

impl SealBatch {
    async fn seal(&self, tx: &TenantTx) -> Result<bool, Error> {
        let head = tx.audit().chain_for_update().await?;
        let events = tx.audit().unsealed(BATCH).await?;
        if events.is_empty() {
            return Ok(false);
        }
        let (mut seq, mut hash) = head
            .as_ref()
            .map_or((0, chain::GENESIS.to_owned()), |head| {
                (head.seq, head.hash.clone())
            });
        let mut seals = Vec::with_capacity(events.len());
        for event in &events {
            let link = chain::seal(&wire::event(event), seq + 1, &hash);
            seq = link.seq;
            hash.clone_from(&link.hash);
            seals.push(Seal {
                id: event.id,
                seq: link.seq,
                prev_hash: link.prev_hash,
                hash: link.hash,
                digests: link.digests,
            });
        }
        let more = events.len() as u64 == BATCH;
        let head = self.head(head, seq, hash);
        tx.audit().seal(&seals, &head).await?;
        Ok(more)
    }

    /// The new head, signed when enough has happened since the last signature.
    fn head(&self, before: Option<Head>, seq: i64, hash: String) -> Head {
        let (signed_seq, signature) =
            before.map_or((None, None), |head| (head.signed_seq, head.signature));
        let due = seq - signed_seq.unwrap_or(0) >= SIGNED_EVERY || signed_seq.is_none();
        let (signed_seq, signature) = if due {
            let message = head_message(self.tenant.slug(), seq, &hash);
            (
                Some(seq),
                Some(self.directory.secret_key().sign(message.as_bytes())),
            )
        } else {
            (signed_seq, signature)
        };
        Head {
            seq,
            hash,
            updated_at: self.directory.now(),
            signed_seq,
            signature,
        }
    }
}

/// What a signature of a head covers.
pub(crate) fn head_message(tenant: &str, seq: i64, hash: &str) -> String {
    format!("rollcall audit head v1\n{tenant}\n{seq}\n{hash}\n")
}
