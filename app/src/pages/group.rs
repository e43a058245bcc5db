//! One group: summary, members, history, raw.

use leptos::prelude::*;

use crate::components::event::RecentEvents;
use crate::components::export::exports;
use crate::components::field::{Legend, TextField};
use crate::components::filters::{Chip, Chips};
use crate::components::header::PageHeader;
use crate::components::notice::EmptyState;
use crate::components::past::LookBack;
use crate::components::status::ActiveStatus;
use crate::components::table::{Cell, Column, DataTable, RowHead, pager};
use crate::components::tabs::{Tab, Tabs};
use crate::components::time::Ago;
use crate::components::value::CopyLink;
use crate::icons::{Glyph, Icon};
use crate::model::group::{
    GroupHeader, GroupHistoryPage, GroupMembersPage, GroupPage, GroupRawPage, MemberKind, MemberRow,
};
use crate::model::query::{GroupsQuery, MembersQuery, UsersQuery};
use crate::pages::resource::{Attributes, History, Identity, Raw};
use crate::paths;
use crate::place::Place;
use crate::text::{self, directory};

#[component]
pub(crate) fn Group(page: GroupPage) -> impl IntoView {
    let slug = Place::current().slug;
    let first = MembersQuery::default();
    let history = paths::group_history(&slug, &page.header.id, &first);
    let members = paths::group_members(&slug, &page.header.id, &first);
    view! {
        <Header header=page.header current=directory::TAB_SUMMARY/>
        <section>
            <div class="section-head">
                <h2>{directory::MEMBERS}</h2>
                {(!page.members.is_empty())
                    .then(|| view! { <a href=members>{directory::ALL_MEMBERS}</a> })}
            </div>
            {if page.members.is_empty() {
                view! { <p class="muted">{directory::GROUP_EMPTY}</p> }.into_any()
            } else {
                view! { <MemberTable rows=page.members/> }.into_any()
            }}
        </section>
        <Attributes sections=page.sections/>
        {(!page.recent.is_empty()).then(|| view! {
            <section>
                <div class="section-head">
                    <h2>{directory::RECENT}</h2>
                    <a href=history>{directory::ALL_HISTORY}</a>
                </div>
                <RecentEvents rows=page.recent caption=directory::RECENT without_target=true/>
            </section>
        })}
    }
    .into_any()
}

#[component]
pub(crate) fn GroupMembers(page: GroupMembersPage) -> impl IntoView {
    let slug = Place::current().slug;
    let id = page.header.id.clone();
    let clear = paths::group_members(&slug, &id, &MembersQuery::default());
    let count = page.rows.len();
    let query = page.query;
    let link = |cursor: &str| paths::group_members(&slug, &id, &query.at(cursor));
    let searched = !query.q.is_empty();
    let list = match (page.rows.is_empty(), searched) {
        (true, false) => {
            let text = directory::MEMBERS_EMPTY_TEXT.into_any();
            view! { <EmptyState results=true title=directory::MEMBERS_EMPTY_TITLE text/> }
                .into_any()
        }
        (true, true) => {
            let action = view! { <a class="button" href=clear.clone()>{directory::CLEAR}</a> };
            let action = action.into_any();
            let text = directory::NONE_TEXT.into_any();
            view! { <EmptyState results=true title=directory::MEMBERS_NONE_TITLE text action/> }
                .into_any()
        }
        (false, _) => view! {
            <MemberTable rows=page.rows results=true/>
            {pager(&page.pager, count, link)}
        }
        .into_any(),
    };
    let chips = if searched {
        vec![Chip {
            name: directory::SEARCH,
            value: query.q.clone(),
            without: clear.clone(),
        }]
    } else {
        Vec::new()
    };
    let show_search = searched || page.header.members > 0;
    let narrowed = UsersQuery {
        group: id.clone(),
        ..UsersQuery::default()
    };
    let users = paths::users(&slug, &narrowed);
    let export = show_search
        .then(|| exports(|format| paths::group_members_export(&slug, &id, format, &query)));
    view! {
        <Header header=page.header current=directory::TAB_MEMBERS/>
        {show_search.then(|| view! {
            <form method="get" action=clear.clone() class="filter-bar" role="search">
                <TextField
                    legend=Legend::new("q", directory::SEARCH, &[]).hint(directory::MEMBERS_SEARCH_HINT)
                    value=query.q.clone()
                    kind="search"
                    autocomplete="off"
                />
                <button type="submit" class="button"><Icon glyph=Glyph::Search/>{directory::APPLY}</button>
            </form>
        })}
        <Chips chips clear/>
        {export.map(|export| view! {
            <div class="actions">
                {export}
                <a class="button" href=users>{directory::MEMBERS_IN_USERS}</a>
            </div>
        })}
        {list}
    }
    .into_any()
}

#[component]
fn MemberTable(rows: Vec<MemberRow>, #[prop(optional)] results: bool) -> impl IntoView {
    let slug = Place::current().slug;
    let columns = vec![
        Column::new(directory::NAME),
        Column::new(directory::TYPE),
        Column::new(directory::STATE),
        Column::new(directory::JOINED),
    ];
    let rows = rows
        .into_iter()
        .map(|row| {
            let (kind, href) = match row.kind {
                MemberKind::User => (directory::KIND_USER, paths::user(&slug, &row.id)),
                MemberKind::Group => (directory::KIND_GROUP, paths::group(&slug, &row.id)),
            };
            view! {
                <tr role="row">
                    <RowHead label=directory::NAME href=Some(href)>
                        <bdi>{row.label}</bdi>
                        {row.user_name.map(|name| view! { <bdi class="below">{name}</bdi> })}
                    </RowHead>
                    <Cell label=directory::TYPE>{kind}</Cell>
                    <Cell label=directory::STATE>
                        {match row.active {
                            Some(active) => view! { <ActiveStatus active/> }.into_any(),
                            None => view! { <span class="muted">"–"</span> }.into_any(),
                        }}
                    </Cell>
                    <Cell label=directory::JOINED class="nowrap">
                        {match row.joined {
                            Some(at) => view! { <Ago at/> }.into_any(),
                            None => view! { <span class="muted">{text::UNKNOWN}</span> }.into_any(),
                        }}
                    </Cell>
                </tr>
            }
        })
        .collect_view();
    view! { <DataTable caption=directory::MEMBERS columns class="members" results>{rows}</DataTable> }
    .into_any()
}

#[component]
pub(crate) fn GroupHistory(page: GroupHistoryPage) -> impl IntoView {
    let slug = Place::current().slug;
    let id = page.header.id.clone();
    let link =
        |cursor: String| paths::group_history(&slug, &id, &MembersQuery::default().at(&cursor));
    let newer = page.newer.map(link);
    let older = page.older.map(link);
    view! {
        <Header header=page.header current=directory::TAB_HISTORY/>
        <LookBack action=paths::group(&slug, &id) at=String::new()/>
        <History events=page.events about=id newer older/>
    }
    .into_any()
}

#[component]
pub(crate) fn GroupRaw(page: GroupRawPage) -> impl IntoView {
    view! {
        <Header header=page.header current=directory::TAB_RAW/>
        <Raw resource=page.resource location=page.location left_out=page.members_left_out/>
    }
    .into_any()
}

/// Name, ids and tabs: the same on all four pages.
#[component]
fn Header(header: GroupHeader, current: &'static str) -> impl IntoView {
    let slug = Place::current().slug;
    let first = MembersQuery::default();
    let id = header.id;
    let tab = |name, href, count| Tab { name, href, count };
    let tabs = vec![
        tab(directory::TAB_SUMMARY, paths::group(&slug, &id), None),
        tab(
            directory::TAB_MEMBERS,
            paths::group_members(&slug, &id, &first),
            Some(header.members),
        ),
        tab(
            directory::TAB_HISTORY,
            paths::group_history(&slug, &id, &first),
            header.events,
        ),
        tab(directory::TAB_RAW, paths::group_raw(&slug, &id), None),
    ];
    view! {
        <PageHeader
            crumbs=vec![(directory::GROUPS_TITLE.to_owned(), paths::groups(&slug, &GroupsQuery::default()))]
            title=header.display_name
            aside=view! { <span class="muted num">{directory::members_count(header.members)}</span> }.into_any()
            actions=view! { <CopyLink/> }.into_any()
        />
        <Identity
            id
            external_id=header.external_id
            created=header.created
            changed=header.changed
        />
        <Tabs label=directory::TABS_GROUP tabs current/>
    }
    .into_any()
}
