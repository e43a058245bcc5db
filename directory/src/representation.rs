//! Stored records as the SCIM resources that clients see.

use chrono::{DateTime, SecondsFormat, Utc};
use scim::schema::ResourceType;
use serde_json::{Map, Value, json};
use store::members::GroupRef;
use store::{GroupId, Id, Tenant, UserId, groups, members, users};

use crate::Caller;

/// Where this server's resources are found, from the public URL alone: a `Host` header decides
/// nothing.
#[derive(Clone, Debug)]
pub(crate) struct Locations {
    public_url: String,
}

impl Locations {
    pub(crate) fn new(public_url: &str) -> Self {
        Self {
            public_url: public_url.trim_end_matches('/').to_owned(),
        }
    }

    pub(crate) fn public_url(&self) -> &str {
        &self.public_url
    }

    /// The SCIM base URL of a tenant.
    pub(crate) fn scim(&self, slug: &str) -> String {
        format!("{}/t/{slug}/scim/v2", self.public_url)
    }

    /// The base URL in discovery documents that belong to no tenant.
    pub(crate) fn generic_scim(&self) -> String {
        format!("{}/scim/v2", self.public_url)
    }

    pub(crate) fn user(&self, tenant: &Tenant, id: UserId) -> String {
        format!("{}/Users/{id}", self.scim(tenant.slug()))
    }

    pub(crate) fn group(&self, tenant: &Tenant, id: GroupId) -> String {
        format!("{}/Groups/{id}", self.scim(tenant.slug()))
    }

    /// A user as answered: the document, and what only the server knows.
    pub(crate) fn render_user(
        &self,
        caller: &Caller,
        record: &users::Record,
        memberships: &[GroupRef],
    ) -> Map<String, Value> {
        let tenant = caller.tenant();
        let groups: Vec<Value> = memberships
            .iter()
            .map(|group| {
                json!({
                    "value": group.id.to_string(),
                    "$ref": self.group(tenant, group.id),
                    "display": group.display_name,
                    "type": "direct",
                })
            })
            .collect();
        let kind = caller.kinds().user();
        let facts = Facts::of_user(record, self.user(tenant, record.id));
        let mut resource = facts.render(&kind, &record.document);
        insert_before_meta(&mut resource, "groups", Value::Array(groups));
        resource
    }

    /// A group as answered; `members` only where they were asked for.
    pub(crate) fn render_group(
        &self,
        caller: &Caller,
        record: &groups::Record,
        rows: Option<&[members::Row]>,
    ) -> Map<String, Value> {
        let (tenant, kind) = (caller.tenant(), caller.kinds().group());
        let facts = Facts::of_group(record, self.group(tenant, record.id));
        let mut resource = facts.render(&kind, &record.document);
        if let Some(rows) = rows {
            let members = self.render_members(tenant, rows);
            insert_before_meta(&mut resource, "members", Value::Array(members));
        }
        resource
    }

    /// Members of a group as answered.
    pub(crate) fn render_members(&self, tenant: &Tenant, rows: &[members::Row]) -> Vec<Value> {
        let members = rows.iter();
        members.map(|row| self.render_member(tenant, row)).collect()
    }

    fn render_member(&self, tenant: &Tenant, row: &members::Row) -> Value {
        let (reference, kind) = match row.kind {
            members::Kind::User => (self.user(tenant, Id::from_uuid(row.id)), "User"),
            members::Kind::Group => (self.group(tenant, Id::from_uuid(row.id)), "Group"),
        };
        json!({
            "value": row.id.to_string(),
            "$ref": reference,
            "display": row.display(),
            "type": kind,
        })
    }
}

/// What the server adds to every resource (RFC 7643 §3.1).
struct Facts {
    id: String,
    created: DateTime<Utc>,
    last_modified: DateTime<Utc>,
    version: i64,
    location: String,
}

impl Facts {
    fn of_user(record: &users::Record, location: String) -> Self {
        Self {
            id: record.id.to_string(),
            created: record.created_at,
            last_modified: record.updated_at,
            version: record.version,
            location,
        }
    }

    fn of_group(record: &groups::Record, location: String) -> Self {
        Self {
            id: record.id.to_string(),
            created: record.created_at,
            last_modified: record.updated_at,
            version: record.version,
            location,
        }
    }

    fn render(self, kind: &ResourceType, document: &Map<String, Value>) -> Map<String, Value> {
        let mut schemas = vec![Value::from(kind.schema.id.as_str())];
        let extensions = kind
            .extensions
            .iter()
            .map(|extension| extension.schema.id.as_str());
        schemas.extend(
            extensions
                .filter(|urn| document.contains_key(*urn))
                .map(Value::from),
        );

        let mut resource = Map::with_capacity(document.len() + 4);
        resource.insert("schemas".to_owned(), Value::Array(schemas));
        resource.insert("id".to_owned(), self.id.into());
        resource.extend(
            document
                .iter()
                .map(|(name, value)| (name.clone(), value.clone())),
        );
        resource.insert(
            "meta".to_owned(),
            json!({
                "resourceType": kind.name,
                "created": timestamp(self.created),
                "lastModified": timestamp(self.last_modified),
                "location": self.location,
                "version": etag(self.version),
            }),
        );
        resource
    }
}

/// Puts an attribute before `meta`, which closes a resource by custom.
fn insert_before_meta(resource: &mut Map<String, Value>, name: &str, value: Value) {
    let meta = resource.remove("meta");
    resource.insert(name.to_owned(), value);
    if let Some(meta) = meta {
        resource.insert("meta".to_owned(), meta);
    }
}

/// A version as an entity tag (RFC 7644 §3.14): weak, since projections share it.
pub fn etag(version: i64) -> String {
    format!("W/\"{version}\"")
}

/// An instant as SCIM and audit events write it: UTC, milliseconds.
pub fn timestamp(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Millis, true)
}
