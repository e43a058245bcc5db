//! What keeps one tenant, or one token, from taking everything.

use std::collections::{HashMap, VecDeque};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use directory::{Caller, Error};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::{CancellationToken, DropGuard};

/// One tenant's requests in flight at once. More wait their turn.
const MOST_IN_FLIGHT: usize = 64;
/// One tenant's pages of its audit log at once that are being made: each counts the events of a range
/// and holds a page of them.
const MOST_LISTS: usize = 4;
/// One tenant's answers at once that are made while they are sent: a quarter of its turns, so that
/// whoever leaves them unread does not take all of these.
const MOST_STREAMS: usize = 16;
/// One tenant's exports of its audit log at once, each of which may read all of it.
const MOST_EXPORTS: usize = 3;
/// One tenant's pages at once that follow its audit log.
const MOST_FOLLOWERS: usize = 32;
/// Access tokens that one OAuth client is given within a minute: each is an event.
const MOST_GRANTS: NonZeroU32 = NonZeroU32::MIN.saturating_add(59);
/// Refused requests that one tenant's members try again within a minute: each takes a writer's turn.
const MOST_TRIALS: NonZeroU32 = NonZeroU32::MIN.saturating_add(29);
/// What a bulk request counts for among these beyond the first: it can keep the writer for a second.
const BULK_TRIAL: NonZeroU32 = NonZeroU32::MIN.saturating_add(3);
/// Trials at once, whosever they are: on `SQLite` nobody writes meanwhile.
const TRIALS_AT_ONCE: usize = 1;
/// When to try again while as many of either as that are under way.
const LATER: Duration = Duration::from_secs(10);
/// How long a request waits for its turn before it is told to come back.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Keyed by what authentication has found: strangers cannot make either map grow.
pub(crate) struct Limits {
    /// One tenant's lists and searches at work at once: half of the connections that read, so that
    /// the others stay free for other tenants.
    most_searches: usize,
    tenants: Mutex<HashMap<String, Turns>>,
    tokens: Option<DefaultKeyedRateLimiter<String>>,
    grants: DefaultKeyedRateLimiter<String>,
    trials: DefaultKeyedRateLimiter<String>,
    trial: Arc<Semaphore>,
}

impl Limits {
    /// With a limit of requests per second for each token, or none, and so many connections that
    /// read.
    pub(crate) fn new(per_second: Option<NonZeroU32>, connections: u32) -> Self {
        let tokens = per_second.map(|rate| RateLimiter::keyed(Quota::per_second(rate)));
        let half = usize::try_from(connections / 2).unwrap_or(Semaphore::MAX_PERMITS);
        Self {
            most_searches: half.max(1),
            tenants: Mutex::default(),
            tokens,
            grants: RateLimiter::keyed(Quota::per_minute(MOST_GRANTS)),
            trials: RateLimiter::keyed(Quota::per_minute(MOST_TRIALS)),
            trial: Arc::new(Semaphore::new(TRIALS_AT_ONCE)),
        }
    }

    /// Counts an access token that an OAuth client asks for. One in an hour is enough for a client
    /// that keeps what it was given.
    pub(crate) fn admit_grant(&self, caller: &Caller) -> Result<(), Error> {
        let id = caller.actor().id.clone().unwrap_or_default();
        self.grants.check_key(&id).map_err(|early| Error::Limited {
            retry_after: early.wait_time_from(DefaultClock::default().now()),
        })
    }

    /// Counts a refused request that a member of the caller's tenant tries again.
    pub(crate) fn admit_trial(&self, caller: &Caller) -> Result<(), Error> {
        self.count_trials(caller.tenant().slug(), NonZeroU32::MIN)
    }

    /// Counts it as what more it is, where it is a bulk request.
    pub(crate) fn admit_bulk_trial(&self, caller: &Caller) -> Result<(), Error> {
        self.count_trials(caller.tenant().slug(), BULK_TRIAL)
    }

    /// Waits until a refused request may be tried; it may while the permit lives.
    pub(crate) async fn begin_trial(&self) -> Result<OwnedSemaphorePermit, Error> {
        turn(Arc::clone(&self.trial)).await
    }

    fn count_trials(&self, slug: &str, count: NonZeroU32) -> Result<(), Error> {
        match self.trials.check_key_n(&slug.to_owned(), count) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(early)) => Err(Error::Limited {
                retry_after: early.wait_time_from(DefaultClock::default().now()),
            }),
            // More than there is in a minute: never, as the numbers above are.
            Err(_) => Err(Error::Limited { retry_after: LATER }),
        }
    }

    /// Waits until the caller's request may go on; it may while the permit lives.
    pub(crate) async fn admit(&self, caller: &Caller) -> Result<OwnedSemaphorePermit, Error> {
        self.check_rate(caller)?;
        turn(self.tenant(caller.tenant().slug()).requests).await
    }

    /// Waits until the caller's list or search may begin; it may go on while the permit lives.
    pub(crate) async fn admit_search(
        &self,
        caller: &Caller,
    ) -> Result<OwnedSemaphorePermit, Error> {
        turn(self.tenant(caller.tenant().slug()).searches).await
    }

    /// Waits until a page of the log of the caller's tenant may be made; it may while the permit
    /// lives.
    pub(crate) async fn admit_list(&self, caller: &Caller) -> Result<OwnedSemaphorePermit, Error> {
        turn(self.tenant(caller.tenant().slug()).lists).await
    }

    /// Takes one of the places for exports of the caller's tenant; nobody waits for one.
    pub(crate) fn begin_export(&self, caller: &Caller) -> Result<OwnedSemaphorePermit, Error> {
        let exports = self.tenant(caller.tenant().slug()).exports;
        exports
            .try_acquire_owned()
            .map_err(|_| Error::Limited { retry_after: LATER })
    }

    /// Takes one of the places for those who follow the log of the caller's tenant.
    pub(crate) fn begin_following(&self, caller: &Caller) -> Result<OwnedSemaphorePermit, Error> {
        let followers = self.tenant(caller.tenant().slug()).followers;
        followers
            .try_acquire_owned()
            .map_err(|_| Error::Limited { retry_after: LATER })
    }

    /// Counts an answer that is made while it is sent; it ends with the guard. One too many lets the
    /// tenant's oldest break off: what is read goes on, and what is left unread makes room.
    pub(super) fn begin_stream(&self, caller: &Caller) -> (CancellationToken, DropGuard) {
        self.tenant(caller.tenant().slug()).begin_stream()
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
            searches: Arc::new(Semaphore::new(self.most_searches)),
            lists: Arc::new(Semaphore::new(MOST_LISTS)),
            exports: Arc::new(Semaphore::new(MOST_EXPORTS)),
            followers: Arc::new(Semaphore::new(MOST_FOLLOWERS)),
            streams: Arc::default(),
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
    lists: Arc<Semaphore>,
    exports: Arc<Semaphore>,
    followers: Arc<Semaphore>,
    /// Oldest first; cancelled ones have ended.
    streams: Arc<Mutex<VecDeque<CancellationToken>>>,
}

impl Turns {
    fn begin_stream(&self) -> (CancellationToken, DropGuard) {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        streams.retain(|stream| !stream.is_cancelled());
        if streams.len() >= MOST_STREAMS
            && let Some(oldest) = streams.pop_front()
        {
            oldest.cancel();
        }
        let stream = CancellationToken::new();
        streams.push_back(stream.clone());
        (stream.clone(), stream.drop_guard())
    }
}

/// Waits for a turn, and not for ever.
async fn turn(of: Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Error> {
    turn_within(LONGEST_WAIT, of).await
}

async fn turn_within(wait: Duration, of: Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Error> {
    match tokio::time::timeout(wait, of.acquire_owned()).await {
        Ok(Ok(permit)) => Ok(permit),
        Ok(Err(_)) | Err(_) => Err(Error::Limited {
            retry_after: LONGEST_WAIT,
        }),
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;
    use std::time::Duration;

    use directory::Error;
    use futures::FutureExt;

    use super::{BULK_TRIAL, Limits, MOST_LISTS, MOST_STREAMS, MOST_TRIALS, turn_within};

    #[tokio::test]
    async fn a_tenant_makes_so_many_pages_of_its_log_at_once() {
        let limits = Limits::new(None, 8);
        let at_once = |slug: &str| turn_within(Duration::ZERO, limits.tenant(slug).lists);
        let mut made = Vec::new();
        for _ in 0..MOST_LISTS {
            made.push(at_once("acme").await.unwrap());
        }
        let refused = at_once("acme").await;
        assert!(matches!(refused, Err(Error::Limited { .. })), "{refused:?}");
        assert!(at_once("globex").await.is_ok());
        made.clear();
        assert!(at_once("acme").await.is_ok());
    }

    #[test]
    fn a_tenant_searches_on_half_of_the_connections() {
        for (connections, expected) in [(1, 1), (2, 1), (3, 1), (8, 4), (500, 250)] {
            let searches = Limits::new(None, connections).tenant("acme").searches;
            assert_eq!(searches.available_permits(), expected, "{connections}");
        }
    }

    #[tokio::test]
    async fn one_trial_at_a_time_is_under_way() {
        let limits = Limits::new(None, 8);
        let first = limits.begin_trial().await.unwrap();
        let mut second = Box::pin(limits.begin_trial());
        assert!(second.as_mut().now_or_never().is_none());
        drop(first);
        assert!(second.await.is_ok());
    }

    #[test]
    fn bulk_requests_are_tried_less_often_than_others() {
        let limits = Limits::new(None, 8);
        let tried = |slug: &str, more: Option<NonZeroU32>| {
            let counts = [Some(NonZeroU32::MIN), more].into_iter().flatten();
            let mut counted = counts.map(|count| limits.count_trials(slug, count));
            counted.all(|counted| counted.is_ok())
        };
        let bulk = (0..MOST_TRIALS.get()).filter(|_| tried("acme", Some(BULK_TRIAL)));
        assert_eq!(bulk.count(), 6);
        let single = (0..MOST_TRIALS.get()).filter(|_| tried("globex", None));
        assert_eq!(single.count(), 30);
    }

    #[test]
    fn one_stream_too_many_ends_the_oldest_of_its_tenant() {
        let limits = Limits::new(NonZeroU32::new(0), 8);
        let acme = limits.tenant("acme");
        let other = limits.tenant("globex").begin_stream();
        let mut open: Vec<_> = (0..MOST_STREAMS).map(|_| acme.begin_stream()).collect();
        assert!(open.iter().all(|(stream, _)| !stream.is_cancelled()));
        // One that has ended makes room for another.
        drop(open.remove(3));
        open.push(limits.tenant("acme").begin_stream());
        assert!(open.iter().all(|(stream, _)| !stream.is_cancelled()));
        open.push(limits.tenant("acme").begin_stream());
        let ended: Vec<_> = open
            .iter()
            .map(|(stream, _)| stream.is_cancelled())
            .collect();
        assert!(
            ended[0] && ended[1..].iter().all(|ended| !ended),
            "{ended:?}"
        );
        assert!(!other.0.is_cancelled());
    }
}
