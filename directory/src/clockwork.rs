//! Time and ids, handed to whoever needs them.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use store::{Clock, Id, IdGenerator};

/// The injected clock and the ids that are made from it.
#[derive(Clone)]
pub(crate) struct Clockwork {
    clock: Arc<dyn Clock>,
    ids: Arc<IdGenerator>,
}

impl Clockwork {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        let ids = Arc::new(IdGenerator::new(Arc::clone(&clock)));
        Self { clock, ids }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub(crate) fn id<T>(&self) -> Id<T> {
        self.ids.next()
    }
}
