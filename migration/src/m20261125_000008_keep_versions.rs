//! What users and groups were: a row for each version, and since and until which version of a
//! group somebody was its member.
//!
//! Rows here are added and ended, never changed, so that the directory as of any instant is a
//! query. They refer to their tenant alone: what was deleted goes on to have been there.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, json_null, text, text_null, uuid, uuid_null,
};

use crate::table::{absent, index, key, owned_by_tenant, table, unique};

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(scim_version()).await?;
        manager
            .create_index(index(
                "scim_version",
                &["tenant_id", "kind", "created_at", "resource_id", "version"],
            ))
            .await?;
        manager.create_table(group_member_period()).await?;
        let open = unique(
            "group_member_period",
            &["tenant_id", "group_id", "member_id"],
        );
        manager.create_index(absent(open, "ended")).await?;
        manager
            .create_index(index("group_member_period", &["tenant_id", "member_id"]))
            .await?;
        for statement in [users_so_far(), groups_so_far(), members_so_far()] {
            manager.execute(statement).await?;
        }
        Ok(())
    }
}

/// `event_id` names the event of the change; a version without one was there before versions were
/// kept. No `document`: from then on the resource was not there.
fn scim_version() -> TableCreateStatement {
    table("scim_version")
        .col(uuid("tenant_id"))
        .col(uuid("resource_id"))
        .col(big_integer("version"))
        .col(text("kind"))
        .col(uuid_null("event_id"))
        .col(big_integer("time"))
        .col(big_integer("created_at"))
        .col(json_null("document"))
        .primary_key(&mut key(
            "scim_version",
            &["tenant_id", "resource_id", "version"],
        ))
        .foreign_key(&mut owned_by_tenant("scim_version"))
        .take()
}

/// `began` and `ended` are versions of the group: a member in all from the first to the last but
/// one. The id is that of the membership, which orders members by when they joined.
fn group_member_period() -> TableCreateStatement {
    table("group_member_period")
        .col(uuid("tenant_id"))
        .col(uuid("group_id"))
        .col(uuid("id"))
        .col(uuid("member_id"))
        .col(text("member_kind"))
        .col(text_null("display"))
        .col(big_integer("created_at"))
        .col(big_integer("began"))
        .col(big_integer_null("ended"))
        .primary_key(&mut key(
            "group_member_period",
            &["tenant_id", "group_id", "id"],
        ))
        .foreign_key(&mut owned_by_tenant("group_member_period"))
        .take()
}

const VERSION: [&str; 7] = [
    "tenant_id",
    "resource_id",
    "version",
    "kind",
    "time",
    "created_at",
    "document",
];

fn users_so_far() -> InsertStatement {
    // One that was deleted and kept is not there.
    let document = Expr::case(Expr::col("deleted_at").is_null(), Expr::col("document"));
    so_far("scim_user", "User", document.into())
}

fn groups_so_far() -> InsertStatement {
    so_far("scim_group", "Group", Expr::col("document"))
}

fn so_far(table: &'static str, kind: &'static str, document: Expr) -> InsertStatement {
    let select = Query::select()
        .columns(["tenant_id", "id", "version"])
        .expr(Expr::val(kind))
        .columns(["updated_at", "created_at"])
        .expr(document)
        .from(table)
        .take();
    copied("scim_version", &VERSION, select)
}

fn members_so_far() -> InsertStatement {
    let member = |column: &'static str| Expr::col(("group_member", column));
    let kind = Expr::case(member("user_id").is_not_null(), "User").finally("Group");
    let member_id = Func::coalesce([member("user_id"), member("member_group_id")]);
    let select = Query::select()
        .exprs(["tenant_id", "group_id", "id"].map(member))
        .expr(member_id)
        .expr(kind)
        .exprs(["display", "created_at"].map(member))
        .expr(Expr::col(("scim_group", "version")))
        .from("group_member")
        .inner_join(
            "scim_group",
            Expr::col(("scim_group", "tenant_id"))
                .eq(member("tenant_id"))
                .and(Expr::col(("scim_group", "id")).eq(member("group_id"))),
        )
        .take();
    let columns = [
        "tenant_id",
        "group_id",
        "id",
        "member_id",
        "member_kind",
        "display",
        "created_at",
        "began",
    ];
    copied("group_member_period", &columns, select)
}

fn copied(
    table: &'static str,
    columns: &[&'static str],
    select: SelectStatement,
) -> InsertStatement {
    let mut insert = Query::insert();
    insert.into_table(table).columns(columns.iter().copied());
    // The columns of both are written beside each other above, so they are as many.
    drop(insert.select_from(select));
    insert
}
