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
/// One tenant's lists and searches at work at once: half of the connections that read, so that the
/// others stay free for other tenants.
const MOST_SEARCHES: usize = 4;
/// How long a request waits for its turn before it is told to come back.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Keyed by what authentication has found: strangers cannot make either map grow.
pub(crate) struct Limits {
    tenants: Mutex<HashMap<String, Turns>>,
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
        turn(self.tenant(caller.tenant().slug()).requests).await
    }

    /// Waits until the caller's list or search may begin; it may go on while the permit lives.
    pub(super) async fn admit_search(
        &self,
        caller: &Caller,
    ) -> Result<OwnedSemaphorePermit, Error> {
        turn(self.tenant(caller.tenant().slug()).searches).await
    }

    fn check_rate(&self, caller: &Caller) -> Result<(), Error> {
        let (Some(tokens), Some(id)) = (&self.tokens, &caller.actor().id) else {
            return Ok(());
        };
        tokens.check_key(id).map_err(|early| Error::Limited {
            retry_after: early.wait_time_from(DefaultClock::default().now()),
        })
    }

    fn tenant(&self, slug: &str) -> Turns {
        let mut tenants = self.tenants.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = tenants.get(slug) {
            return known.clone();
        }
        let turns = Turns {
            requests: Arc::new(Semaphore::new(MOST_IN_FLIGHT)),
            searches: Arc::new(Semaphore::new(MOST_SEARCHES)),
        };
        tenants.insert(slug.to_owned(), turns.clone());
        turns
    }
}

/// What one tenant's requests wait for.
#[derive(Clone)]
struct Turns {
    requests: Arc<Semaphore>,
    searches: Arc<Semaphore>,
}

/// Waits for a turn, and not for ever.
async fn turn(of: Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Error> {
    match tokio::time::timeout(LONGEST_WAIT, of.acquire_owned()).await {
        Ok(Ok(permit)) => Ok(permit),
        Ok(Err(_)) | Err(_) => Err(Error::Limited {
            retry_after: LONGEST_WAIT,
        }),
    }
}
