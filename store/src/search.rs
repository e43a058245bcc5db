//! Users and groups in one list (RFC 7644 §3.4.2.1, §3.4.3).

use scim::Sort;
use scim::filter::Filter;
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{
    Alias, Asterisk, Condition, Expr, ExprTrait, Query, SelectStatement, UnionType,
};
use uuid::Uuid;

use crate::entity::{TenantOwned, scim_group, scim_user};
use crate::error::Error;
use crate::sql::filter::{Kind, condition, finds_few};
use crate::sql::sort::{Bookmark, Ordering, Start};
use crate::tenant::TenantRead;
use crate::users;

/// Which resources of one kind are asked for, and how they are ordered among themselves and with
/// those of the other kind.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Which kind.
    pub kind: Kind,
    /// A filter on resources of that kind.
    pub filter: Option<&'a Filter>,
    /// The order; that of creation without one.
    pub sort: Option<&'a Sort>,
}

/// One resource of a mixed list.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Which kind it is.
    pub kind: Kind,
    /// Its id.
    pub id: Uuid,
    /// Its place in the list.
    pub bookmark: Bookmark,
}

/// Resources of one kind, of which a part is asked for.
pub(crate) struct Selection<'t> {
    pub(crate) tenant: &'t TenantRead,
    pub(crate) kind: Kind,
    /// All of them.
    pub(crate) select: SelectStatement,
}

impl Selection<'_> {
    /// The resources of one part of an ordered list, each with its place; `None` when the filter
    /// or the order is not answered in SQL.
    pub(crate) async fn part<M: FromQueryResult, R: TryFrom<M, Error = Error>>(
        mut self,
        wanted: &Wanted<'_>,
        start: &Start,
        limit: u64,
        id: fn(&R) -> Uuid,
    ) -> Result<Option<Vec<(R, Bookmark)>>, Error> {
        let scope = self.tenant.scope();
        let Some(mut ordering) = Ordering::of(self.kind, scope, wanted.sort) else {
            return Ok(None);
        };
        let backend = self.tenant.backend();
        if let Some(filter) = wanted.filter {
            let Some(condition) = condition(self.kind, scope, filter) else {
                return Ok(None);
            };
            self.select.cond_where(condition);
            if finds_few(self.kind, filter) {
                ordering = ordering.of_few(backend);
            }
        }
        ordering.selected(&mut self.select, backend);
        let backwards = ordering.apply(&mut self.select, start, limit);
        let mut records = Vec::new();
        for row in self.tenant.link().rows(&self.select).await? {
            let record = R::try_from(M::from_query_result(&row, "")?)?;
            let bookmark = ordering.bookmark(&row, id(&record))?;
            records.push((record, bookmark));
        }
        if backwards {
            records.reverse();
        }
        Ok(Some(records))
    }
}

/// Reads mixed lists.
pub struct Read<'t> {
    tenant: &'t TenantRead,
}

impl<'t> Read<'t> {
    pub(crate) fn new(tenant: &'t TenantRead) -> Self {
        Self { tenant }
    }

    /// One part of the list; `None` when a filter or an order is not answered in SQL.
    pub async fn list(
        &self,
        wanted: &[Wanted<'_>],
        start: &Start,
        limit: u64,
    ) -> Result<Option<Vec<Found>>, Error> {
        let Some(orderings) = self.orderings(wanted) else {
            return Ok(None);
        };
        let mut parts = Vec::new();
        for (wanted, ordering) in wanted.iter().zip(&orderings) {
            let Some(condition) = self.condition(wanted) else {
                return Ok(None);
            };
            let mut part = match wanted.kind {
                Kind::User => self
                    .part::<scim_user::Entity>(0, scim_user::Column::Id)
                    .and_where(users::Presence::Here.condition())
                    .take(),
                Kind::Group => self.part::<scim_group::Entity>(1, scim_group::Column::Id),
            };
            ordering.selected(&mut part, self.tenant.backend());
            parts.push(part.cond_where(condition).take());
        }
        let descending = wanted
            .iter()
            .any(|wanted| wanted.sort.is_some_and(|sort| sort.descending));
        let (Some(all), Some(ordering)) = (union(parts), orderings.first()) else {
            return Ok(Some(Vec::new()));
        };
        let mut select = Query::select()
            .column(Asterisk)
            .from_subquery(all, Alias::new("found"))
            .take();
        let backwards = Ordering::apply_to_all(&mut select, descending, start, limit);
        let mut found = Vec::new();
        for row in self.tenant.link().rows(&select).await? {
            let kind: i32 = row.try_get("", "kind")?;
            let id: Uuid = row.try_get("", "id")?;
            found.push(Found {
                kind: if kind == 0 { Kind::User } else { Kind::Group },
                id,
                bookmark: ordering.bookmark(&row, id)?,
            });
        }
        if backwards {
            found.reverse();
        }
        Ok(Some(found))
    }

    /// How many resources of one kind a filter finds; `None` when it is not answered in SQL.
    pub async fn count(&self, wanted: &Wanted<'_>) -> Result<Option<u64>, Error> {
        let Some(condition) = self.condition(wanted) else {
            return Ok(None);
        };
        let mut select = match wanted.kind {
            Kind::User => self
                .counted::<scim_user::Entity>()
                .and_where(users::Presence::Here.condition())
                .take(),
            Kind::Group => self.counted::<scim_group::Entity>(),
        };
        let count = self
            .tenant
            .link()
            .count(select.cond_where(condition))
            .await?;
        Ok(Some(count))
    }

    /// The orders of all kinds, of one type.
    fn orderings(&self, wanted: &[Wanted<'_>]) -> Option<Vec<Ordering>> {
        let of = |wanted: &Wanted<'_>| Ordering::of(wanted.kind, self.tenant.scope(), wanted.sort);
        let orderings = wanted.iter().map(of).collect::<Option<Vec<_>>>()?;
        let yields = orderings.iter().find_map(Ordering::yields);
        let alike = |ordering: Ordering| ordering.beside(yields);
        Some(orderings.into_iter().map(alike).collect())
    }

    fn condition(&self, wanted: &Wanted<'_>) -> Option<Condition> {
        match wanted.filter {
            Some(filter) => condition(wanted.kind, self.tenant.scope(), filter),
            None => Some(Condition::all()),
        }
    }

    fn part<E: TenantOwned>(&self, kind: i32, id: E::Column) -> SelectStatement {
        Query::select()
            .expr_as(Expr::val(kind).cast_as("integer"), Alias::new("kind"))
            .expr_as(crate::sql::col(id), Alias::new("id"))
            .from(E::default().table_ref())
            .and_where(self.tenant.owns::<E>())
            .take()
    }

    fn counted<E: TenantOwned>(&self) -> SelectStatement {
        Query::select()
            .expr(Expr::col(Asterisk).count())
            .from(E::default().table_ref())
            .and_where(self.tenant.owns::<E>())
            .take()
    }
}

fn union(parts: Vec<SelectStatement>) -> Option<SelectStatement> {
    parts
        .into_iter()
        .reduce(|mut all, part| all.union(UnionType::All, part).take())
}
