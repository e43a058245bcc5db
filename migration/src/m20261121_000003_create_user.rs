//! Provisioned users and the multi-valued attributes one can filter by.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, integer, json, text, text_null, uuid};

use crate::table::{
    clustered, comparison, index, key, owned_by_tenant, present, table, unique, within_tenant,
};

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(scim_user()).await?;
        manager
            .create_index(unique("scim_user", &["tenant_id", "user_name_key"]))
            .await?;
        for column in ["external_id", "display_name_key"] {
            manager
                .create_index(present(index("scim_user", &["tenant_id", column]), column))
                .await?;
        }
        manager
            .create_index(index("scim_user", &["tenant_id", "updated_at", "id"]))
            .await?;
        manager
            .create_index(index("scim_user", &["tenant_id", "created_at", "id"]))
            .await?;

        let mut values = scim_user_value();
        clustered(manager, &mut values);
        manager.create_table(values).await?;
        manager
            .create_index(index(
                "scim_user_value",
                &["tenant_id", "attribute", "value_key"],
            ))
            .await
    }
}

/// `document` is the resource as SCIM sees it; the columns beside it are what is searched by.
fn scim_user() -> TableCreateStatement {
    table("scim_user")
        .col(uuid("tenant_id"))
        .col(uuid("id"))
        .col(text("user_name"))
        .col(text("user_name_key"))
        .col(text_null("external_id"))
        .col(text_null("display_name"))
        .col(text_null("display_name_key"))
        .col(text("search_key"))
        .col(boolean("active"))
        .col(json("document"))
        .col(comparison())
        .col(big_integer("version"))
        .col(big_integer("created_at"))
        .col(big_integer("updated_at"))
        .primary_key(&mut key("scim_user", &["tenant_id", "id"]))
        .foreign_key(&mut owned_by_tenant("scim_user"))
        .take()
}

/// One row per value of a filterable multi-valued attribute, such as an e-mail address.
fn scim_user_value() -> TableCreateStatement {
    table("scim_user_value")
        .col(uuid("tenant_id"))
        .col(uuid("user_id"))
        .col(text("attribute"))
        .col(integer("ordinal"))
        .col(text("value"))
        .col(text("value_key"))
        .col(text_null("kind"))
        .col(boolean("is_primary"))
        .primary_key(&mut key(
            "scim_user_value",
            &["tenant_id", "user_id", "attribute", "ordinal"],
        ))
        .foreign_key(&mut within_tenant(
            "scim_user_value",
            "user_id",
            "scim_user",
        ))
        .take()
}
