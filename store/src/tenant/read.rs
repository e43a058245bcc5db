//! What reads one tenant's rows.

use std::sync::Arc;

use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};

use super::Tenant;
use crate::entity::TenantOwned;
use crate::sql::filter::Scope;
use crate::sql::{self, col};
use crate::unit::Link;
use crate::{
    admins, audit, groups, guide_links, identities, invitations, members, oauth_clients, openid,
    saved_views, schemas, search, tokens, users, versions,
};

/// Reads one tenant's rows, outside of a transaction or, through [`TenantTx`](super::TenantTx), inside one.
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
