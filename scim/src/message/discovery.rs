//! What the server can do and what its resources look like (RFC 7643 §5–§7, RFC 7644 §4).

use crate::schema::{Attribute, ResourceType, Schema, Type};
use crate::urn::{RESOURCE_TYPE_SCHEMA, SCHEMA_SCHEMA, SERVICE_PROVIDER_CONFIG_SCHEMA};
use serde_json::{Map, Value, json};

/// What the server can do (RFC 7643 §5); `None` and `false` mean that it cannot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the RFC's document"
)]
pub struct Capabilities {
    /// Where people read about the service.
    pub documentation_uri: Option<String>,
    /// PATCH.
    pub patch: bool,
    /// Bulk requests, within limits.
    pub bulk: Option<Bulk>,
    /// Filters; the most resources that one answer holds.
    pub filter: Option<u64>,
    /// Setting a password.
    pub change_password: bool,
    /// Sorting.
    pub sort: bool,
    /// Entity tags.
    pub etag: bool,
    /// How lists are read page by page (RFC 9865 §4).
    pub pagination: Option<Pagination>,
    /// How clients prove who they are; the first one is the preferred one.
    pub authentication_schemes: Vec<AuthenticationScheme>,
}

/// How lists are read page by page; by position unless the client asks for a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pagination {
    /// Resources in a page where the client does not say.
    pub default_page_size: u64,
    /// Resources in a page at most.
    pub max_page_size: u64,
}

/// The limits of bulk requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bulk {
    /// The most operations in one request.
    pub max_operations: u64,
    /// The largest body, in bytes.
    pub max_payload_size: u64,
}

/// One way for clients to prove who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthenticationScheme {
    /// `oauth`, `oauth2`, `oauthbearertoken`, `httpbasic` or `httpdigest`.
    pub kind: String,
    /// The name for people.
    pub name: String,
    /// What it is, for people.
    pub description: String,
    /// The specification.
    pub spec_uri: Option<String>,
    /// Where people read about it.
    pub documentation_uri: Option<String>,
}

/// The service provider's configuration; `base` is the SCIM base URL, without a final slash.
pub fn service_provider_config(base: &str, capabilities: &Capabilities) -> Value {
    let supported = |supported: bool| json!({ "supported": supported });
    let bulk = capabilities.bulk.unwrap_or(Bulk {
        max_operations: 0,
        max_payload_size: 0,
    });
    let mut config = Map::new();
    config.insert(
        "schemas".to_owned(),
        json!([SERVICE_PROVIDER_CONFIG_SCHEMA]),
    );
    if let Some(uri) = &capabilities.documentation_uri {
        config.insert("documentationUri".to_owned(), json!(uri));
    }
    config.insert("patch".to_owned(), supported(capabilities.patch));
    config.insert(
        "bulk".to_owned(),
        json!({
            "supported": capabilities.bulk.is_some(),
            "maxOperations": bulk.max_operations,
            "maxPayloadSize": bulk.max_payload_size,
        }),
    );
    config.insert(
        "filter".to_owned(),
        json!({
            "supported": capabilities.filter.is_some(),
            "maxResults": capabilities.filter.unwrap_or(0),
        }),
    );
    config.insert(
        "changePassword".to_owned(),
        supported(capabilities.change_password),
    );
    config.insert("sort".to_owned(), supported(capabilities.sort));
    config.insert("etag".to_owned(), supported(capabilities.etag));
    if let Some(pagination) = capabilities.pagination {
        config.insert(
            "pagination".to_owned(),
            json!({
                "cursor": true,
                "index": true,
                "defaultPaginationMethod": "index",
                "defaultPageSize": pagination.default_page_size,
                "maxPageSize": pagination.max_page_size,
            }),
        );
    }
    let schemes: Vec<_> = capabilities
        .authentication_schemes
        .iter()
        .enumerate()
        .collect();
    let schemes = schemes
        .into_iter()
        .map(|(index, scheme)| self::scheme(scheme, index == 0));
    config.insert("authenticationSchemes".to_owned(), schemes.collect());
    let location = format!("{base}/ServiceProviderConfig");
    config.insert("meta".to_owned(), meta("ServiceProviderConfig", &location));
    Value::Object(config)
}

fn scheme(scheme: &AuthenticationScheme, primary: bool) -> Value {
    let mut out = Map::new();
    out.insert("type".to_owned(), json!(scheme.kind));
    out.insert("name".to_owned(), json!(scheme.name));
    out.insert("description".to_owned(), json!(scheme.description));
    if let Some(uri) = &scheme.spec_uri {
        out.insert("specUri".to_owned(), json!(uri));
    }
    if let Some(uri) = &scheme.documentation_uri {
        out.insert("documentationUri".to_owned(), json!(uri));
    }
    out.insert("primary".to_owned(), json!(primary));
    Value::Object(out)
}

/// The resource types, in the given order.
pub fn resource_types(base: &str, kinds: &[&ResourceType]) -> Vec<Value> {
    kinds.iter().map(|kind| resource_type(base, kind)).collect()
}

fn resource_type(base: &str, kind: &ResourceType) -> Value {
    let extensions = kind
        .extensions
        .iter()
        .map(|extension| json!({ "schema": extension.schema.id, "required": extension.required }));
    json!({
        "schemas": [RESOURCE_TYPE_SCHEMA],
        "id": kind.id,
        "name": kind.name,
        "endpoint": kind.endpoint,
        "description": kind.description,
        "schema": kind.schema.id,
        "schemaExtensions": extensions.collect::<Vec<_>>(),
        "meta": meta("ResourceType", &format!("{base}/ResourceTypes/{}", kind.id)),
    })
}

/// Every schema that the resource types use, each once.
pub fn schemas(base: &str, kinds: &[&ResourceType]) -> Vec<Value> {
    let mut used: Vec<&Schema> = Vec::new();
    for kind in kinds {
        let extended = kind.extensions.iter().map(|extension| &*extension.schema);
        for schema in std::iter::once(&*kind.schema).chain(extended) {
            if used.iter().all(|known| known.id != schema.id) {
                used.push(schema);
            }
        }
    }
    used.into_iter()
        .map(|schema| self::schema(base, schema))
        .collect()
}

fn schema(base: &str, schema: &Schema) -> Value {
    let mut document = definition(schema);
    document["meta"] = meta("Schema", &format!("{base}/Schemas/{}", schema.id));
    document
}

/// A schema's document without its place on a server, as
/// [`definition::read`](crate::schema::definition::read) reads it.
pub fn definition(schema: &Schema) -> Value {
    json!({
        "schemas": [SCHEMA_SCHEMA],
        "id": schema.id,
        "name": schema.name,
        "description": schema.description,
        "attributes": schema.attributes.iter().map(attribute).collect::<Vec<_>>(),
    })
}

/// One attribute's document; RFC 7643 §7: characteristics that a type does not have are left out.
pub fn attribute(attribute: &Attribute) -> Value {
    let mut out = Map::new();
    out.insert("name".to_owned(), json!(attribute.name));
    out.insert("type".to_owned(), json!(attribute.kind.as_str()));
    out.insert("multiValued".to_owned(), json!(attribute.multi_valued));
    out.insert("description".to_owned(), json!(attribute.description));
    out.insert("required".to_owned(), json!(attribute.required));
    if matches!(
        attribute.kind,
        Type::String | Type::Reference | Type::Binary
    ) {
        out.insert("caseExact".to_owned(), json!(attribute.case_exact));
    }
    if !attribute.canonical_values.is_empty() {
        out.insert(
            "canonicalValues".to_owned(),
            json!(attribute.canonical_values),
        );
    }
    out.insert(
        "mutability".to_owned(),
        json!(attribute.mutability.as_str()),
    );
    out.insert("returned".to_owned(), json!(attribute.returned.as_str()));
    out.insert(
        "uniqueness".to_owned(),
        json!(attribute.uniqueness.as_str()),
    );
    if !attribute.reference_types.is_empty() {
        out.insert(
            "referenceTypes".to_owned(),
            json!(attribute.reference_types),
        );
    }
    if attribute.kind == Type::Complex {
        let parts: Vec<_> = attribute
            .sub_attributes
            .iter()
            .map(self::attribute)
            .collect();
        out.insert("subAttributes".to_owned(), Value::Array(parts));
    }
    Value::Object(out)
}

fn meta(resource_type: &str, location: &str) -> Value {
    json!({ "resourceType": resource_type, "location": location })
}

#[cfg(test)]
mod tests;
