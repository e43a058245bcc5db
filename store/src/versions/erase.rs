//! Taking a person out of what was.

use std::ops::Deref;

use sea_orm::sea_query::{Expr, ExprTrait, Order};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Read, State};
use crate::entity::group_member_period::{Column as PeriodColumn, Entity as PeriodEntity};
use crate::entity::scim_version::{Column, Entity};
use crate::error::Error;
use crate::sql::col;
use crate::tenant::TenantTx;
use crate::unit::Effect;

impl Read<'_> {
    /// Versions of all users and groups behind one of them, in the order of their keys.
    pub async fn scan(&self, after: Option<(Uuid, i64)>, limit: u64) -> Result<Vec<State>, Error> {
        let mut select = self.tenant.find::<Entity>();
        select
            .order_by_expr(col(Column::ResourceId), Order::Asc)
            .order_by_expr(col(Column::Version), Order::Asc)
            .limit(limit);
        if let Some((id, version)) = after {
            let key = Expr::tuple([col(Column::ResourceId), col(Column::Version)]);
            select.and_where(key.gt(Expr::tuple([Expr::val(id), Expr::val(version)])));
        }
        self.states(&select).await
    }

    /// The newest version of a user or a group; without a document once it was deleted.
    pub async fn newest(&self, id: Uuid) -> Result<Option<State>, Error> {
        Ok(self.of(id, None, 1).await?.pop())
    }
}

/// Reads what users and groups were, and erases persons from it.
pub struct Write<'t> {
    read: Read<'t>,
    pub(super) tx: &'t TenantTx,
}

impl<'t> Deref for Write<'t> {
    type Target = Read<'t>;

    fn deref(&self) -> &Read<'t> {
        &self.read
    }
}

impl<'t> Write<'t> {
    pub(crate) fn new(tx: &'t TenantTx) -> Self {
        Self {
            read: Read::new(tx),
            tx,
        }
    }

    /// Puts a document without a person in the place of one that names it.
    pub async fn erase(&self, state: &State, document: &Map<String, Value>) -> Result<(), Error> {
        let changes = self.tx.changes().json(Column::Document, document)?;
        let this = col(Column::ResourceId)
            .eq(state.id)
            .and(col(Column::Version).eq(state.version));
        let update = self.tx.update::<Entity>(changes, this);
        self.tx.execute(&update, Effect::Audited).await?;
        Ok(())
    }

    /// Forgets what clients called a member; answers in how many memberships.
    pub async fn erase_displays(&self, member: Uuid) -> Result<u64, Error> {
        let changes = self.tx.changes().expr(PeriodColumn::Display, Expr::null());
        let these = col(PeriodColumn::MemberId)
            .eq(member)
            .and(col(PeriodColumn::Display).is_not_null());
        let update = self.tx.update::<PeriodEntity>(changes, these);
        self.tx.execute(&update, Effect::Audited).await
    }
}
