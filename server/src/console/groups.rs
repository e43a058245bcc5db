//! Provisioned groups: the list and the pages of one.

use app::Page;
use app::model::columns::{GroupColumn, ListColumn};
use app::model::failure::Missing;
use app::model::group::{
    GroupHeader, GroupHistoryPage, GroupMembersPage, GroupPage, GroupRawPage, GroupRow, GroupsPage,
};
use app::model::query::{GroupSort, GroupsQuery, MembersQuery, ThenQuery};
use app::model::{FieldError, Total};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use directory::view::{GroupView, Listing};
use directory::{Moment, Order};
use http::HeaderMap;
use serde_json::Value;

use super::context::Member;
use super::failure::Failure;
use super::filtered::{self, Found};
use super::paging::{self, Place};
use super::query::{self, Asked};
use super::resource::{self, ROWS_IN_A_SUMMARY};
use super::{columns, history, is_secure, joined, sources, then};
use crate::state::AppState;

/// The orders that the directory can give.
const SORTS: [GroupSort; 2] = [GroupSort::DisplayName, GroupSort::ChangedDescending];

/// `GET /t/<slug>/groups`
pub(super) async fn list(
    State(state): State<AppState>,
    member: Member,
    headers: HeaderMap,
    RawQuery(raw): RawQuery,
) -> Result<Response, Failure> {
    let (mut page, _) = listed(&member, Asked::read(raw)).await?;
    let asked = page.query.columns.clone();
    page.columns = columns::shown(asked.as_deref(), &headers, columns::OF_GROUPS);
    let mut response = member.page(Page::Groups(page));
    if let Some(asked) = asked {
        let headers = response.headers_mut();
        columns::remember(headers, columns::OF_GROUPS, &asked, is_secure(&state));
    }
    Ok(response)
}

/// The list that is asked for, and whether all of the query was understood.
pub(super) async fn listed(
    member: &Member,
    mut asked: Asked<GroupsQuery>,
) -> Result<(GroupsPage, bool), Failure> {
    if !SORTS.contains(&asked.query.sort) {
        asked.query.sort = GroupSort::default();
        asked.ignore("sort");
    }
    let (at, fault) = match then::asked(&asked.query.at) {
        Ok(at) => (at, None),
        Err(fault) => (None, Some(fault)),
    };
    let mut found = rows(member, &mut asked, at).await?;
    found.errors.extend(fault);
    let understood = asked.is_understood();
    let query = asked.done(member);
    // Beside a filter that is refused, the list is as it is without: the source is used.
    let filtered = !query.filter.is_empty() && !found.refuses_filter();
    if !query.source.is_empty() && (filtered || at.is_some()) {
        found
            .errors
            .push(FieldError::new("source", sources::NOT_COMBINED));
    }
    let any = found.pager.total != Total::Exactly(0)
        || !query.at.is_empty()
        || (query.is_filtered() && exists(member).await?);
    let page = GroupsPage {
        columns: GroupColumn::USUAL.to_vec(),
        sources: sources::offered(member).await?,
        query,
        rows: found.rows,
        pager: found.pager,
        any,
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

/// The rows, by search, by a SCIM filter, or of the past.
async fn rows(
    member: &Member,
    asked: &mut Asked<GroupsQuery>,
    at: Option<Moment>,
) -> Result<Found<GroupRow>, Failure> {
    let mut found = if asked.query.filter.is_empty() && at.is_none() {
        let place = query::place(asked, |query| &mut query.cursor);
        find(member, &asked.query, place.as_ref()).await?
    } else {
        filtered::groups(member, asked, at).await?
    };
    if found.refuses_filter() && at.is_none() {
        found = found.beside(find(member, &asked.query, None).await?);
    }
    if at.is_none() {
        sources::note(member, &mut found.rows).await?;
    }
    Ok(found)
}

/// What the directory is asked for, without a filter and of the present.
pub(super) fn listing(query: &GroupsQuery, place: Option<&Place>) -> Listing {
    Listing {
        search: (!query.q.is_empty()).then(|| query.q.clone()),
        active: None,
        deleted: false,
        group: None,
        source: (!query.source.is_empty()).then(|| query.source.clone()),
        order: match query.sort {
            GroupSort::Changed | GroupSort::ChangedDescending => Order::Updated,
            GroupSort::DisplayName | GroupSort::DisplayNameDescending => Order::Name,
        },
        after: place.and_then(Place::after),
        before: place.and_then(Place::before),
        limit: query.limit.into(),
    }
}

async fn find(
    member: &Member,
    query: &GroupsQuery,
    place: Option<&Place>,
) -> Result<Found<GroupRow>, Failure> {
    let listing = listing(query, place);
    let page = member
        .directory
        .view()
        .groups(&member.caller, &listing)
        .await?;
    let pager = paging::pager(place, &page);
    let rows = page
        .rows
        .into_iter()
        .map(|group| GroupRow {
            id: group.id.to_string(),
            display_name: group.display_name,
            members: unsigned(group.member_count),
            external_id: group.external_id,
            source: None,
            created: member.instant(group.created_at),
            changed: member.instant(group.updated_at),
        })
        .collect();
    Ok(Found {
        rows,
        pager,
        errors: Vec::new(),
    })
}

async fn exists(member: &Member) -> Result<bool, Failure> {
    let one = Listing {
        limit: 1,
        ..Listing::default()
    };
    Ok(member
        .directory
        .view()
        .groups(&member.caller, &one)
        .await?
        .total
        > 0)
}

/// `GET /t/<slug>/groups/<id>`
pub(super) async fn show(member: Member, RawQuery(raw): RawQuery) -> Result<Response, Failure> {
    let asked = Asked::<ThenQuery>::read(raw).done(&member);
    if !asked.at.is_empty() {
        return then::group(&member, &asked.at).await;
    }
    let group = view(&member).await?;
    let first = joined::first(&member, ROWS_IN_A_SUMMARY as u64).await?;
    let view = member.directory.view();
    let origins = view.origins(&member.caller, member.id()).await?;
    let page = GroupPage {
        header: header(&member, &group),
        sections: resource::sections(&member, &group.representation, &origins),
        members: first,
        recent: history::last(&member, member.id(), ROWS_IN_A_SUMMARY as u64).await?,
    };
    Ok(member.page(Page::Group(page)))
}

/// `GET /t/<slug>/groups/<id>/members`
pub(super) async fn members(member: Member, RawQuery(raw): RawQuery) -> Result<Response, Failure> {
    let (page, _) = members_listed(&member, Asked::read(raw)).await?;
    Ok(member.page(Page::GroupMembers(page)))
}

/// The members that are asked for, and whether all of the query was understood.
pub(super) async fn members_listed(
    member: &Member,
    asked: Asked<MembersQuery>,
) -> Result<(GroupMembersPage, bool), Failure> {
    let group = view(member).await?;
    let header = header(member, &group);
    let (joined, understood) = joined::page(member, asked).await?;
    let page = GroupMembersPage {
        header,
        query: joined.query,
        rows: joined.rows,
        pager: joined.pager,
    };
    Ok((page, understood))
}

/// `GET /t/<slug>/groups/<id>/history`
pub(super) async fn history(member: Member, query: RawQuery) -> Result<Response, Failure> {
    let group = view(&member).await?;
    let history = history::page(&member, member.id(), query).await?;
    let page = GroupHistoryPage {
        header: header(&member, &group),
        events: history.events,
        older: history.older,
        newer: history.newer,
    };
    Ok(member.page(Page::GroupHistory(page)))
}

/// `GET /t/<slug>/groups/<id>/raw`
pub(super) async fn raw(member: Member) -> Result<Response, Failure> {
    let group = view(&member).await?;
    let header = header(&member, &group);
    let page = GroupRawPage {
        location: resource::location(&group.representation),
        resource: Value::Object(group.representation),
        members_left_out: header.members,
        header,
    };
    Ok(member.page(Page::GroupRaw(page)))
}

async fn view(member: &Member) -> Result<GroupView, Failure> {
    let found = member
        .directory
        .view()
        .group(&member.caller, member.id())
        .await;
    found.map_err(|error| {
        Failure::of(error, || Missing::Group {
            id: member.id().to_owned(),
        })
    })
}

fn header(member: &Member, view: &GroupView) -> GroupHeader {
    let group = &view.group;
    GroupHeader {
        id: group.id.to_string(),
        display_name: group.display_name.clone(),
        external_id: group.external_id.clone(),
        members: unsigned(group.member_count),
        created: member.instant(group.created_at),
        changed: member.instant(group.updated_at),
        events: None,
    }
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}
