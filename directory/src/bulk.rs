//! Many operations on users and groups in one request (RFC 7644 §3.7).
//!
//! Every operation is the use case of its own route, with its own result and its own event. They
//! run in portions: each portion is one transaction, so that a thousand operations do not cost a
//! thousand commits, and in it each operation is kept or undone on its own. Between portions
//! others get their turn.

mod case;
mod portion;
mod rehearsal;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use scim::Tolerance;
use scim::message::bulk::{self, Action, Endpoint, Identifier, Method, Operation, Outcome, Step};
use scim::message::error;
use serde_json::Value;
use store::audit::NewEvent;
use uuid::Uuid;

pub(crate) use self::rehearsal::{Sent, Tried};

use self::portion::{Done, Portion, TURN, Tally};
use crate::answer::Answer;
use crate::audit::{self, Draft};
use crate::trial::Refusal;
use crate::{Caller, Directory, Error, Permission};

/// Operations of one portion, but for a circle, which stays together. PostgreSQL keeps 64
/// savepoints of a transaction at hand; beyond them everybody's reads become slower.
const PORTION: usize = 60;

/// How long after its arrival a request begins another portion: it must be answered in time.
const LONGEST: Duration = Duration::from_secs(40);

/// The use cases of bulk requests.
pub struct Bulk<'d>(pub(crate) &'d Directory);

impl Bulk<'_> {
    /// `POST /Bulk`.
    ///
    /// Answers when everything is durable. Between portions it stops where it is dropped: let it
    /// run to its end even when the client has gone.
    ///
    /// # Errors
    /// When the message as a whole is refused. What one operation does wrong is in its result.
    pub async fn run(&self, caller: &Caller, body: Value) -> Result<Answer, Error> {
        caller.require(Permission::WriteDirectory)?;
        let request = bulk::parse(body)?;
        caller.permits(&request.tolerances)?;
        let mut run = Run::new(self.0, caller, request);
        run.find_kept().await?;
        let run = Arc::new(run);
        let mut done = Done::default();
        let left = loop {
            let Some(portion) = run.portion(&done.tally) else {
                break None;
            };
            if caller.request().started.elapsed() >= LONGEST {
                break Some(Error::OutOfTime);
            }
            match self.0.write_sequence(caller, portion).await {
                Ok(more) => done.add(more),
                Err(error) => break Some(error),
            }
        };
        let events = left.map(|error| run.refuse_rest(&mut done, &error));
        run.answer(done, events.unwrap_or_default()).await
    }
}

/// One bulk request at work.
struct Run {
    directory: Directory,
    caller: Caller,
    operations: Vec<Operation>,
    /// The caller of each operation, who carries its part of the request into its event.
    callers: Vec<Caller>,
    /// The ids of what is to be created, by `bulkId`: known before anything is.
    ids: HashMap<String, Uuid>,
    steps: Vec<Step>,
    /// Operations that others refer to.
    needed: BTreeSet<usize>,
    /// Errors after which to stop.
    most_errors: usize,
    tolerances: BTreeSet<Tolerance>,
    /// Of a rehearsal, the operation whose refusal is wanted.
    watched: Option<usize>,
}

impl Run {
    fn new(directory: &Directory, caller: &Caller, request: bulk::Request) -> Self {
        let operations = request.operations;
        let created = operations
            .iter()
            .filter(|operation| matches!(operation.action, Ok(Action::Create(_))));
        let ids = created
            .filter_map(|operation| operation.bulk_id.clone())
            .map(|bulk_id| (bulk_id, directory.clockwork().id::<()>().as_uuid()))
            .collect();
        let on_operation = |operation: &Operation| {
            let method = Method::named(&operation.method).map(Method::as_str);
            let body = (!operation.data.is_null()).then(|| Arc::new(operation.data.clone()));
            caller.on_operation(method, &operation.path, body)
        };
        let steps = bulk::plan(&operations);
        Self {
            directory: directory.clone(),
            caller: caller.clone(),
            callers: operations.iter().map(on_operation).collect(),
            ids,
            needed: needed(&steps),
            steps,
            operations,
            most_errors: request.fail_on_errors.unwrap_or(usize::MAX),
            tolerances: request.tolerances,
            watched: None,
        }
    }

    /// A user that was deleted and kept comes back under its old id: that is what others of the
    /// request refer to.
    async fn find_kept(&mut self) -> Result<(), Error> {
        let read = self.directory.store().read(self.caller.tenant());
        for &operation in &self.needed {
            let sent = &self.operations[operation];
            let text = |name| named(&sent.data, name).and_then(Value::as_str);
            let creates_user = matches!(sent.action, Ok(Action::Create(Endpoint::Users)));
            let (Some(bulk_id), Some(user_name), true) =
                (&sent.bulk_id, text("userName"), creates_user)
            else {
                continue;
            };
            let users = read.users();
            let kept = users.deleted_as(user_name, text("externalId")).await?;
            // Of two that would bring the same user back, the second is somebody else.
            let kept = kept.map(store::Id::as_uuid);
            let free = |id: &Uuid| self.ids.values().all(|used| used != id);
            if let Some(kept) = kept.filter(free) {
                self.ids.insert(bulk_id.clone(), kept);
            }
        }
        Ok(())
    }

    /// The next portion, prepared outside of its transaction; `None` when there is none.
    fn portion(self: &Arc<Self>, tally: &Tally) -> Option<Portion> {
        if tally.errors >= self.most_errors || tally.next >= self.steps.len() {
            return None;
        }
        let mut cases = Vec::new();
        let mut operations = 0;
        for step in &self.steps[tally.next..] {
            operations += step.operations.len();
            if operations > PORTION && !cases.is_empty() {
                break;
            }
            cases.push(self.case(step));
        }
        Some(Portion {
            run: Arc::clone(self),
            cases,
            tally: tally.clone(),
            turn: TURN,
        })
    }

    /// Refuses what is left with the same error; answers the events of that.
    fn refuse_rest(&self, done: &mut Done, error: &Error) -> Vec<NewEvent> {
        let mut events = Vec::new();
        for step in &self.steps[done.tally.next..] {
            for &operation in &step.operations {
                if done.tally.errors >= self.most_errors {
                    return events;
                }
                events.push(self.refuse(operation, error, done));
            }
        }
        events
    }

    /// Notes the refusal of one operation; answers its event.
    fn refuse(&self, operation: usize, error: &Error, done: &mut Done) -> NewEvent {
        if matches!(error, Error::Internal(_)) {
            let cause: &(dyn std::error::Error + 'static) = error;
            tracing::error!(error = cause, "an operation of a bulk request failed");
        }
        let sent = &self.operations[operation];
        let body = error::body(error.status(), error.scim_type(), &error.detail());
        let outcome = Outcome {
            method: sent.method.clone(),
            bulk_id: sent.bulk_id.clone(),
            version: None,
            location: self.target_location(sent),
            status: error.status(),
            response: Some(body),
        };
        done.note(operation, outcome);
        if self.watched == Some(operation) {
            done.refusal = Some(Refusal::from(error));
        }
        Draft::refusal(asked_for(sent), error)
            .finish(&self.callers[operation], self.directory.clockwork())
    }

    /// Notes the success of one operation.
    fn succeed(&self, operation: usize, answer: Answer, done: &mut Done) {
        let sent = &self.operations[operation];
        let outcome = Outcome {
            method: sent.method.clone(),
            bulk_id: sent.bulk_id.clone(),
            version: answer.version.map(crate::etag),
            location: answer.location.or_else(|| self.target_location(sent)),
            status: answer.status,
            response: None,
        };
        done.note(operation, outcome);
    }

    /// The URL of the resource that an operation is to change.
    fn target_location(&self, sent: &Operation) -> Option<String> {
        let target = sent.action.as_ref().ok()?.target()?;
        let id = match &target.id {
            Identifier::Id(id) => id.clone(),
            Identifier::BulkId(bulk_id) => self.id_of(bulk_id)?,
        };
        let base = self.directory.locations().scim(self.caller.tenant().slug());
        Some(format!("{base}/{}/{id}", target.endpoint.as_str()))
    }

    /// The id of what the operation with this `bulkId` creates.
    fn id_of(&self, bulk_id: &str) -> Option<String> {
        self.ids.get(bulk_id).map(Uuid::to_string)
    }

    /// Records the request itself with whatever is not recorded yet, then answers.
    async fn answer(&self, done: Done, mut events: Vec<NewEvent>) -> Result<Answer, Error> {
        let (all, processed) = (self.operations.len(), done.outcomes.len());
        let refused = done.tally.errors;
        let done_well = processed - refused;
        let detail = match all - processed {
            0 => format!("{all} operations: {done_well} done, {refused} refused"),
            left => {
                format!("{all} operations: {done_well} done, {refused} refused, {left} not begun")
            }
        };
        let body = bulk::response(done.in_order());
        let draft = Draft::new(audit::Operation::Bulk)
            .status(200)
            .detail(detail)
            .tolerances(&self.tolerances)
            .response(Some(body.clone()));
        events.push(draft.finish(&self.caller, self.directory.clockwork()));
        self.directory
            .write(&self.caller, audit::Write { events })
            .await?;
        Ok(Answer::document(200, body))
    }
}

/// Which operations others refer to; those of a circle all may.
fn needed(steps: &[Step]) -> BTreeSet<usize> {
    let needs = steps.iter().flat_map(|step| &step.needs);
    let circles = steps.iter().filter(|step| step.operations.len() > 1);
    let all = needs.chain(circles.flat_map(|step| &step.operations));
    all.copied().collect()
}

/// A member of an object, in any letter case (RFC 7643 §2.1).
fn named<'v>(object: &'v Value, name: &str) -> Option<&'v Value> {
    let mut members = object.as_object()?.iter();
    let member = members.find(|(key, _)| key.eq_ignore_ascii_case(name));
    member.map(|(_, value)| value)
}

/// What an operation asks for, in the words of the log.
fn asked_for(sent: &Operation) -> audit::Operation {
    match sent.subject() {
        None => audit::Operation::RequestUnknown,
        Some((Method::Post, Endpoint::Users)) => audit::Operation::UserCreate,
        Some((Method::Put | Method::Patch, Endpoint::Users)) => audit::Operation::UserUpdate,
        Some((Method::Delete, Endpoint::Users)) => audit::Operation::UserDelete,
        Some((Method::Post, Endpoint::Groups)) => audit::Operation::GroupCreate,
        Some((Method::Put | Method::Patch, Endpoint::Groups)) => audit::Operation::GroupUpdate,
        Some((Method::Delete, Endpoint::Groups)) => audit::Operation::GroupDelete,
    }
}
