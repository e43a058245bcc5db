//! What keeps one tenant, or one token, from taking everything.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use directory::{Caller, Error};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// One tenant's requests in flight at once. More wait their turn.
const MOST_IN_FLIGHT: usize = 64;
/// How long a request waits for its turn before it is told to come back.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Keyed by what authentication has found: strangers cannot make either map grow.
pub(crate) struct Limits {
    tenants: Mutex<HashMap<String, Arc<Semaphore>>>,
    tokens: Option<DefaultKeyedRateLimiter<String>>,
}

impl Limits {
    /// With a limit of requests per second for each token, or none.
    pub(crate) fn new(per_second: Option<NonZeroU32>) -> Self {
        let tokens = per_second.map(|rate| RateLimiter::keyed(Quota::per_second(rate)));
        Self {
            tenants: Mutex::default(),
            tokens,
        }
    }

    /// Waits until the caller's request may go on; it may while the permit lives.
    pub(super) async fn admit(&self, caller: &Caller) -> Result<OwnedSemaphorePermit, Error> {
        self.check_rate(caller)?;
        let turn = self.tenant(caller.tenant().slug()).acquire_owned();
        match tokio::time::timeout(LONGEST_WAIT, turn).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) | Err(_) => Err(Error::Limited {
                retry_after: LONGEST_WAIT,
            }),
        }
    }

    fn check_rate(&self, caller: &Caller) -> Result<(), Error> {
        let (Some(tokens), Some(id)) = (&self.tokens, &caller.actor().id) else {
            return Ok(());
        };
        tokens.check_key(id).map_err(|early| Error::Limited {
            retry_after: early.wait_time_from(DefaultClock::default().now()),
        })
    }

    fn tenant(&self, slug: &str) -> Arc<Semaphore> {
        let mut tenants = self.tenants.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = tenants.get(slug) {
            return Arc::clone(known);
        }
        let semaphore = Arc::new(Semaphore::new(MOST_IN_FLIGHT));
        tenants.insert(slug.to_owned(), Arc::clone(&semaphore));
        semaphore
    }
}
