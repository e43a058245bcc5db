//! Trials: a refused write of the log, tried again against the present, without writing.
//!
//! What is tried is the use case of the request's own route, in a transaction that is undone. It is
//! tried as a token that may write all: who sent the request was let in, and whether they still
//! would be is not the question.

mod asked;
mod holder;

use serde_json::Value;
use store::audit::Event;
use store::{TenantTx, UseCase};

pub use self::asked::{Obstacle, obstacle};
pub use self::holder::Holder;

use self::asked::{Asked, Method, asked};
use crate::answer::{Answer, Precondition};
use crate::audit::{Draft, Operation};
use crate::caller::standstill;
use crate::{Caller, Directory, Error, Kind, Permission, groups, users};

/// The use cases of trials.
pub struct Trials<'d>(pub(crate) &'d Directory);

/// A request of the log, and what would become of it now.
#[derive(Debug)]
pub struct Trial {
    /// The event of the request.
    pub event: Event,
    /// What would become of it, or why nobody can tell.
    pub outcome: Result<Verdict, Obstacle>,
}

/// What would become of a request.
#[derive(Debug)]
pub enum Verdict {
    /// It would be done.
    Done {
        /// HTTP status: 200, 201 or 204.
        status: u16,
        /// What would change, as `changes` of an event; an empty array where nothing would.
        changes: Value,
    },
    /// It would be refused.
    Refused {
        /// Why; its status is less than 500.
        error: Error,
        /// Who has the value that must be unique, where that is why.
        holder: Option<Holder>,
    },
}

impl Trials<'_> {
    /// Tries the request of an event again. That it was tried is an event of its own, a read.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for who may not read the log and the directory, [`Error::NotFound`]
    /// where the tenant has no such event; and what keeps this server from trying.
    pub async fn run(&self, caller: &Caller, event: &str) -> Result<Trial, Error> {
        caller.require(Permission::ReadDirectory)?;
        let event = self.0.audit().event(caller, event).await?;
        let outcome = match asked(&event) {
            Err(obstacle) => Err(obstacle),
            Ok(asked) => {
                let verdict = self.verdict(caller, asked).await?;
                self.record(caller, &event, &verdict).await?;
                Ok(verdict)
            }
        };
        Ok(Trial { event, outcome })
    }

    async fn verdict(&self, caller: &Caller, asked: Asked) -> Result<Verdict, Error> {
        let body = asked.body.clone();
        match self.rehearse(caller, asked).await {
            Ok(verdict) => Ok(verdict),
            Err(error) if error.status() >= 500 => Err(error),
            Err(error) => {
                let holder = holder::find(self.0, caller, &error, &body).await?;
                Ok(Verdict::Refused { error, holder })
            }
        }
    }

    async fn rehearse(&self, caller: &Caller, asked: Asked) -> Result<Verdict, Error> {
        if let Some(refusal) = standstill(caller.tenant()) {
            return Err(refusal);
        }
        let sender = caller.rehearsing();
        let case = self.prepare(&sender, asked)?;
        let rehearsed = self.0.rehearse(&sender, case).await?;
        let event = rehearsed.events.into_iter().next();
        Ok(Verdict::Done {
            status: rehearsed.output.status,
            changes: event.map_or_else(|| Value::Array(Vec::new()), |event| event.changes),
        })
    }

    /// The use case of the request's route.
    fn prepare(&self, sender: &Caller, asked: Asked) -> Result<Case, Error> {
        let Asked {
            method,
            kind,
            body,
            selection,
        } = asked;
        let (users, groups) = (self.0.users(), self.0.groups());
        let any = Precondition::default();
        Ok(match (kind, method) {
            (Kind::User, Method::Post) => {
                let id = self.0.clockwork().id();
                Case::CreateUser(users.prepare_create(sender, id, body, &selection)?)
            }
            (Kind::User, Method::Put(id)) => {
                Case::ChangeUser(users.prepare_replace(sender, &id, body, &selection, any)?)
            }
            (Kind::User, Method::Patch(id)) => {
                Case::ChangeUser(users.prepare_patch(sender, &id, body, &selection, any)?)
            }
            (Kind::User, Method::Delete(id)) => {
                Case::DeleteUser(users.prepare_delete(sender, &id, any)?)
            }
            (Kind::Group, Method::Post) => {
                let id = self.0.clockwork().id();
                Case::CreateGroup(groups.prepare_create(sender, id, body, &selection)?)
            }
            (Kind::Group, Method::Put(id)) => {
                Case::ChangeGroup(groups.prepare_replace(sender, &id, body, &selection, any)?)
            }
            (Kind::Group, Method::Patch(id)) => {
                Case::ChangeGroup(groups.prepare_patch(sender, &id, body, &selection, any)?)
            }
            (Kind::Group, Method::Delete(id)) => {
                Case::DeleteGroup(groups.prepare_delete(sender, &id, any)?)
            }
        })
    }

    async fn record(&self, caller: &Caller, event: &Event, verdict: &Verdict) -> Result<(), Error> {
        let id = event.id;
        let detail = match verdict {
            Verdict::Done { .. } => format!("event {id}: it would be done now"),
            Verdict::Refused { error, .. } => {
                format!("event {id}: it would be refused with {}", error.status())
            }
        };
        let draft = Draft::new(Operation::AuditTry).status(200).detail(detail);
        self.0.record_read(caller, draft).await
    }
}

/// A use case that is ready to be tried.
enum Case {
    CreateUser(users::Create),
    ChangeUser(users::Change),
    DeleteUser(users::Delete),
    CreateGroup(groups::Create),
    ChangeGroup(groups::Change),
    DeleteGroup(groups::Delete),
}

impl UseCase for Case {
    type Output = Answer;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<Answer, Error> {
        match self {
            Self::CreateUser(case) => case.run(tx).await,
            Self::ChangeUser(case) => case.run(tx).await,
            Self::DeleteUser(case) => case.run(tx).await,
            Self::CreateGroup(case) => case.run(tx).await,
            Self::ChangeGroup(case) => case.run(tx).await,
            Self::DeleteGroup(case) => case.run(tx).await,
        }
    }
}
