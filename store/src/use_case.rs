//! What the caller brings: a use case, owned, and run inside a transaction.

use std::future::Future;
use std::sync::Arc;

use crate::error::Error;
use crate::sequence::{Sequence, Steps};
use crate::system::SystemTx;
use crate::tenant::{Tenant, TenantTx};
use crate::unit::Unit;

/// Something done to one tenant's rows, whole or not at all.
///
/// It owns what it works on, because it runs to its end even when the client that asked for it
/// has gone. It may run more than once (a deadlock on PostgreSQL, a neighbour that had to be
/// undone on `SQLite`): only the last run is kept, so it must do nothing outside of `tx`.
pub trait UseCase: Send + Sync + 'static {
    /// What it answers.
    type Output: Send + 'static;
    /// How it refuses.
    type Error: Failure;

    /// Does it. `Ok` commits, `Err` leaves nothing behind.
    fn run(&self, tx: &TenantTx) -> impl Future<Output = Result<Self::Output, Self::Error>> + Send;
}

/// Something done across tenants, such as creating one; see [`UseCase`].
pub trait SystemUseCase: Send + Sync + 'static {
    /// What it answers.
    type Output: Send + 'static;
    /// How it refuses.
    type Error: Failure;

    /// Does it. `Ok` commits, `Err` leaves nothing behind.
    fn run(&self, tx: &SystemTx) -> impl Future<Output = Result<Self::Output, Self::Error>> + Send;
}

/// A use case's error, in which the store can find its own.
pub trait Failure: From<Error> + Send + 'static {
    /// The store's error that this one was made from, if any.
    fn store(&self) -> Option<&Error>;
}

impl Failure for Error {
    fn store(&self) -> Option<&Error> {
        Some(self)
    }
}

/// Any kind of use case, as the commit loop sees it.
pub(crate) trait Work: Send + Sync + 'static {
    type Output: Send + 'static;
    type Error: Failure;

    fn run(
        &self,
        unit: Arc<Unit>,
    ) -> impl Future<Output = Result<Self::Output, Self::Error>> + Send;
}

/// A use case with the tenant it is for.
pub(crate) struct ForTenant<U> {
    pub(crate) tenant: Tenant,
    pub(crate) case: U,
}

impl<U: UseCase> Work for ForTenant<U> {
    type Output = U::Output;
    type Error = U::Error;

    async fn run(&self, unit: Arc<Unit>) -> Result<U::Output, U::Error> {
        self.case.run(&TenantTx::new(&self.tenant, unit)).await
    }
}

/// A use case across tenants.
pub(crate) struct ForSystem<U>(pub(crate) U);

impl<U: SystemUseCase> Work for ForSystem<U> {
    type Output = U::Output;
    type Error = U::Error;

    async fn run(&self, unit: Arc<Unit>) -> Result<U::Output, U::Error> {
        self.0.run(&SystemTx::new(unit)).await
    }
}

/// A sequence of use cases with the tenant it is for.
pub(crate) struct InSequence<S> {
    pub(crate) tenant: Tenant,
    pub(crate) sequence: S,
}

impl<S: Sequence> Work for InSequence<S> {
    type Output = S::Output;
    type Error = S::Error;

    async fn run(&self, unit: Arc<Unit>) -> Result<S::Output, S::Error> {
        let mut steps = Steps::new(&self.tenant, unit);
        self.sequence.run(&mut steps).await
    }
}
