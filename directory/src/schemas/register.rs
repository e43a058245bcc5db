//! Registering a schema, or changing one that is registered.

use scim::message::discovery;
use scim::schema::{Schema, definition};
use serde_json::Value;
use store::schemas::Record;
use store::{Constraint, ResultExt, TenantTx, UseCase};

use super::difference::{State, changes};
use super::{MAX_SCHEMAS, NewSchema, Registered, Registration, ResourceType, subject};
use crate::audit::{Draft, Operation};
use crate::kinds::Kinds;
use crate::{Caller, Directory, Error};

pub(super) struct Register {
    pub(super) directory: Directory,
    pub(super) caller: Caller,
    pub(super) wanted: NewSchema,
}

impl UseCase for Register {
    type Output = (Record, Registration);
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<Self::Output, Error> {
        tx.schemas().lock().await?;
        let records = tx.schemas().list().await?;
        let kinds = Kinds::compile(&records)?;
        let known = [&*kinds.user(), &*kinds.group()];
        let schema = definition::register(&self.wanted.document, &known).map_err(refused)?;
        match records.iter().find(|record| record.urn == schema.id) {
            Some(current) => self.update(tx, current, schema).await,
            None => self.create(tx, records.len(), schema).await,
        }
    }
}

impl Register {
    async fn create(
        &self,
        tx: &TenantTx,
        count: usize,
        schema: Schema,
    ) -> Result<(Record, Registration), Error> {
        if count >= MAX_SCHEMAS {
            let message = format!("There are {MAX_SCHEMAS} schemas: remove one first.");
            return Err(Error::invalid("document", message));
        }
        let now = self.directory.now();
        let record = Record {
            id: self.directory.clockwork().id(),
            urn: schema.id.clone(),
            resource_type: self.wanted.resource_type.as_str().to_owned(),
            required: self.wanted.required,
            document: document(&schema),
            created_at: now,
            updated_at: now,
        };
        tx.schemas().raise_revision().await?;
        let inserted = tx.schemas().insert(&record).await;
        inserted.on_constraint(Constraint::SchemaUrn, taken)?;
        self.record(tx, Operation::SchemaCreate, &record, None, &schema)
            .await?;
        Ok((record, Registration::Created))
    }

    async fn update(
        &self,
        tx: &TenantTx,
        current: &Record,
        schema: Schema,
    ) -> Result<(Record, Registration), Error> {
        let before = Registered::from_record(current)?;
        self.check(&before)?;
        definition::update(&before.schema, &schema).map_err(refused)?;
        let record = Record {
            required: self.wanted.required,
            document: document(&schema),
            updated_at: self.directory.now(),
            ..current.clone()
        };
        let same = record.required == current.required && before.schema == schema;
        if !same {
            tx.schemas().raise_revision().await?;
            if !tx.schemas().update(&record).await? {
                return Err(Error::NotFound);
            }
        }
        let operation = Operation::SchemaUpdate;
        self.record(tx, operation, &record, Some(&before), &schema)
            .await?;
        Ok(if same {
            (current.clone(), Registration::Unchanged)
        } else {
            (record, Registration::Updated)
        })
    }

    /// A schema that extends something else, or more strictly, is another one.
    fn check(&self, before: &Registered) -> Result<(), Error> {
        if before.resource_type != self.wanted.resource_type {
            let message = format!(
                "The schema extends {}: choose that, or remove the schema and register it again.",
                before.resource_type
            );
            return Err(Error::invalid("resource_type", message));
        }
        if self.wanted.required && !before.required {
            let message = "The schema is registered as optional: keep it so, or remove it and register it again.";
            return Err(Error::invalid("required", message));
        }
        Ok(())
    }

    async fn record(
        &self,
        tx: &TenantTx,
        operation: Operation,
        record: &Record,
        before: Option<&Registered>,
        after: &Schema,
    ) -> Result<(), Error> {
        let resource_type: ResourceType = self.wanted.resource_type;
        let after = State {
            schema: after,
            resource_type,
            required: self.wanted.required,
        };
        let before = before.map(|before| State {
            schema: &before.schema,
            resource_type: before.resource_type,
            required: before.required,
        });
        let draft = Draft::new(operation)
            .subject(subject(record.id, &record.urn))
            .changes(changes(before, Some(after)));
        let event = draft.finish(&self.caller, self.directory.clockwork());
        tx.audit().insert(&event).await?;
        Ok(())
    }
}

fn document(schema: &Schema) -> serde_json::Map<String, Value> {
    match discovery::definition(schema) {
        Value::Object(document) => document,
        _ => serde_json::Map::new(),
    }
}

/// What is wrong with the document, as a message at its field.
fn refused(error: scim::Error) -> Error {
    Error::invalid("document", error.detail)
}

fn taken() -> Error {
    Error::invalid(
        "document",
        "This schema was registered at the same moment: look at it first.",
    )
}
