//! Removing a schema: first what users and groups hold of it, in portions, then the schema.

use scim::Resource;
use store::schemas::Holder;
use store::{Constraint, GroupId, ResultExt, SchemaId, TenantTx, UseCase, UserId, groups, users};

use super::difference::{State, changes};
use super::{Consent, Registered, ResourceType, subject};
use crate::audit::{Draft, Operation, Subject};
use crate::{Caller, Directory, Error, extensions};

/// Users or groups in one transaction, so that nobody else waits for long.
const PORTION: u64 = 100;
/// How often new values may come while the old ones are removed.
const ROUNDS: usize = 10;

#[derive(Clone)]
pub(super) struct Removal {
    pub(super) directory: Directory,
    pub(super) caller: Caller,
    pub(super) registered: Registered,
}

impl Removal {
    pub(super) async fn run(self, consent: Consent) -> Result<u64, Error> {
        let mut stripped = 0;
        for round in 1..=ROUNDS {
            if consent == Consent::WithValues {
                stripped += self.strip_all().await?;
            }
            let delete = Delete {
                removal: self.clone(),
                stripped,
            };
            match self.directory.write(&self.caller, delete).await {
                Err(Error::Conflict { .. }) if consent == Consent::WithValues && round < ROUNDS => {
                }
                outcome => return outcome.map(|()| stripped),
            }
        }
        Ok(stripped)
    }

    async fn strip_all(&self) -> Result<u64, Error> {
        let mut stripped = 0;
        loop {
            let portion = Strip(self.clone());
            let count = self.directory.write(&self.caller, portion).await?;
            stripped += count;
            if count < PORTION {
                return Ok(stripped);
            }
        }
    }

    fn id(&self) -> SchemaId {
        self.registered.id
    }

    fn urn(&self) -> &str {
        &self.registered.schema.id
    }

    async fn record(&self, tx: &TenantTx, draft: Draft) -> Result<(), Error> {
        let event = draft.finish(&self.caller, self.directory.clockwork());
        tx.audit().insert(&event).await?;
        Ok(())
    }
}

/// Takes the values of the schema out of one portion of its users or groups.
struct Strip(Removal);

impl UseCase for Strip {
    type Output = u64;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<u64, Error> {
        let holders = tx.schemas().holders(self.0.id(), PORTION).await?;
        for holder in &holders {
            match holder {
                Holder::User(id) => self.strip_user(tx, *id).await?,
                Holder::Group(id) => self.strip_group(tx, *id).await?,
            }
        }
        Ok(holders.len() as u64)
    }
}

impl Strip {
    async fn strip_user(&self, tx: &TenantTx, id: UserId) -> Result<(), Error> {
        let Some(before) = tx.users().get_for_update(id).await? else {
            return Ok(tx.schemas().release_all(Holder::User(id)).await?);
        };
        let after = users::Record {
            document: self.without(&before.document),
            version: before.version + 1,
            updated_at: self.0.directory.now(),
            ..before.clone()
        };
        let resource = Resource::from_map(after.document.clone());
        let comparison = scim::comparison(&self.0.caller.kinds().user(), &resource);
        tx.users().update(&before, &after, &comparison).await?;
        let subject = crate::users::subject(&after);
        let kept = (Holder::User(id), &before.document, &after.document);
        self.note(tx, Operation::UserUpdate, subject, kept).await
    }

    async fn strip_group(&self, tx: &TenantTx, id: GroupId) -> Result<(), Error> {
        let Some(before) = tx.groups().get_for_update(id).await? else {
            return Ok(tx.schemas().release_all(Holder::Group(id)).await?);
        };
        let after = groups::Record {
            document: self.without(&before.document),
            version: before.version + 1,
            updated_at: self.0.directory.now(),
            ..before.clone()
        };
        let resource = Resource::from_map(after.document.clone());
        let comparison = scim::comparison(&self.0.caller.kinds().group(), &resource);
        tx.groups().update(&before, &after, &comparison).await?;
        let subject = crate::groups::subject(&after);
        let kept = (Holder::Group(id), &before.document, &after.document);
        self.note(tx, Operation::GroupUpdate, subject, kept).await
    }

    fn without(&self, document: &Document) -> Document {
        let resource = Resource::from_map(document.clone());
        resource.without_extension(self.0.urn()).into_map()
    }

    /// The rows and the event that go with a stripped document.
    async fn note(
        &self,
        tx: &TenantTx,
        operation: Operation,
        subject: Subject,
        (holder, before, after): (Holder, &Document, &Document),
    ) -> Result<(), Error> {
        let kinds = self.0.caller.kinds();
        extensions::strip(tx, kinds, holder, self.0.id(), before).await?;
        let kind = match holder {
            Holder::User(_) => kinds.user(),
            Holder::Group(_) => kinds.group(),
        };
        let (before, after) = (before.clone(), after.clone());
        let (before, after) = (Resource::from_map(before), Resource::from_map(after));
        let draft = Draft::new(operation)
            .subject(subject)
            .changes(scim::diff(&kind, &before, &after))
            .detail(format!("The schema {} was removed.", self.0.urn()));
        self.0.record(tx, draft).await
    }
}

type Document = serde_json::Map<String, serde_json::Value>;

/// Removes the schema, which nobody may use any more.
struct Delete {
    removal: Removal,
    stripped: u64,
}

impl UseCase for Delete {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<(), Error> {
        let removal = &self.removal;
        tx.schemas().lock().await?;
        // Before anything is written; that nobody comes meanwhile is the database's word.
        let holders = tx.schemas().count_holders(removal.id()).await?;
        if holders > 0 {
            return Err(in_use(&removal.registered, holders));
        }
        tx.schemas().raise_revision().await?;
        let deleted = tx.schemas().delete(removal.id()).await;
        let in_use = || in_use(&removal.registered, 1);
        if !deleted.on_constraint(Constraint::ForeignKey, in_use)? {
            return Err(Error::NotFound);
        }
        let before = State {
            schema: &removal.registered.schema,
            resource_type: removal.registered.resource_type,
            required: removal.registered.required,
        };
        let mut draft = Draft::new(Operation::SchemaDelete)
            .subject(subject(removal.id(), removal.urn()))
            .changes(changes(Some(before), None));
        if self.stripped > 0 {
            let of = removal.registered.resource_type;
            let detail = format!("{} {of} resources lost their values of it.", self.stripped);
            draft = draft.detail(detail);
        }
        removal.record(tx, draft).await
    }
}

fn in_use(registered: &Registered, holders: u64) -> Error {
    let who = match (registered.resource_type, holders) {
        (ResourceType::User, 1) => "1 user holds".to_owned(),
        (ResourceType::Group, 1) => "1 group holds".to_owned(),
        (ResourceType::User, many) => format!("{many} users hold"),
        (ResourceType::Group, many) => format!("{many} groups hold"),
    };
    Error::Conflict {
        attribute: "schema",
        detail: format!(
            "{who} values of {}: remove these first, or confirm that they go with it.",
            registered.schema.id
        ),
    }
}
