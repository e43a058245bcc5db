//! `POST /Users`: a new user, or one that was deleted and kept and comes back.

use scim::{Accepted, Change, Resource};
use serde_json::Value;
use store::users::Deleted;
use store::{Constraint, ResultExt, TenantTx, UseCase, users};

use super::{Keys, document, name_what_is_implied, subject, taken};
use crate::Error;
use crate::answer::Answer;
use crate::audit::{Draft, Operation, Outcome};
use crate::directory::Call;

pub(super) struct Create {
    pub(super) call: Call,
    pub(super) accepted: Accepted,
}

impl UseCase for Create {
    type Output = Answer;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<Answer, Error> {
        let keys = Keys::of(&self.accepted.resource)?;
        let external_id = keys.external_id.as_deref();
        let kept = tx
            .users()
            .get_deleted_for_update(&keys.user_name, external_id)
            .await?;
        let now = self.call.directory.now();
        let mut record = users::Record {
            id: self.call.directory.clockwork().id(),
            user_name: keys.user_name,
            external_id: keys.external_id,
            display_name: keys.display_name,
            active: keys.active,
            document: document(self.accepted.resource.clone()),
            version: 1,
            created_at: now,
            updated_at: now,
        };
        let draft = Draft::new(Operation::UserCreate);
        let draft = match kept {
            None => draft.changes(self.insert(tx, &record).await?),
            Some(kept) => {
                let changes = self.restore(tx, &kept, &mut record).await?;
                let day = kept.deleted_at.format("%Y-%m-%d");
                draft
                    .changes(changes)
                    // Being there again is a change, even with the same attributes.
                    .outcome(Outcome::Success)
                    .detail(format!("restored the user that was deleted on {day}"))
            }
        };
        self.answer(tx, &record, draft).await
    }
}

impl Create {
    async fn insert(&self, tx: &TenantTx, record: &users::Record) -> Result<Vec<Change>, Error> {
        tx.users()
            .insert(record)
            .await
            .on_constraint(Constraint::UserName, || taken(&record.user_name))?;
        Ok(self.changes(&Resource::default()))
    }

    /// The user that was kept takes on what was sent, under its old id and birth.
    async fn restore(
        &self,
        tx: &TenantTx,
        kept: &Deleted,
        record: &mut users::Record,
    ) -> Result<Vec<Change>, Error> {
        record.id = kept.user.id;
        record.version = kept.user.version + 1;
        record.created_at = kept.user.created_at;
        let restored = tx
            .users()
            .restore(kept, record)
            .await
            .on_constraint(Constraint::UserName, || taken(&record.user_name))?;
        if !restored {
            return Err(Error::PreconditionFailed);
        }
        let mut changes = self.changes(&Resource::from_map(kept.user.document.clone()));
        name_what_is_implied(&mut changes);
        Ok(changes)
    }

    fn changes(&self, before: &Resource) -> Vec<Change> {
        scim::diff(&self.call.kind, before, &self.accepted.resource)
    }

    async fn answer(
        &self,
        tx: &TenantTx,
        record: &users::Record,
        draft: Draft,
    ) -> Result<Answer, Error> {
        let call = &self.call;
        let tenant = call.caller.tenant();
        let rendered = call.directory.locations().render_user(tenant, record, &[]);
        let rendered = call.projection.apply(&call.kind, rendered);
        let draft = draft
            .status(201)
            .subject(subject(record))
            .tolerances(&self.accepted.tolerances)
            .response(Some(&Value::Object(rendered.clone())));
        call.record(tx, draft).await?;
        let location = call.directory.locations().user(tenant, record.id);
        Ok(Answer::resource(201, rendered, record.version, location))
    }
}
