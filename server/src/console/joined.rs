//! The members of a group, in the order in which they joined.

use app::model::Pager;
use app::model::failure::Missing;
use app::model::group::{MemberKind, MemberRow};
use app::model::query::MembersQuery;
use axum::extract::RawQuery;
use directory::view::{Listing, MAX_ROWS, MemberPage};
use uuid::Uuid;

use super::context::Member;
use super::failure::Failure;
use super::paging;
use super::query::Asked;

/// Members on one page.
const ROWS: u64 = 50;

/// One page of a group's members.
pub(super) struct Joined {
    pub(super) query: MembersQuery,
    pub(super) rows: Vec<MemberRow>,
    pub(super) pager: Pager,
}

/// The first members, for a summary.
pub(super) async fn first(member: &Member, rows: u64) -> Result<Vec<MemberRow>, Failure> {
    Ok(shown(member, find(member, None, rows).await?))
}

/// The page that a query string asks for; the group has `count` members in all.
pub(super) async fn page(
    member: &Member,
    RawQuery(raw): RawQuery,
    count: u64,
) -> Result<Joined, Failure> {
    let mut asked = Asked::<MembersQuery>::read(raw);
    let place = asked.cursor(|query| &mut query.cursor, After::parse);
    let query = asked.done(member);
    if !query.q.is_empty() {
        let rows = search(member, &query.q).await?;
        let total = paging::total(rows.len() as u64);
        let pager = Pager {
            first: Some(1),
            total,
            previous: None,
            next: None,
        };
        return Ok(Joined { query, rows, pager });
    }
    let place = place.unwrap_or_default();
    let found = find(member, place.row, ROWS).await?;
    let pager = pager(&place, &found, count);
    Ok(Joined {
        query,
        rows: shown(member, found),
        pager,
    })
}

fn pager(place: &After, found: &MemberPage, count: u64) -> Pager {
    let last = place.position + found.rows.len() as u64;
    let next = found.next.map(|row| After {
        position: last,
        row: Some(row),
        before: place.row,
    });
    Pager {
        first: (!found.rows.is_empty()).then_some(place.position + 1),
        total: paging::total(count),
        previous: place.previous().map(After::write),
        next: next.map(After::write),
    }
}

/// Members whose name begins like the text: those who match in the whole tenant, as far as one
/// page of them goes, and are in this group.
async fn search(member: &Member, text: &str) -> Result<Vec<MemberRow>, Failure> {
    let view = member.directory.view();
    let listing = Listing {
        search: Some(text.to_owned()),
        limit: MAX_ROWS,
        ..Listing::default()
    };
    let mut rows = Vec::new();
    for row in view.users(&member.caller, &listing).await?.rows {
        let user = row.user;
        let id = user.id.to_string();
        let groups = view.user(&member.caller, &id).await?.groups;
        if groups
            .iter()
            .any(|group| group.id.to_string() == member.id())
        {
            rows.push(MemberRow {
                kind: MemberKind::User,
                id,
                label: user.display_name.unwrap_or_else(|| user.user_name.clone()),
                user_name: Some(user.user_name),
                active: Some(user.active),
                joined: None,
            });
        }
    }
    for group in view.groups(&member.caller, &listing).await?.rows {
        let id = group.id.to_string();
        let groups = view.group(&member.caller, &id).await?.groups;
        if groups
            .iter()
            .any(|group| group.id.to_string() == member.id())
        {
            rows.push(MemberRow {
                kind: MemberKind::Group,
                id,
                label: group.display_name,
                user_name: None,
                active: None,
                joined: None,
            });
        }
    }
    Ok(rows)
}

async fn find(member: &Member, after: Option<Uuid>, rows: u64) -> Result<MemberPage, Failure> {
    let found = member
        .directory
        .view()
        .members(&member.caller, member.id(), after, rows)
        .await;
    found.map_err(|error| {
        Failure::of(error, || Missing::Group {
            id: member.id().to_owned(),
        })
    })
}

fn shown(member: &Member, page: MemberPage) -> Vec<MemberRow> {
    page.rows
        .into_iter()
        .map(|row| MemberRow {
            kind: kind(&row.kind),
            id: row.id.to_string(),
            label: row.label,
            user_name: None,
            active: None,
            joined: Some(member.instant(row.created_at)),
        })
        .collect()
}

/// The kind of a member, by the name of its variant: the type is the store's own.
fn kind(kind: &impl std::fmt::Debug) -> MemberKind {
    if format!("{kind:?}") == "Group" {
        MemberKind::Group
    } else {
        MemberKind::User
    }
}

/// Where a page of members begins: after a row, and the page before it after another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct After {
    position: u64,
    row: Option<Uuid>,
    before: Option<Uuid>,
}

impl After {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix('a')?.split('.');
        let position = parts.next()?.parse().ok()?;
        let mut row = || match parts.next() {
            None => Some(None),
            Some(row) => Uuid::try_parse(row).ok().map(Some),
        };
        let (row, before) = (row()?, row()?);
        parts.next().is_none().then_some(Self {
            position,
            row,
            before,
        })
    }

    fn write(self) -> String {
        let mut text = format!("a{}", self.position);
        for row in [self.row, self.before].into_iter().flatten() {
            text.push('.');
            text.push_str(&row.to_string());
        }
        text
    }

    /// The page before this one, where the way back is known: members are only read forwards.
    fn previous(&self) -> Option<Self> {
        let position = self.position.checked_sub(ROWS)?;
        if position == 0 {
            return Some(Self::default());
        }
        self.before.map(|row| Self {
            position,
            row: Some(row),
            before: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::After;

    #[test]
    fn a_place_among_members_is_read_as_it_was_written() {
        let row = "01939e4c-7f6a-7c3e-8b1a-2f4d5e6f7a8b";
        for text in [
            "a0".to_owned(),
            format!("a50.{row}"),
            format!("a100.{row}.{row}"),
        ] {
            assert_eq!(After::parse(&text).unwrap().write(), text);
        }
        for text in [
            "",
            "a",
            "a50.x",
            &format!("b50.{row}"),
            &format!("a1.{row}.{row}.{row}"),
        ] {
            assert_eq!(After::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_way_back_leads_to_the_beginning() {
        let row = "01939e4c-7f6a-7c3e-8b1a-2f4d5e6f7a8b";
        let back = |text: &str| After::parse(text).unwrap().previous().map(After::write);
        assert_eq!(back("a0"), None);
        assert_eq!(back(&format!("a50.{row}")), Some("a0".to_owned()));
        assert_eq!(
            back(&format!("a100.{row}.{row}")),
            Some(format!("a50.{row}"))
        );
    }
}
