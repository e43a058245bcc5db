//! One user: summary, groups, history, raw.

use leptos::prelude::*;

use crate::components::event::RecentEvents;
use crate::components::field::RefusedAction;
use crate::components::header::PageHeader;
use crate::components::notice::{Banner, Tone};
use crate::components::past::LookBack;
use crate::components::status::ActiveStatus;
use crate::components::table::{Cell, Column, DataTable, RowHead, pager};
use crate::components::tabs::{Tab, Tabs};
use crate::components::time::Moment;
use crate::components::value::CopyLink;
use crate::model::Instant;
use crate::model::query::{AuditQuery, MembersQuery, UsersQuery};
use crate::model::user::{
    Cause, MembershipRow, UserGroupsPage, UserHeader, UserHistoryPage, UserPage, UserRawPage,
};
use crate::pages::resource::{Attributes, History, Identity, Raw};
use crate::paths;
use crate::place::Place;
use crate::text::{deactivation, directory};

#[component]
pub(crate) fn User(page: UserPage) -> impl IntoView {
    let slug = Place::current().slug;
    let first = MembersQuery::default();
    let history = paths::user_history(&slug, &page.header.id, &first);
    let groups = paths::user_groups(&slug, &page.header.id, &first);
    let id = page.header.id.clone();
    let has_access = page.header.active && page.header.deleted.is_none();
    view! {
        <Header header=page.header current=directory::TAB_SUMMARY/>
        <div class="with-aside">
            <div><Attributes sections=page.sections/></div>
            <div class="aside">
                <section>
                    <div class="section-head">
                        <h2>{directory::GROUPS_TITLE}</h2>
                        {(!page.groups.is_empty())
                            .then(|| view! { <a href=groups>{directory::ALL_GROUPS}</a> })}
                    </div>
                    <GroupLinks groups=page.groups/>
                </section>
            </div>
        </div>
        {(!page.recent.is_empty()).then(|| view! {
            <section>
                <div class="section-head">
                    <h2>{directory::RECENT}</h2>
                    <a href=history>{directory::ALL_HISTORY}</a>
                </div>
                <RecentEvents rows=page.recent caption=directory::RECENT without_target=true/>
            </section>
        })}
        {has_access.then(|| view! { <BreakGlass id/> })}
    }
    .into_any()
}

/// The way to take somebody's access away here and now, where it is there.
#[component]
fn BreakGlass(id: String) -> impl IntoView {
    let place = Place::current();
    let way = if place.role.deactivates_users() {
        let href = paths::user_deactivate(&place.slug, &id);
        view! { <a class="button danger-outline" href=href>{deactivation::ACT}</a> }.into_any()
    } else {
        view! {
            <RefusedAction label=deactivation::ACT reason=deactivation::REFUSED id="deactivate-refused"/>
        }
        .into_any()
    };
    view! {
        <section>
            <h2>{deactivation::EMERGENCY}</h2>
            <p class="muted reading">{deactivation::ABOUT}</p>
            <div class="actions">{way}</div>
        </section>
    }
    .into_any()
}

#[component]
fn GroupLinks(groups: Vec<MembershipRow>) -> impl IntoView {
    let slug = Place::current().slug;
    if groups.is_empty() {
        return view! { <p class="muted">{directory::USER_IN_NO_GROUP}</p> }.into_any();
    }
    let items = groups
        .into_iter()
        .map(|group| {
            view! {
                <li>
                    <a href=paths::group(&slug, &group.id)><bdi>{group.display_name}</bdi></a>
                    {(!group.direct).then(|| view! { " " <span class="tag">{directory::NESTED}</span> })}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="links">{items}</ul> }.into_any()
}

#[component]
pub(crate) fn UserGroups(page: UserGroupsPage) -> impl IntoView {
    let slug = Place::current().slug;
    let id = page.header.id.clone();
    let count = page.rows.len();
    let link = |cursor: &str| paths::user_groups(&slug, &id, &MembersQuery::default().at(cursor));
    let list = if page.rows.is_empty() {
        view! { <p class="muted">{directory::USER_IN_NO_GROUP}</p> }.into_any()
    } else {
        let rows = page
            .rows
            .into_iter()
            .map(|row| {
                let href = paths::group(&slug, &row.id);
                let how = if row.direct { directory::DIRECT } else { directory::NESTED };
                view! {
                    <tr role="row">
                        <RowHead label=directory::NAME href=Some(href)><bdi>{row.display_name}</bdi></RowHead>
                        <Cell label=directory::MEMBERSHIP>{how}</Cell>
                    </tr>
                }
            })
            .collect_view();
        let columns = vec![
            Column::new(directory::NAME),
            Column::new(directory::MEMBERSHIP),
        ];
        view! {
            <DataTable caption=directory::GROUPS_TITLE columns>{rows}</DataTable>
            {pager(&page.pager, count, link)}
        }
        .into_any()
    };
    view! {
        <Header header=page.header current=directory::TAB_GROUPS/>
        {list}
    }
    .into_any()
}

#[component]
pub(crate) fn UserHistory(page: UserHistoryPage) -> impl IntoView {
    let slug = Place::current().slug;
    let id = page.header.id.clone();
    let link =
        |cursor: String| paths::user_history(&slug, &id, &MembersQuery::default().at(&cursor));
    let newer = page.newer.map(link);
    let older = page.older.map(link);
    view! {
        <Header header=page.header current=directory::TAB_HISTORY/>
        <LookBack action=paths::user(&slug, &id) at=String::new()/>
        <History events=page.events about=id newer older/>
    }
    .into_any()
}

#[component]
pub(crate) fn UserRaw(page: UserRawPage) -> impl IntoView {
    view! {
        <Header header=page.header current=directory::TAB_RAW/>
        <Raw resource=page.resource location=page.location/>
    }
    .into_any()
}

/// Name, state, ids and tabs: the same on all four pages.
#[component]
fn Header(header: UserHeader, current: &'static str) -> impl IntoView {
    let slug = Place::current().slug;
    let first = MembersQuery::default();
    let unnamed = header.display_name.is_empty();
    let title = if unnamed {
        header.user_name.clone()
    } else {
        header.display_name
    };
    let id = header.id;
    let tab = |name, href, count| Tab { name, href, count };
    let tabs = vec![
        tab(directory::TAB_SUMMARY, paths::user(&slug, &id), None),
        tab(
            directory::TAB_GROUPS,
            paths::user_groups(&slug, &id, &first),
            Some(header.groups),
        ),
        tab(
            directory::TAB_HISTORY,
            paths::user_history(&slug, &id, &first),
            header.events,
        ),
        tab(directory::TAB_RAW, paths::user_raw(&slug, &id), None),
    ];
    view! {
        <PageHeader
            crumbs=vec![(directory::USERS_TITLE.to_owned(), paths::users(&slug, &UsersQuery::default()))]
            title
            aside=view! { <ActiveStatus active=header.active/> }.into_any()
            actions=view! { <CopyLink/> }.into_any()
        />
        {header.deleted.map(|since| view! { <Gone since/> })}
        {header.deactivated.map(|cause| view! { <Why cause/> })}
        <Identity
            id
            external_id=header.external_id
            user_name=header.user_name
            created=header.created
            changed=header.changed
        />
        <Tabs label=directory::TABS_USER tabs current/>
    }
    .into_any()
}

/// Since when a user is deleted and kept, and what that means.
#[component]
fn Gone(since: Instant) -> impl IntoView {
    view! {
        <Banner tone=Tone::Info>
            <p><strong>{directory::DELETED}</strong>" "<Moment at=since/></p>
            <p>{directory::DELETED_ABOUT}</p>
        </Banner>
    }
    .into_any()
}

/// Since when a user is inactive, through whom, and the event that did it.
#[component]
fn Why(cause: Cause) -> impl IntoView {
    let slug = Place::current().slug;
    let href = paths::audit_event(&slug, &cause.event_id, &AuditQuery::default());
    view! {
        <p class="why">
            <span class="muted">{directory::INACTIVE_SINCE}</span>
            " "
            <Moment at=cause.time/>
            " "
            <span class="muted">{directory::INACTIVE_BY}" "<bdi>{cause.actor}</bdi></span>
            " "
            <a href=href>{directory::WHY}</a>
        </p>
    }
    .into_any()
}
