//! A unit of work: one open transaction as one use case sees it, and what it did there.

use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, FromQueryResult,
    QueryResult, StatementBuilder, TransactionTrait,
};
use uuid::Uuid;

use crate::audit::NewEvent;
use crate::entity::scim_version::Column;
use crate::error::Error;
use crate::id::{EventId, IdGenerator};
use crate::sql::Row;

/// Whether a statement changes what an audit event must tell of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// A tenant's rows change: without an event the use case is not committed.
    Audited,
    /// Bookkeeping, or rows of no tenant.
    Quiet,
}

/// One open transaction, shared by everything a use case does.
pub(crate) struct Unit {
    transaction: Arc<DatabaseTransaction>,
    ids: IdGenerator,
    ledger: Mutex<Ledger>,
}

/// What a use case did to the database.
#[derive(Default)]
pub(crate) struct Ledger {
    /// Some row was written, so giving up needs a rollback.
    pub(crate) wrote: bool,
    /// A tenant's rows were changed, so an event is due.
    must_record: bool,
    /// The last event that was recorded.
    recorded: Option<EventId>,
    /// The first statement that failed. PostgreSQL lets nothing follow it, so neither do we.
    failed: Option<Error>,
    /// Versions whose event is still to come; at the end, of the last one.
    awaiting: Vec<Version>,
    /// Of a rehearsal, the events that it recorded: nothing else of it is left.
    pub(crate) shown: Option<Vec<NewEvent>>,
    pub(crate) records: Records,
}

/// Rows to be inserted when the transaction ends, many in one statement: nobody reads them before.
#[derive(Default)]
pub(crate) struct Records {
    pub(crate) events: Vec<Row>,
    pub(crate) versions: Vec<Row>,
}

impl Records {
    pub(crate) fn extend(&mut self, more: Self) {
        self.events.extend(more.events);
        self.versions.extend(more.versions);
    }
}

/// A version of a resource that was made in this transaction.
pub(crate) struct Version {
    /// The resource that the event will be about: another one, where a group loses a member
    /// because that is deleted.
    pub(crate) subject: Uuid,
    /// All but the event.
    pub(crate) row: Row,
}

/// An event as far as its transaction has to know it.
pub(crate) struct Recorded {
    pub(crate) id: EventId,
    pub(crate) subject: Option<Uuid>,
}

impl Ledger {
    /// Why this must not be committed, though the use case is content.
    pub(crate) fn objection(&mut self) -> Option<Error> {
        let unaudited = self.must_record && self.recorded.is_none();
        if let Some(event) = self.recorded {
            let others = std::mem::take(&mut self.awaiting);
            self.attribute(others, event);
        }
        self.failed
            .take()
            .or_else(|| unaudited.then_some(Error::Unaudited))
    }

    /// Versions that came of an event.
    fn attribute(&mut self, versions: Vec<Version>, event: EventId) {
        let rows = versions.into_iter().map(|version| version.row);
        let rows = rows.map(|row| row.set(Column::EventId, event));
        self.records.versions.extend(rows);
    }

    /// The failure that took the whole transaction with it, if there was one.
    pub(crate) fn end_of_transaction(&self) -> Option<&Error> {
        self.failed
            .as_ref()
            .filter(|error| error.ends_transaction())
    }
}

impl Unit {
    pub(crate) fn new(transaction: Arc<DatabaseTransaction>, ids: IdGenerator) -> Self {
        Self {
            transaction,
            ids,
            ledger: Mutex::default(),
        }
    }

    /// A unit of which nothing is kept but what it would have told the log.
    pub(crate) fn rehearsing(transaction: Arc<DatabaseTransaction>, ids: IdGenerator) -> Self {
        let unit = Self::new(transaction, ids);
        unit.with(|ledger| ledger.shown = Some(Vec::new()));
        unit
    }

    /// A unit behind a savepoint of this one: of a rehearsal, one that shows its events too.
    pub(crate) fn within(&self, savepoint: Arc<DatabaseTransaction>) -> Self {
        if self.with(|ledger| ledger.shown.is_some()) {
            Self::rehearsing(savepoint, self.ids.clone())
        } else {
            Self::new(savepoint, self.ids.clone())
        }
    }

    pub(crate) fn backend(&self) -> DbBackend {
        self.transaction.get_database_backend()
    }

    pub(crate) fn ids(&self) -> &IdGenerator {
        &self.ids
    }

    /// Begins a savepoint within the transaction.
    pub(crate) async fn savepoint(&self) -> Result<Arc<DatabaseTransaction>, Error> {
        Ok(Arc::new(self.note(self.transaction.begin().await)?))
    }

    /// Takes over what was done behind a savepoint that was kept.
    pub(crate) fn adopt(&self, kept: Ledger) {
        self.with(|ledger| {
            ledger.wrote |= kept.wrote;
            ledger.records.extend(kept.records);
            if let (Some(shown), Some(more)) = (&mut ledger.shown, kept.shown) {
                shown.extend(more);
            }
        });
    }

    /// The failure after which nothing can be done here any more.
    pub(crate) fn failure(&self) -> Option<Error> {
        self.with(|ledger| ledger.failed.clone())
    }

    /// Notes a failure that the whole transaction shares.
    pub(crate) fn fail(&self, error: &Error) {
        self.with(|ledger| {
            ledger.failed.get_or_insert_with(|| error.clone());
        });
    }

    /// Runs a statement that writes; answers how many rows it touched.
    pub(crate) async fn execute(
        &self,
        statement: &impl StatementBuilder,
        effect: Effect,
    ) -> Result<u64, Error> {
        let outcome = self.transaction.execute(statement).await;
        let touched = self.note(outcome)?.rows_affected();
        self.wrote(touched > 0, effect);
        Ok(touched)
    }

    /// Runs a statement that writes and answers the rows it touched.
    pub(crate) async fn returning(
        &self,
        statement: &impl StatementBuilder,
        effect: Effect,
    ) -> Result<Vec<QueryResult>, Error> {
        let rows = self.note(self.transaction.query_all(statement).await)?;
        self.wrote(!rows.is_empty(), effect);
        Ok(rows)
    }

    /// Keeps events for the end of the transaction.
    pub(crate) fn record(&self, events: Vec<Row>) {
        self.with(|ledger| ledger.records.events.extend(events));
    }

    /// Shows events to whoever rehearses.
    pub(crate) fn show(&self, events: &[NewEvent]) {
        self.with(|ledger| {
            if let Some(shown) = &mut ledger.shown {
                shown.extend_from_slice(events);
            }
        });
    }

    /// Keeps a version for the end of the transaction, which must have recorded its event by then.
    pub(crate) fn keep(&self, version: Version) {
        self.with(|ledger| ledger.awaiting.push(version));
    }

    /// Notes that an event was recorded: the versions that came of it know it from now on.
    pub(crate) fn recorded(&self, event: &Recorded) {
        self.with(|ledger| {
            ledger.recorded = Some(event.id);
            let awaiting = std::mem::take(&mut ledger.awaiting);
            let its = |version: &Version| Some(version.subject) == event.subject;
            let (its, others): (Vec<_>, Vec<_>) = awaiting.into_iter().partition(its);
            ledger.attribute(its, event.id);
            ledger.awaiting = others;
        });
    }

    /// What was done, for whoever ends the transaction.
    pub(crate) fn take_ledger(&self) -> Ledger {
        self.with(std::mem::take)
    }

    fn wrote(&self, any: bool, effect: Effect) {
        self.with(|ledger| {
            ledger.wrote |= any;
            ledger.must_record |= any && effect == Effect::Audited;
        });
    }

    fn note<T>(&self, outcome: Result<T, sea_orm::DbErr>) -> Result<T, Error> {
        outcome
            .map_err(Error::from)
            .inspect_err(|error| self.fail(error))
    }

    fn with<T>(&self, change: impl FnOnce(&mut Ledger) -> T) -> T {
        change(&mut self.ledger.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Where statements that only read go: a pool, or the transaction of a use case.
#[derive(Clone)]
pub(crate) enum Link {
    Pool(DatabaseConnection),
    Unit(Arc<Unit>),
}

impl Link {
    pub(crate) fn backend(&self) -> DbBackend {
        match self {
            Self::Pool(pool) => pool.get_database_backend(),
            Self::Unit(unit) => unit.backend(),
        }
    }

    /// All rows.
    pub(crate) async fn rows(
        &self,
        statement: &impl StatementBuilder,
    ) -> Result<Vec<QueryResult>, Error> {
        match self {
            Self::Pool(pool) => Ok(pool.query_all(statement).await?),
            Self::Unit(unit) => unit.note(unit.transaction.query_all(statement).await),
        }
    }

    /// The first row.
    pub(crate) async fn row(
        &self,
        statement: &impl StatementBuilder,
    ) -> Result<Option<QueryResult>, Error> {
        match self {
            Self::Pool(pool) => Ok(pool.query_one(statement).await?),
            Self::Unit(unit) => unit.note(unit.transaction.query_one(statement).await),
        }
    }

    /// All rows, as models.
    pub(crate) async fn all<M: FromQueryResult>(
        &self,
        statement: &impl StatementBuilder,
    ) -> Result<Vec<M>, Error> {
        models(&self.rows(statement).await?)
    }

    /// The first row, as a model.
    pub(crate) async fn one<M: FromQueryResult>(
        &self,
        statement: &impl StatementBuilder,
    ) -> Result<Option<M>, Error> {
        let row = self.row(statement).await?;
        Ok(row.map(|row| M::from_query_result(&row, "")).transpose()?)
    }

    /// The ids in the first column.
    pub(crate) async fn ids(&self, statement: &impl StatementBuilder) -> Result<Vec<Uuid>, Error> {
        let rows = self.rows(statement).await?;
        let ids: Result<Vec<Uuid>, _> = rows.iter().map(|row| row.try_get_by_index(0)).collect();
        Ok(ids?)
    }

    /// The number in the first column of the only row.
    pub(crate) async fn count(&self, statement: &impl StatementBuilder) -> Result<u64, Error> {
        let Some(row) = self.row(statement).await? else {
            return Ok(0);
        };
        let count: i64 = row.try_get_by_index(0)?;
        Ok(u64::try_from(count).unwrap_or_default())
    }
}

/// Rows as models.
pub(crate) fn models<M: FromQueryResult>(rows: &[QueryResult]) -> Result<Vec<M>, Error> {
    let models: Result<Vec<M>, _> = rows
        .iter()
        .map(|row| M::from_query_result(row, ""))
        .collect();
    Ok(models?)
}
