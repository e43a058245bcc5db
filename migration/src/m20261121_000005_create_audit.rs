//! The audit log and the head of each tenant's chain.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, integer_null, json, json_null, text, text_null, uuid,
};

use crate::table::{index, key, present, table, unique};

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(audit_event()).await?;
        manager
            .create_index(present(unique("audit_event", &["tenant_id", "seq"]), "seq"))
            .await?;
        manager
            .create_index(index("audit_event", &["tenant_id", "is_read", "id"]))
            .await?;
        for column in ["resource_id", "token_prefix"] {
            let of_one = index("audit_event", &["tenant_id", column, "id"]);
            manager.create_index(present(of_one, column)).await?;
        }
        manager
            .create_index(index("audit_event", &["tenant_id", "request_id"]))
            .await?;
        manager.create_index(unsealed()).await?;
        manager.create_table(audit_chain()).await
    }
}

/// Only what the seal has still to do, however long the log grows.
fn unsealed() -> IndexCreateStatement {
    Index::create()
        .name("audit_event_unsealed_idx")
        .table("audit_event")
        .col("tenant_id")
        .col("id")
        .and_where(Expr::col("seq").is_null())
        .take()
}

/// No foreign key: the log outlives its tenant, and nothing it names can delete it.
fn audit_event() -> TableCreateStatement {
    let mut event = table("audit_event");
    event
        .col(uuid("tenant_id"))
        .col(uuid("id"))
        .col(text("tenant_slug"))
        .col(big_integer("time"))
        .col(big_integer_null("seq"))
        .col(text("actor_type"));
    for column in [
        "actor_id",
        "actor_label",
        "token_prefix",
        "idp",
        "ip",
        "user_agent",
    ] {
        event.col(text_null(column));
    }
    event
        .col(text("request_id"))
        .col(text("channel"))
        .col(text("operation"));
    for column in [
        "method",
        "path",
        "resource_type",
        "resource_id",
        "resource_external_id",
        "resource_label",
    ] {
        event.col(text_null(column));
    }
    event
        .col(text("outcome"))
        .col(integer_null("status"))
        .col(text_null("scim_type"))
        .col(text_null("detail"))
        .col(big_integer("duration_ms"))
        .col(json("changes"))
        .col(json("tolerances"))
        .col(json_null("request_body"))
        .col(json_null("response_body"))
        .col(json("redactions"))
        .col(json_null("digests"))
        .col(text_null("prev_hash"))
        .col(text_null("hash"))
        .col(big_integer("count").default(1))
        .col(boolean("is_read"))
        .col(text("search_key"))
        .primary_key(&mut key("audit_event", &["tenant_id", "id"]))
        .take()
}

/// The last sealed event of each tenant, and the last one that was signed.
fn audit_chain() -> TableCreateStatement {
    table("audit_chain")
        .col(uuid("tenant_id"))
        .col(big_integer("seq"))
        .col(text("hash"))
        .col(big_integer("updated_at"))
        .col(big_integer_null("signed_seq"))
        .col(text_null("signature"))
        .primary_key(&mut key("audit_chain", &["tenant_id"]))
        .take()
}
