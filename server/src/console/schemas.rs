//! Schemas: the list and the pages of one.

use app::Page;
use app::model::schema::{AttributeRow, Origin, ResourceType, SchemaPage, SchemaRow, SchemasPage};
use axum::response::Response;
use directory::schemas::Registered;
use scim::schema::{Attribute, Schema};

use super::context::Member;
use super::failure::Failure;

/// `GET /t/<slug>/settings/schemas`
pub(super) async fn list(member: Member) -> Result<Response, Failure> {
    let page = SchemasPage {
        rows: rows(&member).await?,
        ..SchemasPage::default()
    };
    Ok(member.page(Page::Schemas(page)))
}

/// `GET /t/<slug>/settings/schemas/<urn>`
pub(super) async fn show(member: Member) -> Result<Response, Failure> {
    let (row, schema) = find(&member).await?;
    let parts = |attribute: &Attribute| {
        let parts = attribute.sub_attributes.iter();
        let parts = parts.map(|part| shown(&format!("{}.{}", attribute.name, part.name), part));
        parts.collect::<Vec<_>>()
    };
    let attributes = schema.attributes.iter();
    let page = SchemaPage {
        schema: row,
        description: schema.description.clone(),
        attributes: attributes
            .flat_map(|one| std::iter::once(shown(&one.name, one)).chain(parts(one)))
            .collect(),
        document: scim::message::discovery::definition(&schema),
    };
    Ok(member.page(Page::Schema(page)))
}

/// The RFCs' schemas, then the tenant's.
pub(super) async fn rows(member: &Member) -> Result<Vec<SchemaRow>, Failure> {
    let mut rows: Vec<SchemaRow> = built_in()
        .iter()
        .map(|(kind, one)| row(*kind, one))
        .collect();
    for registered in member.directory.schemas().list(&member.caller).await? {
        rows.push(registered_row(member, &registered).await?);
    }
    Ok(rows)
}

/// The schema of the path that the tenant registered.
pub(super) async fn registered(member: &Member) -> Result<Registered, Failure> {
    let schemas = member.directory.schemas();
    Ok(schemas.get(&member.caller, member.id()).await?)
}

/// A resource type in the words of the pages.
pub(super) fn resource_type(kind: directory::schemas::ResourceType) -> ResourceType {
    match kind {
        directory::schemas::ResourceType::User => ResourceType::User,
        directory::schemas::ResourceType::Group => ResourceType::Group,
    }
}

async fn find(member: &Member) -> Result<(SchemaRow, Schema), Failure> {
    let built_in = built_in().into_iter();
    let mut same = built_in.filter(|(_, schema)| schema.id.eq_ignore_ascii_case(member.id()));
    if let Some((kind, schema)) = same.next() {
        return Ok((row(kind, &schema), schema));
    }
    let registered = registered(member).await?;
    let row = registered_row(member, &registered).await?;
    Ok((row, registered.schema))
}

fn built_in() -> Vec<(ResourceType, Schema)> {
    let (user, group) = (scim::schema::user(), scim::schema::group());
    let mut all = Vec::new();
    for (kind, of) in [(ResourceType::User, user), (ResourceType::Group, group)] {
        let extensions = of.extensions.iter().map(|extension| &extension.schema);
        let schemas = std::iter::once(&of.schema).chain(extensions);
        all.extend(schemas.map(|schema| (kind, Schema::clone(schema))));
    }
    all
}

fn row(resource_type: ResourceType, schema: &Schema) -> SchemaRow {
    SchemaRow {
        urn: schema.id.clone(),
        name: schema.name.clone(),
        resource_type,
        required: false,
        attributes: schema.attributes.len() as u64,
        origin: Origin::BuiltIn,
    }
}

async fn registered_row(member: &Member, registered: &Registered) -> Result<SchemaRow, Failure> {
    let schemas = member.directory.schemas();
    let in_use_by = schemas.count_holders(&member.caller, registered.id).await?;
    Ok(SchemaRow {
        required: registered.required,
        origin: Origin::Registered {
            in_use_by,
            changed: member.instant(registered.updated_at),
        },
        ..row(resource_type(registered.resource_type), &registered.schema)
    })
}

fn shown(name: &str, attribute: &Attribute) -> AttributeRow {
    AttributeRow {
        name: name.to_owned(),
        description: attribute.description.clone(),
        kind: attribute.kind.as_str(),
        multi_valued: attribute.multi_valued,
        required: attribute.required,
        case_exact: attribute.case_exact,
        mutability: attribute.mutability.as_str(),
        returned: attribute.returned.as_str(),
        uniqueness: attribute.uniqueness.as_str(),
    }
}
