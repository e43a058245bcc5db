//! A transaction of one tenant.

use std::ops::Deref;
use std::sync::Arc;

use sea_orm::sea_query::{DeleteStatement, IntoCondition, Query, UpdateStatement};
use sea_orm::{QueryResult, StatementBuilder};

use super::{Tenant, TenantRead};
use crate::entity::TenantOwned;
use crate::error::Error;
use crate::sql::{MOST_VALUES, Row, row};
use crate::unit::{Effect, Link, Unit};
use crate::{
    admins, audit, groups, guide_links, identities, invitations, mails, members, oauth_clients,
    openid, saved_views, schemas, settings, tokens, users, versions,
};

/// A transaction of one tenant, handed to a [`UseCase`](crate::UseCase).
///
/// What it writes is committed when the use case succeeds, together with the audit event it
/// must have recorded, or not at all.
pub struct TenantTx {
    read: TenantRead,
    unit: Arc<Unit>,
}

impl Deref for TenantTx {
    type Target = TenantRead;

    fn deref(&self) -> &TenantRead {
        &self.read
    }
}

impl TenantTx {
    pub(crate) fn new(tenant: &Tenant, unit: Arc<Unit>) -> Self {
        Self {
            read: TenantRead::new(tenant, Link::Unit(Arc::clone(&unit))),
            unit,
        }
    }

    /// Provisioned users.
    pub fn users(&self) -> users::Write<'_> {
        users::Write::new(self)
    }

    /// Provisioned groups.
    pub fn groups(&self) -> groups::Write<'_> {
        groups::Write::new(self)
    }

    /// Who is in which group.
    pub fn members(&self) -> members::Write<'_> {
        members::Write::new(self)
    }

    /// What users and groups were.
    pub fn versions(&self) -> versions::Write<'_> {
        versions::Write::new(self)
    }

    /// The credentials of identity providers.
    pub fn tokens(&self) -> tokens::Write<'_> {
        tokens::Write::new(self)
    }

    /// OAuth clients.
    pub fn oauth_clients(&self) -> oauth_clients::Write<'_> {
        oauth_clients::Write::new(self)
    }

    /// The people of the console.
    pub fn admins(&self) -> admins::Write<'_> {
        admins::Write::new(self)
    }

    /// Links to the guide of an identity provider.
    pub fn guide_links(&self) -> guide_links::Write<'_> {
        guide_links::Write::new(self)
    }

    /// Invitations to be one of them.
    pub fn invitations(&self) -> invitations::Write<'_> {
        invitations::Write::new(self)
    }

    /// The schemas it registered.
    pub fn schemas(&self) -> schemas::Write<'_> {
        schemas::Write::new(self)
    }

    /// The audit log.
    pub fn audit(&self) -> audit::Write<'_> {
        audit::Write::new(self)
    }

    /// Saved views of the audit log.
    pub fn saved_views(&self) -> saved_views::Write<'_> {
        saved_views::Write::new(self)
    }

    /// Mail about the tenant.
    pub fn mails(&self) -> mails::Write<'_> {
        mails::Write::new(&self.unit, Some(self.tenant().id()))
    }

    /// How it is signed in through its OpenID Connect provider.
    pub fn openid(&self) -> openid::Write<'_> {
        openid::Write::new(self)
    }

    /// Whom its providers mean by which subject.
    pub fn identities(&self) -> identities::Write<'_> {
        identities::Write::new(self)
    }

    /// The tenant's own settings.
    pub fn settings(&self) -> settings::Write<'_> {
        settings::Write::new(self)
    }

    pub(crate) fn unit(&self) -> &Unit {
        &self.unit
    }

    /// The beginning of a row of this tenant.
    pub(crate) fn row<E: TenantOwned>(&self) -> Row {
        Row::new(self.backend()).set(E::TENANT, self.tenant().id())
    }

    /// The beginning of a change to a row, which keeps its tenant.
    pub(crate) fn changes(&self) -> Row {
        Row::new(self.backend())
    }

    /// Inserts rows that [`Self::row`] began, in as few statements as the databases allow.
    pub(crate) async fn insert<E: TenantOwned>(
        &self,
        rows: Vec<Row>,
        effect: Effect,
    ) -> Result<(), Error> {
        for chunk in chunks(rows) {
            if let Some(insert) = row::insert::<E>(chunk) {
                self.unit.execute(&insert, effect).await?;
            }
        }
        Ok(())
    }

    /// An update of this tenant's rows that meet `condition`.
    pub(crate) fn update<E: TenantOwned>(
        &self,
        changes: Row,
        condition: impl IntoCondition,
    ) -> UpdateStatement {
        Query::update()
            .table(E::default().table_ref())
            .values(changes.into_values())
            .and_where(self.owns::<E>())
            .cond_where(condition)
            .take()
    }

    /// A deletion of this tenant's rows that meet `condition`.
    pub(crate) fn delete<E: TenantOwned>(&self, condition: impl IntoCondition) -> DeleteStatement {
        Query::delete()
            .from_table(E::default().table_ref())
            .and_where(self.owns::<E>())
            .cond_where(condition)
            .take()
    }

    pub(crate) async fn execute(
        &self,
        statement: &impl StatementBuilder,
        effect: Effect,
    ) -> Result<u64, Error> {
        self.unit.execute(statement, effect).await
    }

    pub(crate) async fn returning(
        &self,
        statement: &impl StatementBuilder,
        effect: Effect,
    ) -> Result<Vec<QueryResult>, Error> {
        self.unit.returning(statement, effect).await
    }
}

/// Rows in portions that fit one statement.
pub(crate) fn chunks(rows: Vec<Row>) -> impl Iterator<Item = Vec<Row>> {
    let width = rows.first().map_or(1, Row::width).max(1);
    let mut rows = rows.into_iter();
    std::iter::from_fn(move || {
        let chunk: Vec<Row> = rows
            .by_ref()
            .take((MOST_VALUES / width).min(1_000))
            .collect();
        (!chunk.is_empty()).then_some(chunk)
    })
}
