//! How many events there are, by time and kind, so that nobody has to count a long log.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, text, uuid};

use crate::table::{clustered, key, table};

/// Milliseconds of the two widths in which events are counted.
const MINUTE: i64 = 60_000;
const HOUR: i64 = 3_600_000;

/// Everything by which events are told apart, beside when they happened.
const KIND: [&str; 6] = [
    "is_read",
    "operation",
    "outcome",
    "channel",
    "actor_id",
    "actor_label",
];

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut counts = audit_count();
        clustered(manager, &mut counts);
        manager.create_table(counts).await?;
        manager.execute(minutes_so_far()).await?;
        manager.execute(hours_so_far()).await
    }
}

/// No foreign key, as in the log itself. Without an actor its id and name are empty.
fn audit_count() -> TableCreateStatement {
    let [is_read, texts @ ..] = KIND;
    let mut count = table("audit_count");
    count
        .col(uuid("tenant_id"))
        .col(big_integer("width"))
        .col(big_integer("time"))
        .col(boolean(is_read));
    for column in texts {
        count.col(text(column));
    }
    let mut columns = vec!["tenant_id", "width", "time"];
    columns.extend(KIND);
    count
        .col(big_integer("events"))
        .primary_key(&mut key("audit_count", &columns))
        .take()
}

fn minutes_so_far() -> InsertStatement {
    let mut select = counted("audit_event", MINUTE, Expr::col("id").count());
    select.and_where(Expr::col("seq").is_not_null());
    copied(select)
}

fn hours_so_far() -> InsertStatement {
    let sum = Expr::col("events").sum().cast_as("bigint");
    let mut select = counted("audit_count", HOUR, sum);
    select.and_where(Expr::col("width").eq(MINUTE));
    copied(select)
}

/// By their own names: PostgreSQL does not see that two expressions with parameters are one.
fn counted(source: &'static str, width: i64, events: Expr) -> SelectStatement {
    let start = Expr::col("time").sub(Expr::col("time").modulo(width));
    let mut select = Query::select();
    select
        .column("tenant_id")
        .expr_as(Expr::val(width), "slot_width")
        .expr_as(start, "slot")
        .from(source)
        .add_group_by(["tenant_id", "slot_width", "slot"].map(Expr::col));
    for column in KIND {
        let alias = format!("of_{column}");
        let value = match column {
            "actor_id" | "actor_label" => Func::coalesce([Expr::col(column), Expr::val("")]).into(),
            _ => Expr::col(column),
        };
        select.expr_as(value, alias.clone());
        select.add_group_by([Expr::col(alias)]);
    }
    select.expr(events).take()
}

fn copied(select: SelectStatement) -> InsertStatement {
    let mut columns = vec!["tenant_id", "width", "time"];
    columns.extend(KIND);
    columns.push("events");
    let mut insert = Query::insert();
    insert.into_table("audit_count").columns(columns);
    // The columns of both are made of the same list, so they are as many.
    drop(insert.select_from(select));
    insert
}
