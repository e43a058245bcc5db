//! What one step of a bulk request does: the use case of a single route, or creations that refer
//! to each other in a circle.

use scim::message::bulk::{self, Action, Endpoint, Identifier, Step, Target};
use serde_json::Value;
use store::{Failure, Id, TenantTx, UseCase};

use super::Run;
use crate::answer::{Answer, Precondition, Selection};
use crate::{Error, groups, users};

/// Why a step was refused, and by which of its operations.
#[derive(Debug)]
pub(super) struct Refused {
    /// The operation at fault, by its position in the step; `None` when it is the step.
    at: Option<usize>,
    cause: Error,
}

impl Refused {
    /// The step as a whole, or its only operation.
    pub(super) fn all(cause: Error) -> Self {
        Self { at: None, cause }
    }

    /// What is wrong with one operation; `None` when it is another one's fault.
    pub(super) fn error_of(&self, at: usize) -> Option<&Error> {
        self.at
            .is_none_or(|fault| fault == at)
            .then_some(&self.cause)
    }
}

impl From<store::Error> for Refused {
    fn from(error: store::Error) -> Self {
        Self::all(error.into())
    }
}

impl Failure for Refused {
    fn store(&self) -> Option<&store::Error> {
        self.cause.store()
    }
}

/// A step that is ready to run.
pub(super) enum Case {
    /// One creation, or a circle of them.
    Creations(Vec<Creation>),
    ChangeUser(users::Change),
    DeleteUser(users::Delete),
    ChangeGroup(groups::Change),
    DeleteGroup(groups::Delete),
}

impl UseCase for Case {
    /// One for each operation.
    type Output = Vec<Answer>;
    type Error = Refused;

    async fn run(&self, tx: &TenantTx) -> Result<Vec<Answer>, Refused> {
        let answer = match self {
            Self::Creations(creations) => return create(creations, tx).await,
            Self::ChangeUser(change) => change.run(tx).await,
            Self::DeleteUser(delete) => delete.run(tx).await,
            Self::ChangeGroup(change) => change.run(tx).await,
            Self::DeleteGroup(delete) => delete.run(tx).await,
        };
        Ok(vec![answer.map_err(Refused::all)?])
    }
}

/// Rows first, then what refers to them: so a circle can be closed (RFC 7644 §3.7.1).
async fn create(creations: &[Creation], tx: &TenantTx) -> Result<Vec<Answer>, Refused> {
    let at = |at: usize| {
        move |cause: Error| Refused {
            at: Some(at),
            cause,
        }
    };
    let mut inserted = Vec::with_capacity(creations.len());
    for (index, creation) in creations.iter().enumerate() {
        inserted.push(creation.insert(tx).await.map_err(at(index))?);
    }
    let mut answers = Vec::with_capacity(inserted.len());
    for (index, inserted) in inserted.into_iter().enumerate() {
        answers.push(inserted.complete(tx).await.map_err(at(index))?);
    }
    Ok(answers)
}

/// A resource that is to be created.
pub(super) enum Creation {
    User(users::Create),
    Group(groups::Create),
}

/// One whose row is there.
enum Inserted<'c> {
    User(&'c users::Create, Box<users::Made>),
    Group(&'c groups::Create, store::groups::Record),
}

impl Creation {
    async fn insert(&self, tx: &TenantTx) -> Result<Inserted<'_>, Error> {
        Ok(match self {
            Self::User(create) => Inserted::User(create, Box::new(create.insert(tx).await?)),
            Self::Group(create) => Inserted::Group(create, create.insert(tx).await?),
        })
    }
}

impl Inserted<'_> {
    async fn complete(self, tx: &TenantTx) -> Result<Answer, Error> {
        match self {
            Self::User(create, made) => create.complete(tx, *made).await,
            Self::Group(create, record) => create.complete(tx, record).await,
        }
    }
}

impl Run {
    /// Prepares a step as the routes of its operations do.
    pub(super) fn case(&self, step: &Step) -> Result<Case, Refused> {
        if let [operation] = step.operations[..] {
            return self.single(operation).map_err(Refused::all);
        }
        let creations = step.operations.iter().enumerate().map(|(at, &operation)| {
            self.creation(operation).map_err(|cause| Refused {
                at: Some(at),
                cause,
            })
        });
        Ok(Case::Creations(creations.collect::<Result<_, _>>()?))
    }

    fn single(&self, operation: usize) -> Result<Case, Error> {
        let caller = &self.callers[operation];
        let (users, groups) = (self.directory.users(), self.directory.groups());
        let selection = Selection::default();
        match self.operations[operation].action.as_ref() {
            Err(error) => Err(error.clone().into()),
            Ok(Action::Create(_)) => Ok(Case::Creations(vec![self.creation(operation)?])),
            Ok(Action::Replace(target)) => {
                let (id, if_match, data) = self.on(target, operation)?;
                Ok(match target.endpoint {
                    Endpoint::Users => Case::ChangeUser(
                        users.prepare_replace(caller, &id, data, &selection, if_match)?,
                    ),
                    Endpoint::Groups => Case::ChangeGroup(
                        groups.prepare_replace(caller, &id, data, &selection, if_match)?,
                    ),
                })
            }
            Ok(Action::Patch(target)) => {
                let (id, if_match, data) = self.on(target, operation)?;
                Ok(match target.endpoint {
                    Endpoint::Users => Case::ChangeUser(
                        users.prepare_patch(caller, &id, data, &selection, if_match)?,
                    ),
                    Endpoint::Groups => Case::ChangeGroup(
                        groups.prepare_patch(caller, &id, data, &selection, if_match)?,
                    ),
                })
            }
            Ok(Action::Delete(target)) => {
                let (id, if_match, _) = self.on(target, operation)?;
                Ok(match target.endpoint {
                    Endpoint::Users => {
                        Case::DeleteUser(users.prepare_delete(caller, &id, if_match)?)
                    }
                    Endpoint::Groups => {
                        Case::DeleteGroup(groups.prepare_delete(caller, &id, if_match)?)
                    }
                })
            }
        }
    }

    fn creation(&self, operation: usize) -> Result<Creation, Error> {
        let sent = &self.operations[operation];
        let caller = &self.callers[operation];
        let id = sent.bulk_id.as_ref().and_then(|id| self.ids.get(id));
        let (Ok(Action::Create(endpoint)), Some(&id)) = (&sent.action, id) else {
            return Err(Error::internal("a creation without an id"));
        };
        let data = self.data(operation)?;
        let selection = Selection::default();
        Ok(match endpoint {
            Endpoint::Users => {
                let users = self.directory.users();
                let id = Id::from_uuid(id);
                let mut create = users.prepare_create(caller, id, data, &selection)?;
                create.referred_to = self.needed.contains(&operation);
                Creation::User(create)
            }
            Endpoint::Groups => {
                let groups = self.directory.groups();
                let id = Id::from_uuid(id);
                Creation::Group(groups.prepare_create(caller, id, data, &selection)?)
            }
        })
    }

    /// What an operation is to change: its id, the version it must have, the data.
    fn on(
        &self,
        target: &Target,
        operation: usize,
    ) -> Result<(String, Precondition, Value), Error> {
        let id = match &target.id {
            Identifier::Id(id) => id.clone(),
            Identifier::BulkId(bulk_id) => self.id_of(bulk_id).ok_or_else(|| unresolved("path"))?,
        };
        let if_match = Precondition::parse(target.version.as_deref(), None);
        Ok((id, if_match, self.data(operation)?))
    }

    /// The data of an operation, with ids where it refers to what the request creates.
    fn data(&self, operation: usize) -> Result<Value, Error> {
        let data = &self.operations[operation].data;
        bulk::resolve(data, &mut |bulk_id| self.id_of(bulk_id))
            .map_err(|reference| unresolved(&format!("data.{}", reference.place)))
    }
}

fn unresolved(place: &str) -> Error {
    let place = users::quoted(place);
    Error::Unresolved(format!(
        "{place} refers to a bulkId that no creation of this request has."
    ))
}
