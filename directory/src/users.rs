//! Users, as an identity provider writes and reads them.

mod change;
mod create;
mod deactivate;
mod delete;
mod read;

use std::collections::BTreeSet;

use scim::schema::ResourceType;
use scim::{Accepted, Purpose, Resource, Tolerance};
use serde_json::{Map, Value};
use store::{Kind, UserId, users};

use crate::answer::{Answer, ListQuery, Precondition, Selection, check_size};
use crate::audit::{Operation, Subject};
use crate::call::Call;
use crate::{Caller, Directory, Error, Permission, list};

pub(crate) use self::change::Change;
pub(crate) use self::create::{Create, Made};
pub use self::deactivate::{Deactivated, Deactivation};
pub(crate) use self::delete::Delete;

/// The use cases on users. Every call leaves exactly one audit event when it succeeds.
pub struct Users<'d>(pub(crate) &'d Directory);

impl Users<'_> {
    /// `POST /Users` (RFC 7644 §3.3).
    pub async fn create(
        &self,
        caller: &Caller,
        body: Value,
        selection: &Selection,
    ) -> Result<Answer, Error> {
        let id = self.0.clockwork().id();
        let create = |caller: &Caller, body| self.prepare_create(caller, id, body, selection);
        self.0.run(caller, body, create).await
    }

    /// `PUT /Users/{id}` (RFC 7644 §3.5.1).
    pub async fn replace(
        &self,
        caller: &Caller,
        id: &str,
        body: Value,
        selection: &Selection,
        precondition: Precondition,
    ) -> Result<Answer, Error> {
        let change = |caller: &Caller, (body, precondition)| {
            self.prepare_replace(caller, id, body, selection, precondition)
        };
        self.0.run(caller, (body, precondition), change).await
    }

    /// `PATCH /Users/{id}` (RFC 7644 §3.5.2).
    pub async fn patch(
        &self,
        caller: &Caller,
        id: &str,
        body: Value,
        selection: &Selection,
        precondition: Precondition,
    ) -> Result<Answer, Error> {
        let change = |caller: &Caller, (body, precondition)| {
            self.prepare_patch(caller, id, body, selection, precondition)
        };
        self.0.run(caller, (body, precondition), change).await
    }

    /// `DELETE /Users/{id}` (RFC 7644 §3.6).
    pub async fn delete(
        &self,
        caller: &Caller,
        id: &str,
        precondition: Precondition,
    ) -> Result<Answer, Error> {
        let delete = self.prepare_delete(caller, id, precondition)?;
        self.0.write(caller, delete).await
    }

    /// `GET /Users/{id}` (RFC 7644 §3.4.1).
    pub async fn get(
        &self,
        caller: &Caller,
        id: &str,
        selection: &Selection,
        precondition: &Precondition,
    ) -> Result<Answer, Error> {
        read::get(self.0, caller, id, selection, precondition).await
    }

    /// `GET /Users` (RFC 7644 §3.4.2).
    pub async fn search(&self, caller: &Caller, query: &ListQuery) -> Result<Answer, Error> {
        list::answer(self.0, caller, &[Kind::User], query, Operation::UserList).await
    }

    pub(crate) fn prepare_create(
        &self,
        caller: &Caller,
        id: UserId,
        body: Value,
        selection: &Selection,
    ) -> Result<Create, Error> {
        caller.require(Permission::WriteDirectory)?;
        let call = Call::new(self.0, caller, Kind::User, selection)?;
        let accepted = scim::accept(&call.kind, body, Purpose::Create)?;
        caller.permits(&accepted.tolerances)?;
        let comparison = call.comparison(&accepted.resource);
        Ok(Create {
            call,
            id,
            referred_to: false,
            comparison,
            accepted,
        })
    }

    pub(crate) fn prepare_replace(
        &self,
        caller: &Caller,
        id: &str,
        body: Value,
        selection: &Selection,
        precondition: Precondition,
    ) -> Result<Change, Error> {
        let with = change::With::Representation(body);
        self.prepare_change(caller, id, with, selection, precondition)
    }

    pub(crate) fn prepare_patch(
        &self,
        caller: &Caller,
        id: &str,
        body: Value,
        selection: &Selection,
        precondition: Precondition,
    ) -> Result<Change, Error> {
        caller.require(Permission::WriteDirectory)?;
        let request = scim::patch::parse(body)?;
        let plan = scim::patch::plan(&caller.kinds().user(), request)?;
        let with = change::With::Plan(plan);
        self.prepare_change(caller, id, with, selection, precondition)
    }

    pub(crate) fn prepare_delete(
        &self,
        caller: &Caller,
        id: &str,
        precondition: Precondition,
    ) -> Result<Delete, Error> {
        caller.require(Permission::WriteDirectory)?;
        let id = parse_id(id)?;
        let call = Call::new(self.0, caller, Kind::User, &Selection::default())?;
        Ok(Delete {
            call,
            id,
            precondition,
        })
    }

    fn prepare_change(
        &self,
        caller: &Caller,
        id: &str,
        with: change::With,
        selection: &Selection,
        precondition: Precondition,
    ) -> Result<Change, Error> {
        caller.require(Permission::WriteDirectory)?;
        let call = Call::new(self.0, caller, Kind::User, selection)?;
        let id = parse_id(id)?;
        Ok(Change {
            call,
            id,
            with,
            precondition,
        })
    }
}

/// An id that is no UUID is an id that does not exist.
fn parse_id(id: &str) -> Result<UserId, Error> {
    UserId::parse(id).ok_or(Error::NotFound)
}

pub(crate) fn subject(record: &users::Record) -> Subject {
    let label = Resource::from_map(record.document.clone()).label();
    Subject::new("User", record.id, record.external_id.as_deref(), label)
}

/// Two users of a tenant may not share a `userName`, whatever its letter case (RFC 7643 §4.1.1).
fn taken(user_name: &str) -> Error {
    Error::Conflict {
        attribute: "userName",
        detail: format!(
            "userName {} already exists in this tenant: update that user, or choose another name.",
            quoted(user_name)
        ),
    }
}

/// A user who never said `active` is active: losing or getting access is a change from or to true,
/// not from or to nothing.
fn name_what_is_implied(changes: &mut [scim::Change]) {
    let active = changes.iter_mut().filter(|change| change.path == "active");
    for change in active {
        let implied = match (&change.before, &change.after) {
            (None, _) => &mut change.before,
            (Some(Value::Bool(false)), None) => &mut change.after,
            _ => continue,
        };
        *implied = Some(true.into());
        change.op = scim::ChangeKind::Replace;
    }
}

/// A client's value inside a message: short, on one line.
pub(crate) fn quoted(text: &str) -> String {
    let short: String = text.chars().take(80).collect();
    let cut = if short.len() < text.len() { "…" } else { "" };
    format!("{short:?}{cut}")
}

/// The columns a document is found by.
struct Keys {
    user_name: String,
    external_id: Option<String>,
    display_name: Option<String>,
    active: bool,
}

impl Keys {
    fn of(resource: &Resource) -> Result<Self, Error> {
        check_size(resource)?;
        let user_name = resource.user_name().ok_or_else(|| {
            scim::Error::at(
                scim::ScimType::InvalidValue,
                "userName",
                "userName is required",
            )
        })?;
        Ok(Self {
            user_name: user_name.to_owned(),
            external_id: resource.external_id().map(str::to_owned),
            display_name: resource.display_name().map(str::to_owned),
            active: resource.active(),
        })
    }
}

fn document(resource: Resource) -> Map<String, Value> {
    resource.into_map()
}

/// A new state of a user, and how it came about.
struct Next {
    resource: Resource,
    changes: Vec<scim::Change>,
    tolerances: BTreeSet<Tolerance>,
}

impl Next {
    fn replaced(kind: &ResourceType, current: &Resource, body: Value) -> Result<Self, Error> {
        let Accepted {
            resource,
            tolerances,
        } = scim::accept(kind, body, Purpose::Replace { current })?;
        let changes = scim::diff(kind, current, &resource);
        Ok(Self {
            resource,
            changes,
            tolerances,
        })
    }

    fn patched(
        kind: &ResourceType,
        current: &Resource,
        plan: scim::patch::Plan,
    ) -> Result<Self, Error> {
        let patched = scim::patch::apply(kind, current, plan)?;
        Ok(Self {
            resource: patched.resource,
            changes: patched.changes,
            tolerances: patched.tolerances,
        })
    }
}
