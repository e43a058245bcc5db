//! The order of a list: an expression, and the place of a row in it.

use scim::Sort;
use scim::filter::AttributePath;
use sea_orm::QueryResult;
use sea_orm::sea_query::{
    Alias, Condition, Expr, ExprTrait, IntoCondition, NullOrdering, Order, SelectStatement,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::filter::{Form, Kind, Place, Scope};
use super::{col, dialect};
use crate::entity::{scim_group, scim_user};
use crate::error::Error;

/// What a row's place in the order is selected as.
const KEY: &str = "sort_key";

/// The place of a resource in an ordered list.
///
/// A resource that does not change keeps its place, so a list that goes on behind one neither
/// skips nor repeats it, whatever is written meanwhile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bookmark {
    #[serde(rename = "k")]
    key: Key,
    #[serde(rename = "i")]
    id: Uuid,
}

/// What a list is ordered by, of one resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Key {
    #[serde(rename = "0")]
    Nothing,
    #[serde(rename = "t")]
    Text(String),
    #[serde(rename = "n")]
    Integer(i64),
    /// The bits of a number: its digits might read back as a neighbour.
    #[serde(rename = "d")]
    Decimal(u64),
}

/// Where a part of an ordered list begins.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    /// At a position, counted from 1 (RFC 7644 §3.4.2.4).
    Position(u64),
    /// Behind a resource; at the beginning without one.
    After(Option<Bookmark>),
    /// Before a resource: the part that ends there.
    Before(Bookmark),
}

/// What a list of one kind is ordered by.
pub(crate) struct Ordering {
    key: Option<Expr>,
    yields: Yields,
    descending: bool,
    id: Expr,
}

/// What an order goes by.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Yields {
    Text,
    Integer,
    Decimal,
}

impl Ordering {
    /// The order that is asked for, or that of creation; `None` for a list that has no order of
    /// its own, such as the members of a group.
    pub(crate) fn of(kind: Kind, scope: Scope<'_>, sort: Option<&Sort>) -> Option<Self> {
        let (id, created) = match kind {
            Kind::User => (
                col(scim_user::Column::Id),
                col(scim_user::Column::CreatedAt),
            ),
            Kind::Group => (
                col(scim_group::Column::Id),
                col(scim_group::Column::CreatedAt),
            ),
        };
        let Some(sort) = sort else {
            return Some(Self {
                key: Some(created),
                yields: Yields::Integer,
                descending: false,
                id,
            });
        };
        let (key, yields) = match &sort.by {
            Some(path) => key(kind, scope, path)?,
            None => (None, Yields::Text),
        };
        Some(Self {
            key,
            yields,
            descending: sort.descending,
            id,
        })
    }

    /// The same order, of few rows that another index finds.
    pub(crate) fn of_few(self, backend: sea_orm::DbBackend) -> Self {
        let key = self.key.map(|key| dialect::computed(backend, key));
        Self { key, ..self }
    }

    /// What the values of this kind are, where it has any.
    pub(crate) fn yields(&self) -> Option<Yields> {
        self.key.as_ref().map(|_| self.yields)
    }

    /// The same order, beside kinds whose values are such.
    pub(crate) fn beside(self, others: Option<Yields>) -> Self {
        match (&self.key, others) {
            (None, Some(yields)) => Self { yields, ..self },
            _ => self,
        }
    }

    /// The expression that rows are ordered by, of one type for all kinds that are listed together.
    pub(crate) fn selected(&self, select: &mut SelectStatement, backend: sea_orm::DbBackend) {
        let key = match &self.key {
            Some(key) => key.clone(),
            None => dialect::nothing(
                backend,
                match self.yields {
                    Yields::Text => "text",
                    Yields::Integer => "bigint",
                    Yields::Decimal => "double precision",
                },
            ),
        };
        select.expr_as(key, Alias::new(KEY));
    }

    /// Orders and cuts a select of one kind. `true`: the rows come backwards and have to be turned
    /// round.
    pub(crate) fn apply(&self, select: &mut SelectStatement, start: &Start, limit: u64) -> bool {
        let key = self.key.clone().unwrap_or_else(Expr::null);
        cut(select, &key, &self.id, self.descending, start, limit)
    }

    /// The same on a select of several kinds, where the place is a column.
    pub(crate) fn apply_to_all(
        select: &mut SelectStatement,
        descending: bool,
        start: &Start,
        limit: u64,
    ) -> bool {
        let (key, id) = (Expr::col(KEY), Expr::col("id"));
        cut(select, &key, &id, descending, start, limit)
    }

    /// The place of a selected row.
    pub(crate) fn bookmark(&self, row: &QueryResult, id: Uuid) -> Result<Bookmark, Error> {
        let key = match self.yields {
            Yields::Text => row.try_get::<Option<String>>("", KEY)?.map(Key::Text),
            Yields::Integer => row.try_get::<Option<i64>>("", KEY)?.map(Key::Integer),
            Yields::Decimal => row
                .try_get::<Option<f64>>("", KEY)?
                .map(|number| Key::Decimal(number.to_bits())),
        };
        Ok(Bookmark {
            key: key.unwrap_or(Key::Nothing),
            id,
        })
    }
}

fn key(kind: Kind, scope: Scope<'_>, path: &AttributePath) -> Option<(Option<Expr>, Yields)> {
    let backend = scope.backend;
    let leaf = match Place::of(kind, scope, path) {
        Place::Single(_, leaf) => leaf,
        Place::Many(list) => list.first(path)?,
    };
    let (expr, yields) = match leaf.form {
        Form::Text => (dialect::by_code_point(backend, leaf.expr), Yields::Text),
        Form::Uuid => (
            dialect::by_code_point(backend, dialect::uuid_text(backend, leaf.expr)),
            Yields::Text,
        ),
        Form::Millis => (leaf.expr, Yields::Integer),
        Form::Number => (
            leaf.expr.cast_as(dialect::decimal(backend)),
            Yields::Decimal,
        ),
        Form::Flag => (number(leaf.expr), Yields::Integer),
        Form::DocumentFlag => (
            number(leaf.expr.clone().eq(dialect::document_flag(backend, true)))
                .or_nothing(leaf.expr),
            Yields::Integer,
        ),
    };
    Some((Some(expr), yields))
}

/// False before true.
fn number(flag: Expr) -> Expr {
    Expr::case(flag, 1_i64).finally(0_i64).into()
}

trait OrNothing {
    fn or_nothing(self, value: Expr) -> Expr;
}

impl OrNothing for Expr {
    /// Null where a value is.
    fn or_nothing(self, value: Expr) -> Expr {
        Expr::case(value.is_not_null(), self).into()
    }
}

/// RFC 7644 §3.4.2.3: resources without a value are last in ascending and first in descending
/// order. The id makes every order total.
fn cut(
    select: &mut SelectStatement,
    key: &Expr,
    id: &Expr,
    descending: bool,
    start: &Start,
    limit: u64,
) -> bool {
    let backwards = matches!(start, Start::Before(_));
    let down = descending != backwards;
    match start {
        Start::Position(first) => {
            select.offset(bound(first.saturating_sub(1)));
        }
        Start::After(None) => {}
        Start::After(Some(bookmark)) | Start::Before(bookmark) => {
            select.cond_where(beyond(key, id, down, bookmark));
        }
    }
    let (direction, nulls) = if down {
        (Order::Desc, NullOrdering::First)
    } else {
        (Order::Asc, NullOrdering::Last)
    };
    select
        .order_by_expr_with_nulls(key.clone(), direction.clone(), nulls)
        .order_by_expr(id.clone(), direction)
        .limit(bound(limit));
    backwards
}

fn beyond(key: &Expr, id: &Expr, down: bool, bookmark: &Bookmark) -> Condition {
    let (key, id) = (|| key.clone(), || id.clone());
    let further = if down {
        id().lt(bookmark.id)
    } else {
        id().gt(bookmark.id)
    };
    let value = match &bookmark.key {
        Key::Nothing => {
            let here = key().is_null().and(further);
            let rest = if down { key().is_not_null() } else { never() };
            return here.or(rest).into_condition();
        }
        Key::Text(text) => Expr::val(dialect::storable(text)),
        Key::Integer(number) => Expr::val(*number),
        Key::Decimal(bits) => Expr::val(f64::from_bits(*bits)),
    };
    let (beyond, rest) = if down {
        (key().lt(value.clone()), never())
    } else {
        (key().gt(value.clone()), key().is_null())
    };
    Condition::any()
        .add(beyond)
        .add(key().eq(value).and(further))
        .add(rest)
}

fn never() -> Expr {
    super::filter::constant(false)
}

/// Both databases count in signed 64 bits.
fn bound(number: u64) -> u64 {
    Ord::min(number, i64::MAX.unsigned_abs())
}
