//! Time, ids and what stands for masked values, handed to whoever composes events.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use store::{Clock, Id, IdGenerator, TenantId};

use crate::SecretKey;
use crate::audit::mask;

/// The injected clock, the ids that are made from it, and the key of masks.
#[derive(Clone)]
pub(crate) struct Clockwork {
    clock: Arc<dyn Clock>,
    ids: Arc<IdGenerator>,
    key: SecretKey,
}

impl Clockwork {
    pub(crate) fn new(clock: Arc<dyn Clock>, key: SecretKey) -> Self {
        let ids = Arc::new(IdGenerator::new(Arc::clone(&clock)));
        Self { clock, ids, key }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// What stands for a masked value of a tenant.
    pub(crate) fn mask(&self, tenant: TenantId, value: &str) -> String {
        mask::hash(&self.key, tenant, value)
    }

    pub(crate) fn id<T>(&self) -> Id<T> {
        self.ids.next()
    }
}
