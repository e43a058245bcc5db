//! How many sealed events there are, by time and kind: the only thing a long log is asked for
//! that grows with it.
//!
//! The transaction that seals events counts them, so that each is counted once and no writer pays
//! for it. What deletes sealed events must take them out again with [`Write::uncount`].

use sea_orm::EntityName;
use sea_orm::sea_query::{
    Alias, Condition, Expr, ExprTrait, Func, Iden, OnConflict, Order, Query as Statement,
    SelectStatement, SubQueryStatement,
};

use super::{Query, Read, Write};
use crate::entity::audit_count::{Column as CountColumn, Entity as CountEntity};
use crate::entity::audit_event::{Column, Entity};
use crate::error::Error;
use crate::sql::col;
use crate::unit::Effect;

/// The widths in which events are counted, in milliseconds.
pub(super) const MINUTE: i64 = 60_000;
pub(super) const HOUR: i64 = 60 * MINUTE;

/// The columns of a count, in the order in which they are written.
const COLUMNS: [CountColumn; 10] = [
    CountColumn::TenantId,
    CountColumn::Width,
    CountColumn::Time,
    CountColumn::IsRead,
    CountColumn::Operation,
    CountColumn::Outcome,
    CountColumn::Channel,
    CountColumn::ActorId,
    CountColumn::ActorLabel,
    CountColumn::Events,
];

/// A stretch of time in which there are events of the kinds that are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// Where it begins, in milliseconds since the epoch.
    pub(super) time: i64,
    /// How many events it has, of other kinds too.
    pub(super) events: i64,
}

/// Which slots are asked for: those that begin in `[from, until)`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slots {
    pub(super) width: i64,
    pub(super) from: i64,
    pub(super) until: i64,
    pub(super) upwards: bool,
    pub(super) limit: u64,
}

impl Query {
    /// What of a query the counts know to answer, and whether that is all of it. Times and pages
    /// do not count.
    pub(super) fn counted(&self) -> (Self, bool) {
        let asks = Self {
            from: None,
            to: None,
            before: None,
            after: None,
            ..self.clone()
        };
        let mut counted = Self {
            search: Vec::new(),
            masks: Vec::new(),
            token_prefix: None,
            resource_type: None,
            resource_id: None,
            status_class: None,
            ip: None,
            request_id: None,
            ..asks.clone()
        };
        let whole_time = |query: &Self| query.from.is_none() && query.to.is_none();
        counted
            .except
            .retain(|except| except.counted().1 && whole_time(except));
        let whole = counted == asks;
        (counted, whole)
    }
}

impl Read<'_> {
    /// The counts of one width, under the name of the log: a query's condition fits both.
    pub(super) fn counts(&self, width: i64) -> SelectStatement {
        Statement::select()
            .from_as(
                CountEntity.table_ref(),
                Alias::new(Entity.table_name().to_owned()),
            )
            .and_where(self.tenant.owns::<Entity>())
            .and_where(counted(CountColumn::Width).eq(width))
            .take()
    }

    /// Slots with events that a query finds, as far as counts know: `query` is [`Query::counted`].
    pub(super) async fn slots(&self, query: &Query, asked: Slots) -> Result<Vec<Slot>, Error> {
        let events = || counted(CountColumn::Events);
        let found: Expr = Expr::case(query.condition(), events())
            .finally(0_i64)
            .into();
        let order = if asked.upwards {
            Order::Asc
        } else {
            Order::Desc
        };
        let mut select = self.counts(asked.width);
        select
            .expr(col(Column::Time))
            .expr(events().sum().cast_as("bigint"))
            .and_where(col(Column::Time).gte(asked.from))
            .and_where(col(Column::Time).lt(asked.until))
            .add_group_by([col(Column::Time)])
            .and_having(found.sum().gt(0))
            .order_by_expr(col(Column::Time), order)
            .limit(asked.limit);
        if !query.reads {
            select.and_where(col(Column::IsRead).eq(false));
        }
        let rows = self.tenant.link().rows(&select).await?;
        let slot = |row: &sea_orm::QueryResult| {
            Ok(Slot {
                time: row.try_get_by_index(0)?,
                events: row.try_get_by_index(1)?,
            })
        };
        rows.iter().map(slot).collect()
    }
}

impl Write<'_> {
    /// Takes sealed events out of the counts, from one number to another, both included: to be
    /// done in the transaction that deletes them, before it does.
    ///
    /// It must not be done twice for the same event: its count would be lost from another one.
    pub async fn uncount(&self, first: i64, last: i64) -> Result<(), Error> {
        self.count(first, last, -1).await?;
        let edge = |edge: Expr| {
            let select = Statement::select()
                .expr(edge)
                .from(Entity.table_ref())
                .and_where(self.tx.owns::<Entity>())
                .cond_where(numbered(first, last))
                .take();
            Expr::from(SubQueryStatement::from(select))
        };
        for width in [MINUTE, HOUR] {
            let nothing = Condition::all()
                .add(col(CountColumn::Width).eq(width))
                .add(col(CountColumn::Time).gt(edge(col(Column::Time).min()).sub(width)))
                .add(col(CountColumn::Time).lte(edge(col(Column::Time).max())))
                .add(col(CountColumn::Events).lte(0));
            let delete = self.tx.delete::<CountEntity>(nothing);
            self.tx.execute(&delete, Effect::Quiet).await?;
        }
        Ok(())
    }

    /// Counts sealed events, from one number to another, each as `times`.
    pub(super) async fn count(&self, first: i64, last: i64, times: i64) -> Result<(), Error> {
        for width in [MINUTE, HOUR] {
            let mut insert = Statement::insert();
            insert.into_table(CountEntity.table_ref()).columns(COLUMNS);
            // The columns of both stand in the same order here.
            drop(insert.select_from(self.kinds(width, first, last, times)));
            insert.on_conflict(added());
            self.tx.execute(&insert, Effect::Quiet).await?;
        }
        Ok(())
    }

    /// By names of their own: PostgreSQL does not see that two expressions with parameters are one.
    fn kinds(&self, width: i64, first: i64, last: i64, times: i64) -> SelectStatement {
        let begin = col(Column::Time).sub(col(Column::Time).modulo(width));
        let text = |column| Func::coalesce([col(column), Expr::val("")]).into();
        let kind: [(&'static str, Expr); 9] = [
            ("of_tenant", col(Column::TenantId)),
            ("slot_width", Expr::val(width)),
            ("slot", begin),
            ("of_reads", col(Column::IsRead)),
            ("of_operation", col(Column::Operation)),
            ("of_outcome", col(Column::Outcome)),
            ("of_channel", col(Column::Channel)),
            ("of_actor", text(Column::ActorId)),
            ("of_label", text(Column::ActorLabel)),
        ];
        let mut select = Statement::select();
        select
            .from(Entity.table_ref())
            .and_where(self.tx.owns::<Entity>())
            .cond_where(numbered(first, last));
        for (name, value) in kind {
            select.expr_as(value, name).add_group_by([Expr::col(name)]);
        }
        select.expr(col(Column::Id).count().mul(times)).take()
    }
}

/// A column of the counts where they go by the name of the log.
pub(super) fn counted(column: CountColumn) -> Expr {
    Expr::col((
        Alias::new(Entity.table_name().to_owned()),
        Alias::new(column.to_string()),
    ))
}

fn numbered(first: i64, last: i64) -> Condition {
    Condition::all()
        .add(col(Column::Seq).gte(first))
        .add(col(Column::Seq).lte(last))
}

/// What is there already is added to.
fn added() -> OnConflict {
    let more = Expr::col((
        Alias::new("excluded"),
        Alias::new(CountColumn::Events.to_string()),
    ));
    OnConflict::columns(COLUMNS.into_iter().take(COLUMNS.len() - 1))
        .value(CountColumn::Events, col(CountColumn::Events).add(more))
        .to_owned()
}
