//! `POST /Groups`.

use scim::membership::Member;
use scim::{Accepted, Resource};
use serde_json::{Map, Value};
use store::schemas::Holder;
use store::{TenantTx, UseCase, groups};

use super::membership::Site;
use super::{display_name, subject};
use crate::Error;
use crate::answer::Answer;
use crate::audit::{Draft, Operation};
use crate::directory::Call;
use crate::extensions;

pub(super) struct Create {
    pub(super) call: Call,
    pub(super) accepted: Accepted,
    pub(super) members: Vec<Member>,
}

impl UseCase for Create {
    type Output = Answer;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<Answer, Error> {
        let call = &self.call;
        let resource = self.accepted.resource.clone();
        let mut changes = scim::diff(&call.kind, &Resource::default(), &resource);
        let now = call.directory.now();
        let mut record = groups::Record {
            id: call.directory.clockwork().id(),
            display_name: display_name(&resource)?,
            external_id: resource.external_id().map(str::to_owned),
            member_count: 0,
            document: resource.into_map(),
            version: 1,
            created_at: now,
            updated_at: now,
        };
        let site = Site {
            tx,
            group: record.id,
            now,
        };
        // Before anything is written: a refusal then costs the other writes of its commit nothing.
        let (members, mut delta) = site.found(&self.members).await?;
        tx.groups().insert(&record).await?;
        let (kinds, holder) = (call.caller.kinds(), Holder::Group(record.id));
        extensions::keep(tx, kinds, holder, &Map::new(), &record.document).await?;
        if !members.is_empty() {
            site.add(&members, &mut delta).await?;
            record.member_count = delta.balance();
            changes.extend(delta.changes());
            tx.groups()
                .count_members(record.id, record.member_count)
                .await?;
        }
        let rows = call.members(tx, record.id).await?;
        let tenant = call.caller.tenant();
        let rendered =
            call.directory
                .locations()
                .render_group(&call.caller, &record, rows.as_deref());
        let rendered = call.projection.apply(&call.kind, rendered);
        let draft = Draft::new(Operation::GroupCreate)
            .status(201)
            .subject(subject(&record))
            .changes(changes)
            .tolerances(&self.accepted.tolerances)
            .response(Some(&Value::Object(rendered.clone())));
        call.record(tx, draft).await?;
        let location = call.directory.locations().group(tenant, record.id);
        Ok(Answer::resource(201, rendered, record.version, location))
    }
}
