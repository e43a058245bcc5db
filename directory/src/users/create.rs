//! `POST /Users`: a new user, or one that was deleted and kept and comes back.

use scim::{Accepted, Change, Resource};
use serde_json::{Map, Value};
use store::schemas::Holder;
use store::users::Deleted;
use store::{Constraint, ResultExt, TenantTx, UseCase, UserId, users};

use super::{Keys, document, name_what_is_implied, subject, taken};
use crate::Error;
use crate::answer::Answer;
use crate::audit::{Draft, Operation, Outcome};
use crate::call::Call;
use crate::extensions;
use crate::tenants::ScimSettings;

pub(crate) struct Create {
    pub(super) call: Call,
    /// Assigned before anything runs, so that others of a bulk request can refer to it.
    pub(super) id: UserId,
    /// Whether others of a bulk request refer to that id already.
    pub(crate) referred_to: bool,
    pub(super) accepted: Accepted,
    /// Made before the transaction, which others wait for.
    pub(super) comparison: Map<String, Value>,
}

/// A user who is there, and the event that is to tell how.
pub(crate) struct Made {
    record: users::Record,
    draft: Draft,
}

impl UseCase for Create {
    type Output = Answer;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<Answer, Error> {
        let made = self.insert(tx).await?;
        self.complete(tx, made).await
    }
}

impl Create {
    /// The row, which others can refer to from now on.
    pub(crate) async fn insert(&self, tx: &TenantTx) -> Result<Made, Error> {
        let resource = &self.accepted.resource;
        let keys = Keys::of(resource)?;
        let external_id = keys.external_id.as_deref();
        let kept = if ScimSettings::may_have_kept(self.call.caller.tenant())? {
            let users = tx.users();
            users
                .get_deleted_for_update(&keys.user_name, external_id)
                .await?
        } else {
            None
        };
        if kept.is_none() && self.referred_to && self.has_been(tx).await? {
            return Err(came_back());
        }
        let now = self.call.directory.now();
        let record = users::Record {
            id: self.id,
            user_name: keys.user_name,
            external_id: keys.external_id,
            display_name: keys.display_name,
            active: keys.active,
            document: document(resource.clone()),
            version: 1,
            created_at: now,
            updated_at: now,
        };
        if let Some(kept) = kept {
            if self.referred_to && kept.user.id != self.id {
                return Err(came_back());
            }
            return self.restore(tx, &kept, record, &self.comparison).await;
        }
        let users = tx.users().provisioned_by(self.call.caller.source());
        let inserted = users.insert(&record, &self.comparison).await;
        if matches!(inserted, Err(store::Error::Constraint(Constraint::Other))) {
            return Err(came_back());
        }
        inserted.on_constraint(Constraint::UserName, || taken(&record.user_name))?;
        self.keep_extensions(tx, &record).await?;
        let draft = Draft::new(Operation::UserCreate).changes(self.changes(&Resource::default()));
        Ok(Made { record, draft })
    }

    /// The user that was kept takes on what was sent, under its old id and birth.
    async fn restore(
        &self,
        tx: &TenantTx,
        kept: &Deleted,
        mut record: users::Record,
        comparison: &Map<String, Value>,
    ) -> Result<Made, Error> {
        record.id = kept.user.id;
        record.version = kept.user.version + 1;
        record.created_at = kept.user.created_at;
        let restored = tx
            .users()
            .provisioned_by(self.call.caller.source())
            .restore(kept, &record, comparison)
            .await
            .on_constraint(Constraint::UserName, || taken(&record.user_name))?;
        if !restored {
            return Err(Error::PreconditionFailed);
        }
        self.keep_extensions(tx, &record).await?;
        let mut changes = self.changes(&Resource::from_map(kept.user.document.clone()));
        name_what_is_implied(&mut changes);
        let day = kept.deleted_at.format("%Y-%m-%d");
        let draft = Draft::new(Operation::UserCreate)
            .changes(changes)
            // Being there again is a change, even with the same attributes.
            .outcome(Outcome::Success)
            .detail(format!("restored the user that was deleted on {day}"));
        Ok(Made { record, draft })
    }

    /// Whether the id that others refer to is that of a user who is gone for good meanwhile.
    async fn has_been(&self, tx: &TenantTx) -> Result<bool, Error> {
        Ok(!tx.versions().of(self.id, None, 1).await?.is_empty())
    }

    async fn keep_extensions(&self, tx: &TenantTx, record: &users::Record) -> Result<(), Error> {
        let (kinds, holder) = (self.call.caller.kinds(), Holder::User(record.id));
        extensions::keep(tx, kinds, holder, &Map::new(), &record.document).await
    }

    fn changes(&self, before: &Resource) -> Vec<Change> {
        scim::diff(&self.call.kind, before, &self.accepted.resource)
    }

    /// The event, and the answer.
    pub(crate) async fn complete(&self, tx: &TenantTx, made: Made) -> Result<Answer, Error> {
        let Made { record, draft } = made;
        let call = &self.call;
        let tenant = call.caller.tenant();
        let rendered = call.user(&record, &[]);
        let draft = draft
            .status(201)
            .subject(subject(&record))
            .tolerances(&self.accepted.tolerances)
            .response(Some(rendered.for_the_log()));
        call.record(tx, draft).await?;
        let location = call.directory.locations().user(tenant, record.id);
        Ok(Answer::resource(201, rendered, record.version, location))
    }
}

/// Others of a bulk request refer to an id that is not the one this user has when it comes back.
fn came_back() -> Error {
    let detail = "this user was deleted and comes back under its old id, to which no other operation \
                  of the request can refer: create it in a request of its own";
    Error::Conflict {
        attribute: "id",
        detail: detail.to_owned(),
    }
}
