//! Sessions of the console by their ids and by their people.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{ExprTrait, Order};

use super::System;
use crate::entity::console_session;
use crate::error::Error;
use crate::id::AccountId;
use crate::sessions;
use crate::sql::{self, col, dialect};

impl System {
    /// The session with that hashed id, ended or not.
    pub async fn session(&self, id_hash: &str) -> Result<Option<sessions::Record>, Error> {
        let mut select = sql::select::<console_session::Entity>();
        select.and_where(col(console_session::Column::IdHash).eq(dialect::storable(id_hash)));
        let found: Option<console_session::Model> = self.link.one(&select).await?;
        found.map(TryInto::try_into).transpose()
    }

    /// The sessions of a person that have not ended at `now`, the newest first; not all of more
    /// than [`sessions::MOST_LISTED`].
    pub async fn sessions_of(
        &self,
        account: AccountId,
        now: DateTime<Utc>,
    ) -> Result<Vec<sessions::Record>, Error> {
        use console_session::Column;
        let mut select = sql::select::<console_session::Entity>();
        select
            .and_where(col(Column::AccountId).eq(account))
            .and_where(col(Column::ExpiresAt).gt(now.timestamp_millis()))
            .order_by_expr(col(Column::CreatedAt), Order::Desc)
            .order_by_expr(col(Column::IdHash), Order::Asc)
            .limit(sessions::MOST_LISTED);
        let found: Vec<console_session::Model> = self.link.all(&select).await?;
        found.into_iter().map(TryInto::try_into).collect()
    }
}
