//! Provisioned users: the pages of one. Their list is in [`super::user_list`].

use app::Page;
use app::model::Pager;
use app::model::failure::Missing;
use app::model::query::{MembersQuery, ThenQuery};
use app::model::user::{
    Cause, MembershipRow, UserGroupsPage, UserHeader, UserHistoryPage, UserPage, UserRawPage,
};
use axum::extract::RawQuery;
use axum::response::Response;
use directory::audit::Query as EventQuery;
use directory::view::UserView;
use serde_json::Value;

use super::context::Member;
use super::failure::Failure;
use super::history;
use super::paging;
use super::query::Asked;
use super::resource::{self, ROWS_IN_A_SUMMARY};
use super::then;

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
