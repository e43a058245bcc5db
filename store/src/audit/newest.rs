//! The ids of the newest events, for whoever only asks whether something has come.

use sea_orm::EntityName;
use sea_orm::sea_query::{Order, Query as Statement};

use super::search::Span;
use super::{Query, Read};
use crate::entity::audit_event::{Column, Entity};
use crate::error::Error;
use crate::id::EventId;
use crate::sql::col;

impl Read<'_> {
    /// The ids of the newest events that a query finds, newest first, `query.limit` at most.
    ///
    /// Unlike [`Read::list`] it reads nothing but ids, and looks as far back as `query.from`.
    pub async fn newest_ids(&self, query: &Query) -> Result<Vec<EventId>, Error> {
        let select = Statement::select()
            .expr(col(Column::Id))
            .from(Entity.table_ref())
            .and_where(self.tenant.owns::<Entity>())
            .cond_where(query.facts())
            .cond_where(Span::of(query).condition())
            .order_by_expr(col(Column::Id), Order::Desc)
            .limit(query.limit)
            .take();
        let rows = self.tenant.link().rows(&select).await?;
        let mut ids = Vec::with_capacity(rows.len());
        for row in rows {
            ids.push(EventId::from_uuid(row.try_get_by_index(0)?));
        }
        Ok(ids)
    }
}
