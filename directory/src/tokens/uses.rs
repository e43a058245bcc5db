//! Uses of tokens that are counted and not written down yet.
//!
//! Writing each down would make a write of every read. What is counted here is written with the
//! next use that is noted, or by the jobs; a process that is killed loses a minute of it.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use store::{Tenant, TenantTx, TokenId, UseCase};

use crate::{Directory, Error};

/// Counts uses in memory, by token. Only tokens that work are counted, so there are few.
#[derive(Debug, Default)]
pub(crate) struct Uses(Mutex<HashMap<TokenId, (Tenant, i64)>>);

impl Uses {
    pub(crate) fn add(&self, tenant: &Tenant, token: TokenId) {
        let mut counts = self.lock();
        let (_, times) = counts.entry(token).or_insert_with(|| (tenant.clone(), 0));
        *times = times.saturating_add(1);
    }

    /// What was counted since; it counts as written down from here on.
    pub(crate) fn take(&self, token: TokenId) -> i64 {
        self.lock().remove(&token).map_or(0, |(_, times)| times)
    }

    /// Writes down what was counted.
    ///
    /// # Errors
    /// When the database does not answer; what was not written is counted again.
    pub(crate) async fn flush(&self, directory: &Directory) -> Result<(), Error> {
        let counts = std::mem::take(&mut *self.lock());
        let mut failed = Ok(());
        for (token, (tenant, times)) in counts {
            if failed.is_ok() {
                let count = Count { token, times };
                failed = directory.store().write(&tenant, count).await;
                if failed.is_ok() {
                    continue;
                }
            }
            let mut counts = self.lock();
            let (_, kept) = counts.entry(token).or_insert((tenant, 0));
            *kept = kept.saturating_add(times);
        }
        failed
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<TokenId, (Tenant, i64)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Count {
    token: TokenId,
    times: i64,
}

impl UseCase for Count {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<(), Error> {
        Ok(tx.tokens().count_uses(self.token, self.times).await?)
    }
}
