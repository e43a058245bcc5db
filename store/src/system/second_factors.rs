//! What is left of an account's recovery codes.

use sea_orm::EntityName;
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Query};

use super::System;
use crate::entity::recovery_code::{Column, Entity};
use crate::error::Error;
use crate::id::AccountId;
use crate::sql::col;

impl System {
    /// How many recovery codes of an account have not been used.
    pub async fn recovery_codes_left(&self, account: AccountId) -> Result<u64, Error> {
        let select = Query::select()
            .expr(Expr::col(Asterisk).count())
            .from(Entity.table_ref())
            .and_where(col(Column::AccountId).eq(account))
            .and_where(col(Column::UsedAt).is_null())
            .take();
        self.link.count(&select).await
    }
}
