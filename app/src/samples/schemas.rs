//! Schemas.

use serde_json::json;

use super::{HOSTILE, Sample, TURNED, as_auditor, at, inside, with_flash};
use crate::Page;
use crate::model::schema::{
    AttributeRow, Origin, ResourceType, SchemaPage, SchemaRemovePage, SchemaRow, SchemasPage,
};
use crate::model::{FieldError, Flash};
use crate::text::schemas;

const BADGE: &str = "urn:example:params:scim:schemas:badge:2.0:User";

pub(super) fn samples() -> Vec<Sample> {
    let list = SchemasPage {
        rows: vec![core(), badge(2_318), owners()],
        ..SchemasPage::default()
    };
    let unused = SchemaRemovePage {
        urn: BADGE.to_owned(),
        ..SchemaRemovePage::default()
    };
    vec![
        with_flash(
            inside("schemas", Page::Schemas(list.clone())),
            Flash::SchemaRegistered {
                urn: BADGE.to_owned(),
            },
        ),
        as_auditor("schemas-auditor", Page::Schemas(list.clone())),
        inside("schemas-refused", Page::Schemas(refused(list))),
        inside("schema", Page::Schema(page(badge(2_318)))),
        as_auditor("schema-auditor", Page::Schema(page(badge(1)))),
        inside("schema-built-in", Page::Schema(page(core()))),
        inside("schema-hostile", Page::Schema(hostile())),
        inside("schema-remove", Page::SchemaRemove(remove(2_318))),
        inside(
            "schema-remove-refused",
            Page::SchemaRemove(refused_remove()),
        ),
        inside("schema-remove-unused", Page::SchemaRemove(unused)),
    ]
}

fn core() -> SchemaRow {
    SchemaRow {
        urn: "urn:ietf:params:scim:schemas:core:2.0:User".to_owned(),
        name: "User".to_owned(),
        attributes: 21,
        ..SchemaRow::default()
    }
}

fn badge(in_use_by: u64) -> SchemaRow {
    SchemaRow {
        urn: BADGE.to_owned(),
        name: "Badge".to_owned(),
        resource_type: ResourceType::User,
        required: false,
        attributes: 3,
        origin: Origin::Registered {
            in_use_by,
            changed: at("02:10:31", "3 min ago"),
        },
    }
}

fn owners() -> SchemaRow {
    SchemaRow {
        urn: "urn:example:params:scim:schemas:owner:2.0:Group".to_owned(),
        name: "Owner".to_owned(),
        resource_type: ResourceType::Group,
        required: true,
        ..badge(0)
    }
}

fn attribute(name: &str, kind: &'static str) -> AttributeRow {
    AttributeRow {
        name: name.to_owned(),
        kind,
        mutability: "readWrite",
        returned: "default",
        uniqueness: "none",
        ..AttributeRow::default()
    }
}

fn page(schema: SchemaRow) -> SchemaPage {
    let number = AttributeRow {
        description: "What is printed on the badge.".to_owned(),
        required: true,
        uniqueness: "server",
        ..attribute("number", "integer")
    };
    let doors = AttributeRow {
        multi_valued: true,
        ..attribute("doors", "complex")
    };
    SchemaPage {
        schema,
        description: "The badge that opens doors.".to_owned(),
        attributes: vec![number, doors, attribute("doors.value", "string")],
        document: json!({"id": BADGE, "attributes": [{"name": "number", "type": "integer"}]}),
    }
}

fn hostile() -> SchemaPage {
    let schema = SchemaRow {
        name: TURNED.to_owned(),
        ..badge(1)
    };
    let number = AttributeRow {
        description: HOSTILE.to_owned(),
        ..attribute("number", "string")
    };
    SchemaPage {
        description: HOSTILE.to_owned(),
        attributes: vec![number],
        document: json!({"description": HOSTILE}),
        ..page(schema)
    }
}

fn refused(list: SchemasPage) -> SchemasPage {
    let message = "attributes[0].type must be one of string, boolean, not \"text\"";
    SchemasPage {
        resource_type: ResourceType::Group,
        required: true,
        document: format!("{{\"id\": \"{BADGE}\",\n \"attributes\": [{{\"type\": \"text\"}}]}}"),
        errors: vec![FieldError::new("document", message)],
        ..list
    }
}

fn remove(in_use_by: u64) -> SchemaRemovePage {
    SchemaRemovePage {
        urn: BADGE.to_owned(),
        resource_type: ResourceType::User,
        in_use_by,
        ..SchemaRemovePage::default()
    }
}

fn refused_remove() -> SchemaRemovePage {
    let message = schemas::confirm_differs(ResourceType::User, 1);
    SchemaRemovePage {
        typed: "2".to_owned(),
        errors: vec![FieldError::new("confirm", message)],
        ..remove(1)
    }
}
