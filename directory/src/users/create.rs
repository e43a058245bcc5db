//! `POST /Users`.

use scim::{Accepted, Resource};
use serde_json::{Map, Value};
use store::schemas::Holder;
use store::{Constraint, ResultExt, TenantTx, UseCase, users};

use super::{Keys, document, subject, taken};
use crate::Error;
use crate::answer::Answer;
use crate::audit::{Draft, Operation};
use crate::directory::Call;
use crate::extensions;

pub(super) struct Create {
    pub(super) call: Call,
    pub(super) accepted: Accepted,
}

impl UseCase for Create {
    type Output = Answer;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<Answer, Error> {
        let call = &self.call;
        let resource = self.accepted.resource.clone();
        let changes = scim::diff(&call.kind, &Resource::default(), &resource);
        let keys = Keys::of(&resource)?;
        let now = call.directory.now();
        let record = users::Record {
            id: call.directory.clockwork().id(),
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
            .insert(&record)
            .await
            .on_constraint(Constraint::UserName, || taken(&record.user_name))?;
        let (kinds, holder) = (call.caller.kinds(), Holder::User(record.id));
        extensions::keep(tx, kinds, holder, &Map::new(), &record.document).await?;

        let tenant = call.caller.tenant();
        let rendered = call
            .directory
            .locations()
            .render_user(&call.caller, &record, &[]);
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
