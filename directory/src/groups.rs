//! Groups, as an identity provider writes and reads them.
//!
//! Membership is rows of its own, never part of the group's document: adding one member to a
//! group of 100,000 costs what it costs in a group of ten.

mod change;
mod create;
mod delete;
mod membership;
mod read;

use std::collections::BTreeSet;

use scim::membership::MembershipStep;
use scim::{ChangeKind, Purpose, Resource, Tolerance};
use serde_json::{Value, json};
use store::members::GroupRef;
use store::{GroupId, Kind, groups};

use crate::answer::{Answer, ListQuery, Precondition, Selection, check_size};
use crate::audit::{Operation, Subject};
use crate::call::Call;
use crate::tenants::GroupPatch;
use crate::{Caller, Directory, Error, Permission, list};

pub(crate) use self::change::Change;
pub(crate) use self::create::Create;
pub(crate) use self::delete::Delete;

/// The use cases on groups. Every call leaves exactly one audit event when it succeeds.
pub struct Groups<'d>(pub(crate) &'d Directory);

impl Groups<'_> {
    /// `POST /Groups` (RFC 7644 §3.3).
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

    /// `PUT /Groups/{id}` (RFC 7644 §3.5.1): the members too become those that are given.
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

    /// `PATCH /Groups/{id}` (RFC 7644 §3.5.2).
    ///
    /// Answers 204 unless `attributes` asks for something, or the tenant wants the group back:
    /// nobody needs 100,000 members for adding one.
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

    /// `DELETE /Groups/{id}` (RFC 7644 §3.6).
    pub async fn delete(
        &self,
        caller: &Caller,
        id: &str,
        precondition: Precondition,
    ) -> Result<Answer, Error> {
        let delete = self.prepare_delete(caller, id, precondition)?;
        self.0.write(caller, delete).await
    }

    /// `GET /Groups/{id}` (RFC 7644 §3.4.1).
    pub async fn get(
        &self,
        caller: &Caller,
        id: &str,
        selection: &Selection,
        precondition: &Precondition,
    ) -> Result<Answer, Error> {
        read::get(self.0, caller, id, selection, precondition).await
    }

    /// `GET /Groups` (RFC 7644 §3.4.2).
    pub async fn search(&self, caller: &Caller, query: &ListQuery) -> Result<Answer, Error> {
        list::answer(self.0, caller, &[Kind::Group], query, Operation::GroupList).await
    }

    pub(crate) fn prepare_create(
        &self,
        caller: &Caller,
        id: GroupId,
        body: Value,
        selection: &Selection,
    ) -> Result<Create, Error> {
        caller.require(Permission::WriteDirectory)?;
        let call = Call::new(self.0, caller, Kind::Group, selection)?;
        let mut accepted = scim::accept(&call.kind, body, Purpose::Create)?;
        let members = take_members(&mut accepted.resource, &mut accepted.tolerances)?;
        caller.permits(&accepted.tolerances)?;
        Ok(Create {
            call,
            id,
            accepted,
            members,
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
        caller.require(Permission::WriteDirectory)?;
        let call = Call::new(self.0, caller, Kind::Group, selection)?;
        let id = parse_id(id)?;
        let with = change::With::Representation(body);
        Ok(Change {
            call,
            id,
            with,
            precondition,
        })
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
        let kind = caller.kinds().group();
        let mut plan = scim::patch::plan(&kind, scim::patch::parse(body)?)?;
        let (steps, tolerances) = scim::membership::steps(plan.take("members"))?;
        plan.tolerances.extend(tolerances);
        let echo = selection.attributes.is_some()
            || caller.settings()?.group_patch == GroupPatch::Resource;
        let call = Call::new(self.0, caller, Kind::Group, selection)?;
        let id = parse_id(id)?;
        let with = change::With::Plan { plan, steps, echo };
        Ok(Change {
            call,
            id,
            with,
            precondition,
        })
    }

    pub(crate) fn prepare_delete(
        &self,
        caller: &Caller,
        id: &str,
        precondition: Precondition,
    ) -> Result<Delete, Error> {
        caller.require(Permission::WriteDirectory)?;
        let call = Call::new(self.0, caller, Kind::Group, &Selection::default())?;
        let id = parse_id(id)?;
        Ok(Delete {
            call,
            id,
            precondition,
        })
    }
}

fn parse_id(id: &str) -> Result<GroupId, Error> {
    GroupId::parse(id).ok_or(Error::NotFound)
}

pub(crate) fn subject(record: &groups::Record) -> Subject {
    Subject::new(
        "Group",
        record.id,
        record.external_id.as_deref(),
        &*record.display_name,
    )
}

/// The members of a whole representation, taken out of it.
fn take_members(
    resource: &mut Resource,
    tolerances: &mut BTreeSet<Tolerance>,
) -> Result<Vec<scim::membership::Member>, Error> {
    let Some(value) = resource.remove("members") else {
        return Ok(Vec::new());
    };
    let (members, tolerated) = scim::membership::members(&value)?;
    tolerances.extend(tolerated);
    Ok(members)
}

/// A group without a name cannot be told from others (RFC 7643 §4.2).
fn display_name(resource: &Resource) -> Result<String, Error> {
    check_size(resource)?;
    let missing = || {
        let kind = scim::ScimType::InvalidValue;
        scim::Error::at(
            kind,
            "displayName",
            "displayName is required: give the group a name",
        )
    };
    Ok(resource.display_name().ok_or_else(missing)?.to_owned())
}

/// The change that leaving groups makes to a user or a nested group.
pub(crate) fn left(groups: &[GroupRef]) -> Option<scim::Change> {
    let gone =
        |group: &GroupRef| json!({"value": group.id.to_string(), "display": group.display_name});
    (!groups.is_empty()).then(|| scim::Change {
        path: "groups".to_owned(),
        op: ChangeKind::Remove,
        before: Some(groups.iter().map(gone).collect()),
        after: None,
    })
}

/// What is to happen to the members of a group.
type Steps = Vec<MembershipStep>;
