//! Which part of a list is asked for.

use std::fmt;

use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Order as Direction, SelectStatement};
use uuid::Uuid;

use crate::sql::col;

/// Which part of a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// RFC 7644 §3.4.2.4: by position, in the order of creation.
    Offset {
        /// The first position wanted, from 1.
        start_index: u64,
        /// How many at most.
        count: u64,
    },
    /// By the last row of the page before, which costs the same on every page.
    Keyset {
        /// Only what follows this row.
        after: Option<Cursor>,
        /// Only what precedes this row; the page is the one just before it.
        before: Option<Cursor>,
        /// How many at most.
        limit: u64,
        /// The order of the list.
        order: Order,
    },
}

/// The order of a list in the console.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By name, from A.
    #[default]
    Name,
    /// By the last change, newest first.
    Updated,
    /// By creation, oldest first: whoever goes through a whole list misses nobody who was there all the
    /// while, whatever changes meanwhile.
    Created,
}

/// A row's place in an ordered list, as it is written into a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    id: Uuid,
    key: Key,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Key {
    Text(String),
    Millis(i64),
}

impl Cursor {
    /// The place of a row that is listed by name.
    pub(crate) fn by_name(id: Uuid, key: String) -> Self {
        Self {
            id,
            key: Key::Text(key),
        }
    }

    /// The place of a row that is listed by time.
    pub(crate) fn by_time(id: Uuid, millis: i64) -> Self {
        Self {
            id,
            key: Key::Millis(millis),
        }
    }

    /// The place of a row that is listed by its id alone.
    pub fn by_id(id: Uuid) -> Self {
        Self::by_name(id, String::new())
    }

    /// The row's id.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// Reads what [`Display`](fmt::Display) wrote; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (id, rest) = text.split_at_checked(36)?;
        let id = Uuid::try_parse(id).ok()?;
        if let Some(name) = rest.strip_prefix('n') {
            return Some(Self::by_name(id, name.to_owned()));
        }
        Some(Self::by_time(id, rest.strip_prefix('t')?.parse().ok()?))
    }

    fn value(&self) -> Expr {
        match &self.key {
            Key::Text(text) => Expr::val(text.clone()),
            Key::Millis(millis) => Expr::val(*millis),
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            Key::Text(text) => write!(f, "{}n{text}", self.id),
            Key::Millis(millis) => write!(f, "{}t{millis}", self.id),
        }
    }
}

/// The columns a list is ordered by.
pub(crate) struct Columns<C> {
    pub(crate) id: C,
    pub(crate) name: C,
    pub(crate) created: C,
    pub(crate) updated: C,
}

impl<C: Copy> Columns<C> {
    fn of(&self, order: Order) -> C {
        match order {
            Order::Name => self.name,
            Order::Updated => self.updated,
            Order::Created => self.created,
        }
    }
}

impl Order {
    fn ascends(self) -> bool {
        self != Self::Updated
    }
}

/// The rows that follow a place in a list of that order, or precede it.
pub(crate) fn beyond<C: ColumnTrait>(
    columns: &Columns<C>,
    order: Order,
    cursor: &Cursor,
    follows: bool,
) -> Expr {
    let place = Expr::tuple([col(columns.of(order)), col(columns.id)]);
    let mark = Expr::tuple([cursor.value(), Expr::val(cursor.id)]);
    if order.ascends() == follows {
        place.gt(mark)
    } else {
        place.lt(mark)
    }
}

/// Orders and cuts a list. `true`: the rows come backwards and have to be turned round.
pub(crate) fn apply<C: ColumnTrait>(
    select: &mut SelectStatement,
    page: &Page,
    columns: &Columns<C>,
) -> bool {
    match page {
        Page::Offset { start_index, count } => {
            for column in [columns.created, columns.id] {
                select.order_by_expr(col(column), Direction::Asc);
            }
            select
                .limit(bound(*count))
                .offset(bound(start_index.saturating_sub(1)));
            false
        }
        Page::Keyset {
            after,
            before,
            limit,
            order,
        } => {
            let column = columns.of(*order);
            let backwards = before.is_some() && after.is_none();
            for (cursor, follows) in [(after, true), (before, false)] {
                if let Some(cursor) = cursor.as_ref().filter(|cursor| cursor.fits(*order)) {
                    select.and_where(beyond(columns, *order, cursor, follows));
                }
            }
            let direction = if order.ascends() == backwards {
                Direction::Desc
            } else {
                Direction::Asc
            };
            select.order_by_expr(col(column), direction.clone());
            select.order_by_expr(col(columns.id), direction);
            select.limit(bound(*limit));
            backwards
        }
    }
}

impl Cursor {
    /// A cursor of another order than the list's is as good as none.
    fn fits(&self, order: Order) -> bool {
        matches!(
            (order, &self.key),
            (Order::Name, Key::Text(_)) | (Order::Updated | Order::Created, Key::Millis(_))
        )
    }
}

/// Both databases count in signed 64 bits.
pub(crate) fn bound(number: u64) -> u64 {
    Ord::min(number, i64::MAX.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_what_it_wrote() {
        let id = Uuid::from_u128(7);
        for cursor in [
            Cursor::by_name(id, "anné n7".to_owned()),
            Cursor::by_time(id, -5),
        ] {
            assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        }
    }

    #[test]
    fn anything_else_is_no_cursor() {
        for text in [
            "",
            "n",
            "é".repeat(18).as_str(),
            &format!("{}tx", Uuid::nil()),
        ] {
            assert_eq!(Cursor::parse(text), None, "{text}");
        }
    }
}
