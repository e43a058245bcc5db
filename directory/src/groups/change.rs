//! `PUT` and `PATCH` of one group.

use std::collections::BTreeSet;

use scim::membership::MembershipStep;
use scim::{Accepted, Change as AttributeChange, Purpose, Resource, Tolerance};
use serde_json::Value;
use store::members::Revision;
use store::schemas::Holder;
use store::{GroupId, TenantTx, UseCase, groups};

use super::membership::{Delta, Site};
use super::{Steps, display_name, subject, take_members};
use crate::Error;
use crate::answer::{Answer, Precondition};
use crate::audit::{Draft, Operation};
use crate::call::Call;
use crate::extensions;

/// What the client sent.
pub(super) enum With {
    Representation(Value),
    Plan {
        plan: scim::patch::Plan,
        steps: Steps,
        echo: bool,
    },
}

pub(crate) struct Change {
    pub(super) call: Call,
    pub(super) id: GroupId,
    pub(super) with: With,
    pub(super) precondition: Precondition,
}

/// The attributes and memberships that the client wants.
struct Next {
    resource: Resource,
    changes: Vec<AttributeChange>,
    steps: Steps,
    tolerances: BTreeSet<Tolerance>,
}

impl UseCase for Change {
    type Output = Answer;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<Answer, Error> {
        let current = tx
            .groups()
            .get_for_update(self.id)
            .await?
            .ok_or(Error::NotFound)?;
        self.precondition.check(current.version)?;
        extensions::check(tx, &current.document).await?;
        let next = self.next(&current)?;
        self.call.caller.permits(&next.tolerances)?;
        let now = self.call.directory.now();
        let revision = Revision {
            group: self.id,
            version: current.version + 1,
            at: now,
        };
        let delta = Site { tx, revision }.apply(&next.steps).await?;
        if next.changes.is_empty() && delta.is_empty() {
            return self.answer(tx, &current, &next, &delta).await;
        }
        let record = groups::Record {
            id: current.id,
            display_name: display_name(&next.resource)?,
            external_id: next.resource.external_id().map(str::to_owned),
            member_count: current.member_count + delta.balance(),
            document: next.resource.as_map().clone(),
            version: revision.version,
            created_at: current.created_at,
            updated_at: now,
        };
        let comparison = self.call.comparison(&next.resource);
        if !tx.groups().update(&current, &record, &comparison).await? {
            return Err(Error::PreconditionFailed);
        }
        let (kinds, holder) = (self.call.caller.kinds(), Holder::Group(record.id));
        extensions::keep(tx, kinds, holder, &current.document, &record.document).await?;
        self.answer(tx, &record, &next, &delta).await
    }
}

impl Change {
    fn next(&self, current: &groups::Record) -> Result<Next, Error> {
        let kind = &self.call.kind;
        let before = Resource::from_map(current.document.clone());
        match &self.with {
            With::Representation(body) => {
                let purpose = Purpose::Replace { current: &before };
                let Accepted {
                    mut resource,
                    mut tolerances,
                } = scim::accept(kind, body.clone(), purpose)?;
                let members = take_members(&mut resource, &mut tolerances)?;
                let changes = scim::diff(kind, &before, &resource);
                let steps = vec![MembershipStep::Replace(members)];
                Ok(Next {
                    resource,
                    changes,
                    steps,
                    tolerances,
                })
            }
            With::Plan { plan, steps, .. } => {
                let patched = scim::patch::apply(kind, &before, plan.clone())?;
                Ok(Next {
                    resource: patched.resource,
                    changes: patched.changes,
                    steps: steps.clone(),
                    tolerances: patched.tolerances,
                })
            }
        }
    }

    async fn answer(
        &self,
        tx: &TenantTx,
        record: &groups::Record,
        next: &Next,
        delta: &Delta,
    ) -> Result<Answer, Error> {
        let call = &self.call;
        let operation = if next.changes.is_empty() && !next.steps.is_empty() {
            Operation::GroupMembers
        } else {
            Operation::GroupUpdate
        };
        let mut changes = next.changes.clone();
        changes.extend(delta.changes());
        let draft = Draft::new(operation)
            .subject(subject(record))
            .changes(changes)
            .tolerances(&next.tolerances);
        let location = call
            .directory
            .locations()
            .group(call.caller.tenant(), record.id);
        if matches!(self.with, With::Plan { echo: false, .. }) {
            call.record(tx, draft.status(204)).await?;
            return Ok(Answer::empty(204, Some(record.version), Some(location)));
        }
        let rendered = call.group(tx, record).await?;
        let draft = draft.status(200).response(Some(rendered.for_the_log()));
        call.record(tx, draft).await?;
        Ok(Answer::resource(200, rendered, record.version, location))
    }
}
