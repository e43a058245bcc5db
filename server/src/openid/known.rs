//! What is known of tenants' providers: kept for an hour, read anew when a key is unknown and when
//! the connection was saved by whichever process, and bounded for each tenant and in all.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use directory::openid::{Connection, Provider};
use directory::{FieldError, TenantId};
use openidconnect::core::{CoreJsonWebKeySet, CoreProviderMetadata};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Fault, discovery};
use crate::outbound::Outbound;

/// How long metadata and keys are good for.
const KEPT: Duration = Duration::from_hours(1);
/// How often they are read anew because a key is unknown.
const ANEW: Duration = Duration::from_mins(1);
/// How long a provider that will not do is not asked again.
const AVOIDED: Duration = Duration::from_secs(15);
/// Requests of one tenant to its provider at a time.
const AT_ONCE: usize = 4;
/// How long one waits for its turn.
const WAIT: Duration = Duration::from_secs(5);
/// Tenants whose providers are known at a time.
const MOST: usize = 1_000;

/// What a provider says of itself.
pub(crate) struct Known {
    pub(super) metadata: CoreProviderMetadata,
    pub(super) keys: CoreJsonWebKeySet,
    /// Whether it says in every answer who it is (RFC 9207).
    pub(super) says_issuer: bool,
}

/// The providers of all tenants. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Providers(Arc<Inner>);

struct Inner {
    outbound: Outbound,
    entries: Mutex<HashMap<TenantId, Arc<Entry>>>,
}

struct Entry {
    places: Arc<Semaphore>,
    /// One at a time asks; the others wait for what it learns.
    found: tokio::sync::Mutex<Option<Found>>,
}

struct Found {
    issuer: String,
    /// When the connection had been saved that it was read for.
    saved_at: DateTime<Utc>,
    at: Instant,
    /// When it was last read because a key was unknown.
    anew_at: Option<Instant>,
    known: Result<Arc<Known>, Fault>,
}

impl Found {
    /// Whether it need not be read again.
    fn holds(&self, provider: &Provider, anew: bool) -> bool {
        let kept = if self.known.is_ok() { KEPT } else { AVOIDED };
        let just_now = self.anew_at.is_some_and(|at| at.elapsed() < ANEW);
        let of_this =
            self.issuer == provider.connection().issuer && self.saved_at == provider.saved_at();
        of_this && self.at.elapsed() < kept && (!anew || just_now)
    }
}

impl Providers {
    pub(crate) fn new(outbound: Outbound) -> Self {
        Self(Arc::new(Inner {
            outbound,
            entries: Mutex::default(),
        }))
    }

    pub(super) fn outbound(&self) -> &Outbound {
        &self.0.outbound
    }

    /// Whether a provider will do; what is the matter, at its field.
    pub(crate) async fn check(&self, connection: &Connection) -> Result<(), FieldError> {
        let found = discovery::discover(&self.0.outbound, connection).await;
        found.map(drop).map_err(|unfit| unfit.at_field())
    }

    pub(super) async fn known(&self, provider: &Provider) -> Result<Arc<Known>, Fault> {
        self.read(provider, false).await
    }

    /// What is known, read again unless that was done so within the last minute.
    pub(super) async fn known_anew(&self, provider: &Provider) -> Result<Arc<Known>, Fault> {
        self.read(provider, true).await
    }

    async fn read(&self, provider: &Provider, anew: bool) -> Result<Arc<Known>, Fault> {
        let connection = provider.connection();
        let entry = self.entry(provider.tenant());
        let waiting = tokio::time::timeout(WAIT + WAIT, entry.found.lock());
        let mut found = waiting.await.map_err(|_| busy())?;
        if let Some(found) = &*found
            && found.holds(provider, anew)
        {
            return found.known.clone();
        }
        let asked = discovery::discover(&self.0.outbound, connection).await;
        let known = asked
            .map(Arc::new)
            .map_err(|unfit| Fault::Unreachable(unfit.told()));
        *found = Some(Found {
            issuer: connection.issuer.clone(),
            saved_at: provider.saved_at(),
            at: Instant::now(),
            anew_at: anew.then(Instant::now),
            known: known.clone(),
        });
        known
    }

    /// A turn at a tenant's provider, for as long as it is held.
    pub(super) async fn place(&self, provider: &Provider) -> Result<OwnedSemaphorePermit, Fault> {
        let places = Arc::clone(&self.entry(provider.tenant()).places);
        let turn = tokio::time::timeout(WAIT, places.acquire_owned()).await;
        turn.map_err(|_| busy())?.map_err(|_| busy())
    }

    fn entry(&self, tenant: TenantId) -> Arc<Entry> {
        let mut entries = self.lock();
        if entries.len() >= MOST && !entries.contains_key(&tenant) {
            // Those that nobody asks just now are read again when they are needed.
            entries.retain(|_, entry| Arc::strong_count(entry) > 1);
        }
        let new = || {
            Arc::new(Entry {
                places: Arc::new(Semaphore::new(AT_ONCE)),
                found: tokio::sync::Mutex::default(),
            })
        };
        Arc::clone(entries.entry(tenant).or_insert_with(new))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<TenantId, Arc<Entry>>> {
        self.0
            .entries
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn busy() -> Fault {
    Fault::Unreachable("too many sign-ins wait for the provider".to_owned())
}
