//! `POST /Users`.

use scim::{Accepted, Resource};
use serde_json::Value;
use store::{Constraint, ResultExt, TenantTx, UseCase, UserId, users};

use super::{Keys, document, subject, taken};
use crate::Error;
use crate::answer::Answer;
use crate::audit::{Draft, Operation};
use crate::directory::Call;

pub(crate) struct Create {
    pub(super) call: Call,
    /// Assigned before anything runs, so that others of a bulk request can refer to it.
    pub(super) id: UserId,
    pub(super) accepted: Accepted,
}

impl UseCase for Create {
    type Output = Answer;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<Answer, Error> {
        let record = self.insert(tx).await?;
        self.complete(tx, record).await
    }
}

impl Create {
    /// The row, which others can refer to from now on.
    pub(crate) async fn insert(&self, tx: &TenantTx) -> Result<users::Record, Error> {
        let resource = self.accepted.resource.clone();
        let keys = Keys::of(&resource)?;
        let comparison = scim::comparison(&self.call.kind, &resource);
        let now = self.call.directory.now();
        let record = users::Record {
            id: self.id,
            user_name: keys.user_name,
            external_id: keys.external_id,
            display_name: keys.display_name,
            active: keys.active,
            document: document(resource),
            version: 1,
            created_at: now,
            updated_at: now,
        };
        tx.users()
            .insert(&record, &comparison)
            .await
            .on_constraint(Constraint::UserName, || taken(&record.user_name))?;
        Ok(record)
    }

    /// The event, and the answer.
    pub(crate) async fn complete(
        &self,
        tx: &TenantTx,
        record: users::Record,
    ) -> Result<Answer, Error> {
        let call = &self.call;
        let changes = scim::diff(&call.kind, &Resource::default(), &self.accepted.resource);
        let tenant = call.caller.tenant();
        let rendered = call.directory.locations().render_user(tenant, &record, &[]);
        let rendered = call.projection.apply(&call.kind, rendered);
        let draft = Draft::new(Operation::UserCreate)
            .status(201)
            .subject(subject(&record))
            .changes(changes)
            .tolerances(&self.accepted.tolerances)
            .response(Some(&Value::Object(rendered.clone())));
        call.record(tx, draft).await?;
        let location = call.directory.locations().user(tenant, record.id);
        Ok(Answer::resource(201, rendered, record.version, location))
    }
}
