//! One-time links by the code that is in them.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{ExprTrait, Query};
use sea_orm::{EntityName, FromQueryResult};

use super::{System, SystemTx};
use crate::entity::{invitation, tenant};
use crate::error::Error;
use crate::id::TenantId;
use crate::invitations;
use crate::sql::{self, col, dialect};
use crate::unit::Effect;

impl System {
    /// The invitation with that hashed code, used or not.
    pub async fn invitation(&self, code_hash: &str) -> Result<Option<invitations::Record>, Error> {
        let mut select = sql::select::<invitation::Entity>();
        select.and_where(col(invitation::Column::CodeHash).eq(dialect::storable(code_hash)));
        let Some(found) = self.link.one::<invitation::Model>(&select).await? else {
            return Ok(None);
        };
        self.invited(found).await.map(Some)
    }

    async fn invited(&self, found: invitation::Model) -> Result<invitations::Record, Error> {
        let tenant = match found.tenant_id {
            Some(id) => {
                let mut select = sql::select::<tenant::Entity>();
                select.and_where(col(tenant::Column::Id).eq(id));
                self.tenants_where(select).await?.pop()
            }
            None => None,
        };
        invitations::Record::from_row(found, tenant)
    }
}

impl SystemTx {
    /// Keeps an invitation.
    pub async fn insert_invitation(&self, new: &invitations::New) -> Result<(), Error> {
        use invitation::Column;
        let row = self
            .row()
            .set(Column::Id, new.id)
            .set(Column::TenantId, new.tenant_id.map(TenantId::as_uuid))
            .set(Column::Email, new.email.clone())
            .set(Column::Role, new.role.clone())
            .set(Column::Kind, new.kind.as_str())
            .set(Column::CodeHash, new.code_hash.as_str())
            .set(Column::InvitedBy, new.invited_by.clone())
            .time(Column::CreatedAt, new.created_at)
            .time(Column::ExpiresAt, new.expires_at);
        self.insert::<invitation::Entity>(row).await
    }

    /// Uses an invitation up. Of several who try at once, one gets it; the others get `None`.
    pub async fn use_invitation(
        &self,
        code_hash: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<invitations::Record>, Error> {
        use invitation::Column;
        let update = Query::update()
            .table(invitation::Entity.table_ref())
            .values(self.row().time(Column::UsedAt, now).into_values())
            .and_where(col(Column::CodeHash).eq(code_hash))
            .and_where(col(Column::UsedAt).is_null())
            .and_where(col(Column::ExpiresAt).gt(now.timestamp_millis()))
            .returning_all()
            .take();
        let rows = self.unit.returning(&update, Effect::Quiet).await?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let found = invitation::Model::from_query_result(row, "")?;
        self.system.invited(found).await.map(Some)
    }

    /// Forgets set-up links, of which one at a time is enough.
    pub async fn delete_setup_invitations(&self) -> Result<u64, Error> {
        let kind = invitations::Kind::Setup.as_str();
        let delete = Query::delete()
            .from_table(invitation::Entity.table_ref())
            .and_where(col(invitation::Column::Kind).eq(kind))
            .take();
        self.execute(&delete, Effect::Quiet).await
    }
}
