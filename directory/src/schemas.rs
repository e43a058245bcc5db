//! Schemas that a tenant registers for its users and groups (RFC 7643 §3.3, §7).

mod difference;
mod register;
mod remove;

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use scim::schema::{Schema, definition};
use serde_json::Value;
use store::SchemaId;
use store::schemas::Record;

use crate::audit::Subject;
use crate::{Caller, Directory, Error, Permission};

/// Schemas that one tenant may register.
pub const MAX_SCHEMAS: usize = 20;

/// What a schema can extend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceType {
    /// Users.
    User,
    /// Groups.
    Group,
}

impl ResourceType {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::User, Self::Group];

    /// Its name (RFC 7643 §6).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
        }
    }
}

impl fmt::Display for ResourceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ResourceType {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str().eq_ignore_ascii_case(text))
            .ok_or_else(|| format!("unknown resource type {text:?}: use User or Group"))
    }
}

/// A schema to be registered, or the next state of one that is.
#[derive(Clone, Debug)]
pub struct NewSchema {
    /// What it extends.
    pub resource_type: ResourceType,
    /// Whether every new resource of that type must carry it.
    pub required: bool,
    /// Its document, as JSON text.
    pub document: String,
}

/// What became of a schema that was to be registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registration {
    /// It is new.
    Created,
    /// It was known and says something else now.
    Updated,
    /// It was known just so.
    Unchanged,
}

/// A schema that a tenant registered.
#[derive(Clone, Debug)]
pub struct Registered {
    /// Its id.
    pub id: SchemaId,
    /// What it extends.
    pub resource_type: ResourceType,
    /// Whether every new resource of that type must carry it.
    pub required: bool,
    /// The schema.
    pub schema: Schema,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl Registered {
    /// Its document (RFC 7643 §7), which can be registered again.
    pub fn document(&self) -> Value {
        scim::message::discovery::definition(&self.schema)
    }

    fn from_record(record: &Record) -> Result<Self, Error> {
        let document = Value::Object(record.document.clone());
        Ok(Self {
            id: record.id,
            resource_type: record.resource_type.parse().map_err(Error::internal)?,
            required: record.required,
            schema: definition::read(&document).map_err(Error::internal)?,
            created_at: record.created_at,
            updated_at: record.updated_at,
        })
    }
}

/// Whether the values of a schema may go with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// Only a schema that nobody uses is to be removed.
    Unused,
    /// The values that users and groups hold are to be removed, too.
    WithValues,
}

/// The use cases on schemas.
pub struct Schemas<'d>(pub(crate) &'d Directory);

impl Schemas<'_> {
    /// Registers a schema, or brings a registered one to a next state that resources still fit.
    /// Holds for the tenant's very next request.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `document`, `resource_type` or `required`, saying what to change.
    pub async fn register(
        &self,
        caller: &Caller,
        wanted: NewSchema,
    ) -> Result<(Registered, Registration), Error> {
        caller.require(Permission::ManageTenant)?;
        let register = register::Register {
            directory: self.0.clone(),
            caller: caller.clone(),
            wanted,
        };
        let (record, registration) = self.0.write(caller, register).await?;
        Ok((Registered::from_record(&record)?, registration))
    }

    /// The tenant's schemas, in the order in which they were registered.
    pub async fn list(&self, caller: &Caller) -> Result<Vec<Registered>, Error> {
        caller.require(Permission::ReadDirectory)?;
        let read = self.0.store().read(caller.tenant());
        let records = read.schemas().list().await?;
        records.iter().map(Registered::from_record).collect()
    }

    /// The tenant's schema of that URN, in any letter case.
    pub async fn get(&self, caller: &Caller, urn: &str) -> Result<Registered, Error> {
        let all = self.list(caller).await?;
        let mut same = all
            .into_iter()
            .filter(|own| own.schema.id.eq_ignore_ascii_case(urn));
        same.next().ok_or(Error::NotFound)
    }

    /// How many users or groups hold values of a schema.
    pub async fn count_holders(&self, caller: &Caller, id: SchemaId) -> Result<u64, Error> {
        caller.require(Permission::ReadDirectory)?;
        let read = self.0.store().read(caller.tenant());
        Ok(read.schemas().count_holders(id).await?)
    }

    /// Removes a schema; how many users or groups lost values with it.
    ///
    /// Values go in portions, each change an event of its user or group, before the schema does.
    /// Whoever stops waiting does not stop it; what a stopped process leaves can be removed again.
    ///
    /// # Errors
    /// [`Error::Conflict`] with the number of those who hold values, when they are to stay.
    pub async fn remove(&self, caller: &Caller, urn: &str, consent: Consent) -> Result<u64, Error> {
        caller.require(Permission::ManageTenant)?;
        let registered = self.get(caller, urn).await?;
        let removal = remove::Removal {
            directory: self.0.clone(),
            caller: caller.clone(),
            registered,
        };
        let running = tokio::spawn(async move { removal.run(consent).await });
        running.await.map_err(Error::internal)?
    }
}

fn subject(id: SchemaId, urn: &str) -> Subject {
    Subject::new("Schema", id, None, urn)
}
