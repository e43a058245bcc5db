//! Schemas that tenants register, who uses them, and the values that they want unique.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, json, text, uuid, uuid_null};

use crate::table::{clustered, index, key, owned_by_tenant, present, table, unique, within_tenant};

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(schema_revision()).await?;
        manager.create_table(tenant_schema()).await?;
        manager
            .create_index(unique("tenant_schema", &["tenant_id", "urn_key"]))
            .await?;
        for mut holding in [tenant_schema_use(), tenant_schema_value()] {
            clustered(manager, &mut holding);
            manager.create_table(holding).await?;
        }
        // A user who goes is looked for here.
        for table in ["tenant_schema_use", "tenant_schema_value"] {
            for column in ["user_id", "group_id"] {
                let held_by = index(table, &["tenant_id", column]);
                manager.create_index(present(held_by, column)).await?;
            }
        }
        Ok(())
    }
}

/// Rises with every change of a tenant's schemas: who has read them at this revision knows them.
fn schema_revision() -> TableAlterStatement {
    Table::alter()
        .table("tenant")
        .add_column(big_integer("schema_revision").default(0))
        .take()
}

fn tenant_schema() -> TableCreateStatement {
    table("tenant_schema")
        .col(uuid("tenant_id"))
        .col(uuid("id"))
        .col(text("urn"))
        .col(text("urn_key"))
        .col(text("resource_type"))
        .col(boolean("required"))
        .col(json("document"))
        .col(big_integer("created_at"))
        .col(big_integer("updated_at"))
        .primary_key(&mut key("tenant_schema", &["tenant_id", "id"]))
        .foreign_key(&mut owned_by_tenant("tenant_schema"))
        .check((
            "tenant_schema_resource_type_check",
            Expr::col("resource_type").is_in(["User", "Group"]),
        ))
        .take()
}

/// One row per resource that holds values of a schema. Its `id` is the resource's.
///
/// The reference to the schema does not cascade: a schema in use cannot be deleted, and a schema
/// that was deleted cannot come into use.
fn tenant_schema_use() -> TableCreateStatement {
    table("tenant_schema_use")
        .col(uuid("tenant_id"))
        .col(uuid("schema_id"))
        .col(uuid("id"))
        .col(uuid_null("user_id"))
        .col(uuid_null("group_id"))
        .primary_key(&mut key(
            "tenant_schema_use",
            &["tenant_id", "schema_id", "id"],
        ))
        .foreign_key(&mut owned_by_tenant("tenant_schema_use"))
        .foreign_key(
            ForeignKey::create()
                .name("tenant_schema_use_tenant_id_schema_id_fkey")
                .from("tenant_schema_use", ("tenant_id", "schema_id"))
                .to("tenant_schema", ("tenant_id", "id")),
        )
        .foreign_key(&mut within_tenant(
            "tenant_schema_use",
            "user_id",
            "scim_user",
        ))
        .foreign_key(&mut within_tenant(
            "tenant_schema_use",
            "group_id",
            "scim_group",
        ))
        .check((
            "tenant_schema_use_id_check",
            Expr::col("id")
                .eq(Expr::col("user_id"))
                .and(Expr::col("group_id").is_null())
                .or(Expr::col("id")
                    .eq(Expr::col("group_id"))
                    .and(Expr::col("user_id").is_null())),
        ))
        .take()
}

/// One row per value of an attribute with `uniqueness` server; the key is what makes it unique.
fn tenant_schema_value() -> TableCreateStatement {
    table("tenant_schema_value")
        .col(uuid("tenant_id"))
        .col(uuid("schema_id"))
        .col(text("attribute"))
        .col(text("value_key"))
        .col(uuid_null("user_id"))
        .col(uuid_null("group_id"))
        .primary_key(&mut key(
            "tenant_schema_value",
            &["tenant_id", "schema_id", "attribute", "value_key"],
        ))
        .foreign_key(&mut within_tenant(
            "tenant_schema_value",
            "schema_id",
            "tenant_schema",
        ))
        .foreign_key(&mut within_tenant(
            "tenant_schema_value",
            "user_id",
            "scim_user",
        ))
        .foreign_key(&mut within_tenant(
            "tenant_schema_value",
            "group_id",
            "scim_group",
        ))
        .take()
}
