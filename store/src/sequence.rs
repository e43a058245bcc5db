//! Several use cases in one transaction, each kept or undone on its own.

use std::future::Future;
use std::sync::Arc;

use sea_orm::DatabaseTransaction;

use crate::commit::{release, undo};
use crate::error::Error;
use crate::rehearsal::Rehearsed;
use crate::tenant::{Tenant, TenantTx};
use crate::unit::{Ledger, Unit};
use crate::use_case::{Failure, UseCase};

/// Use cases of one tenant, one after the other in one transaction, so that many cost one commit.
///
/// What holds for a [`UseCase`] holds for the sequence: it is owned, it may run more than once,
/// and only the last run is kept. What one run has learned is kept in its output and nowhere else.
pub trait Sequence: Send + Sync + 'static {
    /// What it answers.
    type Output: Send + 'static;
    /// How it fails as a whole.
    type Error: Failure;

    /// Takes the steps. `Ok` commits those that succeeded, `Err` leaves nothing behind.
    fn run(
        &self,
        steps: &mut Steps,
    ) -> impl Future<Output = Result<Self::Output, Self::Error>> + Send;
}

/// The open transaction of a [`Sequence`].
pub struct Steps {
    tenant: Tenant,
    unit: Arc<Unit>,
}

impl Steps {
    pub(crate) fn new(tenant: &Tenant, unit: Arc<Unit>) -> Self {
        Self {
            tenant: tenant.clone(),
            unit,
        }
    }

    /// Runs one use case behind a savepoint of its own: when it refuses, nothing of it is left
    /// behind and the others stay. A change without an audit event is refused here too.
    ///
    /// # Errors
    /// What took the whole transaction with it (a full disk, a lost connection, a deadlock); the
    /// sequence is to end with it.
    pub async fn take<U: UseCase>(
        &mut self,
        case: &U,
    ) -> Result<Result<U::Output, U::Error>, Error> {
        if let Some(error) = self.unit.failure() {
            return Err(error);
        }
        let savepoint = self.unit.savepoint().await?;
        let unit = Arc::new(self.unit.within(Arc::clone(&savepoint)));
        let outcome = case
            .run(&TenantTx::new(&self.tenant, Arc::clone(&unit)))
            .await;
        let ledger = unit.take_ledger();
        drop(unit);
        self.end(savepoint, ledger, outcome)
            .await
            .inspect_err(|error| self.unit.fail(error))
    }

    /// Runs one use case behind a savepoint that is undone whatever comes of it. What it would
    /// have been refused for at its end, it is refused for here too.
    ///
    /// # Errors
    /// As [`Self::take`].
    pub(crate) async fn rehearse<U: UseCase>(
        &mut self,
        case: &U,
    ) -> Result<Result<Rehearsed<U::Output>, U::Error>, Error> {
        let (savepoint, unit) = self.stage().await?;
        let outcome = case
            .run(&TenantTx::new(&self.tenant, Arc::clone(&unit)))
            .await;
        self.leave(savepoint, unit, outcome).await
    }

    /// [`Self::rehearse`] for several use cases, which see what those before them did.
    ///
    /// # Errors
    /// As [`Self::take`].
    pub(crate) async fn rehearse_all<S: Sequence>(
        &mut self,
        sequence: &S,
    ) -> Result<Result<Rehearsed<S::Output>, S::Error>, Error> {
        let (savepoint, unit) = self.stage().await?;
        let mut steps = Self::new(&self.tenant, Arc::clone(&unit));
        let outcome = sequence.run(&mut steps).await;
        drop(steps);
        self.leave(savepoint, unit, outcome).await
    }

    /// A savepoint that will be undone, and the unit of what is rehearsed behind it.
    async fn stage(&self) -> Result<(Arc<DatabaseTransaction>, Arc<Unit>), Error> {
        let savepoint = self.unit.savepoint().await?;
        let unit = Unit::rehearsing(Arc::clone(&savepoint), self.unit.ids().clone());
        Ok((savepoint, Arc::new(unit)))
    }

    /// Undoes what was rehearsed; what would have come of it.
    async fn leave<T, E: Failure>(
        &self,
        savepoint: Arc<DatabaseTransaction>,
        unit: Arc<Unit>,
        outcome: Result<T, E>,
    ) -> Result<Result<Rehearsed<T>, E>, Error> {
        let mut ledger = unit.take_ledger();
        drop(unit);
        let undone = undo(savepoint).await;
        let lost = ledger.end_of_transaction().cloned();
        if let Some(error) = lost.or(undone.err()) {
            self.unit.fail(&error);
            return Err(error);
        }
        Ok(match (outcome, ledger.objection()) {
            (Ok(output), None) => Ok(Rehearsed {
                output,
                events: ledger.shown.unwrap_or_default(),
            }),
            (Ok(_), Some(error)) => Err(error.into()),
            (Err(error), _) => Err(error),
        })
    }

    async fn end<T, E: Failure>(
        &self,
        savepoint: Arc<DatabaseTransaction>,
        mut ledger: Ledger,
        outcome: Result<T, E>,
    ) -> Result<Result<T, E>, Error> {
        if let Some(error) = ledger.end_of_transaction().cloned() {
            drop(undo(savepoint).await);
            return Err(error);
        }
        match (outcome, ledger.objection()) {
            (Ok(output), None) => {
                release(savepoint).await?;
                self.unit.adopt(ledger);
                Ok(Ok(output))
            }
            (Ok(_), Some(error)) => undo(savepoint).await.map(|()| Err(error.into())),
            (Err(error), _) => undo(savepoint).await.map(|()| Err(error)),
        }
    }
}
