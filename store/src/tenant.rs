//! The isolation boundary: a tenant, and the only two ways to its rows.

use std::ops::Deref;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{
    DeleteStatement, Expr, ExprTrait, IntoCondition, Query, SelectStatement, UpdateStatement,
};
use sea_orm::{DbBackend, QueryResult, StatementBuilder};
use serde_json::{Map, Value};

use crate::entity::{TenantOwned, tenant};
use crate::error::Error;
use crate::id::{Id, TenantId};
use crate::sql::filter::Scope;
use crate::sql::{self, MOST_VALUES, Row, col, dialect, row};
use crate::time;
use crate::unit::{Effect, Link, Unit};
use crate::{
    admins, audit, groups, guide_links, identities, invitations, mails, members, oauth_clients,
    openid, saved_views, schemas, search, settings, tokens, users, versions,
};

/// A customer, whose rows nobody else's queries can reach.
///
/// Only [`System`](crate::System) and [`SystemTx`](crate::SystemTx) make one: from a slug, a
/// token's row or a membership. There is no way from an id to a `Tenant`. Cheap to clone.
#[derive(Clone, Debug, PartialEq)]
pub struct Tenant(Arc<Facts>);

/// What is known of a tenant; shared, since every request carries it.
#[derive(Debug, PartialEq)]
struct Facts {
    id: TenantId,
    slug: String,
    name: String,
    settings: Map<String, Value>,
    created_at: DateTime<Utc>,
    suspended_at: Option<DateTime<Utc>>,
    deletion_due_at: Option<DateTime<Utc>>,
    schema_revision: i64,
}

impl Tenant {
    /// Its id.
    pub fn id(&self) -> TenantId {
        self.0.id
    }

    /// Its name in URLs.
    pub fn slug(&self) -> &str {
        &self.0.slug
    }

    /// Its name for people.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Its settings.
    pub fn settings(&self) -> &Map<String, Value> {
        &self.0.settings
    }

    /// When it was created.
    pub fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// Since when it is suspended, if it is.
    pub fn suspended_at(&self) -> Option<DateTime<Utc>> {
        self.0.suspended_at
    }

    /// When it will be deleted, if its owners want it so.
    pub fn deletion_due_at(&self) -> Option<DateTime<Utc>> {
        self.0.deletion_due_at
    }

    /// Rises with every change of its schemas.
    pub fn schema_revision(&self) -> i64 {
        self.0.schema_revision
    }

    /// Mints a tenant from its row: `system` alone selects these.
    pub(crate) fn from_row(row: tenant::Model) -> Result<Self, Error> {
        let wrong = |column| Error::Inconsistent {
            table: "tenant",
            column,
            row: row.id.to_string(),
        };
        Ok(Self(Arc::new(Facts {
            id: Id::from_uuid(row.id),
            slug: row.slug,
            name: row.name,
            settings: dialect::object(row.settings).ok_or_else(|| wrong("settings"))?,
            created_at: time::at(row.created_at).ok_or_else(|| wrong("created_at"))?,
            suspended_at: row.suspended_at.and_then(time::at),
            deletion_due_at: row.deletion_due_at.and_then(time::at),
            schema_revision: row.schema_revision,
        })))
    }
}

/// Reads one tenant's rows, outside of a transaction or, through [`TenantTx`], inside one.
pub struct TenantRead {
    tenant: Tenant,
    link: Link,
    base: Arc<str>,
}

impl TenantRead {
    pub(crate) fn new(tenant: &Tenant, link: Link) -> Self {
        Self {
            tenant: tenant.clone(),
            link,
            base: Arc::from(""),
        }
    }

    /// The same reads, which know what the locations of resources begin with: a filter may ask
    /// for `meta.location` and `$ref`.
    #[must_use]
    pub fn at(self, base_url: &str) -> Self {
        let base = Arc::from(base_url);
        Self { base, ..self }
    }

    /// Whose rows these are.
    pub fn tenant(&self) -> &Tenant {
        &self.tenant
    }

    /// Provisioned users.
    pub fn users(&self) -> users::Read<'_> {
        users::Read::new(self)
    }

    /// Users and groups together.
    pub fn resources(&self) -> search::Read<'_> {
        search::Read::new(self)
    }

    /// Provisioned groups.
    pub fn groups(&self) -> groups::Read<'_> {
        groups::Read::new(self)
    }

    /// Who is in which group.
    pub fn members(&self) -> members::Read<'_> {
        members::Read::new(self)
    }

    /// What users and groups were.
    pub fn versions(&self) -> versions::Read<'_> {
        versions::Read::new(self)
    }

    /// The credentials of identity providers.
    pub fn tokens(&self) -> tokens::Read<'_> {
        tokens::Read::new(self)
    }

    /// OAuth clients.
    pub fn oauth_clients(&self) -> oauth_clients::Read<'_> {
        oauth_clients::Read::new(self)
    }

    /// The people of the console.
    pub fn admins(&self) -> admins::Read<'_> {
        admins::Read::new(self)
    }

    /// Links to the guide of an identity provider.
    pub fn guide_links(&self) -> guide_links::Read<'_> {
        guide_links::Read::new(self)
    }

    /// Invitations to be one of them.
    pub fn invitations(&self) -> invitations::Read<'_> {
        invitations::Read::new(self)
    }

    /// The schemas it registered.
    pub fn schemas(&self) -> schemas::Read<'_> {
        schemas::Read::new(self)
    }

    /// The audit log.
    pub fn audit(&self) -> audit::Read<'_> {
        audit::Read::new(self)
    }

    /// Saved views of the audit log.
    pub fn saved_views(&self) -> saved_views::Read<'_> {
        saved_views::Read::new(self)
    }

    /// How it is signed in through its OpenID Connect provider.
    pub fn openid(&self) -> openid::Read<'_> {
        openid::Read::new(self)
    }

    /// Whom its providers mean by which subject.
    pub fn identities(&self) -> identities::Read<'_> {
        identities::Read::new(self)
    }

    pub(crate) fn link(&self) -> &Link {
        &self.link
    }

    pub(crate) fn backend(&self) -> DbBackend {
        self.link.backend()
    }

    /// Whose rows a filter is about.
    pub(crate) fn scope(&self) -> Scope<'_> {
        Scope {
            tenant: self.tenant.id(),
            backend: self.backend(),
            base: &self.base,
        }
    }

    /// A select of this tenant's rows of `E`, all columns.
    pub(crate) fn find<E: TenantOwned>(&self) -> SelectStatement {
        sql::select::<E>().and_where(self.owns::<E>()).take()
    }

    /// The same without some columns: of a row these are as if there was nothing in them.
    pub(crate) fn find_without<E: TenantOwned>(
        &self,
        left_out: impl Fn(&E::Column) -> bool,
    ) -> SelectStatement {
        let mut select = sql::select_without::<E>(left_out);
        select.and_where(self.owns::<E>()).take()
    }

    /// The predicate that a row of `E` is this tenant's.
    pub(crate) fn owns<E: TenantOwned>(&self) -> Expr {
        col(E::TENANT).eq(self.tenant.id())
    }
}

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
        mails::Write::new(&self.unit, Some(self.tenant.id()))
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
        Row::new(self.backend()).set(E::TENANT, self.tenant.id())
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
