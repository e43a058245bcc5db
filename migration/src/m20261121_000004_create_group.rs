//! Provisioned groups and their members.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, json, text, text_null, uuid, uuid_null};

use crate::table::{
    clustered, comparison, index, key, owned_by_tenant, present, table, unique, within_tenant,
};

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(scim_group()).await?;
        manager
            .create_index(present(
                index("scim_group", &["tenant_id", "external_id"]),
                "external_id",
            ))
            .await?;
        manager
            .create_index(index(
                "scim_group",
                &["tenant_id", "display_name_key", "id"],
            ))
            .await?;
        manager
            .create_index(index("scim_group", &["tenant_id", "updated_at", "id"]))
            .await?;
        manager
            .create_index(index("scim_group", &["tenant_id", "created_at", "id"]))
            .await?;

        let mut members = group_member();
        clustered(manager, &mut members);
        manager.create_table(members).await?;
        // A row is a user or a group, so half of each index would be nulls without the condition.
        for column in ["user_id", "member_group_id"] {
            let once = unique("group_member", &["tenant_id", "group_id", column]);
            manager.create_index(present(once, column)).await?;
            let groups_of = index("group_member", &["tenant_id", column]);
            manager.create_index(present(groups_of, column)).await?;
        }
        Ok(())
    }
}

/// `display_name` is not unique: identity providers push two groups of one name.
fn scim_group() -> TableCreateStatement {
    table("scim_group")
        .col(uuid("tenant_id"))
        .col(uuid("id"))
        .col(text("display_name"))
        .col(text("display_name_key"))
        .col(text_null("external_id"))
        .col(text("search_key"))
        .col(json("document"))
        .col(comparison())
        .col(big_integer("member_count"))
        .col(big_integer("version"))
        .col(big_integer("created_at"))
        .col(big_integer("updated_at"))
        .primary_key(&mut key("scim_group", &["tenant_id", "id"]))
        .foreign_key(&mut owned_by_tenant("scim_group"))
        .take()
}

/// One row per membership: changing one costs the same whatever the size of the group.
///
/// `display` is what a client calls the member, where that is not its own name.
///
/// The key leads with the group, so that a page of members is one stretch of the table.
fn group_member() -> TableCreateStatement {
    let is_user = Expr::col("user_id").is_not_null();
    let is_group = Expr::col("member_group_id").is_not_null();
    let exactly_one = is_user
        .clone()
        .and(is_group.clone().not())
        .or(is_user.not().and(is_group));
    table("group_member")
        .col(uuid("tenant_id"))
        .col(uuid("group_id"))
        .col(uuid("id"))
        .col(uuid_null("user_id"))
        .col(uuid_null("member_group_id"))
        .col(text_null("display"))
        .col(text_null("display_key"))
        .col(big_integer("created_at"))
        .primary_key(&mut key("group_member", &["tenant_id", "group_id", "id"]))
        .foreign_key(&mut within_tenant("group_member", "group_id", "scim_group"))
        .foreign_key(&mut within_tenant("group_member", "user_id", "scim_user"))
        .foreign_key(&mut within_tenant(
            "group_member",
            "member_group_id",
            "scim_group",
        ))
        .check(("group_member_member_check", exactly_one))
        .take()
}
