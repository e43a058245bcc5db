//! For how long each tenant's log is kept, and how far it was purged.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, boolean, text, text_null, uuid};

use crate::table::{key, table};

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(audit_retention()).await?;
        manager.execute(logs_without_tenant()).await
    }
}

/// No foreign key: a log outlives its tenant, and is kept for as long as was told.
///
/// `purged_*` is the last event that is gone, signed, where the chain begins now; `bodies_seq` is
/// the last event without bodies; before `kept_since` nobody knows what users and groups were.
fn audit_retention() -> TableCreateStatement {
    table("audit_retention")
        .col(uuid("tenant_id"))
        .col(text("tenant_slug"))
        .col(big_integer("event_days"))
        .col(big_integer("body_days"))
        .col(boolean("legal_hold"))
        .col(big_integer("purged_seq").default(0))
        .col(text_null("purged_hash"))
        .col(text_null("purged_signature"))
        .col(big_integer("bodies_seq").default(0))
        .col(big_integer_null("kept_since"))
        .col(big_integer_null("tenant_deleted_at"))
        .primary_key(&mut key("audit_retention", &["tenant_id"]))
        .take()
}

/// The logs of tenants that were deleted before, which were kept for ever until now.
fn logs_without_tenant() -> InsertStatement {
    let chain = |column: &'static str| Expr::col(("audit_chain", column));
    let slug = Query::select()
        .expr(Func::max(Expr::col(("audit_event", "tenant_slug"))))
        .from("audit_event")
        .and_where(Expr::col(("audit_event", "tenant_id")).eq(chain("tenant_id")))
        .take();
    let tenant = Query::select()
        .expr(Expr::val(1))
        .from("tenant")
        .and_where(Expr::col(("tenant", "id")).eq(chain("tenant_id")))
        .take();
    let slug = Expr::from(SubQueryStatement::from(slug));
    let select = Query::select()
        .expr(chain("tenant_id"))
        .expr(Func::coalesce([slug, Expr::val("")]))
        .exprs([Expr::val(400_i64), Expr::val(30_i64)])
        .expr(Expr::val(false))
        .expr(chain("updated_at"))
        .from("audit_chain")
        .and_where(Expr::exists(tenant).not())
        .take();
    let mut insert = Query::insert();
    insert.into_table("audit_retention").columns([
        "tenant_id",
        "tenant_slug",
        "event_days",
        "body_days",
        "legal_hold",
        "tenant_deleted_at",
    ]);
    // The columns of both are written beside each other, so they are as many.
    drop(insert.select_from(select));
    insert
}
