//! Links to another password by their codes and ids.

use sea_orm::sea_query::{Expr, ExprTrait};

use super::System;
use crate::entity::password_reset;
use crate::error::Error;
use crate::id::PasswordResetId;
use crate::password_resets;
use crate::sql::{self, col, dialect};

impl System {
    /// The link to another password with that hashed code, used or not.
    pub async fn password_reset(
        &self,
        code_hash: &str,
    ) -> Result<Option<password_resets::Record>, Error> {
        use password_reset::Column;
        self.password_reset_where(col(Column::CodeHash).eq(dialect::storable(code_hash)))
            .await
    }

    /// The link to another password with that id, used or not.
    pub async fn password_reset_by_id(
        &self,
        id: PasswordResetId,
    ) -> Result<Option<password_resets::Record>, Error> {
        self.password_reset_where(col(password_reset::Column::Id).eq(id))
            .await
    }

    async fn password_reset_where(
        &self,
        which: Expr,
    ) -> Result<Option<password_resets::Record>, Error> {
        let mut select = sql::select::<password_reset::Entity>();
        select.and_where(which);
        let found: Option<password_reset::Model> = self.link.one(&select).await?;
        found.map(TryInto::try_into).transpose()
    }
}
