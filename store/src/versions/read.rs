//! Reading what was.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::EntityName;
use sea_orm::sea_query::{
    Alias, Expr, ExprTrait, Func, IntoColumnRef, IntoIden, Order, Query, SelectStatement,
    SubQueryStatement, TableRef, ValueTuple,
};
use uuid::Uuid;

use super::{Moment, State};
use crate::entity::audit_event::{Column as EventColumn, Entity as EventEntity};
use crate::entity::scim_version::{Column, Entity, Model};
use crate::error::Error;
use crate::id::{GroupId, Id, UserId};
use crate::sql::col;
use crate::sql::filter::Kind;
use crate::tenant::TenantRead;
use crate::{groups, time, users};

/// Ids in one `IN (…)`.
pub(super) const PORTION: usize = 500;

/// What a version is called beside others.
const VERSION: &str = "scim_version";
/// A version among those of one resource.
const LATER: &str = "later";
/// The resources that are asked for.
const WANTED: &str = "wanted";

/// Where a resource is in a list: when it was created, and its id.
pub type Place = (DateTime<Utc>, Uuid);

/// Reads what users and groups were.
pub struct Read<'t> {
    pub(super) tenant: &'t TenantRead,
}

impl<'t> Read<'t> {
    pub(crate) fn new(tenant: &'t TenantRead) -> Self {
        Self { tenant }
    }

    /// Whether there is anything, or was: by the first row of the key, however many there are.
    pub async fn any(&self) -> Result<bool, Error> {
        let select = first(self.tenant.owns::<Entity>());
        Ok(self.tenant.link().row(&select).await?.is_some())
    }

    /// The user that was there then.
    pub async fn user(&self, id: UserId, at: Moment) -> Result<Option<users::Record>, Error> {
        let found = self.state(Kind::User, id, at).await?;
        found.map(users::Record::try_from).transpose()
    }

    /// The group that was there then, without a count of its members: see [`Read::count_members`].
    pub async fn group(&self, id: GroupId, at: Moment) -> Result<Option<groups::Record>, Error> {
        let found = self.state(Kind::Group, id, at).await?;
        found.map(groups::Record::try_from).transpose()
    }

    /// A user or a group that was there then.
    pub async fn state(
        &self,
        kind: Kind,
        id: impl Into<Uuid>,
        at: Moment,
    ) -> Result<Option<State>, Error> {
        // The last version of then is found by the key, however many there are.
        let select = self
            .tenant
            .find::<Entity>()
            .and_where(col(Column::ResourceId).eq(id.into()))
            .and_where(self.happened(VERSION, at))
            .order_by_expr(col(Column::Version), Order::Desc)
            .limit(1)
            .take();
        let there = |state: &State| state.kind == kind && state.document.is_some();
        Ok(self.states(&select).await?.pop().filter(there))
    }

    /// Users or groups in the order of their creation, behind one of them: of `limit` those that
    /// were there then, and the place of the last one; `None` behind all of them.
    pub async fn list(
        &self,
        kind: Kind,
        at: Moment,
        after: Option<Place>,
        limit: u64,
    ) -> Result<Option<(Vec<State>, Place)>, Error> {
        let mut select = self.places(kind);
        select
            .order_by_expr(col(Column::CreatedAt), Order::Asc)
            .order_by_expr(col(Column::ResourceId), Order::Asc)
            .limit(limit);
        if let Some((created_at, id)) = after {
            let place = Expr::tuple([col(Column::CreatedAt), col(Column::ResourceId)]);
            let behind = [Expr::val(created_at.timestamp_millis()), Expr::val(id)];
            select.and_where(place.gt(Expr::tuple(behind)));
        }
        let rows = self.tenant.link().rows(&select).await?;
        let ids = rows.iter().map(|row| row.try_get_by_index(1));
        let ids: Vec<Uuid> = ids.collect::<Result<_, _>>()?;
        let (Some(id), Some(row)) = (ids.last(), rows.last()) else {
            return Ok(None);
        };
        let created_at = time::at(row.try_get_by_index(0)?);
        let last = (
            created_at.ok_or_else(|| super::wrong("created_at", *id))?,
            *id,
        );
        let mut found = self.with_ids(&ids, at).await?;
        let states = ids.iter().filter_map(|id| found.remove(id)).collect();
        Ok(Some((states, last)))
    }

    /// How many users or groups were there then.
    pub async fn count(&self, kind: Kind, at: Moment) -> Result<u64, Error> {
        const RESOURCE: &str = "resource";
        let id = Expr::col((RESOURCE, Column::ResourceId).into_column_ref());
        let was_there = self
            .last(id, at)
            .expr(later(Column::Document).is_not_null())
            .take();
        let select = Query::select()
            .expr(Func::count(Expr::val(1)))
            .from_subquery(self.places(kind), RESOURCE)
            .and_where(Expr::from(SubQueryStatement::from(was_there)))
            .take();
        self.tenant.link().count(&select).await
    }

    /// All versions of a user or a group, the newest first, below one of them.
    pub async fn of(
        &self,
        id: impl Into<Uuid>,
        below: Option<i64>,
        limit: u64,
    ) -> Result<Vec<State>, Error> {
        let mut select = self.tenant.find::<Entity>();
        select
            .and_where(col(Column::ResourceId).eq(id.into()))
            .order_by_expr(col(Column::Version), Order::Desc)
            .limit(limit);
        if let Some(below) = below {
            select.and_where(col(Column::Version).lt(below));
        }
        self.states(&select).await
    }

    /// Those of these users and groups that were there then.
    pub(super) async fn with_ids(
        &self,
        ids: &[Uuid],
        at: Moment,
    ) -> Result<HashMap<Uuid, State>, Error> {
        let mut found = HashMap::with_capacity(ids.len());
        for ids in ids.chunks(PORTION) {
            let values = ids.iter().map(|id| ValueTuple::One((*id).into()));
            let wanted = || Expr::col((WANTED, "column1"));
            let last = self.last(wanted(), at).expr(later(Column::Version)).take();
            let select = self
                .tenant
                .find::<Entity>()
                .from(TableRef::ValuesList(values.collect(), WANTED.into_iden()))
                .and_where(col(Column::ResourceId).eq(wanted()))
                .and_where(col(Column::Version).eq(Expr::from(SubQueryStatement::from(last))))
                .and_where(col(Column::Document).is_not_null())
                .take();
            let states = self.states(&select).await?;
            found.extend(states.into_iter().map(|state| (state.id, state)));
        }
        Ok(found)
    }

    pub(super) async fn states(&self, select: &SelectStatement) -> Result<Vec<State>, Error> {
        let rows: Vec<Model> = self.tenant.link().all(select).await?;
        rows.into_iter().map(State::try_from).collect()
    }

    /// The last version of a resource then, whether or not it was there.
    fn last(&self, id: Expr, at: Moment) -> SelectStatement {
        Query::select()
            .from_as(Entity.table_ref(), Alias::new(LATER))
            .and_where(later(Column::TenantId).eq(self.tenant.tenant().id()))
            .and_where(later(Column::ResourceId).eq(id))
            .and_where(self.happened(LATER, at))
            .order_by_expr(later(Column::Version), Order::Desc)
            .limit(1)
            .take()
    }

    /// When each user or group that ever was there was created, and its id.
    fn places(&self, kind: Kind) -> SelectStatement {
        Query::select()
            .distinct()
            .exprs([Column::CreatedAt, Column::ResourceId].map(col))
            .from(Entity.table_ref())
            .and_where(self.tenant.owns::<Entity>())
            .and_where(col(Column::Kind).eq(kind.as_str()))
            .take()
    }

    /// Whether a version had been made then.
    fn happened(&self, version: &'static str, at: Moment) -> Expr {
        let of = |column: Column| Expr::col((version, column).into_column_ref());
        match at {
            Moment::Time(time) => of(Column::Time).lte(time.timestamp_millis()),
            // An event that is no longer kept is older than all that are.
            Moment::Seq(seq) => {
                let not_yet = col(EventColumn::Seq)
                    .is_null()
                    .or(col(EventColumn::Seq).gt(seq));
                let still_to_come = Query::select()
                    .expr(Expr::val(1))
                    .from(EventEntity.table_ref())
                    .and_where(self.tenant.owns::<EventEntity>())
                    .and_where(col(EventColumn::Id).eq(of(Column::EventId)))
                    .and_where(not_yet)
                    .take();
                Expr::exists(still_to_come).not()
            }
        }
    }
}

/// The first of the rows of a tenant.
///
/// In the order of the key: without it PostgreSQL, where it takes the rows of a tenant for frequent,
/// looks for one from the beginning of the table, all of which it reads for a tenant that has none.
/// The tenant itself, which is always the same, would be no order.
fn first(owned: Expr) -> SelectStatement {
    Query::select()
        .expr(col(Column::Version))
        .from(Entity.table_ref())
        .and_where(owned)
        .order_by_expr(col(Column::ResourceId), Order::Asc)
        .limit(1)
        .take()
}

/// A column of [`LATER`].
fn later(column: Column) -> Expr {
    Expr::col((LATER, column).into_column_ref())
}

impl TryFrom<State> for users::Record {
    type Error = Error;

    fn try_from(state: State) -> Result<Self, Error> {
        let wrong = super::wrong("document", state.id);
        let resource = scim::Resource::from_map(state.document.unwrap_or_default());
        Ok(Self {
            id: Id::from_uuid(state.id),
            user_name: resource.user_name().ok_or(wrong)?.to_owned(),
            external_id: resource.external_id().map(str::to_owned),
            display_name: resource.display_name().map(str::to_owned),
            active: resource.active(),
            document: resource.into_map(),
            version: state.version,
            created_at: state.created_at,
            updated_at: state.time,
        })
    }
}

impl TryFrom<State> for groups::Record {
    type Error = Error;

    fn try_from(state: State) -> Result<Self, Error> {
        let wrong = super::wrong("document", state.id);
        let resource = scim::Resource::from_map(state.document.unwrap_or_default());
        Ok(Self {
            id: Id::from_uuid(state.id),
            display_name: resource.display_name().ok_or(wrong)?.to_owned(),
            external_id: resource.external_id().map(str::to_owned),
            document: resource.into_map(),
            member_count: 0,
            version: state.version,
            created_at: state.created_at,
            updated_at: state.time,
        })
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::sea_query::{ExprTrait, PostgresQueryBuilder};
    use uuid::Uuid;

    use super::{Column, col, first};

    #[test]
    fn the_first_row_of_a_tenant_is_found_by_the_key() {
        let select = first(col(Column::TenantId).eq(Uuid::nil()));
        let sql = select.to_string(PostgresQueryBuilder);
        let order = r#"ORDER BY "scim_version"."resource_id" ASC LIMIT 1"#;
        assert!(sql.ends_with(order), "{sql}");
    }
}
