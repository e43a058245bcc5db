//! A portion of a bulk request: one transaction.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use scim::message::bulk::{Outcome, Step};
use store::{Sequence, Steps};

use super::Run;
use super::case::{Case, Refused};
use crate::Error;
use crate::audit::Write;
use crate::trial::Refusal;
use crate::users::quoted;

/// How long a portion keeps others from writing before it ends early.
pub(super) const TURN: Duration = Duration::from_millis(250);

/// How far a request has come; what the next portion must know.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// The next step.
    pub(super) next: usize,
    /// Operations that were refused.
    pub(super) errors: usize,
    /// Which operations these are.
    failed: BTreeSet<usize>,
}

/// What was done.
#[derive(Debug, Default)]
pub(super) struct Done {
    pub(super) tally: Tally,
    /// The results, by the positions of their operations in the request.
    pub(super) outcomes: BTreeMap<usize, Outcome>,
    /// Of a rehearsal, why the operation was refused that is watched.
    pub(super) refusal: Option<Refusal>,
}

impl Done {
    pub(super) fn note(&mut self, operation: usize, outcome: Outcome) {
        if outcome.is_error() {
            self.tally.errors += 1;
            self.tally.failed.insert(operation);
        }
        self.outcomes.insert(operation, outcome);
    }

    /// Goes on with what a portion did.
    pub(super) fn add(&mut self, portion: Self) {
        self.tally = portion.tally;
        self.outcomes.extend(portion.outcomes);
    }

    /// The results in the order of the request.
    pub(super) fn in_order(self) -> impl Iterator<Item = Outcome> {
        self.outcomes.into_values()
    }
}

/// The next steps, prepared.
pub(super) struct Portion {
    pub(super) run: Arc<Run>,
    pub(super) cases: Vec<Result<Case, Refused>>,
    /// How far the portions before have come.
    pub(super) tally: Tally,
    /// How long it keeps others from writing before it ends early.
    pub(super) turn: Duration,
}

impl Sequence for Portion {
    type Output = Done;
    type Error = Error;

    async fn run(&self, steps: &mut Steps) -> Result<Done, Error> {
        let begun = Instant::now();
        let mut done = Done {
            tally: self.tally.clone(),
            ..Done::default()
        };
        for (case, step) in self.cases.iter().zip(&self.run.steps[self.tally.next..]) {
            self.take(steps, step, case, &mut done).await?;
            done.tally.next += 1;
            if done.tally.errors >= self.run.most_errors || begun.elapsed() >= self.turn {
                break;
            }
        }
        Ok(done)
    }
}

impl Portion {
    async fn take(
        &self,
        steps: &mut Steps,
        step: &Step,
        case: &Result<Case, Refused>,
        done: &mut Done,
    ) -> Result<(), Error> {
        if let Some(need) = step.needs.intersection(&done.tally.failed).next() {
            let refused = self.not_created(*need);
            return self.refuse(steps, step, &refused, done).await;
        }
        let case = match case {
            Ok(case) => case,
            Err(refused) => return self.refuse(steps, step, refused, done).await,
        };
        match steps.take(case).await? {
            Ok(answers) => {
                for (operation, answer) in step.operations.iter().zip(answers) {
                    self.run.succeed(*operation, answer, done);
                }
                Ok(())
            }
            Err(refused) => self.refuse(steps, step, &refused, done).await,
        }
    }

    /// Records that a step was refused, in the same transaction.
    async fn refuse(
        &self,
        steps: &mut Steps,
        step: &Step,
        refused: &Refused,
        done: &mut Done,
    ) -> Result<(), Error> {
        let broken = Error::Unresolved(
            "It refers in a circle to an operation that was refused: correct that one.".to_owned(),
        );
        let mut events = Vec::new();
        for (at, operation) in step.operations.iter().enumerate() {
            let error = refused.error_of(at).unwrap_or(&broken);
            events.push(self.run.refuse(*operation, error, done));
        }
        steps.take(&Write { events }).await?
    }

    fn not_created(&self, need: usize) -> Refused {
        let bulk_id = self.run.operations[need].bulk_id.as_deref();
        let detail = format!(
            "It refers to bulkId {}, whose operation was refused.",
            quoted(bulk_id.unwrap_or_default())
        );
        Refused::all(Error::Unresolved(detail))
    }
}
