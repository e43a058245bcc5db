//! The members of a group, in the order in which they joined.

use app::model::Pager;
use app::model::failure::Missing;
use app::model::group::{MemberKind, MemberRow};
use app::model::query::MembersQuery;
use directory::view::{self, Listing, PageOf};

use super::context::Member;
use super::failure::Failure;
use super::paging::{self, Place};
use super::query::{self, Asked};

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
    let listing = Listing {
        limit: rows,
        ..Listing::default()
    };
    Ok(find(member, &listing).await?.rows)
}

/// The page that a query asks for, and whether all of it was understood.
pub(super) async fn page(
    member: &Member,
    mut asked: Asked<MembersQuery>,
) -> Result<(Joined, bool), Failure> {
    let place = query::place(&mut asked, |query| &mut query.cursor);
    let understood = asked.is_understood();
    let query = asked.done(member);
    let listing = Listing {
        search: (!query.q.is_empty()).then(|| query.q.clone()),
        after: place.as_ref().and_then(Place::after),
        before: place.as_ref().and_then(Place::before),
        limit: ROWS,
        ..Listing::default()
    };
    let found = find(member, &listing).await?;
    let joined = Joined {
        query,
        pager: paging::pager(place.as_ref(), &found),
        rows: found.rows,
    };
    Ok((joined, understood))
}

async fn find(member: &Member, listing: &Listing) -> Result<PageOf<MemberRow>, Failure> {
    let found = member
        .directory
        .view()
        .members(&member.caller, member.id(), listing)
        .await;
    let missing = || Missing::Group {
        id: member.id().to_owned(),
    };
    let page = found.map_err(|error| Failure::of(error, missing))?;
    Ok(page.map(|row| MemberRow {
        kind: match row.kind {
            view::MemberKind::User => MemberKind::User,
            view::MemberKind::Group => MemberKind::Group,
        },
        id: row.id.to_string(),
        label: row.label,
        user_name: row.user_name,
        active: row.active,
        joined: Some(member.instant(row.created_at)),
    }))
}
