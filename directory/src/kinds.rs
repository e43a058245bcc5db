//! A tenant's resource types: the RFCs' own, extended by the schemas that the tenant registered.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use scim::schema::{
    Attribute, Extension, Mutability, ResourceType, Returned, Schema, Uniqueness, definition,
};
use serde_json::{Map, Value};
use store::schemas::{Record, UniqueValue};
use store::{SchemaId, Tenant, TenantId};

use crate::audit::folded_name;
use crate::{Directory, Error};

/// The resource types of one tenant. Every request of the tenant is read, checked, filtered and
/// answered by them.
#[derive(Debug)]
pub struct Kinds {
    user: Arc<ResourceType>,
    group: Arc<ResourceType>,
    own: Vec<Own>,
    secrets: Vec<String>,
}

/// A schema that the tenant registered.
#[derive(Debug)]
struct Own {
    id: SchemaId,
    schema: Arc<Schema>,
    registered: DateTime<Utc>,
}

static BUILT_IN: LazyLock<Arc<Kinds>> = LazyLock::new(|| {
    Arc::new(Kinds {
        user: scim::schema::user(),
        group: scim::schema::group(),
        own: Vec::new(),
        secrets: Vec::new(),
    })
});

impl Kinds {
    /// What every tenant has.
    pub(crate) fn built_in() -> Arc<Self> {
        Arc::clone(&BUILT_IN)
    }

    /// The built-in types with these schemas, in their order.
    pub(crate) fn compile(records: &[Record]) -> Result<Self, Error> {
        let mut user = ResourceType::clone(&scim::schema::user());
        let mut group = ResourceType::clone(&scim::schema::group());
        let mut own = Vec::with_capacity(records.len());
        for record in records {
            let document = Value::Object(record.document.clone());
            let schema = Arc::new(definition::read(&document).map_err(Error::internal)?);
            let kind = match record.resource_type.as_str() {
                "Group" => &mut group,
                _ => &mut user,
            };
            kind.extensions.push(Extension {
                schema: Arc::clone(&schema),
                required: record.required,
            });
            own.push(Own {
                id: record.id,
                schema,
                registered: record.created_at,
            });
        }
        Ok(Self {
            secrets: own.iter().flat_map(|own| secrets(&own.schema)).collect(),
            user: Arc::new(user),
            group: Arc::new(group),
            own,
        })
    }

    /// Users.
    pub fn user(&self) -> Arc<ResourceType> {
        Arc::clone(&self.user)
    }

    /// Groups.
    pub fn group(&self) -> Arc<ResourceType> {
        Arc::clone(&self.group)
    }

    /// The type of a kind.
    pub(crate) fn of(&self, kind: store::Kind) -> Arc<ResourceType> {
        match kind {
            store::Kind::User => self.user(),
            store::Kind::Group => self.group(),
        }
    }

    /// The folded names of attributes that nobody may read: the log strikes their values out.
    pub(crate) fn secrets(&self) -> &[String] {
        &self.secrets
    }

    /// The tenant's own schemas of which a document holds values.
    pub(crate) fn used_by(&self, document: &Map<String, Value>) -> Vec<SchemaId> {
        let used = self.own.iter();
        used.filter(|own| document.contains_key(&own.schema.id))
            .map(|own| own.id)
            .collect()
    }

    /// The values of a document that no other resource of the tenant may have.
    pub(crate) fn unique_values(&self, document: &Map<String, Value>) -> Vec<UniqueValue> {
        let mut values = Vec::new();
        for own in &self.own {
            let Some(part) = document.get(&own.schema.id) else {
                continue;
            };
            for attribute in own.schema.attributes.iter().filter(|a| is_unique(a)) {
                values.extend(part.get(&attribute.name).map(|value| {
                    UniqueValue {
                        schema: own.id,
                        attribute: attribute.name.clone(),
                        text: value
                            .as_str()
                            .map_or_else(|| value.to_string(), str::to_owned),
                        case_exact: attribute.case_exact,
                    }
                }));
            }
        }
        values
    }

    /// Takes out of a document of the past what schemas hold that were registered later. What
    /// nobody might read by a schema that was removed must not be read by one of the same name.
    pub(crate) fn forget_later(&self, document: &mut Map<String, Value>, then: DateTime<Utc>) {
        let later = self.own.iter().filter(|own| own.registered > then);
        for own in later {
            document.remove(&own.schema.id);
        }
    }

    /// The URN-qualified name of an attribute of one of the tenant's schemas.
    pub(crate) fn qualified(&self, value: &UniqueValue) -> String {
        let own = self.own.iter().find(|own| own.id == value.schema);
        let urn = own.map_or("", |own| own.schema.id.as_str());
        format!("{urn}:{}", value.attribute)
    }
}

fn is_unique(attribute: &Attribute) -> bool {
    attribute.uniqueness == Uniqueness::Server
}

fn secrets(schema: &Schema) -> Vec<String> {
    let hidden = |attribute: &&Attribute| {
        attribute.mutability == Mutability::WriteOnly || attribute.returned == Returned::Never
    };
    let parts = schema.attributes.iter().flat_map(|a| &a.sub_attributes);
    let all = schema.attributes.iter().chain(parts);
    all.filter(hidden)
        .map(|attribute| folded_name(&attribute.name))
        .collect()
}

/// Tenants whose types are kept compiled.
const KEPT: usize = 1_000;

/// Compiled types by tenant, each at the revision of its schemas.
#[derive(Default)]
pub(crate) struct Compiled(Mutex<HashMap<TenantId, (i64, Arc<Kinds>)>>);

impl Compiled {
    fn get(&self, tenant: &Tenant) -> Option<Arc<Kinds>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (revision, kinds) = kept.get(&tenant.id())?;
        (*revision == tenant.schema_revision()).then(|| Arc::clone(kinds))
    }

    fn keep(&self, tenant: &Tenant, kinds: &Arc<Kinds>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let revision = tenant.schema_revision();
        if kept
            .get(&tenant.id())
            .is_some_and(|(own, _)| *own > revision)
        {
            return;
        }
        if kept.len() >= KEPT && !kept.contains_key(&tenant.id()) {
            kept.clear();
        }
        kept.insert(tenant.id(), (revision, Arc::clone(kinds)));
    }
}

impl Directory {
    /// The resource types of a tenant.
    ///
    /// The tenant's row says at which revision its schemas are: they are read when that is
    /// another than the one that was compiled last, whichever process changed them.
    pub async fn kinds(&self, tenant: &Tenant) -> Result<Arc<Kinds>, Error> {
        if tenant.schema_revision() == 0 {
            return Ok(Kinds::built_in());
        }
        if let Some(kinds) = self.compiled().get(tenant) {
            return Ok(kinds);
        }
        let records = self.store().read(tenant).schemas().list().await?;
        let kinds = Arc::new(Kinds::compile(&records)?);
        self.compiled().keep(tenant, &kinds);
        Ok(kinds)
    }
}
