//! Pages of long lists: where one is, and the cursors in the links to its neighbours.

use app::model::{Pager, Total};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use directory::Cursor;
use directory::view::PageOf;

/// Beyond this a list is only said to be long.
const COUNTED: u64 = 100_000;

/// The part of a list that a link asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    direction: Direction,
    /// Position of the row at the near end, as far as whoever made the link knew it.
    position: u64,
    at: Cursor,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    After,
    Before,
}

impl Place {
    /// Reads the value of `cursor`; `None` for what [`Place::write`] did not write.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (position, at) = text.get(1..)?.split_once('.')?;
        let direction = match text.as_bytes().first()? {
            b'a' => Direction::After,
            b'b' => Direction::Before,
            _ => return None,
        };
        let at = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(at).ok()?).ok()?;
        Some(Self {
            direction,
            position: position.parse().ok()?,
            at: Cursor::parse(&at)?,
        })
    }

    fn write(&self) -> String {
        let direction = match self.direction {
            Direction::After => 'a',
            Direction::Before => 'b',
        };
        let at = BASE64_URL_SAFE_NO_PAD.encode(self.at.to_string());
        format!("{direction}{}.{at}", self.position)
    }

    pub(super) fn after(&self) -> Option<Cursor> {
        (self.direction == Direction::After).then(|| self.at.clone())
    }

    pub(super) fn before(&self) -> Option<Cursor> {
        (self.direction == Direction::Before).then(|| self.at.clone())
    }
}

/// Where a page stands, and the way to its neighbours.
pub(super) fn pager<T>(place: Option<&Place>, page: &PageOf<T>) -> Pager {
    let rows = page.rows.len() as u64;
    let first = match place {
        None => 1,
        Some(place) if place.direction == Direction::After => place.position.saturating_add(1),
        // Rows were added in front meanwhile, or taken away: the first page begins at 1.
        Some(_) if page.previous.is_none() => 1,
        Some(place) => place.position.saturating_sub(rows).max(1),
    };
    let link = |direction, position, at: &Cursor| {
        Place {
            direction,
            position,
            at: at.clone(),
        }
        .write()
    };
    Pager {
        first: (rows > 0 && first + rows - 1 <= page.total).then_some(first),
        total: total(page.total),
        previous: page
            .previous
            .as_ref()
            .map(|at| link(Direction::Before, first, at)),
        next: page
            .next
            .as_ref()
            .map(|at| link(Direction::After, first + rows - 1, at)),
    }
}

/// A count, as exact as it is worth saying.
pub(super) fn total(count: u64) -> Total {
    if count > COUNTED {
        Total::MoreThan(COUNTED)
    } else {
        Total::Exactly(count)
    }
}

#[cfg(test)]
mod tests {
    use app::model::Total;
    use directory::Cursor;
    use directory::view::PageOf;

    use super::{Place, pager};

    fn cursor(name: &str) -> Cursor {
        Cursor::parse(&format!("01939e4c-7f6a-7c3e-8b1a-2f4d5e6f7a8bn{name}")).unwrap()
    }

    fn page(rows: usize, previous: bool, next: bool) -> PageOf<()> {
        PageOf {
            rows: vec![(); rows],
            total: 120,
            previous: previous.then(|| cursor("ada lovelace <ä>")),
            next: next.then(|| cursor("grace")),
        }
    }

    #[test]
    fn positions_are_carried_from_page_to_page() {
        let first = pager(None, &page(50, false, true));
        assert_eq!((first.first, first.total), (Some(1), Total::Exactly(120)));
        let place = Place::parse(&first.next.unwrap()).unwrap();
        assert_eq!(place.after(), Some(cursor("grace")));
        let second = pager(Some(&place), &page(50, true, true));
        assert_eq!(second.first, Some(51));
        let place = Place::parse(&second.previous.unwrap()).unwrap();
        assert_eq!(place.before(), Some(cursor("ada lovelace <ä>")));
        assert_eq!(pager(Some(&place), &page(50, false, true)).first, Some(1));
    }

    #[test]
    fn a_cursor_nobody_wrote_is_no_place() {
        for text in ["", "a", "a1", "a1.", "c1.eA", "ax.eA", "a1.!!", "ä"] {
            assert_eq!(Place::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_position_that_cannot_be_is_not_said() {
        let place = Place::parse(
            &Place {
                position: u64::MAX / 2,
                ..place()
            }
            .write(),
        )
        .unwrap();
        assert_eq!(pager(Some(&place), &page(50, true, true)).first, None);
    }

    fn place() -> Place {
        let next = pager(None, &page(50, false, true)).next.unwrap();
        Place::parse(&next).unwrap()
    }
}
