//! The directory itself: what all use cases share.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use secrecy::ExposeSecret;
use store::{Clock, Rehearsed, Sequence, Store, SystemClock, UseCase};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::audit::{Draft, Journal};
use crate::clockwork::Clockwork;
use crate::credentials::{Ending, Silent};
use crate::keys::SecretKey;
use crate::kinds::Compiled;
use crate::mail::{Deliveries, Post};
use crate::representation::Locations;
use crate::sign_in::{Passwords, Throttle};
use crate::tokens::Uses;
use crate::{Caller, Error};

/// How a directory is set up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Prefix of every location, without a trailing slash.
    pub public_url: String,
    /// Signs audit heads; never in the database.
    pub secret_key: SecretKey,
    /// Whether discovery answers those who show no credential (RFC 7643 §5 says it should).
    pub open_discovery: bool,
    /// How mail is sent; without it none is written either.
    pub post: Option<Arc<dyn Post>>,
}

/// The use cases of Rollcall over one database. Cheap to clone.
#[derive(Clone)]
pub struct Directory(Arc<Inner>);

struct Inner {
    store: Store,
    clockwork: Clockwork,
    settings: Settings,
    locations: Locations,
    journal: Journal,
    passwords: Passwords,
    throttle: Throttle,
    uses: Uses,
    ending: Ending,
    silent: Silent,
    deliveries: Deliveries,
    forgotten: Arc<Semaphore>,
    compiled: Compiled,
}

impl Directory {
    /// Opens a migrated database.
    ///
    /// # Errors
    /// [`Error::WrongSecretKey`] when the database was made with another secret key.
    pub async fn open(store: Store, settings: Settings) -> Result<Self, Error> {
        Self::with_clock(store, settings, Arc::new(SystemClock)).await
    }

    /// [`Directory::open`] with a clock of one's own.
    pub async fn with_clock(
        store: Store,
        settings: Settings,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Error> {
        let directory = Self(Arc::new(Inner {
            locations: Locations::new(&settings.public_url),
            clockwork: Clockwork::new(clock, settings.secret_key.clone()),
            journal: Journal::new(),
            passwords: Passwords::new()?,
            throttle: Throttle::new(),
            uses: Uses::default(),
            ending: Ending::default(),
            silent: Silent::default(),
            deliveries: Deliveries::default(),
            forgotten: Arc::new(Semaphore::new(MOST_FORGOTTEN)),
            compiled: Compiled::default(),
            store,
            settings,
        }));
        directory.claim().await?;
        Ok(directory)
    }

    /// The same directory at another time, for playing history back.
    pub(crate) async fn with_other_clock(&self, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        Self::with_clock(self.0.store.clone(), self.0.settings.clone(), clock).await
    }

    async fn check_secret_key(&self) -> Result<(), Error> {
        let ours = self.0.settings.secret_key.fingerprint();
        match self.0.store.system().instance(FINGERPRINT).await? {
            Some(kept) if kept == ours => Ok(()),
            _ => Err(Error::WrongSecretKey),
        }
    }

    /// The first server on a database makes it its own.
    async fn claim(&self) -> Result<(), Error> {
        if self.0.store.system().instance(FINGERPRINT).await?.is_none() {
            let ours = self.0.settings.secret_key.fingerprint();
            self.0.store.remember(FINGERPRINT, &ours).await?;
        }
        self.check_secret_key().await
    }

    /// Runs what happens on its own until told to stop: writing buffered events, sealing the log,
    /// forgetting sessions that ended. Returns after a last flush, so that a shutdown loses none.
    pub async fn run_jobs(&self, stop: CancellationToken) {
        Box::pin(crate::jobs::run(self, stop)).await;
    }

    /// Writes buffered events at once: a command runs no jobs that would.
    pub async fn flush_events(&self) -> Result<(), Error> {
        self.journal().flush(self).await
    }

    /// Whether the database answers, and is still the one that this server was started on.
    pub async fn ping(&self) -> Result<(), Error> {
        self.check_secret_key().await
    }

    /// The steps of the schema that have run: another release may have been here since the start.
    pub async fn schema_steps(&self) -> Result<Vec<String>, Error> {
        Ok(self.0.store.system().schema_steps().await?)
    }

    /// The current instant of the injected clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.0.clockwork.now()
    }

    /// The prefix of every location.
    pub fn public_url(&self) -> &str {
        self.0.locations.public_url()
    }

    /// The SCIM base URL of a tenant.
    pub fn scim_base_url(&self, slug: &str) -> String {
        self.0.locations.scim(slug)
    }

    /// Where OAuth clients of a tenant ask for access tokens.
    pub fn token_endpoint(&self, slug: &str) -> String {
        format!("{}/t/{slug}/oauth/token", self.public_url())
    }

    /// A fresh request id, sortable by time.
    pub fn request_id(&self) -> String {
        self.0.clockwork.id::<crate::Request>().to_string()
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn clockwork(&self) -> &Clockwork {
        &self.0.clockwork
    }

    pub(crate) fn locations(&self) -> &Locations {
        &self.0.locations
    }

    pub(crate) fn journal(&self) -> &Journal {
        &self.0.journal
    }

    pub(crate) fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    pub(crate) fn throttle(&self) -> &Throttle {
        &self.0.throttle
    }

    pub(crate) fn uses(&self) -> &Uses {
        &self.0.uses
    }

    pub(crate) fn ending(&self) -> &Ending {
        &self.0.ending
    }

    pub(crate) fn silent(&self) -> &Silent {
        &self.0.silent
    }

    pub(crate) fn deliveries(&self) -> &Deliveries {
        &self.0.deliveries
    }

    pub(crate) fn post(&self) -> Option<&dyn Post> {
        self.0.settings.post.as_deref()
    }

    /// What those wait for who forgot their password, so that many at once cost no more than a few.
    pub(crate) fn forgotten(&self) -> &Arc<Semaphore> {
        &self.0.forgotten
    }

    pub(crate) fn compiled(&self) -> &Compiled {
        &self.0.compiled
    }

    pub(crate) fn secret_key(&self) -> &SecretKey {
        &self.0.settings.secret_key
    }

    /// Whether discovery answers those who show no credential.
    pub fn open_discovery(&self) -> bool {
        self.0.settings.open_discovery
    }

    /// The only commit site: runs a use case in the caller's tenant and answers when it is
    /// durable together with its audit event. Members change nothing in a tenant that is suspended,
    /// whatever else lets them.
    pub(crate) async fn write<U>(&self, caller: &Caller, use_case: U) -> Result<U::Output, Error>
    where
        U: UseCase<Error = Error>,
    {
        caller.require_in_earnest()?;
        caller.require_active_tenant()?;
        self.0.store.write(caller.tenant(), use_case).await
    }

    /// [`Self::write`] for several use cases in one transaction, each whole or not at all.
    pub(crate) async fn write_sequence<S>(
        &self,
        caller: &Caller,
        sequence: S,
    ) -> Result<S::Output, Error>
    where
        S: Sequence<Error = Error>,
    {
        caller.require_in_earnest()?;
        self.0.store.write_sequence(caller.tenant(), sequence).await
    }

    /// [`Self::write`] for what is only tried: answers what would have been answered and recorded,
    /// and leaves nothing behind. The store has no way to keep any of it.
    pub(crate) async fn rehearse<U>(
        &self,
        caller: &Caller,
        use_case: U,
    ) -> Result<Rehearsed<U::Output>, Error>
    where
        U: UseCase<Error = Error>,
    {
        self.0.store.rehearse(caller.tenant(), use_case).await
    }

    /// [`Self::rehearse`] for several use cases in one transaction.
    pub(crate) async fn rehearse_sequence<S>(
        &self,
        caller: &Caller,
        sequence: S,
    ) -> Result<Rehearsed<S::Output>, Error>
    where
        S: Sequence<Error = Error>,
    {
        let store = &self.0.store;
        store.rehearse_sequence(caller.tenant(), sequence).await
    }

    /// Notes a read in the journal, which writes events of reads in batches.
    pub(crate) async fn record_read(&self, caller: &Caller, draft: Draft) -> Result<(), Error> {
        let event = draft.finish(caller, self.clockwork());
        self.journal().note(self, caller.tenant(), event).await
    }
}

impl std::fmt::Debug for Directory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Directory")
            .field("public_url", &self.public_url())
            .finish_non_exhaustive()
    }
}

/// Forgotten passwords that are looked at or wait for that.
const MOST_FORGOTTEN: usize = 64;

/// Where a database remembers which secret key it belongs to.
const FINGERPRINT: &str = "secret_key_fingerprint";

/// Reveals a secret to the one place that hashes or compares it.
pub(crate) fn reveal(secret: &secrecy::SecretString) -> &str {
    secret.expose_secret()
}
