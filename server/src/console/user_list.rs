//! The list of provisioned users.

use app::Page;
use app::model::columns::{ListColumn, UserColumn};
use app::model::query::{UserSort, UsersQuery};
use app::model::user::{Named, UserRow, UsersPage};
use app::model::{FieldError, Total};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use directory::tenants::Deletion;
use directory::view::{self, Listing};
use directory::{GroupId, Moment, Order};
use http::HeaderMap;

use super::context::Member;
use super::failure::Failure;
use super::filtered::{self, Found};
use super::paging::{self, Place};
use super::query::{self, Asked};
use super::{columns, is_secure, sources, then};
use crate::state::AppState;

/// Groups that the list of users can be narrowed to by a choice.
const GROUPS_OFFERED: u64 = 100;
/// The orders that the directory can give.
const SORTS: [UserSort; 2] = [UserSort::UserName, UserSort::ChangedDescending];

/// `GET /t/<slug>/users`
pub(super) async fn list(
    State(state): State<AppState>,
    member: Member,
    headers: HeaderMap,
    RawQuery(raw): RawQuery,
) -> Result<Response, Failure> {
    let (mut page, _) = listed(&member, Asked::read(raw)).await?;
    let asked = page.query.columns.clone();
    page.columns = columns::shown(asked.as_deref(), &headers, columns::OF_USERS);
    let mut response = member.page(Page::Users(page));
    if let Some(asked) = asked {
        let headers = response.headers_mut();
        columns::remember(headers, columns::OF_USERS, &asked, is_secure(&state));
    }
    Ok(response)
}

/// The list that is asked for, and whether all of the query was understood.
pub(super) async fn listed(
    member: &Member,
    mut asked: Asked<UsersQuery>,
) -> Result<(UsersPage, bool), Failure> {
    if !SORTS.contains(&asked.query.sort) {
        asked.query.sort = UserSort::default();
        asked.ignore("sort");
    }
    let (at, fault) = match then::asked(&asked.query.at) {
        Ok(at) => (at, None),
        Err(fault) => (None, Some(fault)),
    };
    if GroupId::parse(&asked.query.group).is_none() && !asked.query.group.is_empty() {
        asked.query.group.clear();
        asked.ignore("group");
    }
    let mut found = rows(member, &mut asked, at).await?;
    found.errors.extend(fault);
    let understood = asked.is_understood();
    let query = asked.done(member);
    // Beside a filter that is refused, the list is as it is without: all of the rest is used.
    let filtered = !query.filter.is_empty() && !found.refuses_filter();
    if filtered || at.is_some() {
        found.errors.extend(not_combined(&query));
    }
    let (groups, more_groups) = groups_offered(member, &query.group).await?;
    let keeps_deleted = member.caller.settings()?.delete == Deletion::Hide;
    let some_else = query.is_filtered() || keeps_deleted;
    let any = found.pager.total != Total::Exactly(0)
        || !query.at.is_empty()
        || (some_else && exists(member).await?);
    let page = UsersPage {
        columns: UserColumn::USUAL.to_vec(),
        groups,
        more_groups,
        sources: sources::offered(member).await?,
        query,
        rows: found.rows,
        pager: found.pager,
        any,
        keeps_deleted,
        then: at.map(|at| then::shown(member, at)),
        sorts: if at.is_some() {
            Vec::new()
        } else {
            SORTS.to_vec()
        },
        errors: found.errors,
    };
    Ok((page, understood))
}

/// The rows, by search and fields, by a SCIM filter, or of the past.
async fn rows(
    member: &Member,
    asked: &mut Asked<UsersQuery>,
    at: Option<Moment>,
) -> Result<Found<UserRow>, Failure> {
    let mut found = if asked.query.filter.is_empty() && at.is_none() {
        let place = query::place(asked, |query| &mut query.cursor);
        find(member, &asked.query, place.as_ref()).await?
    } else {
        filtered::users(member, asked, at).await?
    };
    if found.refuses_filter() && at.is_none() {
        found = found.beside(find(member, &asked.query, None).await?);
    }
    if at.is_none() {
        sources::note(member, &mut found.rows).await?;
    }
    Ok(found)
}

/// What of a query is not used beside a SCIM filter or in the past, at its field.
fn not_combined(query: &UsersQuery) -> impl Iterator<Item = FieldError> + use<> {
    let deleted = query.deleted.then(|| {
        FieldError::new(
            "status",
            "Neither a SCIM filter nor the past shows who is deleted, and this was not used. Clear one of them.",
        )
    });
    let source =
        (!query.source.is_empty()).then(|| FieldError::new("source", sources::NOT_COMBINED));
    deleted.into_iter().chain(source)
}

/// What the directory is asked for, without a filter and of the present.
pub(super) fn listing(query: &UsersQuery, place: Option<&Place>) -> Listing {
    Listing {
        search: (!query.q.is_empty()).then(|| query.q.clone()),
        active: query.active,
        deleted: query.deleted,
        group: GroupId::parse(&query.group),
        source: (!query.source.is_empty()).then(|| query.source.clone()),
        order: match query.sort {
            UserSort::Changed | UserSort::ChangedDescending => Order::Updated,
            UserSort::UserName | UserSort::UserNameDescending => Order::Name,
        },
        after: place.and_then(Place::after),
        before: place.and_then(Place::before),
        limit: query.limit.into(),
    }
}

async fn find(
    member: &Member,
    query: &UsersQuery,
    place: Option<&Place>,
) -> Result<Found<UserRow>, Failure> {
    let listing = listing(query, place);
    let page = member
        .directory
        .view()
        .users(&member.caller, &listing)
        .await?;
    let pager = paging::pager(place, &page);
    let rows = page
        .rows
        .into_iter()
        .map(|row| shown(member, row))
        .collect();
    Ok(Found {
        rows,
        pager,
        errors: Vec::new(),
    })
}

/// The SCIM filter that finds what the query asks for, where a filter can say it.
pub(super) fn filter(member: &Member, query: &UsersQuery) -> Option<String> {
    // What is no filter by itself is not made one by what is put around it: `a pr) or (b pr`.
    let user = member.caller.kinds().user();
    if !query.filter.is_empty() && scim::filter::compile(&user, &query.filter).is_err() {
        return Some(query.filter.clone());
    }
    let own = (!query.filter.is_empty()).then(|| format!("({})", query.filter));
    let active = query.active.map(|active| format!("active eq {active}"));
    // An id of hexadecimal digits and hyphens: it ends no text in quotes.
    let group = GroupId::parse(&query.group);
    let group = group.map(|id| format!("groups.value eq \"{id}\""));
    let parts: Vec<String> = own.into_iter().chain(active).chain(group).collect();
    match parts.as_slice() {
        // As it was written: a refusal names places in it.
        [_] if !query.filter.is_empty() => Some(query.filter.clone()),
        [] => None,
        parts => Some(parts.join(" and ")),
    }
}

/// The first groups by name, the one that the list is narrowed to among them; whether there are more.
async fn groups_offered(member: &Member, chosen: &str) -> Result<(Vec<Named>, bool), Failure> {
    let first = Listing {
        limit: GROUPS_OFFERED,
        ..Listing::default()
    };
    let view = member.directory.view();
    let page = view.groups(&member.caller, &first).await?;
    let named = |id: GroupId, name| Named {
        id: id.to_string(),
        name,
    };
    let groups = page.rows.into_iter();
    let mut groups: Vec<Named> = groups
        .map(|group| named(group.id, group.display_name))
        .collect();
    if !chosen.is_empty() && !groups.iter().any(|group| group.id == chosen) {
        match view.group(&member.caller, chosen).await {
            Ok(found) => groups.push(named(found.group.id, found.group.display_name)),
            // One that is gone has no members any more.
            Err(directory::Error::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok((groups, page.next.is_some()))
}

/// Whether there is any user, or one that was deleted and kept.
async fn exists(member: &Member) -> Result<bool, Failure> {
    for deleted in [false, true] {
        let one = Listing {
            limit: 1,
            deleted,
            ..Listing::default()
        };
        let view = member.directory.view();
        if view.users(&member.caller, &one).await?.total > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

fn shown(member: &Member, row: view::UserRow) -> UserRow {
    UserRow {
        id: row.user.id.to_string(),
        display_name: row.name.unwrap_or_default(),
        user_name: row.user.user_name,
        active: row.user.active,
        groups: row.groups as u64,
        external_id: row.user.external_id,
        source: None,
        created: member.instant(row.user.created_at),
        changed: member.instant(row.user.updated_at),
    }
}
