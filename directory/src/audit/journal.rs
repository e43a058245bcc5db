//! Events that need not be durable before the answer: reads, repeated refusals, and exports that
//! broke off.
//!
//! Reads are buffered and written in batches, at most half a second behind and at most
//! [`CAPACITY`] of them; a crash loses what is buffered, and only that (see docs/operations.md).

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use store::audit::NewEvent;
use store::{Tenant, TenantId, TenantTx, UseCase};

use crate::{Directory, Error};

/// Buffered reads at most; one more is written before its request is answered.
pub(crate) const CAPACITY: usize = 10_000;

/// Addresses whose refusals are counted apart; beyond it the others of a tenant count as one.
const COUNTED: usize = 10_000;

/// Refusals of one address within this time are one event with a count.
const WINDOW: TimeDelta = TimeDelta::minutes(1);

/// The buffer between requests and the log.
pub(crate) struct Journal {
    reads: Mutex<Vec<(Tenant, NewEvent)>>,
    refusals: Mutex<HashMap<(TenantId, Option<IpAddr>), Repeated>>,
}

/// Refusals after the first, waiting for their window to end.
struct Repeated {
    since: DateTime<Utc>,
    last: Option<(Tenant, NewEvent)>,
    count: i64,
    over: bool,
}

impl Journal {
    pub(crate) fn new() -> Self {
        Self {
            reads: Mutex::default(),
            refusals: Mutex::default(),
        }
    }

    /// Buffers the event of a read; writes the whole buffer when it is full.
    pub(crate) async fn note(
        &self,
        directory: &Directory,
        tenant: &Tenant,
        event: NewEvent,
    ) -> Result<(), Error> {
        let full = {
            let mut reads = lock(&self.reads);
            reads.push((tenant.clone(), event));
            reads.len() >= CAPACITY
        };
        if full {
            self.flush(directory).await
        } else {
            Ok(())
        }
    }

    /// Leaves an event with the buffer where nobody can wait until it is written.
    pub(crate) fn leave(&self, tenant: &Tenant, event: NewEvent) {
        lock(&self.reads).push((tenant.clone(), event));
    }

    /// Takes the refusal of a credential: `true` when it is to be written now, `false` when it
    /// was counted with the one before it.
    pub(crate) fn count(&self, tenant: &Tenant, ip: Option<IpAddr>, event: &NewEvent) -> bool {
        let mut refusals = lock(&self.refusals);
        let known = refusals.contains_key(&(tenant.id(), ip));
        let ip = ip.filter(|_| known || refusals.len() < COUNTED);
        match refusals.entry((tenant.id(), ip)) {
            Entry::Occupied(mut known) => {
                let known = known.get_mut();
                known.count += 1;
                known.last = Some((tenant.clone(), event.clone()));
                false
            }
            Entry::Vacant(unknown) => {
                let since = event.time;
                unknown.insert(Repeated {
                    since,
                    last: None,
                    count: 0,
                    over: false,
                });
                true
            }
        }
    }

    /// Ends every window, for a shutdown.
    pub(crate) fn close_counts(&self) {
        lock(&self.refusals)
            .values_mut()
            .for_each(|repeated| repeated.over = true);
    }

    /// Writes what is buffered; what cannot be written stays for the next time.
    pub(crate) async fn flush(&self, directory: &Directory) -> Result<(), Error> {
        let mut pending = std::mem::take(&mut *lock(&self.reads));
        pending.extend(self.ended_counts(directory.now()));
        let mut by_tenant: HashMap<TenantId, (Tenant, Vec<NewEvent>)> = HashMap::new();
        for (tenant, event) in pending {
            by_tenant
                .entry(tenant.id())
                .or_insert_with(|| (tenant, Vec::new()))
                .1
                .push(event);
        }
        let mut failure = Ok(());
        for (tenant, events) in by_tenant.into_values() {
            let write = Write {
                events: events.clone(),
            };
            if let Err(error) = directory.store().write(&tenant, write).await {
                self.keep(&tenant, events);
                failure = Err(error);
            }
        }
        failure
    }

    /// Puts events back, dropping the oldest when the database has been away for too long.
    fn keep(&self, tenant: &Tenant, events: Vec<NewEvent>) {
        let mut reads = lock(&self.reads);
        let room = CAPACITY.saturating_sub(reads.len());
        let lost = events.len().saturating_sub(room);
        if lost > 0 {
            tracing::error!(
                audit.lost = lost,
                "events of reads were lost: the database was away"
            );
        }
        reads.extend(
            events
                .into_iter()
                .skip(lost)
                .map(|event| (tenant.clone(), event)),
        );
    }

    fn ended_counts(&self, now: DateTime<Utc>) -> Vec<(Tenant, NewEvent)> {
        let mut ended = Vec::new();
        lock(&self.refusals).retain(|_, repeated| {
            let open = !repeated.over && now - repeated.since < WINDOW;
            if !open && let Some((tenant, mut event)) = repeated.last.take() {
                event.count = repeated.count;
                ended.push((tenant, event));
            }
            open
        });
        ended
    }
}

/// A panic while holding one of these locks leaves plain data behind: it can be used on.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Writes events that stand on their own.
pub(crate) struct Write {
    pub(crate) events: Vec<NewEvent>,
}

impl UseCase for Write {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<(), Error> {
        Ok(tx.audit().insert_many(&self.events).await?)
    }
}
