//! The one place that commits.
//!
//! On PostgreSQL a use case has a transaction of its own from the pool. On `SQLite`, where each
//! commit is an fsync and there is one writer, use cases share transactions: a use case takes the
//! writer, does its statements in the open transaction, gives the writer back and waits. A
//! committer stands in the same fair queue, behind all who queued while the fsync before was
//! running, commits for all of them and answers them together. Nobody waits on a timer, and an
//! fsync has ended before any answer.
//!
//! A use case that gives up before it wrote is answered at once and costs its neighbours nothing.
//! One that gives up after it wrote takes the transaction with it: its neighbours, none of which
//! has been answered, run again, each behind a savepoint, and so do the next [`CAUTION`] use
//! cases. Going without a savepoint otherwise spares everybody two statements of five, and whoever
//! makes use cases fail on purpose costs the others these two statements and no more.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction, EntityTrait,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::sync::{Mutex, MutexGuard, watch};

use crate::connect;
use crate::entity::{audit_event, scim_version};
use crate::error::Error;
use crate::id::{self, IdGenerator};
use crate::sql::{Row, row};
use crate::tenant::chunks;
use crate::unit::{Ledger, Records, Unit};
use crate::use_case::{Failure, Work};

/// How often a use case is tried on PostgreSQL before the database counts as busy.
const ATTEMPTS: u32 = 8;

/// How many use cases get a savepoint after one has failed that had written.
const CAUTION: u32 = 500;

/// Runs use cases on either database.
pub(crate) enum Engine {
    Sqlite(Arc<Writer>),
    Postgres {
        pool: DatabaseConnection,
        ids: IdGenerator,
    },
}

impl Engine {
    pub(crate) fn sqlite(
        connection: DatabaseConnection,
        options: ConnectOptions,
        ids: IdGenerator,
    ) -> Self {
        let slot = Slot::on(connection.clone());
        Self::Sqlite(Arc::new(Writer {
            first: connection,
            options,
            ids,
            slot: Mutex::new(slot),
        }))
    }

    pub(crate) fn postgres(pool: DatabaseConnection, ids: IdGenerator) -> Self {
        Self::Postgres { pool, ids }
    }

    /// The connection that the migrations use, before the first use case.
    pub(crate) fn connection(&self) -> &DatabaseConnection {
        match self {
            Self::Sqlite(writer) => &writer.first,
            Self::Postgres { pool, .. } => pool,
        }
    }

    /// Runs a use case until it is committed or has refused.
    pub(crate) async fn run<W: Work>(&self, work: W) -> Result<W::Output, W::Error> {
        match self {
            Self::Sqlite(writer) => writer.run(work).await,
            Self::Postgres { pool, ids } => on_postgres(pool, ids, work).await,
        }
    }

    /// Commits what is open and closes the connection that writes.
    pub(crate) async fn close(&self) -> Result<(), Error> {
        match self {
            Self::Sqlite(writer) => writer.close().await,
            Self::Postgres { pool, .. } => Ok(pool.close_by_ref().await?),
        }
    }
}

/// A transaction per use case; tried again when PostgreSQL chose it as a deadlock's victim.
async fn on_postgres<W: Work>(
    pool: &DatabaseConnection,
    ids: &IdGenerator,
    work: W,
) -> Result<W::Output, W::Error> {
    let mut attempt = 1;
    loop {
        let transaction = Arc::new(pool.begin().await.map_err(Error::from)?);
        let unit = Arc::new(Unit::new(Arc::clone(&transaction), ids.clone()));
        let outcome = work.run(Arc::clone(&unit)).await;
        let mut ledger = unit.take_ledger();
        drop(unit);
        let outcome = match (outcome, ledger.objection()) {
            (Ok(output), None) => finish(transaction, ledger.records)
                .await
                .map(|()| output)
                .map_err(W::Error::from),
            (Ok(_), Some(error)) => undo(transaction)
                .await
                .and(Err(error))
                .map_err(W::Error::from),
            // The use case's own error is the answer; the connection's fate is the pool's matter.
            (Err(error), _) => {
                drop(undo(transaction).await);
                Err(error)
            }
        };
        match outcome {
            Err(error) if attempt < ATTEMPTS && is_retryable(&error) => {
                let most = 1_u64 << attempt.min(6);
                let pause = id::random_up_to(most * 2);
                tokio::time::sleep(Duration::from_millis(pause)).await;
                attempt += 1;
            }
            outcome => return outcome,
        }
    }
}

fn is_retryable(error: &impl Failure) -> bool {
    error.store().is_some_and(Error::is_retryable)
}

/// The only connection that writes to a `SQLite` file, and who is using it.
pub(crate) struct Writer {
    /// The connection that the store was opened with.
    first: DatabaseConnection,
    options: ConnectOptions,
    ids: IdGenerator,
    slot: Mutex<Slot>,
}

struct Slot {
    /// `None` after a transaction ended badly: the next one begins on a fresh connection.
    connection: Option<DatabaseConnection>,
    batch: Option<Batch>,
    /// A use case is at work; still set when the lock is free means that it panicked.
    dirty: bool,
    /// How many more use cases get a savepoint.
    caution: u32,
}

/// A transaction that several use cases share.
struct Batch {
    transaction: Arc<DatabaseTransaction>,
    records: Records,
    outcome: watch::Sender<Outcome>,
}

/// What became of a batch.
#[derive(Clone, Debug)]
enum Outcome {
    Open,
    Committed,
    /// A member gave up after it wrote: everything was rolled back, the others run again.
    Torn,
    Failed(Error),
}

impl Writer {
    async fn run<W: Work>(self: &Arc<Self>, work: W) -> Result<W::Output, W::Error> {
        let mut careful = false;
        loop {
            let (output, mut outcome) = self.attempt(&work, careful).await?;
            let ended = outcome
                .wait_for(|outcome| !matches!(outcome, Outcome::Open))
                .await;
            match ended.map(|outcome| outcome.clone()) {
                Ok(Outcome::Committed) => return Ok(output),
                Ok(Outcome::Torn) => careful = true,
                Ok(Outcome::Failed(error)) => return Err(error.into()),
                Ok(Outcome::Open) | Err(_) => return Err(abandoned().into()),
            }
        }
    }

    /// Runs a use case in the open batch; the caller then waits for the batch.
    async fn attempt<W: Work>(
        self: &Arc<Self>,
        work: &W,
        careful: bool,
    ) -> Result<(W::Output, watch::Receiver<Outcome>), W::Error> {
        let mut slot = self.slot().await;
        let shared = self.open(&mut slot).await?;
        let careful = careful || slot.caution > 0;
        slot.caution = slot.caution.saturating_sub(1);
        slot.dirty = true;
        let savepoint = if careful {
            Some(Arc::new(shared.begin().await.map_err(Error::from)?))
        } else {
            None
        };
        let unit = Unit::new(
            Arc::clone(savepoint.as_ref().unwrap_or(&shared)),
            self.ids.clone(),
        );
        let unit = Arc::new(unit);
        let outcome = work.run(Arc::clone(&unit)).await;
        let mut ledger = unit.take_ledger();
        drop((unit, shared));

        let lost = ledger.end_of_transaction().cloned();
        let (outcome, keep) = match (outcome, ledger.objection()) {
            (Ok(output), None) => (Ok(output), true),
            (Ok(_), Some(error)) => (Err(W::Error::from(error)), false),
            (Err(error), _) => (Err(error), false),
        };
        match lost {
            Some(error) => slot.end(Outcome::Failed(error)).await,
            None => slot.settle(savepoint, ledger, keep).await,
        }
        slot.dirty = false;
        outcome.map(|output| (output, slot.subscribe()))
    }

    /// The writer, in working order, when its turn comes.
    async fn slot(&self) -> MutexGuard<'_, Slot> {
        let mut slot = self.slot.lock().await;
        if slot.dirty {
            slot.end(Outcome::Torn).await;
            slot.dirty = false;
        }
        slot
    }

    /// The open transaction; begins one, and sends for its committer, if there is none.
    async fn open(self: &Arc<Self>, slot: &mut Slot) -> Result<Arc<DatabaseTransaction>, Error> {
        if let Some(batch) = &slot.batch {
            return Ok(Arc::clone(&batch.transaction));
        }
        let connection = match slot.connection.take() {
            Some(connection) => connection,
            None => connect::open(&self.options).await?,
        };
        // A deferred transaction that upgrades is refused at once, whatever the busy timeout.
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = Arc::new(connection.begin_with_options(options).await?);
        slot.connection = Some(connection);
        slot.batch = Some(Batch {
            transaction: Arc::clone(&transaction),
            records: Records::default(),
            outcome: watch::Sender::new(Outcome::Open),
        });
        let writer = Arc::clone(self);
        tokio::spawn(async move { writer.commit().await });
        Ok(transaction)
    }

    /// Commits for all who are in the batch when the queue gets here.
    async fn commit(&self) {
        let mut slot = self.slot().await;
        let Some(batch) = slot.batch.take() else {
            return;
        };
        let outcome = match finish(batch.transaction, batch.records).await {
            Ok(()) => Outcome::Committed,
            Err(error) => {
                // SQLite may have rolled back by itself, which the driver does not know.
                slot.connection = None;
                Outcome::Failed(error)
            }
        };
        drop(slot);
        batch.outcome.send_replace(outcome);
    }

    async fn close(&self) -> Result<(), Error> {
        self.commit().await;
        let slot = self.slot().await;
        if let Some(connection) = &slot.connection {
            connection.close_by_ref().await?;
        }
        Ok(self.first.close_by_ref().await?)
    }
}

impl Slot {
    fn on(connection: DatabaseConnection) -> Self {
        Self {
            connection: Some(connection),
            batch: None,
            dirty: false,
            caution: 0,
        }
    }

    /// Keeps or undoes what one use case did, and nothing of its neighbours'.
    async fn settle(
        &mut self,
        savepoint: Option<Arc<DatabaseTransaction>>,
        ledger: Ledger,
        keep: bool,
    ) {
        if !keep && ledger.wrote {
            self.caution = CAUTION;
        }
        let settled = match (savepoint, keep) {
            (Some(savepoint), true) => release(savepoint).await,
            (Some(savepoint), false) => undo(savepoint).await,
            (None, false) if ledger.wrote => return self.end(Outcome::Torn).await,
            (None, _) => Ok(()),
        };
        match (settled, &mut self.batch) {
            (Err(error), _) => self.end(Outcome::Failed(error)).await,
            (Ok(()), Some(batch)) if keep => batch.records.extend(ledger.records),
            (Ok(()), _) => {}
        }
    }

    /// Rolls the batch back and tells its members why.
    async fn end(&mut self, outcome: Outcome) {
        let Some(batch) = self.batch.take() else {
            return;
        };
        let undone = undo(batch.transaction).await;
        if undone.is_err() || matches!(outcome, Outcome::Failed(_)) {
            self.connection = None;
        }
        batch.outcome.send_replace(outcome);
    }

    /// The outcome to wait for. A batch that has just ended has answered already.
    fn subscribe(&self) -> watch::Receiver<Outcome> {
        match &self.batch {
            Some(batch) => batch.outcome.subscribe(),
            None => watch::Sender::new(Outcome::Failed(abandoned())).subscribe(),
        }
    }
}

/// Inserts the events that were recorded and the versions that were kept, and commits.
async fn finish(transaction: Arc<DatabaseTransaction>, records: Records) -> Result<(), Error> {
    insert::<audit_event::Entity>(&transaction, records.events).await?;
    insert::<scim_version::Entity>(&transaction, records.versions).await?;
    release(transaction).await
}

async fn insert<E: EntityTrait>(
    transaction: &DatabaseTransaction,
    rows: Vec<Row>,
) -> Result<(), Error> {
    for chunk in chunks(rows) {
        if let Some(insert) = row::insert::<E>(chunk) {
            let inserted = transaction.execute(&insert).await.map_err(Error::from);
            // Nobody whose rows these are not must take it for a conflict of its own.
            inserted.map_err(|error| match error {
                Error::Constraint(constraint) => {
                    Error::driver(&format!("a record of the transaction: {constraint}"))
                }
                error => error,
            })?;
        }
    }
    Ok(())
}

/// Keeps what a transaction or savepoint did.
pub(crate) async fn release(transaction: Arc<DatabaseTransaction>) -> Result<(), Error> {
    Ok(alone(transaction)?.commit().await?)
}

/// Undoes what a transaction or savepoint did.
pub(crate) async fn undo(transaction: Arc<DatabaseTransaction>) -> Result<(), Error> {
    Ok(alone(transaction)?.rollback().await?)
}

/// A use case only borrows its transaction, so nobody else holds it when it has returned.
fn alone(transaction: Arc<DatabaseTransaction>) -> Result<DatabaseTransaction, Error> {
    Arc::into_inner(transaction)
        .ok_or_else(|| Error::driver("a transaction was kept beyond its use case"))
}

fn abandoned() -> Error {
    Error::driver("the commit was abandoned because the process is ending")
}
