//! Trials: a refused write of the log, tried again against the present, without writing.
//!
//! What is tried is the use case of the request's own route, in a transaction that is undone. It is
//! tried as a token that may write all: who sent the request was let in, and whether they still
//! would be is not the question. An operation of a bulk request is tried by itself, unless it
//! depends on others or was refused for its place: then with all that come before it.

mod asked;
mod holder;
mod operation;
mod refusal;

use serde_json::Value;
use store::audit::Event;
use store::{TenantTx, UseCase};

pub use self::asked::{Extent, Obstacle};
pub use self::holder::Holder;
pub use self::refusal::Refusal;

use self::asked::{Asked, Method, Write, asked, is_refusal};
use crate::answer::{Answer, Precondition};
use crate::audit::{Draft, Operation, Query};
use crate::bulk::Tried;
use crate::caller::standstill;
use crate::{Caller, Directory, Error, Kind, Permission, groups, users};

/// The use cases of trials.
pub struct Trials<'d>(pub(crate) &'d Directory);

/// A request of the log that is ready to be tried, or why it cannot be.
#[derive(Debug)]
pub struct Prepared {
    event: Event,
    asked: Result<Asked, Obstacle>,
}

impl Prepared {
    /// How much of what was sent will be tried; `None` where nothing will.
    pub fn extent(&self) -> Option<Extent> {
        let asked = self.asked.as_ref().ok();
        asked.map(Asked::extent)
    }
}

/// A request of the log, and what would become of it now.
#[derive(Debug)]
pub struct Trial {
    /// The event of the request.
    pub event: Event,
    /// How much of what was sent was tried; `None` where nothing was.
    pub extent: Option<Extent>,
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
        /// With what; its status is less than 500.
        refusal: Refusal,
        /// Who has the value that must be unique, where that is why.
        holder: Option<Holder>,
    },
    /// The bulk request would be taken, and this become of its operations.
    Taken {
        /// How many would be done.
        done: usize,
        /// How many would be refused.
        refused: usize,
        /// How many would not be begun.
        left: usize,
    },
    /// The bulk request would give up before the operation.
    NotBegun,
}

impl Trials<'_> {
    /// Reads the request of an event, to be tried by [`Trials::run`].
    ///
    /// # Errors
    /// [`Error::Forbidden`] for who may not read the log and the directory, [`Error::NotFound`]
    /// where the tenant has no such event.
    pub async fn prepare(&self, caller: &Caller, event: &str) -> Result<Prepared, Error> {
        caller.require(Permission::ReadDirectory)?;
        let event = self.0.audit().event(caller, event).await?;
        let whole = self.whole(caller, &event).await?;
        let asked = asked(&event, whole.as_ref());
        Ok(Prepared { event, asked })
    }

    /// Tries a request again. That it was tried is an event of its own, a read.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for who may not read the directory; and what keeps this server from
    /// trying.
    pub async fn run(&self, caller: &Caller, prepared: Prepared) -> Result<Trial, Error> {
        caller.require(Permission::ReadDirectory)?;
        let Prepared { event, asked } = prepared;
        let asked = match asked {
            Ok(asked) => asked,
            Err(obstacle) => {
                return Ok(Trial {
                    event,
                    extent: None,
                    outcome: Err(obstacle),
                });
            }
        };
        let extent = Some(asked.extent());
        let outcome = self.verdict(caller, asked).await?;
        self.record(caller, &event, &outcome).await?;
        Ok(Trial {
            event,
            extent,
            outcome,
        })
    }

    /// How much of the request of an event can be tried again, or why nothing can.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for who may not read the log.
    pub async fn offered(
        &self,
        caller: &Caller,
        event: &Event,
    ) -> Result<Result<Extent, Obstacle>, Error> {
        let whole = self.whole(caller, event).await?;
        Ok(asked(event, whole.as_ref()).map(|asked| asked.extent()))
    }

    /// The bulk request of which an event is an operation. Nothing else tells one: its path can be
    /// any text, also that of another request.
    async fn whole(&self, caller: &Caller, event: &Event) -> Result<Option<Event>, Error> {
        if !is_refusal(event) || event.operation == Operation::Bulk.as_str() {
            return Ok(None);
        }
        caller.require(Permission::ReadAudit)?;
        let query = Query {
            request_id: Some(event.request_id.clone()),
            operation: Some(Operation::Bulk.as_str().to_owned()),
            limit: 1,
            ..Query::default()
        };
        let read = self.0.store().read(caller.tenant());
        Ok(read.audit().list(&query).await?.events.pop())
    }

    async fn verdict(
        &self,
        caller: &Caller,
        asked: Asked,
    ) -> Result<Result<Verdict, Obstacle>, Error> {
        let data = asked.data();
        let refusal = match self.rehearse(caller, asked).await {
            Ok(Tried::Done { status, changes }) => {
                return Ok(Ok(Verdict::Done { status, changes }));
            }
            Ok(Tried::Taken {
                done,
                refused,
                left,
            }) => {
                return Ok(Ok(Verdict::Taken {
                    done,
                    refused,
                    left,
                }));
            }
            Ok(Tried::NotBegun) => return Ok(Ok(Verdict::NotBegun)),
            Ok(Tried::TooLong) => return Ok(Err(Obstacle::TooLong)),
            Ok(Tried::NoSuchOperation) => return Ok(Err(Obstacle::Bulk)),
            Ok(Tried::Refused(refusal)) => refusal,
            Err(error) if error.status() >= 500 => return Err(error),
            Err(error) => Refusal::from(&error),
        };
        let holder = holder::find(self.0, caller, &refusal, &data).await?;
        Ok(Ok(Verdict::Refused { refusal, holder }))
    }

    async fn rehearse(&self, caller: &Caller, asked: Asked) -> Result<Tried, Error> {
        if let Some(refusal) = standstill(caller.tenant()) {
            return Err(refusal);
        }
        let sender = caller.rehearsing();
        let write = match asked {
            Asked::Write { write, .. } => write,
            Asked::Bulk { body, operation } => {
                let bulk = self.0.bulk();
                return bulk.rehearse(&sender, body, operation.as_ref()).await;
            }
        };
        let case = self.case(&sender, write)?;
        let rehearsed = self.0.rehearse(&sender, case).await?;
        let event = rehearsed.events.into_iter().next();
        Ok(Tried::Done {
            status: rehearsed.output.status,
            changes: event.map_or_else(|| Value::Array(Vec::new()), |event| event.changes),
        })
    }

    /// The use case of the request's route.
    fn case(&self, sender: &Caller, write: Write) -> Result<Case, Error> {
        let Write {
            method,
            kind,
            body,
            selection,
        } = write;
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

    async fn record(
        &self,
        caller: &Caller,
        event: &Event,
        outcome: &Result<Verdict, Obstacle>,
    ) -> Result<(), Error> {
        let said = match outcome {
            Ok(Verdict::Done { .. }) => "it would be done now".to_owned(),
            Ok(Verdict::Refused { refusal, .. }) => {
                format!("it would be refused with {}", refusal.status)
            }
            Ok(Verdict::Taken { .. }) => "it would be taken now".to_owned(),
            Ok(Verdict::NotBegun) => "it would not be begun".to_owned(),
            Err(_) => "nobody can tell".to_owned(),
        };
        let detail = format!("event {}: {said}", event.id);
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
