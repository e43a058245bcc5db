//! A bulk request that is only tried, in one transaction: all of it, or as far as one of its
//! operations, for which alone it matters.

use std::sync::Arc;
use std::time::Duration;

use scim::message::bulk::{self, Method};
use serde_json::Value;
use store::audit::NewEvent;

use super::portion::{Done, Portion, Tally};
use super::{Bulk, Run};
use crate::trial::Refusal;
use crate::{Caller, Error, Permission};

/// How long a rehearsal keeps others from writing: it cannot give them their turn in between.
const TURN: Duration = Duration::from_secs(1);

/// An operation as it was sent, by which it is found in its request.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    /// None where it was none that there is.
    pub(crate) method: Option<String>,
    pub(crate) path: String,
    pub(crate) data: Value,
}

/// What came of a rehearsal.
#[derive(Debug)]
pub(crate) enum Tried {
    /// Of the whole request: how many operations were done, refused, and not begun.
    Taken {
        done: usize,
        refused: usize,
        left: usize,
    },
    /// The operation was done, and this changed.
    Done { status: u16, changes: Value },
    /// The operation was refused.
    Refused(Refusal),
    /// The request had given up before the operation.
    NotBegun,
    /// It took longer than others can wait.
    TooLong,
    /// The request has no such operation.
    NoSuchOperation,
}

impl Bulk<'_> {
    /// Tries a request as it was sent, as far as one of its operations where one is named.
    ///
    /// # Errors
    /// When the message as a whole is refused, and what keeps this server from trying.
    pub(crate) async fn rehearse(
        &self,
        sender: &Caller,
        body: Value,
        operation: Option<&Sent>,
    ) -> Result<Tried, Error> {
        sender.require(Permission::WriteDirectory)?;
        let request = bulk::parse(body)?;
        sender.permits(&request.tolerances)?;
        let mut run = Run::new(self.0, sender, request);
        run.find_kept().await?;
        let mut last = run.steps.len();
        if let Some(sent) = operation {
            let Some(position) = run.position(sent) else {
                return Ok(Tried::NoSuchOperation);
            };
            run.watched = Some(position);
            let its = run
                .steps
                .iter()
                .position(|step| step.operations.contains(&position));
            last = its.map_or(last, |its| its + 1);
        }
        let run = Arc::new(run);
        let portion = run.rehearsal(last);
        let rehearsed = self.0.rehearse_sequence(sender, portion).await?;
        let (done, events) = (rehearsed.output, rehearsed.events);
        let stopped = done.tally.errors >= run.most_errors;
        if done.tally.next < last && !stopped {
            return Ok(Tried::TooLong);
        }
        match run.watched {
            None => Ok(run.counted(&done)),
            Some(watched) => told(watched, done, events),
        }
    }
}

impl Run {
    /// Where an operation stands: of several that are alike the last, which the others are in the
    /// way of.
    fn position(&self, sent: &Sent) -> Option<usize> {
        self.operations.iter().rposition(|operation| {
            let method = Method::named(&operation.method).map(Method::as_str);
            method == sent.method.as_deref()
                && operation.path == sent.path
                && operation.data == sent.data
        })
    }

    /// The first steps, as one portion.
    fn rehearsal(self: &Arc<Self>, steps: usize) -> Portion {
        let steps = self.steps.iter().take(steps);
        Portion {
            cases: steps.map(|step| self.case(step)).collect(),
            run: Arc::clone(self),
            tally: Tally::default(),
            turn: TURN,
        }
    }

    fn counted(&self, done: &Done) -> Tried {
        let (begun, refused) = (done.outcomes.len(), done.tally.errors);
        Tried::Taken {
            done: begun.saturating_sub(refused),
            refused,
            left: self.operations.len().saturating_sub(begun),
        }
    }
}

/// What became of the operation that was watched.
fn told(watched: usize, mut done: Done, events: Vec<NewEvent>) -> Result<Tried, Error> {
    if let Some(refusal) = done.refusal {
        if refusal.status >= 500 {
            return Err(Error::internal(
                "an operation of a bulk request failed while it was tried",
            ));
        }
        return Ok(Tried::Refused(refusal));
    }
    let Some(outcome) = done.outcomes.remove(&watched) else {
        return Ok(Tried::NotBegun);
    };
    // Its event is the last one about what it made or changed: nothing was tried after it.
    let location = outcome.location.unwrap_or_default();
    let id = location.rsplit('/').next().unwrap_or_default();
    let event = events
        .into_iter()
        .rev()
        .find(|event| event.resource_id.as_deref() == Some(id));
    Ok(Tried::Done {
        status: outcome.status,
        changes: event.map_or_else(|| Value::Array(Vec::new()), |event| event.changes),
    })
}
