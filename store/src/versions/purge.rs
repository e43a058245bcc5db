//! Letting go of versions that were replaced longer ago than is to be known.

use chrono::{DateTime, Utc};
use sea_orm::EntityName;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use uuid::Uuid;

use super::{Read, Write};
use crate::entity::group_member_period::{Column as PeriodColumn, Entity as PeriodEntity};
use crate::entity::scim_version::{Column, Entity};
use crate::error::Error;
use crate::sql::col;
use crate::unit::Effect;

/// A resource whose oldest versions may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outdated {
    /// The user or group.
    pub id: Uuid,
    /// What it was at the time in question: versions before are not needed any more.
    pub version: i64,
    /// Whether it was deleted by then, so that this version goes too.
    pub gone: bool,
    /// How many versions go.
    pub count: u64,
}

/// A part of all versions, in the order of their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Those of which something may go.
    pub outdated: Vec<Outdated>,
    /// The last resource that was looked at whole; `None` behind all of them.
    pub last: Option<Uuid>,
}

impl Read<'_> {
    /// Of the next resources behind one of them, those with versions that nobody needs who asks
    /// for no instant before a time.
    pub async fn outdated(
        &self,
        time: DateTime<Utc>,
        after: Option<Uuid>,
        limit: u64,
    ) -> Result<Part, Error> {
        let mut ids = Query::select()
            .distinct()
            .expr(col(Column::ResourceId))
            .from(Entity.table_ref())
            .and_where(self.tenant.owns::<Entity>())
            .order_by_expr(col(Column::ResourceId), Order::Asc)
            .limit(limit)
            .take();
        if let Some(after) = after {
            ids.and_where(col(Column::ResourceId).gt(after));
        }
        let ids = self.tenant.link().rows(&ids).await?;
        let ids = ids.iter().map(|row| row.try_get_by_index(0));
        let ids: Vec<Uuid> = ids.collect::<Result<_, _>>()?;
        let mut part = Part {
            outdated: Vec::new(),
            last: ids.last().copied(),
        };
        let select = Query::select()
            .exprs([Column::ResourceId, Column::Version].map(col))
            .expr(col(Column::Document).is_null())
            .from(Entity.table_ref())
            .and_where(self.tenant.owns::<Entity>())
            .and_where(col(Column::ResourceId).is_in(ids))
            .and_where(col(Column::Time).lt(time.timestamp_millis()))
            .order_by_expr(col(Column::ResourceId), Order::Asc)
            .order_by_expr(col(Column::Version), Order::Asc)
            .take();
        for row in self.tenant.link().rows(&select).await? {
            let (id, version, gone) = (
                row.try_get_by_index(0)?,
                row.try_get_by_index(1)?,
                row.try_get_by_index(2)?,
            );
            match part.outdated.last_mut().filter(|last| last.id == id) {
                Some(last) => {
                    (last.version, last.gone) = (version, gone);
                    last.count += 1;
                }
                None => part.outdated.push(Outdated {
                    id,
                    version,
                    gone,
                    count: 0,
                }),
            }
        }
        for outdated in &mut part.outdated {
            outdated.count += u64::from(outdated.gone);
        }
        part.outdated.retain(|outdated| outdated.count > 0);
        Ok(part)
    }
}

impl Write<'_> {
    /// Deletes the versions of a resource that are outdated, and the memberships that ended with
    /// them.
    pub async fn purge(&self, outdated: &Outdated) -> Result<(), Error> {
        let (id, version) = (outdated.id, outdated.version);
        let last = if outdated.gone { version } else { version - 1 };
        let versions = col(Column::ResourceId)
            .eq(id)
            .and(col(Column::Version).lte(last));
        let delete = self.tx.delete::<Entity>(versions);
        self.tx.execute(&delete, Effect::Audited).await?;
        let ended = if outdated.gone {
            Expr::val(true)
        } else {
            col(PeriodColumn::Ended).lte(version)
        };
        let periods = self
            .tx
            .delete::<PeriodEntity>(col(PeriodColumn::GroupId).eq(id).and(ended));
        self.tx.execute(&periods, Effect::Audited).await?;
        Ok(())
    }
}
