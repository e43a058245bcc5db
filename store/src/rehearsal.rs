//! A use case that is tried and not done.

use crate::audit::NewEvent;
use crate::error::Error;
use crate::sequence::{Sequence, Steps};
use crate::use_case::UseCase;

/// What a use case would have answered, and what it would have told the log. Nothing of it was
/// kept.
#[derive(Clone, Debug)]
pub struct Rehearsed<T> {
    /// The answer.
    pub output: T,
    /// The events, in the order in which they were recorded.
    pub events: Vec<NewEvent>,
}

/// A sequence that is undone as a whole, after those of its steps that succeed have seen each other.
pub(crate) struct SequenceRehearsal<S>(pub(crate) S);

impl<S: Sequence> Sequence for SequenceRehearsal<S> {
    type Output = Result<Rehearsed<S::Output>, S::Error>;
    type Error = Error;

    async fn run(&self, steps: &mut Steps) -> Result<Self::Output, Error> {
        steps.rehearse_all(&self.0).await
    }
}

/// A sequence whose only step is undone: it has no way to keep anything.
pub(crate) struct Rehearsal<U>(pub(crate) U);

impl<U: UseCase> Sequence for Rehearsal<U> {
    type Output = Result<Rehearsed<U::Output>, U::Error>;
    type Error = Error;

    async fn run(&self, steps: &mut Steps) -> Result<Self::Output, Error> {
        steps.rehearse(&self.0).await
    }
}
