//! The sealed events that a query finds, in the order of the chain.

use sea_orm::sea_query::{ExprTrait, Order};

use super::{Event, Query, Read};
use crate::entity::audit_event::Column;
use crate::error::Error;
use crate::sql::col;

impl Read<'_> {
    /// Sealed events that a query finds, in their order: after one number and up to another.
    ///
    /// The query's own page does not count.
    pub async fn sealed_of(
        &self,
        query: &Query,
        after: i64,
        until: i64,
        limit: u64,
    ) -> Result<Vec<Event>, Error> {
        let mut select = self.find();
        select
            .and_where(col(Column::Seq).gt(after))
            .and_where(col(Column::Seq).lte(until))
            .and_where(query.opaque())
            .order_by_expr(col(Column::Seq), Order::Asc)
            .limit(limit);
        self.events(select).await
    }
}
