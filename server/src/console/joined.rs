//! The members of a group, in the order in which they joined.

use app::model::Pager;
use app::model::failure::Missing;
use app::model::group::{MemberKind, MemberRow};
use app::model::query::MembersQuery;
use axum::extract::RawQuery;
use directory::view::MemberPage;
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
    let found = find(member, place.map(|place| place.row), ROWS).await?;
    let position = place.map_or(0, |place| place.position);
    let last = position + found.rows.len() as u64;
    let pager = Pager {
        first: (!found.rows.is_empty()).then_some(position + 1),
        total: paging::total(count),
        previous: None,
        next: found.next.map(|row| After { position: last, row }.write()),
    };
    Ok(Joined { query, rows: shown(member, found), pager })
}

async fn find(
    member: &Member,
    after: Option<Uuid>,
    rows: u64,
) -> Result<MemberPage, Failure> {
    let found =
        member.directory.view().members(&member.caller, member.id(), after, rows).await;
    found.map_err(|error| Failure::of(error, || Missing::Group { id: member.id().to_owned() }))
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
    if format!("{kind:?}") == "Group" { MemberKind::Group } else { MemberKind::User }
}

/// Where a page of members begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct After {
    position: u64,
    row: Uuid,
}

impl After {
    fn parse(text: &str) -> Option<Self> {
        let (position, row) = text.strip_prefix('a')?.split_once('.')?;
        Some(Self { position: position.parse().ok()?, row: Uuid::try_parse(row).ok()? })
    }

    fn write(self) -> String {
        format!("a{}.{}", self.position, self.row)
    }
}

#[cfg(test)]
mod tests {
    use super::After;

    #[test]
    fn a_place_among_members_is_read_as_it_was_written() {
        let text = "a50.01939e4c-7f6a-7c3e-8b1a-2f4d5e6f7a8b";
        assert_eq!(After::parse(text).unwrap().write(), text);
        for text in ["", "a", "a50", "a50.x", "b50.01939e4c-7f6a-7c3e-8b1a-2f4d5e6f7a8b"] {
            assert_eq!(After::parse(text), None, "{text}");
        }
    }
}
