//! `PUT` and `PATCH` of one user: another way to the next state, the same way to keep it.

use scim::Resource;
use serde_json::Value;
use store::schemas::Holder;
use store::{Constraint, ResultExt, TenantTx, UseCase, UserId, users};

use super::{Keys, Next, document, name_what_is_implied, subject, taken};
use crate::Error;
use crate::answer::{Answer, Precondition};
use crate::audit::{Draft, Operation};
use crate::call::Call;
use crate::extensions;

/// What the client sent.
pub(super) enum With {
    Representation(Value),
    Plan(scim::patch::Plan),
}

pub(crate) struct Change {
    pub(super) call: Call,
    pub(super) id: UserId,
    pub(super) with: With,
    pub(super) precondition: Precondition,
}

impl UseCase for Change {
    type Output = Answer;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<Answer, Error> {
        let current = tx
            .users()
            .get_for_update(self.id)
            .await?
            .ok_or(Error::NotFound)?;
        self.precondition.check(current.version)?;
        extensions::check(tx, &current.document).await?;
        let mut next = self.next(&current)?;
        self.call.caller.permits(&next.tolerances)?;
        name_what_is_implied(&mut next.changes);
        if next.changes.is_empty() {
            return self.answer(tx, &current, Operation::UserUpdate, next).await;
        }
        let record = self.keep(tx, &current, &next).await?;
        let operation = operation(&current, &record);
        self.answer(tx, &record, operation, next).await
    }
}

impl Change {
    pub(super) fn next(&self, current: &users::Record) -> Result<Next, Error> {
        let resource = Resource::from_map(current.document.clone());
        match &self.with {
            With::Representation(body) => Next::replaced(&self.call.kind, &resource, body.clone()),
            With::Plan(plan) => Next::patched(&self.call.kind, &resource, plan.clone()),
        }
    }

    pub(super) async fn keep(
        &self,
        tx: &TenantTx,
        current: &users::Record,
        next: &Next,
    ) -> Result<users::Record, Error> {
        let keys = Keys::of(&next.resource)?;
        let comparison = self.call.comparison(&next.resource);
        let record = users::Record {
            id: current.id,
            user_name: keys.user_name,
            external_id: keys.external_id,
            display_name: keys.display_name,
            active: keys.active,
            document: document(next.resource.clone()),
            version: current.version + 1,
            created_at: current.created_at,
            updated_at: self.call.directory.now(),
        };
        let kept = tx
            .users()
            .update(current, &record, &comparison)
            .await
            .on_constraint(Constraint::UserName, || taken(&record.user_name))?;
        if !kept {
            return Err(Error::PreconditionFailed);
        }
        let (kinds, holder) = (self.call.caller.kinds(), Holder::User(record.id));
        extensions::keep(tx, kinds, holder, &current.document, &record.document).await?;
        Ok(record)
    }

    async fn answer(
        &self,
        tx: &TenantTx,
        record: &users::Record,
        operation: Operation,
        next: Next,
    ) -> Result<Answer, Error> {
        let call = &self.call;
        let tenant = call.caller.tenant();
        let groups = tx.members().groups_of_user(self.id).await?;
        let rendered = call.user(record, &groups);
        let draft = Draft::new(operation)
            .status(200)
            .subject(subject(record))
            .changes(next.changes)
            .tolerances(&next.tolerances)
            .response(Some(rendered.for_the_log()));
        call.record(tx, draft).await?;
        let location = call.directory.locations().user(tenant, record.id);
        Ok(Answer::resource(200, rendered, record.version, location))
    }
}

/// Losing and regaining access are operations of their own: they are what people look for.
fn operation(before: &users::Record, after: &users::Record) -> Operation {
    match (before.active, after.active) {
        (true, false) => Operation::UserDeactivate,
        (false, true) => Operation::UserReactivate,
        _ => Operation::UserUpdate,
    }
}
