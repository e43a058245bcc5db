//! `POST /Groups`.

use scim::membership::Member;
use scim::{Accepted, Resource};
use serde_json::Map;
use store::members::{MemberRef, Revision};
use store::schemas::Holder;
use store::{GroupId, TenantTx, UseCase, groups};

use super::membership::{Delta, Site};
use super::{display_name, subject};
use crate::Error;
use crate::answer::Answer;
use crate::audit::{Draft, Operation};
use crate::call::Call;
use crate::extensions;

pub(crate) struct Create {
    pub(super) call: Call,
    /// Assigned before anything runs, so that others of a bulk request can refer to it.
    pub(super) id: GroupId,
    pub(super) accepted: Accepted,
    pub(super) members: Vec<Member>,
}

impl UseCase for Create {
    type Output = Answer;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<Answer, Error> {
        // Before anything is written: a refusal then costs the other writes of its commit nothing.
        let found = self.find_members(tx).await?;
        let record = self.insert(tx).await?;
        self.add_members(tx, record, found).await
    }
}

/// The members that a group is to have.
type Found = (Vec<MemberRef>, Delta);

impl Create {
    /// The row, which others can refer to from now on.
    pub(crate) async fn insert(&self, tx: &TenantTx) -> Result<groups::Record, Error> {
        let resource = self.accepted.resource.clone();
        let comparison = self.call.comparison(&resource);
        let now = self.call.directory.now();
        let record = groups::Record {
            id: self.id,
            display_name: display_name(&resource)?,
            external_id: resource.external_id().map(str::to_owned),
            member_count: 0,
            document: resource.into_map(),
            version: 1,
            created_at: now,
            updated_at: now,
        };
        let groups = tx.groups().provisioned_by(self.call.caller.source());
        groups.insert(&record, &comparison).await?;
        let (kinds, holder) = (self.call.caller.kinds(), Holder::Group(record.id));
        extensions::keep(tx, kinds, holder, &Map::new(), &record.document).await?;
        Ok(record)
    }

    /// The members, the event, and the answer.
    pub(crate) async fn complete(
        &self,
        tx: &TenantTx,
        record: groups::Record,
    ) -> Result<Answer, Error> {
        let found = self.find_members(tx).await?;
        self.add_members(tx, record, found).await
    }

    fn site<'t>(&self, tx: &'t TenantTx) -> Site<'t> {
        let revision = Revision {
            group: self.id,
            version: 1,
            at: self.call.directory.now(),
        };
        Site { tx, revision }
    }

    async fn find_members(&self, tx: &TenantTx) -> Result<Found, Error> {
        self.site(tx).found(&self.members).await
    }

    async fn add_members(
        &self,
        tx: &TenantTx,
        mut record: groups::Record,
        (members, mut delta): Found,
    ) -> Result<Answer, Error> {
        let call = &self.call;
        let mut changes = scim::diff(&call.kind, &Resource::default(), &self.accepted.resource);
        if !members.is_empty() {
            self.site(tx).add(&members, &mut delta).await?;
            record.member_count = delta.balance();
            changes.extend(delta.changes());
            tx.groups()
                .count_members(record.id, record.member_count)
                .await?;
        }
        let rendered = call.group(tx, &record).await?;
        let tenant = call.caller.tenant();
        let draft = Draft::new(Operation::GroupCreate)
            .status(201)
            .subject(subject(&record))
            .changes(changes)
            .tolerances(&self.accepted.tolerances)
            .response(Some(rendered.for_the_log()));
        call.record(tx, draft).await?;
        let location = call.directory.locations().group(tenant, record.id);
        Ok(Answer::resource(201, rendered, record.version, location))
    }
}
