//! Giving committed events their place in the chain.
//!
//! Writers never queue behind a chain head: events commit without one, and a job seals them
//! within half a second, one lock per sealing transaction so that the command line can seal too.

use store::audit::{Event, Head, Seal};
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
    ///
    /// Hashes are made before the transaction, which others wait for; it looks whether the chain
    /// still ends where they begin.
    pub(crate) async fn seal(&self, tenant: &Tenant) -> Result<(), Error> {
        let sealer = Sealer {
            directory: self.0.clone(),
            tenant: tenant.clone(),
        };
        loop {
            let read = self.0.store().read(tenant);
            let before = read.audit().head().await?;
            let events = read.audit().unsealed(BATCH).await?;
            if events.is_empty() {
                return Ok(());
            }
            let (seals, head) = sealer.seals(&events, before.as_ref());
            let keep = KeepSeals {
                before,
                seals,
                head,
            };
            let kept = self.0.store().write(tenant, keep).await?;
            if kept && (events.len() as u64) < BATCH {
                return Ok(());
            }
        }
    }
}

/// Seals a tenant's events to the last inside a transaction: the log of a tenant that is being
/// deleted has nobody to seal it later.
pub(crate) async fn seal_within(directory: &Directory, tx: &TenantTx) -> Result<(), Error> {
    let sealer = Sealer {
        directory: directory.clone(),
        tenant: tx.tenant().clone(),
    };
    loop {
        let before = tx.audit().chain_for_update().await?;
        let events = tx.audit().unsealed(BATCH).await?;
        if events.is_empty() {
            return Ok(());
        }
        let (seals, head) = sealer.seals(&events, before.as_ref());
        tx.audit().seal(&seals, &head).await?;
    }
}

/// Writes seals, unless somebody else has sealed meanwhile.
struct KeepSeals {
    before: Option<Head>,
    seals: Vec<Seal>,
    head: Head,
}

impl UseCase for KeepSeals {
    /// Whether they were written.
    type Output = bool;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<bool, Error> {
        let end = |head: &Option<Head>| head.as_ref().map(|head| (head.seq, head.hash.clone()));
        if end(&tx.audit().chain_for_update().await?) != end(&self.before) {
            return Ok(false);
        }
        tx.audit().seal(&self.seals, &self.head).await?;
        Ok(true)
    }
}

struct Sealer {
    directory: Directory,
    tenant: Tenant,
}

impl Sealer {
    /// The seals of events that follow a head, and the head that they make.
    fn seals(&self, events: &[Event], before: Option<&Head>) -> (Vec<Seal>, Head) {
        let (mut seq, mut hash) = before.map_or((0, chain::GENESIS.to_owned()), |head| {
            (head.seq, head.hash.clone())
        });
        let mut seals = Vec::with_capacity(events.len());
        for event in events {
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
        (seals, self.head(before.cloned(), seq, hash))
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
