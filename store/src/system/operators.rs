//! People of the console who run the server.

use chrono::{DateTime, Utc};
use sea_orm::EntityName;
use sea_orm::sea_query::{ExprTrait, Order, Query};

use super::{System, SystemTx};
use crate::accounts::Record;
use crate::entity::account::{Column, Entity, Model};
use crate::error::Error;
use crate::id::AccountId;
use crate::sql::{self, col};
use crate::unit::Effect;

impl System {
    /// All operators, by address.
    pub async fn operators(&self) -> Result<Vec<Record>, Error> {
        let select = sql::select::<Entity>()
            .and_where(col(Column::OperatorSince).is_not_null())
            .order_by_expr(col(Column::EmailKey), Order::Asc)
            .take();
        let found: Vec<Model> = self.link.all(&select).await?;
        found.into_iter().map(TryInto::try_into).collect()
    }
}

impl SystemTx {
    /// Makes an account an operator since an instant, or no operator.
    pub async fn set_operator(
        &self,
        account: AccountId,
        since: Option<DateTime<Utc>>,
    ) -> Result<(), Error> {
        let values = self.row().time_if(Column::OperatorSince, since);
        let update = Query::update()
            .table(Entity.table_ref())
            .values(values.into_values())
            .and_where(col(Column::Id).eq(account))
            .take();
        self.execute(&update, Effect::Quiet).await?;
        Ok(())
    }
}
