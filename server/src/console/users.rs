//! Provisioned users: the list and the pages of one.

use app::Page;
use app::model::failure::Missing;
use app::model::query::{MembersQuery, ThenQuery, UserSort, UsersQuery};
use app::model::user::{
    Cause, MembershipRow, UserGroupsPage, UserHeader, UserHistoryPage, UserPage, UserRawPage,
    UserRow, UsersPage,
};
use app::model::{FieldError, Pager, Total};
use axum::extract::RawQuery;
use axum::response::Response;
use directory::Order;
use directory::audit::Query as EventQuery;
use directory::tenants::Deletion;
use directory::view::{self, Listing, UserView};
use serde_json::Value;

use super::context::Member;
use super::failure::Failure;
use super::filtered::{self, Found};
use super::history;
use super::paging::{self, Place};
use super::query::{self, Asked};
use super::resource::{self, ROWS_IN_A_SUMMARY};
use super::then;

/// The orders that the directory can give.
const SORTS: [UserSort; 2] = [UserSort::UserName, UserSort::ChangedDescending];

/// `GET /t/<slug>/users`
pub(super) async fn list(member: Member, RawQuery(raw): RawQuery) -> Result<Response, Failure> {
    let (page, _) = listed(&member, Asked::read(raw)).await?;
    Ok(member.page(Page::Users(page)))
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
    let mut found = if asked.query.filter.is_empty() && at.is_none() {
        let place = query::place(&mut asked, |query| &mut query.cursor);
        find(member, &asked.query, place.as_ref()).await?
    } else {
        filtered::users(member, &mut asked, at).await?
    };
    found.errors.extend(fault);
    let understood = asked.is_understood();
    let query = asked.done(member);
    if query.deleted && (!query.filter.is_empty() || at.is_some()) {
        found.errors.push(FieldError::new(
            "status",
            "Neither a SCIM filter nor the past shows who is deleted, and this was not used. Clear one of them.",
        ));
    }
    let keeps_deleted = member.caller.settings()?.delete == Deletion::Hide;
    let some_else = query.is_filtered() || keeps_deleted;
    let any = found.pager.total != Total::Exactly(0)
        || !query.at.is_empty()
        || (some_else && exists(member).await?);
    let page = UsersPage {
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

/// What the directory is asked for, without a filter and of the present.
pub(super) fn listing(query: &UsersQuery, place: Option<&Place>) -> Listing {
    Listing {
        search: (!query.q.is_empty()).then(|| query.q.clone()),
        active: query.active,
        deleted: query.deleted,
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
pub(super) fn filter(query: &UsersQuery) -> Option<String> {
    let own = (!query.filter.is_empty()).then(|| format!("({})", query.filter));
    let active = query.active.map(|active| format!("active eq {active}"));
    let parts: Vec<String> = own.into_iter().chain(active).collect();
    match parts.as_slice() {
        // As it was written: a refusal names places in it.
        [_] if !query.filter.is_empty() => Some(query.filter.clone()),
        [] => None,
        parts => Some(parts.join(" and ")),
    }
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
        changed: member.instant(row.user.updated_at),
    }
}

/// `GET /t/<slug>/users/<id>`
pub(super) async fn show(member: Member, RawQuery(raw): RawQuery) -> Result<Response, Failure> {
    let asked = Asked::<ThenQuery>::read(raw).done(&member);
    if !asked.at.is_empty() {
        return then::user(&member, &asked.at).await;
    }
    let user = view(&member).await?;
    let mut groups = memberships(&user);
    let view = member.directory.view();
    let origins = view.origins(&member.caller, member.id()).await?;
    groups.truncate(ROWS_IN_A_SUMMARY);
    let page = UserPage {
        header: header(&member, &user).await?,
        sections: resource::sections(&member, &user.representation, &origins),
        groups,
        recent: history::last(&member, member.id(), ROWS_IN_A_SUMMARY as u64).await?,
    };
    Ok(member.page(Page::User(page)))
}

/// `GET /t/<slug>/users/<id>/groups`
pub(super) async fn groups(member: Member, RawQuery(raw): RawQuery) -> Result<Response, Failure> {
    Asked::<MembersQuery>::read(raw).done(&member);
    let user = view(&member).await?;
    let rows = memberships(&user);
    let pager = Pager {
        first: Some(1),
        total: paging::total(rows.len() as u64),
        previous: None,
        next: None,
    };
    let page = UserGroupsPage {
        header: header(&member, &user).await?,
        rows,
        pager,
    };
    Ok(member.page(Page::UserGroups(page)))
}

/// `GET /t/<slug>/users/<id>/history`
pub(super) async fn history(member: Member, query: RawQuery) -> Result<Response, Failure> {
    let user = view(&member).await?;
    let history = history::page(&member, member.id(), query).await?;
    let page = UserHistoryPage {
        header: header(&member, &user).await?,
        events: history.events,
        older: history.older,
        newer: history.newer,
    };
    Ok(member.page(Page::UserHistory(page)))
}

/// `GET /t/<slug>/users/<id>/raw`
pub(super) async fn raw(member: Member) -> Result<Response, Failure> {
    let user = view(&member).await?;
    let page = UserRawPage {
        header: header(&member, &user).await?,
        location: resource::location(&user.representation),
        resource: Value::Object(user.representation),
    };
    Ok(member.page(Page::UserRaw(page)))
}

/// The user that the path names.
pub(super) async fn view(member: &Member) -> Result<UserView, Failure> {
    let found = member
        .directory
        .view()
        .user(&member.caller, member.id())
        .await;
    found.map_err(|error| missing(member, error))
}

/// What somebody is told who asks for a user who is not there.
pub(super) fn missing(member: &Member, error: directory::Error) -> Failure {
    Failure::of(error, || Missing::User {
        id: member.id().to_owned(),
    })
}

fn memberships(user: &UserView) -> Vec<MembershipRow> {
    user.groups
        .iter()
        .map(|group| MembershipRow {
            id: group.id.to_string(),
            display_name: group.display_name.clone(),
            direct: true,
        })
        .collect()
}

async fn header(member: &Member, view: &UserView) -> Result<UserHeader, Failure> {
    let user = &view.user;
    Ok(UserHeader {
        id: user.id.to_string(),
        display_name: scim::full_name(&user.document).unwrap_or_default(),
        user_name: user.user_name.clone(),
        external_id: user.external_id.clone(),
        active: user.active,
        deactivated: if user.active || view.deleted_at.is_some() {
            None
        } else {
            cause(member).await?
        },
        deleted: view.deleted_at.map(|at| member.instant(at)),
        created: member.instant(user.created_at),
        changed: member.instant(user.updated_at),
        groups: view.groups.len() as u64,
        events: None,
    })
}

/// The event that took a user's access away.
async fn cause(member: &Member) -> Result<Option<Cause>, Failure> {
    let query = EventQuery {
        resource_id: Some(member.id().to_owned()),
        operation: Some("user.deactivate".to_owned()),
        outcomes: vec!["success".to_owned()],
        limit: 1,
        ..EventQuery::default()
    };
    let found = member
        .directory
        .audit()
        .list(&member.caller, &query)
        .await?;
    Ok(found.events.into_iter().next().map(|event| Cause {
        event_id: event.id.to_string(),
        time: member.instant(event.time),
        actor: event.actor_label.unwrap_or(event.actor_type),
    }))
}
